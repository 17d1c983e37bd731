"""The form of a note, one per kind: fields, the words it is about, its evidence. The gate has the last word."""

from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.db.models import Q
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.functional import cached_property

from articles.checking import LONGEST_BODY, LONGEST_NAME, LONGEST_TEXT, MOST_EVIDENCE, note_problems
from articles.document import MANNERS, SOURCE_KINDS, STANCES, VERDICTS, Evidence, Note, Paragraph, SourceRef
from articles.forms.texts import PlainText
from articles.forms.words import EVERY_ROW, WordsForm, WordsFormSet, initial_words
from articles.models import Group, Source, User, as_spelled_first, sources_known_to, sources_that_fit, with_merged
from articles.models.choices import choices

SHARED = ("body", "tags", "shown_to")
FIELDS = {
    "quote": ("source_name", "source_kind", "speaker_role", "reported_by_name", "reported_by_kind", "manner"),
    "claim": ("source_name", "source_kind", "speaker_role", "verdict", "verdict_reason"),
    "source": ("source_name", "source_kind", "source_url", "why_unnamed"),
    "comment": (),
}
LABELS = {
    ("quote", "source_name"): "Speaker",
    ("claim", "source_name"): "Who claims it",
    ("source", "source_name"): "Who or what",
}
# Where the gate's problems are shown, by the field of the value that they are about.
FIELD_OF = {"source": "source_name", "reported_by": "reported_by_name", "group": "shown_to", "visibility": "shown_to"}


def text(label: str, longest: int = LONGEST_NAME, rows: int = 0, **options) -> forms.CharField:
    """A text that may be left empty; of several lines, if `rows` are given."""
    return PlainText(label=label, max_length=longest, required=False, rows=rows, **options)


class NoteFields(forms.Form):
    """The fields of a note of one kind."""

    source_name = text("Source")
    source_kind = forms.ChoiceField(label="Which is a", choices=choices(SOURCE_KINDS), initial="person")
    source_url = text("Address", LONGEST_TEXT, help_text="Of the document, or where it is told who they are.")
    speaker_role = text("Role at the time", help_text="As “mayor of Lund”, when these words were said.")
    reported_by_name = text("Who reported it", help_text="If it was said to another outlet, which one.")
    reported_by_kind = forms.ChoiceField(label="Which is a", choices=choices(SOURCE_KINDS), initial="publication")
    manner = forms.ChoiceField(choices=choices(MANNERS), initial="direct", widget=forms.RadioSelect)
    why_unnamed = text("Why unnamed, and how do they know?", LONGEST_TEXT, 2, help_text="For an unnamed source.")
    verdict = forms.ChoiceField(choices=choices(VERDICTS), initial="unchecked")
    verdict_reason = text("Reason", LONGEST_TEXT, 3, help_text="Required with every verdict but “unchecked”.")
    body = text("Note", LONGEST_BODY, 3, help_text="Markdown: *emphasis*, **strong**, [a link](https://…), lists.")
    tags = text("Tags", LONGEST_TEXT, help_text="Separated by commas.")
    shown_to = forms.ChoiceField(label="Shown to", initial="public")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() - {*FIELDS[kind], *SHARED, "version"}:
            del self.fields[name]
        for (of, name), label in LABELS.items():
            if of == kind:
                self.fields[name].label = label
        if kind == "claim":
            self.fields["source_name"].help_text = "Left empty: the article itself."
        if kind == "comment":
            self.fields["body"].required = True
        for name in ("source_name", "reported_by_name"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"list": "known-sources", "autocomplete": "off"}

    def clean(self):
        """What is said of a source that has no name would be lost."""
        for prefix in ("source", "reported_by"):
            name = f"{prefix}_name"
            if name in self.errors or self.cleaned_data.get(name, "x"):
                continue
            if self.cleaned_data.get(f"{prefix}_kind") == "unnamed":
                self.add_error(name, "Say what the article calls the unnamed source, as “a neighbour”.")
            elif self.cleaned_data.get(f"{prefix}_url"):
                self.add_error(name, "Say who or what has this address.")

    def clean_tags(self):
        """The tags as a tuple, each once, as it is written first."""
        tags: dict[str, str] = {}
        for tag in filter(None, map(str.strip, self.cleaned_data["tags"].split(","))):
            tags.setdefault(tag.casefold(), tag)
        return tuple(tags.values())


