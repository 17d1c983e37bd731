"""What editors say about notes and disputes, and readers about notes."""

import re

from django import forms

from articles.checking import LONGEST_TEXT
from articles.document import NOTE_KINDS, STATUSES
from articles.forms.texts import PlainText
from articles.models.choices import choices

WRONG_PROPOSAL = "Wrongly proposed."
PICK = re.compile(r"(?P<id>[\w.~-]{1,64})@(?P<version>[0-9]{1,9})", re.ASCII)


class ReviewFilterForm(forms.Form):
    """Which notes to list. What an address gets wrong is passed over."""

    status = forms.ChoiceField(choices=choices(STATUSES), required=False)
    kind = forms.ChoiceField(choices=[("", "all"), *choices(NOTE_KINDS)], required=False)

    @property
    def wanted(self) -> dict[str, str]:
        """The values of columns to look for; proposals unless another status is asked for."""
        self.is_valid()
        return {"status": self.cleaned_data.get("status") or "suggested"} | (
            {"kind": kind} if (kind := self.cleaned_data.get("kind")) else {}
        )


class PicksField(forms.MultipleChoiceField):
    """Notes as they were seen, each as its id, @ and its version; a list of such pairs."""

    def to_python(self, value) -> list[tuple[str, int]]:
        picks = [PICK.fullmatch(text) for text in super().to_python(value)]
        if not all(picks):
            raise forms.ValidationError("One of these is no note.", "pick")
        return [(pick["id"], int(pick["version"])) for pick in picks]

    def validate(self, value) -> None:
        if self.required and not value:
            raise forms.ValidationError("Choose at least one note.", "required")


class DecisionForm(forms.Form):
    """Notes, and what becomes of them."""

    ACCEPT, REJECT = "published", "rejected"
    note = PicksField()
    decision = forms.ChoiceField(choices=[(ACCEPT, "Accept"), (REJECT, "Reject")])
    reason = PlainText(max_length=LONGEST_TEXT, required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("decision") == self.REJECT and self.cleaned_data.get("reason") == "":
            self.add_error("reason", "Say why: whoever made the note is told.")


class ProposalForm(forms.Form):
    """Proposals of an article, and what becomes of them; to reject one needs no more than saying so."""

    ACCEPT, REJECT, UNDO = "published", "rejected", "undo"
    note = PicksField()
    decision = forms.ChoiceField(choices=[(ACCEPT, "Accept"), (REJECT, "Reject"), (UNDO, "Undo")])
    reason = PlainText(max_length=LONGEST_TEXT, required=False)

    def clean_reason(self) -> str:
        return self.cleaned_data["reason"].strip() or WRONG_PROPOSAL


class UndoForm(forms.Form):
    """Notes whose last change is taken back."""

    note = PicksField()


class DisputeForm(forms.Form):
    """What a reader has against a note."""

    reason = PlainText(
        label="What is wrong with it?",
        max_length=LONGEST_TEXT,
        rows=5,
        help_text="Editors and whoever made the note read this. Where it helps, say where one can check it.",
    )


class ResolutionForm(forms.Form):
    """What an editor found about a dispute."""

    resolution = PlainText(
        label="What did you find?",
        max_length=LONGEST_TEXT,
        rows=4,
        help_text="Kept with the dispute. If you reject the note, whoever made it reads this.",
    )
    reject = forms.BooleanField(label="Reject the note as well", required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)
