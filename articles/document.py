"""The values that every floor speaks: an article as paragraphs of plain text, and the notes that lie over it.

Offsets count Unicode code points in a paragraph's text, from 0, the end excluded. They never move with markup,
because links and emphasis are kept beside the text as marks. Values are plain and frozen; building one checks
nothing: whether a value may be stored is asked of `checking`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

PARAGRAPH_KINDS = ("paragraph", "heading", "quotation", "list item", "caption", "preformatted")
MARK_TAGS = ("a", "em", "strong", "sup", "sub", "code")
NOTE_KINDS = ("quote", "claim", "source", "comment")
SPAN_ROLES = ("content", "source", "cue")
SPAN_STATES = ("unchanged", "changed", "gone")
SOURCE_KINDS = ("person", "organisation", "publication", "document", "unnamed")
MANNERS = ("direct", "partial", "indirect")
VERDICTS = ("unchecked", "supported", "disputed", "refuted", "mixed")
STANCES = ("supports", "disputes", "context")
STATUSES = ("published", "suggested", "rejected")
VISIBILITIES = ("public", "group", "private")

CONTEXT_LENGTH = 32  # code points of prefix and suffix; the length that Hypothesis' clients use


@dataclass(frozen=True, slots=True)
class Mark:
    """Formatting of `text[start:end]` in a paragraph; `href` is set for `a` alone."""

    start: int
    end: int
    tag: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of an article.

    `level` is 1 to 6 for a heading and the depth, from 1, of a list item; else 0. `number` is a numbered list
    item's number, and None everywhere else. A line feed in `text` is a line break that the writer set.
    """

    id: str
    kind: str
    text: str
    marks: tuple[Mark, ...] = ()
    level: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a paragraph that a note points at; without a paragraph when its words are gone."""

    paragraph: str | None
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    role: str = "content"
    state: str = "unchanged"


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Who or what is relied on, by name."""

    name: str
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports or disputes a claim; `archived` is the address of a copy that stays."""

    url: str
    title: str = ""
    passage: str = ""
    stance: str = "context"
    archived: str = ""
    accessed: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """The value behind an annotation, and all of it. `extra` keeps what other tools said and we do not model."""

    id: str
    kind: str
    spans: tuple[Span, ...] = ()
    source: SourceRef | None = None
    speaker_role: str = ""
    manner: str = ""
    reported_by: SourceRef | None = None
    why_unnamed: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    verdict: str = ""
    verdict_reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    status: str = "published"
    status_reason: str = ""
    visibility: str = "public"
    group: str = ""
    creator: str = ""
    created: datetime | None = None
    modified: datetime | None = None
    proposed_by: str = ""
    confidence: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def spans_of(self, role: str) -> tuple[Span, ...]:
        """The spans with this role that still have a place in the text, in the order given."""
        return tuple(span for span in self.spans if span.role == role and span.paragraph is not None)


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated article. `published` is a day, or a time with its zone where that is known.

    `picture` is the address of its lead picture, which is kept as text and never loaded.
    """

    title: str
    byline: str = ""
    publication: str = ""
    published: date | datetime | None = None
    url: str = ""
    language: str = ""
    licence: str = ""
    section: str = ""
    picture: str = ""
    picture_caption: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    notes: tuple[Note, ...] = ()


def describe_span(paragraph: Paragraph, start: int, end: int, role: str = "content") -> Span:
    """The span of `paragraph.text[start:end]`, with its words and their context: the only maker of spans in a text."""
    text = paragraph.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start}–{end} is not within paragraph {paragraph.id}, which has {len(text)} characters.")
    prefix, suffix = text[max(0, start - CONTEXT_LENGTH) : start], text[end : end + CONTEXT_LENGTH]
    return Span(paragraph.id, start, end, text[start:end], prefix, suffix, role)


def note_headline(kind: str, source: object | None) -> str:
    """A note's kind and whom it names: “Quote by Ana Lund”, “Source: Ana Lund”, “Comment”."""
    who = f"{': ' if kind == 'source' else ' by '}{source}" if source else ""
    return f"{kind.capitalize()}{who}"


def headline_of(title: str, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The first paragraph, if it is a heading that says the title again, whatever its punctuation."""
    first = paragraphs[0] if paragraphs else None
    return first if first and first.kind == "heading" and _letters(first.text) == _letters(title) else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def number_paragraphs(paragraphs: Iterable[Paragraph], first: int = 1) -> tuple[Paragraph, ...]:
    """Give paragraphs the ids p1, p2, … in order, beginning at `first`."""
    return tuple(replace(paragraph, id=f"p{number}") for number, paragraph in enumerate(paragraphs, first))
