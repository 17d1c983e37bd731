"""People, organisations and documents as JSON."""

from typing import Any
from urllib.parse import quote

from rest_framework import serializers

from articles.api.links import Links
from articles.api.serializers.fields import Choice, StrictSerializer, Text
from articles.document import SOURCE_KINDS
from articles.models import Source

SOURCE_REF = ("slug", "kind", "name", "url")


class SourceRefSerializer(StrictSerializer):
    """A source in an annotation: one that is known, by its slug; or by name and kind, made if there is none."""

    slug = Text(help_text="Of a source that is known.")
    kind = Choice(SOURCE_KINDS, required=False)
    name = Text()
    url = Text(help_text="Where it is told who they are, or of the document.")


class SourceLinksSerializer(serializers.Serializer):
    """Where to go on from a source."""

    annotations = serializers.URLField(help_text="The annotations that rely on it.")
    quotes = serializers.URLField(help_text="What it said.")


class SourceSerializer(serializers.Serializer):
    """Who or what is relied on, across articles."""

    slug = serializers.CharField()
    kind = serializers.ChoiceField(SOURCE_KINDS)
    name = serializers.CharField()
    url = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Other names.")
    article = serializers.CharField(allow_null=True, help_text="The slug of the one article of an unnamed source.")
    self = serializers.URLField()
    links = SourceLinksSerializer()


def represent_source(source: Source, links: Links) -> dict[str, Any]:
    """A source with its links; its article should be loaded."""
    slug = quote(source.slug)
    return {
        **{name: getattr(source, name) for name in SOURCE_REF},
        "aliases": source.aliases,
        "article": source.article.slug if source.article else None,
        "self": links.source(source.slug),
        "links": {
            "annotations": links.api(f"annotations/?source={slug}"),
            "quotes": links.api(f"annotations/?speaker={slug}"),
        },
    }
