"""What people choose to import annotations from a file."""

from django import forms

from articles.formats import FORMATS
from articles.models.exchange import MOST_BYTES


class ImportForm(forms.Form):
    """A file, what it is, and whether to try it first."""

    file = forms.FileField(allow_empty_file=True, help_text="Up to 100 MB, as it was exported here or by another tool.")
    format = forms.ChoiceField(choices=[(key, format.name) for key, format in FORMATS.items()])
    dry_run = forms.BooleanField(label="Only say what would be stored", required=False, initial=True)

    def clean_file(self):
        """The file. Raises ValidationError for one that is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has {file.size:,} bytes; {MOST_BYTES:,} can be imported.", "large")
        return file

    def clean(self):
        """An empty file has no annotations in some formats; in the others something went wrong with it."""
        cleaned = super().clean()
        file, name = cleaned.get("file"), cleaned.get("format")
        if file and not file.size and name and not FORMATS[name].may_be_empty:
            self.add_error("file", forms.ValidationError("The submitted file is empty.", "empty"))
        return cleaned
