"""Where a client begins."""

from django.conf import settings
from drf_spectacular.settings import spectacular_settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.pagination import MOST as MOST_ROWS
from articles.api.serializers.bulk import MOST as MOST_OPERATIONS
from articles.api.views.base import View

LINKS = {
    "articles": "articles/",
    "annotations": "annotations/",
    "bulk": "annotations/bulk",
    "changes": "annotations/changes",
    "export": "annotations/export",
    "import": "annotations/import",
    "sources": "sources/",
    "stats": "stats/",
    "tokens": "tokens/",
    "schema": "schema/",
    "docs": "docs/",
}


class LinksSerializer(serializers.Serializer):
    """Where to go on."""

    def get_fields(self):
        """One for each resource."""
        return {name: serializers.URLField() for name in LINKS}


class LimitsSerializer(serializers.Serializer):
    """How much is allowed: requests a minute for each token, else for each address; rows and operations at once."""

    read = serializers.IntegerField()
    write = serializers.IntegerField()
    bulk = serializers.IntegerField()
    export = serializers.IntegerField()
    wrong_tokens = serializers.IntegerField(help_text="From one address, whatever the token.")
    rows_per_page = serializers.IntegerField()
    operations_per_bulk = serializers.IntegerField()


class RootSerializer(serializers.Serializer):
    """Links, version and limits."""

    version = serializers.CharField()
    links = LinksSerializer()
    limits = LimitsSerializer()


class Root(View):
    """The API."""

    serializer_class = RootSerializer

    def get(self, request: Request) -> Response:
        """What there is, and how much of it is allowed."""
        return Response(
            {
                "version": spectacular_settings.VERSION,
                "links": {name: self.links.api(path) for name, path in LINKS.items()},
                "limits": {
                    **settings.API_LIMITS,
                    "rows_per_page": MOST_ROWS,
                    "operations_per_bulk": MOST_OPERATIONS,
                },
            }
        )
