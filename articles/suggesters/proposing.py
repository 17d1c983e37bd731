"""Attributions of an article's passages become notes: quotes, claims and sources, each with who it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from articles.document import Note, Paragraph, SourceRef, Span, describe_span
from articles.suggesters.quotations import Quotation, inner, quotations_in
from articles.suggesters.resolving import PRONOUNS, VAGUE, Cast, Somebody

LONG_QUOTE = 5  # words; shorter ones in quotation marks are often titles or irony
STILL = 2  # paragraphs in which somebody who told something to an outlet is still taken to speak to it
TOLD = re.compile(r"\b(?:told|tells|telling)\b(?! (?:me|us|him|her)\b)")
MOSTLY = 0.5  # the share of a content in quotation marks from which it is a direct quote

Place = tuple[int, int, int]  # a paragraph, by its position, and offsets in its text


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says in an article, as places; `sentence` is the stretch around the cue."""

    content: tuple[Place, ...]
    cue: tuple[Place, ...]
    source: tuple[Place, ...]
    chance: float
    sentence: Place | None = None


def make_notes(paragraphs: Sequence[Paragraph], statements: Iterable[Statement], proposer: str) -> list[Note]:
    """The notes of an article's statements, in their order, and one for the first naming of each source."""
    cast, notes, named, told = Cast(paragraphs), [], set(), {}
    for statement in statements:
        statement = replace(statement, source=tuple(_without_comma(paragraphs, place) for place in statement.source))
        who = next((cast.resolve(*place) for place in statement.source), None)
        outlet = _outlet(cast, paragraphs, statement)
        if who and who.ref.kind == "publication" and statement.sentence and (cited := cast.cited(*statement.sentence)):
            statement, outlet, who = replace(statement, source=(cited,)), who.ref, cast.resolve(*cited)
        if outlet or not _tells_others(paragraphs, statement):
            outlet = _still_told(told, who, outlet, statement.content[0][0])
        notes.append(_note(paragraphs, statement, who, outlet, proposer))
        at, start, end = statement.source[0] if statement.source else (0, 0, 0)
        if who and who.ref not in named and paragraphs[at].text[start:end].lower() not in PRONOUNS | VAGUE:
            named.add(who.ref)
            spans = (_span(paragraphs, statement.source[0], "content"),)
            role = who.role if who.ref.kind == "person" else ""
            notes.append(
                Note("", "source", spans, who.ref, role, status="suggested", proposed_by=proposer,
                     confidence=round(statement.chance, 3))
            )  # fmt: skip
    return [note for note in notes if note.spans_of("content")]


def _outlet(cast: Cast, paragraphs: Sequence[Paragraph], statement: Statement) -> SourceRef | None:
    """The outlet that a statement's sentence names, or, where a pronoun goes on, the paragraph before it."""
    if statement.sentence is None:
        return None
    index, start, _ = statement.sentence
    goes_on = any(paragraphs[at].text[a:b].lower() in ("he", "she", "they") for at, a, b in statement.source)
    return cast.outlet(*statement.sentence) or (cast.outlet(index, 0, start) if goes_on else None)


def _tells_others(paragraphs: Sequence[Paragraph], statement: Statement) -> bool:
    """Whether the cue says to whom it was told, as in "told the court", who is then no outlet."""
    return any(TOLD.search(paragraphs[at].text, start, end + 5) for at, start, end in statement.cue)


def _still_told(told: dict, who: Somebody | None, outlet: SourceRef | None, paragraph: int) -> SourceRef | None:
    """The outlet that somebody tells: the one named here, or the one that they told a little earlier."""
    if who and outlet:
        told[who.ref] = outlet, paragraph
    elif who and who.ref in told and paragraph - told[who.ref][1] <= STILL:
        outlet = told[who.ref][0]
        told[who.ref] = outlet, paragraph
    return outlet


def _note(
    paragraphs: Sequence[Paragraph], statement: Statement, who: Somebody | None, outlet: SourceRef | None, proposer: str
) -> Note:
    content = [_span(paragraphs, place, "content") for place in statement.content]
    manner = manner_of(paragraphs, statement.content)
    if manner == "direct":
        content = [
            _unmarked(paragraphs[place[0]], span) for place, span in zip(statement.content, content, strict=True)
        ]
    others = [
        _span(paragraphs, place, role)
        for role, places in (("source", statement.source), ("cue", statement.cue))
        for place in places
    ]
    note = Note(
        "",
        "claim" if manner == "indirect" else "quote",
        tuple(span for span in (*content, *others) if span),
        who.ref if who else None,
        who.role if who else "",
        manner,
        outlet if outlet and not (who and who.ref == outlet) else None,
        status="suggested",
        proposed_by=proposer,
        confidence=round(statement.chance, 3),
    )
    return replace(note, verdict="unchecked") if note.kind == "claim" else note


def manner_of(paragraphs: Sequence[Paragraph], places: Iterable[Place]) -> str:
    """Direct if most of the words stand in quotation marks, partial if some do, indirect if none."""
    letters = quoted = 0
    for index, start, end in places:
        text = paragraphs[index].text
        letters += sum(map(str.isalnum, text[start:end]))
        for quotation in quotations_in(text, start, end):
            a, b = max(start, quotation.start), min(end, quotation.end)
            quoted += sum(map(str.isalnum, text[a:b]))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= MOSTLY * letters else "partial"


def is_long(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is too long for a title or a word held at arm's length."""
    start, end = inner(text, quotation)
    return len(text[start:end].split()) >= LONG_QUOTE


def _without_comma(paragraphs: Sequence[Paragraph], place: Place) -> Place:
    """A place without the sign of punctuation that ends an apposition: "Ana Lund, the mayor,"."""
    index, start, end = place
    return index, start, start + len(paragraphs[index].text[start:end].rstrip(" ,;:–—-"))


def _span(paragraphs: Sequence[Paragraph], place: Place, role: str) -> Span:
    index, start, end = place
    return describe_span(paragraphs[index], start, end, role)


def _unmarked(paragraph: Paragraph, span: Span) -> Span | None:
    """A direct quotation's words without the marks around them; None if nothing is left.

    Marks of which one stands amid the words are both kept.
    """
    text, start, end = paragraph.text, span.start, span.end
    for quotation in quotations_in(text, start, end + 1):
        outside = text[start : quotation.start] + text[quotation.end : end]
        if any(map(str.isalnum, outside)):
            if quotation.end == end + 1 and quotation.start >= start:
                end = quotation.end
        else:
            first, last = inner(text, quotation)
            start, end = max(start, first), min(end, last)
    return describe_span(paragraph, start, end, span.role) if start < end else None
