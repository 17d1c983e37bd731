"""What editors type about a source: its names, what it is, where it is told."""

from django import forms

from articles.checking import LONGEST_NAME, is_web_address
from articles.document import SOURCE_KINDS
from articles.forms.texts import PlainText
from articles.models import Source, same_source, source_digest
from articles.models.choices import choices

MOST_ALIASES = 100
SAID = ("name", "kind", "url")  # of a source, beside its other names


class SourceForm(forms.Form):
    """Name, kind, address and other names. When they are another source's, `taken` is that source.

    `seen` is the digest of what the editor began with.
    """

    name = PlainText(max_length=LONGEST_NAME)
    kind = forms.ChoiceField(choices=choices(kind for kind in SOURCE_KINDS if kind != "unnamed"))
    url = PlainText(
        label="Address", required=False, max_length=1_000, help_text="Where it is told who or what this is."
    )
    aliases = PlainText(
        label="Other names",
        required=False,
        max_length=MOST_ALIASES * LONGEST_NAME,
        help_text="One a line. Whoever types one of them is offered this source.",
        rows=4,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, source: Source, data=None):
        said = {name: getattr(source, name) for name in SAID}
        super().__init__(data, initial=said | {"aliases": "\n".join(source.aliases), "seen": source_digest(source)})
        self.source = source
        self.taken: Source | None = None
        if source.kind == "unnamed":
            del self.fields["kind"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not is_web_address(url):
            raise forms.ValidationError("An address begins with http:// or https://.", "address")
        if len(url.encode()) > 1_000:
            raise forms.ValidationError("This address is too long.", "long")
        return url

    def clean_aliases(self) -> list[str]:
        rows = (" ".join(row.split()) for row in self.cleaned_data["aliases"].split("\n"))
        names = list(dict.fromkeys(filter(None, rows)))
        if len(names) > MOST_ALIASES:
            raise forms.ValidationError(f"There are {len(names)} names; {MOST_ALIASES} are allowed.", "many")
        if long := next((name for name in names if len(name) > LONGEST_NAME), ""):
            raise forms.ValidationError(f"“{long[:40]}…” is too long: {LONGEST_NAME} characters are allowed.", "long")
        return names

    def clean(self) -> None:
        self.cleaned_data.setdefault("kind", self.source.kind)
        if not self.errors:
            names = {name: self.cleaned_data[name] for name in SAID}
            if taken := same_source(self.source, **names):
                self.refuse(taken)

    def refuse(self, taken: Source) -> None:
        """Say that another source has this name, kind and address."""
        self.taken = taken
        self.add_error("name", "Another source has this name, kind and address.")


def typed_for_other(typed: dict[str, str], source: Source, other: Source) -> dict[str, str]:
    """What was typed about `source`, to be said of `other`: what was left as it was is the other's, names are added."""
    changed = {name: typed[name] for name in SAID if name in typed and typed[name] != getattr(source, name)}
    names = [*other.aliases, *(row.strip() for row in typed.get("aliases", "").splitlines())]
    return {name: getattr(other, name) for name in SAID} | changed | {"aliases": "\n".join(dict.fromkeys(names))}
