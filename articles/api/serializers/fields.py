"""Fields that take a value as it is or refuse it: nothing is converted, trimmed or left out silently."""

from collections.abc import Mapping
from datetime import datetime

from rest_framework import serializers


class StrictSerializer(serializers.Serializer):
    """Refuses fields that it does not know or that cannot be written."""

    def to_internal_value(self, data):
        """The validated values. Raises ValidationError for every field that is wrong."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := [name for name in data if name not in known]:
                raise serializers.ValidationError({name: [self._complaint(name)] for name in unknown})
        return super().to_internal_value(data)

    def _complaint(self, name: str) -> serializers.ErrorDetail:
        if name in self.fields:
            return serializers.ErrorDetail("This is set by the site and cannot be written.", "read_only")
        return serializers.ErrorDetail("There is no such field.", "unknown")


class Text(serializers.CharField):
    """A text, kept to the letter; it may be left empty or out."""

    def __init__(self, **options):
        required = options.pop("required", False)
        options = {"allow_blank": not required, "trim_whitespace": False, **options}
        super().__init__(required=required, **options)

    def to_internal_value(self, data):
        """The text. Numbers are none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Number(serializers.IntegerField):
    """A whole number; “5” is a text."""

    def to_internal_value(self, data):
        """The number."""
        if type(data) is not int:
            self.fail("invalid")
        return data


class Share(serializers.FloatField):
    """A number from 0 to 1."""

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=1, **options)

    def to_internal_value(self, data):
        """The number."""
        if type(data) not in (int, float):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of several words."""

    def to_internal_value(self, data):
        """The word."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


def moment(value: datetime | None) -> str | None:
    """A time as ISO 8601 in UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None
