"""The values of filters and parameters: several of them, times, yes or no; what cannot be meant is an error."""

import re
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django_filters.filters import Filter
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from articles.api.problems import wrong_parameter
from articles.wording import Place

MOST_VALUES = 100


def split_values(text: str) -> list[str]:
    """The values in a text: a comma parts them, unless a backslash stands before it."""
    return [value.replace("\\,", ",") for value in re.split(r"(?<!\\),", text)]


class ListWidget(forms.Widget):
    """Values that are given again and again, or separated by commas unless these may belong to a value."""

    def __init__(self, commas: bool):
        self.commas = commas
        super().__init__()

    def value_from_datadict(self, data, files, name):
        """The values, or None if there is no such parameter."""
        if name not in data:
            return None
        return [value for text in data.getlist(name) for value in (split_values(text) if self.commas else [text])]


class ListField(forms.Field):
    """Several values, each once; of `values`, or made by `make`, if they are given."""

    def __init__(self, *, values=None, make=None, commas=True, **options):
        self.values, self.make = values, make
        super().__init__(widget=ListWidget(commas), **options)

    def clean(self, value):
        """The values; an empty list if there is no such parameter. Raises ValidationError."""
        if value is None:
            return []
        if len(value) > MOST_VALUES:
            raise ValidationError(f"There are {len(value)} values; {MOST_VALUES} are allowed.", "many")
        return list(dict.fromkeys(map(self._clean_one, value)))

    def _clean_one(self, text: str):
        ProhibitNullCharactersValidator()(text)
        if not text:
            raise ValidationError("A value is empty.", "required")
        if self.values and text not in self.values:
            raise ValidationError(f"“{text[:40]}” is not one of: {', '.join(self.values)}.", "choice")
        try:
            return self.make(text) if self.make else text
        except ValueError as error:
            raise ValidationError(str(error), "invalid") from error


class MomentField(forms.Field):
    """A time in ISO 8601; a day is its beginning, and what has no zone is UTC."""

    widget = forms.TextInput

    def clean(self, value):
        """The time, or None if there is no such parameter. Raises ValidationError."""
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(f"“{value[:40]}” is no day and no time in ISO 8601.", "invalid") from error


class FlagField(forms.Field):
    """“true” or “false”."""

    widget = forms.TextInput

    def clean(self, value):
        """True, False, or None if there is no such parameter. Raises ValidationError."""
        if value not in (None, "true", "false"):
            raise ValidationError(f"“{value[:40]}” is not one of: true, false.", "choice")
        return None if value is None else value == "true"


def schema_of_list(choices=None) -> dict:
    """How a list of values is described."""
    return {"type": "array", "items": {"type": "string", **({"enum": list(choices)} if choices else {})}}


def many(help_text: str, column: str = "", choices=None, make=None, method=None, commas: bool = True) -> Filter:
    """A filter for any of several values of a column, or by a method; `commas` says whether these part values."""

    class ManyFilter(Filter):
        field_class = ListField

        def filter(self, queryset, values):
            return queryset.filter(**{f"{self.field_name}__in": values}) if values else queryset

    options = {"values": choices, "make": make, "commas": commas, "help_text": help_text}
    made = ManyFilter(field_name=column or None, method=method, **options)
    return extend_schema_field(schema_of_list(choices))(made)


def moment(help_text: str, column: str, lookup: str) -> Filter:
    """A filter for times."""

    class MomentFilter(Filter):
        field_class = MomentField

    made = MomentFilter(field_name=column, lookup_expr=lookup, help_text=help_text)
    return extend_schema_field({"type": "string", "format": "date-time"})(made)


@extend_schema_field({"type": "boolean"})
class FlagFilter(Filter):
    """A filter for yes or no."""

    field_class = FlagField


def place(text: str) -> Place:
    """A place such as p1:10-40. Raises ValueError."""
    found = Place.parse(text)
    if found.start >= found.end:
        raise ValueError(f"“{text[:40]}” ends before it begins.")
    return found


def flag(request: Request, name: str) -> bool:
    """A parameter of the address that is 1 or 0, or not there. Raises Refusal."""
    value = request.query_params.get(name, "0")
    if value not in ("0", "1"):
        raise wrong_parameter(name, f"“{value[:40]}” is not one of: 1, 0.", "choice")
    return value == "1"
