"""Counts of published annotations."""

from typing import Any

from django.db.models import Count
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import known_annotations
from articles.api.filters import Backend, StatsFilter
from articles.api.serializers.stats import StatsSerializer
from articles.api.views.base import View
from articles.document import NOTE_KINDS, VERDICTS
from articles.models import Annotation
from articles.models.annotation import AnnotationQuerySet

MOST = 100


class Stats(View):
    """How many annotations there are."""

    filter_backends = [Backend]
    filterset_class = StatsFilter
    queryset = Annotation.objects.none()
    serializer_class = StatsSerializer
    parameters = {"GET": frozenset({"article"})}

    def get(self, request: Request) -> Response:
        """By kind and by verdict; by article and by speaker, those with the most."""
        rows = self.filter_queryset(known_annotations(request).kept().filter(status="published")).order_by()
        kinds = _count(rows, "kind")
        verdicts = _count(rows.filter(kind="claim"), "verdict")
        return Response(
            {
                "total": sum(kinds.values()),
                "kinds": {kind: kinds.get(kind, 0) for kind in NOTE_KINDS},
                "verdicts": {verdict: verdicts.get(verdict, 0) for verdict in VERDICTS},
                "articles": _most(rows, "article__slug", "article__title"),
                "speakers": _most(rows.filter(kind="quote").exclude(source=None), "source__slug", "source__name"),
            }
        )


def _count(rows: AnnotationQuerySet, column: str) -> dict[str, int]:
    return dict(rows.values_list(column).annotate(count=Count("pk")))


def _most(rows: AnnotationQuerySet, slug: str, name: str) -> list[dict[str, Any]]:
    counted = rows.values_list(slug, name).annotate(count=Count("pk")).order_by("-count", slug)
    return [{"slug": item[0], "name": item[1], "count": item[2]} for item in counted[:MOST]]
