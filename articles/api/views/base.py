"""What all views of the API share: they refuse parameters that they do not know, and say what they can do."""

from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.api.filters import Backend
from articles.api.links import Links
from articles.api.pagination import PARAMETERS, Page
from articles.api.problems import Refusal, wrong_parameter
from articles.api.values import ListField


class View(GenericAPIView):
    """A resource. `parameters` says for each method what its address may ask for."""

    filter_backends = []
    parameters: dict[str, frozenset[str]] = {}

    def initial(self, request: Request, *args, **kwargs):
        """Refuse what is not known, before anything is done."""
        super().initial(request, *args, **kwargs)
        known = self.known_parameters("GET" if request.method == "HEAD" else request.method)
        for name, values in request.query_params.lists() if request.method != "OPTIONS" else ():
            if name not in known:
                listed = ", ".join(sorted(known))
                raise wrong_parameter(name[:40], f"There is no such parameter here. There are: {listed}.", "unknown")
            if len(values) > 1 and not self._takes_many(name):
                raise wrong_parameter(name, f"This takes one value, and {len(values)} are given.", "repeated")

    def check_permissions(self, request: Request) -> None:
        """A method that is not there is refused as that, whoever asks: signing in would not help."""
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().check_permissions(request)

    def options(self, request: Request, *args, **kwargs) -> Response:
        """Which methods there are; in JSON, whatever else the resource is."""
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().options(request, *args, **kwargs)

    def known_parameters(self, method: str) -> frozenset[str]:
        """What the address may ask for."""
        return self.parameters.get(method, frozenset()) | {"format"}

    def _takes_many(self, name: str) -> bool:
        filters = self.filterset_class.base_filters if hasattr(self, "filterset_class") else {}
        return name in filters and filters[name].field_class is ListField

    @property
    def links(self) -> Links:
        """Addresses for the answer."""
        return Links.of(self.request)


class ListView(View):
    """A list, in pages and with filters."""

    filter_backends = [Backend]

    def known_parameters(self, method: str) -> frozenset[str]:
        """Filters, order and pages too."""
        known = super().known_parameters(method)
        return known | PARAMETERS | self.filterset_class.base_filters.keys() if method == "GET" else known

    def respond(self, page: Page, results: list) -> Response:
        """The page, with links to those beside it."""
        return Response(page.body(results), headers=page.headers)


class Missing(APIView):
    """For every address under /api/ at which there is nothing."""

    schema = None
    throttle_classes = []
    permission_classes = []

    def initial(self, request: Request, *args, **kwargs):
        """Nothing here, whatever the method."""
        raise Refusal(404, "There is nothing at this address. /api/v1/ says what there is.")

    def get(self, request: Request, *args, **kwargs):
        """Never reached."""
