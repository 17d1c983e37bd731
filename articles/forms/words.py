"""The rows of a note's form in which its words are typed or were selected, and the places they are found at."""

import re

from django import forms
from django.forms import BaseFormSet, formset_factory

from articles.checking import MOST_SPANS
from articles.document import SPAN_ROLES, Note, Paragraph, Span, describe_span
from articles.wording import Place, find_words, nearest_words, split_sentences

ROLES = [("content", "The words"), ("source", "Who says it"), ("cue", "The verb")]
KEPT = re.compile(r"kept:([0-9]{1,3})")  # a span of the note as it was, whose words have changed or gone since
# Django skips a further row that says what it began with, which here is something.
EVERY_ROW = {"empty_permitted": False}
SPARE = 1_000  # code points of words that are looked for in however short an article
SHOWN = 60  # code points of context around a place that is offered


class WordsForm(forms.Form):
    """Some words, and where they stand when that is known. `choices` are places to choose from."""

    role = forms.ChoiceField(
        choices=ROLES, initial="content", required=False, widget=forms.Select(attrs={"aria-label": "What they are"})
    )
    words = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2, "aria-label": "Words"})
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    choices: list[tuple[str, str]] = []

    def clean_role(self):
        """A row without a role is the content."""
        return self.cleaned_data["role"] or "content"

    def offer(self, places: list[Place], paragraphs: dict[str, Paragraph], question: str) -> None:
        """Ask which of these places is meant."""
        self.choices = [(str(place), _in_context(place, paragraphs[place.paragraph].text)) for place in places]
        self.add_error("words", question)


class BaseWordsFormSet(BaseFormSet):
    """All rows, and the sentences that were ticked. After `is_valid`, `spans` are the spans of the note."""

    def __init__(self, data=None, *, paragraphs: list[Paragraph], note: Note, near: str = "", **kwargs):
        self.paragraphs = {paragraph.id: paragraph for paragraph in paragraphs}
        self.note, self.near = note, near if near in self.paragraphs else ""
        self.ticked = data.getlist("sentences") if data is not None else []
        self.problems: list[str] = []
        self.spans: tuple[Span, ...] = ()
        super().__init__(data, form_kwargs=EVERY_ROW, **kwargs)

    @property
    def sentences(self) -> list[tuple[str, str, bool]]:
        """The sentences of the paragraph at hand: place, text, ticked."""
        if not self.near:
            return []
        paragraph = self.paragraphs[self.near]
        places = split_sentences(paragraph)
        return [(str(place), paragraph.text[place.start : place.end], str(place) in self.ticked) for place in places]

    def add_problem(self, detail: str) -> None:
        """Say what is wrong with the words together."""
        if detail not in self.problems:
            self.problems.append(detail)
        self._non_form_errors = self.error_class(self.problems, error_class="nonform")

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and self._are_too_many():
            self.add_problem("These are more words than the article has.")
            return False
        if valid:
            self.spans = (*self._sentence_spans(), *(span for form in self.forms for span in self._spans_of(form)))
        return valid and not any(form.errors for form in self.forms)

    def _are_too_many(self) -> bool:
        """Whether it would take long to look for them all; some stand in several rows, in letters written longer."""
        length = sum(len(paragraph.text) for paragraph in self.paragraphs.values())
        return sum(len(form.cleaned_data.get("words", "")) for form in self.forms) > SPARE + 4 * length

    def _spans_of(self, form: WordsForm) -> list[Span]:
        words, role = form.cleaned_data.get("words", ""), form.cleaned_data.get("role") or "content"
        if not words.strip():
            return []
        if (match := KEPT.fullmatch(form.cleaned_data["place"])) and int(match[1]) < len(self.note.spans):
            kept = self.note.spans[int(match[1])]
            if kept.exact == words and kept.state != "unchanged":
                return [kept]
        places = self._places(form, words)
        return [describe_span(self.paragraphs[place.paragraph], place.start, place.end, role) for place in places]

    def _places(self, form: WordsForm, words: str) -> list[Place]:
        """Where the words stand; none, and the form asks, where that is not certain."""
        chosen = self._chosen(form)
        if chosen and self.paragraphs[chosen.paragraph].text[chosen.start : chosen.end] == _unix(words):
            return [chosen]
        found = find_words(self.paragraphs.values(), words)
        if chosen in found:
            return [chosen]
        found = find_words(self.paragraphs.values(), words, whole=True) or found
        here = [place for place in found if place.paragraph == self.near]
        if len(here or found) == 1:
            return here or found
        if found:
            form.offer(found[:MOST_SPANS], self.paragraphs, f"These words stand in {len(found)} places. Which is it?")
            return []
        parts = [part for part in re.split(r"\n\s*\n|\r\n\s*\r\n", words) if part.strip()]
        pieces = [find_words(self.paragraphs.values(), part) for part in parts]
        if len(parts) > 1 and all(len(piece) == 1 for piece in pieces):
            return [place for piece in pieces for place in piece]
        near = nearest_words(self.paragraphs.values(), words)
        if chosen in near:
            return [chosen]
        question = "These words are not in the article."
        form.offer(near, self.paragraphs, question + (" Is one of these meant?" if near else ""))
        return []

    def _chosen(self, form: WordsForm) -> Place | None:
        try:
            place = Place.parse(form.cleaned_data["place"])
        except ValueError:
            return None
        paragraph = self.paragraphs.get(place.paragraph)
        return place if paragraph and place.start < place.end <= len(paragraph.text) else None

    def _sentence_spans(self) -> list[Span]:
        """The ticked sentences; those with only space between them are one span."""
        if not self.near:
            return []
        paragraph, runs = self.paragraphs[self.near], []
        for place in split_sentences(paragraph):
            if str(place) not in self.ticked:
                continue
            if runs and not paragraph.text[runs[-1][1] : place.start].strip():
                runs[-1][1] = place.end
            else:
                runs.append([place.start, place.end])
        return [describe_span(paragraph, start, end) for start, end in runs]


WordsFormSet = formset_factory(
    WordsForm, formset=BaseWordsFormSet, extra=0, max_num=MOST_SPANS, absolute_max=MOST_SPANS + 1
)


def initial_words(note: Note, paragraphs: list[Paragraph], places: list[tuple[str, Place]]) -> list[dict[str, str]]:
    """The rows to begin with: the note's spans, then the words at `places`, then an empty row if there are none."""
    texts = {paragraph.id: paragraph.text for paragraph in paragraphs}
    rows = []
    for index, span in enumerate(note.spans):
        unchanged = span.state == "unchanged"
        place = str(Place(span.paragraph, span.start, span.end)) if unchanged else f"kept:{index}"
        rows.append({"role": span.role, "words": span.exact, "place": place})
    for role, place in places:
        words = texts.get(place.paragraph, "")[place.start : place.end]
        if words and role in SPAN_ROLES:
            rows.append({"role": role, "words": words, "place": str(place)})
    return rows or [{"role": "content", "words": "", "place": ""}]


def _unix(words: str) -> str:
    """Browsers send line breaks as CR LF."""
    return words.replace("\r\n", "\n")


def _in_context(place: Place, text: str) -> str:
    before, after = text[max(0, place.start - SHOWN) : place.start], text[place.end : place.end + SHOWN]
    return f"…{before}[{text[place.start : place.end]}]{after}…"