class EvidenceForm(forms.Form):
    """One piece of evidence; a row without an address is no row."""

    url = text("Address", LONGEST_TEXT)
    title = text("Title")
    passage = text("The passage", LONGEST_TEXT, 2)
    stance = forms.ChoiceField(label="What it does to the claim", choices=choices(STANCES), initial="context")
    archived = text("Archived copy", LONGEST_TEXT)
    accessed = forms.DateField(
        label="Read on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self):
        told = ("title", "passage", "archived", "accessed")
        if not self.cleaned_data.get("url") and any(self.cleaned_data.get(name) for name in told):
            self.add_error("url", "Give the address of this evidence, or leave the whole row empty.")


EvidenceFormSet = formset_factory(EvidenceForm, extra=0, max_num=MOST_EVIDENCE, absolute_max=MOST_EVIDENCE + 1)


class NoteForm:
    """All parts of the form of a note over `paragraphs`: `fields`, `words`, `evidence`.

    `note` is the value to begin with, and what it says beyond the form is kept. `places` are words chosen already,
    as (role, place); `near` is the paragraph to look in first. Who sees a note is chosen for one's `own` alone. After
    `is_valid`, `value` is the new note.
    """

    def __init__(
        self,
        note: Note,
        paragraphs: list[Paragraph],
        user: User,
        *,
        own: bool,
        data=None,
        places=(),
        near="",
        version=None,
    ):
        self.note, self.paragraphs, self.user, self.kind = note, paragraphs, user, note.kind
        self.own, self.sent = own, {} if data is None else data
        words, evidence = initial_words(note, paragraphs, places), [_evidence_initial(item) for item in note.evidence]
        self.fields = NoteFields(note.kind, data, initial=_initial(note) | {"version": version})
        self.fields.fields["shown_to"].choices = _audiences(note, user, own)
        self.words = WordsFormSet(data, initial=words, prefix="words", paragraphs=paragraphs, note=note, near=near)
        self.evidence = EvidenceFormSet(data, initial=evidence, prefix="evidence", form_kwargs=EVERY_ROW)
        if data is None and note.kind == "claim" and not evidence:
            self.evidence.extra = 1
        self.value: Note | None = None
        self.taken = False

    def again(self, add: str = "", take: str = "") -> "NoteForm":
        """The same form with what was typed and nothing checked.

        With one more row of `add`: "words" or "evidence"; with the known source whose slug is `take`.
        """
        typed = NoteForm(self.note, self.paragraphs, self.user, own=self.own, near=self.words.near)
        typed.sent = self.sent
        sent = {name: self.fields[name].data for name in self.fields.fields}
        typed.fields.initial |= {name: value for name, value in sent.items() if value is not None}
        typed.words.ticked = self.words.ticked
        for name, formset in (("words", typed.words), ("evidence", typed.evidence)):
            rows = getattr(self, name)
            formset.initial = [{field: form[field].data for field in form.fields} for form in rows.forms]
            formset.extra = 1 if add == name or (name == "evidence" and not formset.initial) else 0
        if source := next((source for source in self.fitting_sources if source.slug == take), None):
            typed.fields.initial |= _source_initial("source", source.ref)
            typed.taken = True
        return typed

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed while the note was of another kind, to be there when it is of that kind again."""
        others = NoteFields.base_fields.keys() - self.fields.fields.keys()
        elsewhere = ("evidence-",) if self.kind != "claim" else ()
        return [(name, value) for name, value in self.sent.items() if name in others or name.startswith(elsewhere)]

    @cached_property
    def fitting_sources(self) -> list[Source]:
        """Known sources that the note's source may be, for a person to take; none once one is taken."""
        if not self.note.source or self.taken:
            return []
        return sources_that_fit(self.note.source, sources_known_to(self.user))

    @property
    def known_sources(self) -> list[Source]:
        """What the names are completed from: this article's own come by script as well, these without."""
        return list(sources_known_to(self.user).filter(article=None).order_by("-pk")[:200])

    @property
    def says_more(self) -> bool:
        """Whether the note has any of what is folded away, since most notes go without it."""
        note = self.note
        body = note.kind != "comment" and note.body
        unusual = note.manner not in ("", "direct")
        return bool(note.speaker_role or note.reported_by or note.evidence or note.tags or body or unusual)

    def is_valid(self) -> bool:
        """Whether `value` may be stored; if not, every part says beside its fields what is wrong."""
        parts = [self.fields.is_valid(), self.words.is_valid(), self.evidence.is_valid() or self.kind != "claim"]
        if not all(parts):
            return False
        self.value = self._value()
        for problem in note_problems(self.value, {paragraph.id: paragraph for paragraph in self.paragraphs}):
            self._show(problem.pointer.split("/")[1:], problem.detail)
        evidence = self.kind == "claim" and any(self.evidence.errors)
        return not (self.fields.errors or any(self.words.errors) or self.words.problems or evidence)

    def _value(self) -> Note:
        data = self.fields.cleaned_data
        visibility, _, group = data["shown_to"].partition(":")
        evidence = self.evidence.cleaned_data if self.kind == "claim" else []
        plain = ("speaker_role", "manner", "why_unnamed", "verdict", "verdict_reason", "body")
        return replace(
            self.note,
            spans=self.words.spans,
            source=self._source("source"),
            reported_by=self._source("reported_by"),
            visibility=visibility,
            group=group,
            evidence=tuple(Evidence(**row) for row in evidence if row.get("url")),
            tags=as_spelled_first(data["tags"], self.user),
            **{name: data[name] for name in plain if name in data},
        )

    def _source(self, prefix: str) -> SourceRef | None:
        """The source named; one that is known by this name and kind already, if no other address is given."""
        data = self.fields.cleaned_data
        name, kind = " ".join(data.get(f"{prefix}_name", "").split()), data.get(f"{prefix}_kind", "")
        before = getattr(self.note, prefix)
        address = data.get(f"{prefix}_url", before.url if before and (before.name, before.kind) == (name, kind) else "")
        if not name:
            return None
        if not address and kind != "unnamed":
            rows = with_merged(sources_known_to(self.user)).filter(name=name, kind=kind, article=None)
            known = rows.select_related("merged_into").order_by("pk").first()
            if known:
                return (known.merged_into or known).ref
        return SourceRef(name, kind, address)

    def _show(self, path: list[str], detail: str) -> None:
        """Put a problem of the value beside the field that it is about."""
        name = FIELD_OF.get(path[0], path[0])
        if path[:2] == ["source", "url"] and "source_url" in self.fields.fields:
            name = "source_url"
        if path[0] == "evidence" and len(path) == 3:
            rows = [form for form in self.evidence.forms if form.cleaned_data.get("url")]
            rows[int(path[1])].add_error(path[2], detail)
        elif path[0] == "spans":
            self.words.add_problem(detail)
        else:
            self.fields.add_error(name if name in self.fields.fields else None, detail)


@dataclass(frozen=True, slots=True)
class SentField:
    """A field of a form as it was sent; one that was typed has a label."""

    name: str
    value: str
    label: str


def sent_fields(data: QueryDict) -> list[SentField]:
    """All fields of a form, of a note of any kind or another one, in their order, but for the token."""
    pairs = [(name, value) for name, values in data.lists() for value in values if name != "csrfmiddlewaretoken"]
    return [SentField(name, value, _label(name, value) if value.strip() else "") for name, value in pairs]


def _label(name: str, value: str) -> str:
    """What the field is called, if it is one for typing in."""
    name = name.rpartition("-")[2]
    field = (NoteFields.base_fields | WordsForm.base_fields | EvidenceForm.base_fields).get(name)
    typed = " " in value if field is None else isinstance(field, forms.CharField) and not field.widget.is_hidden
    return (field and field.label) or name.replace("_", " ").capitalize() if typed else ""


def _initial(note: Note) -> dict:
    plain = ("speaker_role", "manner", "why_unnamed", "verdict", "verdict_reason", "body")
    initial = {name: getattr(note, name) for name in plain if getattr(note, name)}
    for prefix in ("source", "reported_by"):
        if ref := getattr(note, prefix):
            initial |= _source_initial(prefix, ref)
    return {**initial, "tags": ", ".join(note.tags), "shown_to": _shown_to(note)}


def _audiences(note: Note, user: User, own: bool) -> list[tuple[str, str]]:
    """Whom the user may show the note to: as now, though they left that group; another's note only so."""
    groups = Group.objects.filter(Q(slug=note.group) | Q(memberships__user=user)).distinct().order_by("name")
    audiences = [("public", "Everyone"), ("private", "Only you" if own else "Only its author")]
    audiences += [(f"group:{group.slug}", f"Only {group}") for group in groups]
    return audiences if own else [audience for audience in audiences if audience[0] == _shown_to(note)]


def _shown_to(note: Note) -> str:
    return f"group:{note.group}" if note.group else note.visibility


def _source_initial(prefix: str, ref: SourceRef) -> dict[str, str]:
    return {f"{prefix}_name": ref.name, f"{prefix}_kind": ref.kind, f"{prefix}_url": ref.url}


def _evidence_initial(item: Evidence) -> dict[str, str | date | None]:
    return {name: getattr(item, name) for name in EvidenceForm.base_fields}
