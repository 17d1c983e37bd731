"""Many operations in one request, as JSON."""

from rest_framework import serializers

from articles.api.serializers.annotations import AnnotationSerializer
from articles.api.serializers.fields import Choice, Number, StrictSerializer, Text

OPERATIONS = ("create", "replace", "patch", "delete")
MOST = 500


class OperationSerializer(StrictSerializer):
    """One operation; `annotation` is what would be sent alone."""

    op = Choice(OPERATIONS)
    id = Text(help_text="Of the annotation; not with create.")
    version = Number(required=False, min_value=1, help_text="Refused with 412 if it is at another by now.")
    annotation = serializers.DictField(required=False, help_text="Not with delete.")

    def validate(self, data):
        """What belongs to which operation."""
        for name, wanted in (("id", data["op"] != "create"), ("annotation", data["op"] != "delete")):
            if wanted != bool(name in data and data[name] != ""):
                detail = f"“{data['op']}” needs this." if wanted else f"“{data['op']}” has no such field."
                raise serializers.ValidationError({name: [serializers.ErrorDetail(detail, "required")]})
        return data


class BulkSerializer(StrictSerializer):
    """Up to 500 operations, done in this order."""

    operations = OperationSerializer(many=True, allow_empty=False, max_length=MOST)


class ResultSerializer(serializers.Serializer):
    """What became of one operation."""

    status = serializers.IntegerField()
    id = serializers.CharField(required=False)
    version = serializers.IntegerField(required=False)
    annotation = AnnotationSerializer(required=False)
    problem = serializers.DictField(required=False, help_text="A problem document.")


class ResultsSerializer(serializers.Serializer):
    """One result for each operation, in order."""

    results = ResultSerializer(many=True)
