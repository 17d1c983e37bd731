"""The field of a text that people type and that is stored as it is."""

from django import forms
from django.core.exceptions import ValidationError

from articles.checking import UNSTORABLE


def check_storable(text: str) -> None:
    """Raise ValidationError if `text` has a character that the gate refuses."""
    if found := UNSTORABLE.search(text):
        raise ValidationError(f"U+{ord(found.group()):04X} at {found.start()} is no character of a text.", "character")


class PlainText(forms.CharField):
    """A text without control characters, whose lines end in line feeds; browsers send CR LF. `rows` makes it long."""

    default_validators = [check_storable]

    def __init__(self, *args, rows: int = 0, **options):
        if rows:
            options["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(*args, **options)

    def to_python(self, value) -> str:
        return super().to_python(value).replace("\r\n", "\n")
