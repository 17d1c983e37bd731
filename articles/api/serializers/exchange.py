"""What became of a file of annotations, as JSON."""

from rest_framework import serializers


class MessageSerializer(serializers.Serializer):
    """Why an annotation of the file was not stored."""

    index = serializers.IntegerField(help_text="Which one, from 0.")
    outcome = serializers.ChoiceField(("unresolved", "errors"))
    detail = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    """What became of a file."""

    dry_run = serializers.BooleanField(required=False, help_text="Whether nothing was stored.")
    created = serializers.IntegerField()
    duplicate = serializers.IntegerField(help_text="Those that are here already.")
    unresolved = serializers.IntegerField(help_text="Those whose article or words are not here.")
    errors = serializers.IntegerField(help_text="Those that are no annotations, or that you may not write.")
    messages = MessageSerializer(many=True, help_text="The first hundred that were not stored.")
