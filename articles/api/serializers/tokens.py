"""Tokens as JSON; the secret only once."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from articles.api.links import Links
from articles.api.serializers.fields import Choice, StrictSerializer, Text, moment
from articles.models import Token
from articles.models.access import SCOPES


class TokenCreateSerializer(StrictSerializer):
    """A new token."""

    name = Text(required=True, max_length=100, help_text="What it is for.")
    scopes = serializers.ListField(
        child=Choice(SCOPES),
        allow_empty=False,
        max_length=len(SCOPES),
        help_text="Each permits what those before it do.",
    )
    expires = serializers.DateTimeField(required=False, allow_null=True)

    def validate_name(self, value: str) -> str:
        """Something to read."""
        if not value.strip() or "\x00" in value:
            raise serializers.ValidationError("A name has letters.")
        return value

    def validate_expires(self, value):
        """In the future."""
        if value and value <= timezone.now():
            raise serializers.ValidationError("This is in the past.")
        return value


class TokenSerializer(serializers.Serializer):
    """A token of one's own."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPES))
    created = serializers.DateTimeField()
    expires = serializers.DateTimeField(allow_null=True)
    last_used = serializers.DateTimeField(allow_null=True)
    self = serializers.URLField()


class NewTokenSerializer(TokenSerializer):
    """A new token with its secret."""

    token = serializers.CharField(help_text="Shown now and never again.")


class TokensSerializer(serializers.Serializer):
    """One's own tokens."""

    results = TokenSerializer(many=True)


def represent_token(row: Token, links: Links) -> dict[str, Any]:
    """A token, without its secret."""
    return {
        "id": row.pk,
        "name": row.name,
        "scopes": row.scopes,
        "created": moment(row.created),
        "expires": moment(row.expires),
        "last_used": moment(row.last_used),
        "self": links.api(f"tokens/{row.pk}"),
    }
