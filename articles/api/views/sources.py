"""Sources: who and what is relied on."""

from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import find_source, known_sources
from articles.api.filters import SourceFilter
from articles.api.pagination import Sort, paginate
from articles.api.problems import Refusal
from articles.api.serializers.sources import SourceSerializer, represent_source
from articles.api.views.base import ListView, View
from articles.models import Source

SORTS = {"name": Sort("name"), "-name": Sort("name", descending=True)}


class SourceList(ListView):
    """The sources that annotations name."""

    queryset = Source.objects.none()
    filterset_class = SourceFilter
    serializer_class = SourceSerializer

    def get(self, request: Request) -> Response:
        """A page of the list."""
        page = paginate(self.filter_queryset(known_sources(request)), request, SORTS, "name")
        return self.respond(page, [represent_source(row, self.links) for row in page.rows])


class SourceDetail(View):
    """One source."""

    serializer_class = SourceSerializer

    def get(self, request: Request, slug: str) -> Response:
        """The source; if it was merged into another, that one, whose address is in Content-Location."""
        row = find_source(request, slug)
        if row is None:
            raise Refusal(404, f"There is no source “{slug}”, or none that you may see.")
        return Response(represent_source(row, self.links), headers={"Content-Location": self.links.source(row.slug)})
