"""What people type to make a token for a program."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

LASTS = {"30": "30 days", "365": "a year", "": "until it is revoked"}


class TokenForm(forms.Form):
    """What a token is for, what it permits and how long it is valid."""

    name = forms.CharField(
        max_length=100, help_text="What the token is for, such as “notebook on my laptop”, so that you know it again."
    )
    scope = forms.ChoiceField(
        label="It may",
        choices=[
            ("read", "read what I may read"),
            ("write", "also annotate in my name, and change and delete what is mine"),
            ("review", "also do what I may do with others’ notes and with articles"),
        ],
        initial="read",
        widget=forms.RadioSelect,
    )
    days = forms.ChoiceField(label="It lasts", choices=list(LASTS.items()), initial="365", required=False)

    @property
    def expires(self) -> datetime | None:
        """When it ends, once the form is valid."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None
