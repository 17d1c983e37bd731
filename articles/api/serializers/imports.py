"""Articles on their way from the web as JSON."""

from typing import Any

from rest_framework import serializers

from articles.api.links import Links
from articles.api.serializers.fields import moment
from articles.models import Import


class ImportSerializer(serializers.Serializer):
    """An address that was asked for. It is over when `state` is stored, known, ready or failed."""

    id = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(
        Import.State.values,
        help_text="`known`: it was stored already. `ready`: it waits for somebody to look at it in the browser.",
    )
    reason = serializers.CharField(help_text="Why it failed, or why the last try did.")
    article = serializers.URLField(allow_null=True)
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()
    self = serializers.URLField()


def represent_import(item: Import, links: Links) -> dict[str, Any]:
    """An import; its article should be loaded."""
    return {
        "id": item.public_id,
        "url": item.url,
        "state": item.state,
        "reason": item.reason,
        "article": links.article(item.article.slug) if item.article else None,
        "created": moment(item.created),
        "modified": moment(item.modified),
        "self": links.api(f"imports/{item.public_id}"),
    }
