"""Articles on their way from the web."""

from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.problems import Refusal
from articles.api.serializers.imports import ImportSerializer, represent_import
from articles.api.views.base import View
from articles.models import Import


class ImportDetail(View):
    """One address that was asked for."""

    serializer_class = ImportSerializer

    def get(self, request: Request, public_id: str) -> Response:
        """How far it is, and the article once it is stored."""
        rows = Import.objects.select_related("article").defer("original")
        item = rows.filter(public_id=public_id).first() if request.user.has_perm("articles.add_article") else None
        if item is None:
            raise Refusal(404, f"There is no import “{public_id}”, or none that you may see.")
        headers = {"Retry-After": "2"} if item.is_open else {}
        return Response(represent_import(item, self.links), headers=headers)
