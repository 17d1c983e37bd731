"""Counts as JSON."""

from rest_framework import serializers

from articles.document import NOTE_KINDS, VERDICTS


class KindsSerializer(serializers.Serializer):
    """How many of each kind."""

    def get_fields(self):
        """One for each kind."""
        return {kind: serializers.IntegerField() for kind in NOTE_KINDS}


class VerdictsSerializer(serializers.Serializer):
    """How many claims with each verdict."""

    def get_fields(self):
        """One for each verdict."""
        return {verdict: serializers.IntegerField() for verdict in VERDICTS}


class CountSerializer(serializers.Serializer):
    """How many of something."""

    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class StatsSerializer(serializers.Serializer):
    """Counts of published annotations."""

    total = serializers.IntegerField()
    kinds = KindsSerializer()
    verdicts = VerdictsSerializer()
    articles = CountSerializer(many=True, help_text="Those with the most.")
    speakers = CountSerializer(many=True, help_text="Those who are quoted most.")
