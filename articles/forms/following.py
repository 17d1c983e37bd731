"""What editors type to follow a feed."""

from django import forms

from articles.forms.importing import AddressForm
from articles.models import Feed

WANTED = {"draft": "Drafts, which only editors see", "published": "Published at once"}


class FeedForm(forms.Form):
    """The address of a feed, and what becomes of its articles."""

    url = forms.CharField(
        label="Address of a feed",
        max_length=Feed._meta.get_field("url").max_length,
        help_text="RSS, Atom or JSON Feed.",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}),
    )
    wanted = forms.ChoiceField(
        label="New articles are", choices=list(WANTED.items()), initial="draft", widget=forms.RadioSelect
    )

    def clean_url(self) -> str:
        """The address of a feed that is not followed yet."""
        form = AddressForm({"address": self.cleaned_data["url"]})
        if not form.is_valid():
            raise forms.ValidationError(form.errors["address"].as_data())
        if Feed.objects.filter(url=form.cleaned_data["address"]).exists():
            raise forms.ValidationError("This feed is followed already.", "duplicate")
        return form.cleaned_data["address"]
