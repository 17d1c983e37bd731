"""The gate: the one place that says what a document or a note must be to be stored; all who write ask here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from articles.document import (
    MANNERS,
    MARK_TAGS,
    NOTE_KINDS,
    PARAGRAPH_KINDS,
    SOURCE_KINDS,
    SPAN_ROLES,
    SPAN_STATES,
    STANCES,
    STATUSES,
    VERDICTS,
    VISIBILITIES,
    Document,
    Evidence,
    Note,
    Paragraph,
    SourceRef,
    Span,
)

LONGEST_BODY = 20_000
LONGEST_TEXT = 2_000  # reasons, passages, addresses
LONGEST_ADDRESS = 2_000  # bytes: addresses stand in unique indexes, where PostgreSQL allows 2,704 bytes a row
LONGEST_NAME = 300
LONGEST_TAG = 80
MOST_SPANS = 100
MOST_TAGS = 50
MOST_EVIDENCE = 50
DEEPEST = 100  # lists and objects that lie in each other

# What no text may hold, as PostgreSQL or feeds refuse it: control characters, lone surrogates and what is no character.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BESIDE_NOTES = ("bulk", "changes", "export", "import")  # what else is at the addresses of annotations
NOTE_ID = re.compile(rf"(?!(?:{'|'.join(BESIDE_NOTES)})\Z)[A-Za-z0-9][A-Za-z0-9._~-]{{0,63}}")
PARAGRAPH_ID = re.compile(r"p[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be stored: where (a JSON pointer), a code for programs, a sentence for people."""

    pointer: str
    code: str
    detail: str


class InvalidDocument(ValueError):
    """A document or a note that cannot be stored; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.pointer}: {problem.detail}" for problem in self.problems[:5]))


def is_web_address(address: str) -> bool:
    """Whether `address` is an absolute http or https address, without spaces, control characters or a password."""
    if re.search(r"[\s\x00-\x1f\x7f\ud800-\udfff\\<>\"]", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.password is None
    except ValueError:
        return False


def is_deeper(value: Any, levels: int) -> bool:
    """Whether more lists and objects than `levels` lie in each other in `value`."""
    found = [value]
    while found and levels >= 0:
        found = [item for item in found if isinstance(item, list | tuple | Mapping)]
        found = [inner for item in found for inner in (item.values() if isinstance(item, Mapping) else item)]
        levels -= 1
    return bool(found)


def document_problems(document: Document) -> list[Problem]:
    """Everything that keeps `document`, its paragraphs and its notes from being stored."""
    problems = list(_text_problems("/title", document.title, LONGEST_NAME, required=True))
    for name in ("byline", "publication", "language", "section"):
        problems += _text_problems(f"/{name}", getattr(document, name), LONGEST_NAME)
    for name in ("licence", "picture_caption"):
        problems += _text_problems(f"/{name}", getattr(document, name), LONGEST_TEXT)
    for name in ("url", "picture"):
        problems += _address_problems(f"/{name}", getattr(document, name))
    published = document.published
    offset = published.utcoffset() if isinstance(published, datetime) else timedelta()
    if offset is None or offset.total_seconds() % 60:
        problems.append(
            Problem("/published", "zone", "A time of publication needs its zone, in whole minutes from UTC.")
        )
    elif published and not _is_in_calendar(published):
        problems.append(Problem("/published", "range", f"{published.year} is no year of a newspaper."))
    if not document.paragraphs:
        problems.append(Problem("/paragraphs", "empty", "The article has no text."))
    problems += _id_problems("/paragraphs", document.paragraphs, PARAGRAPH_ID)
    for index, paragraph in enumerate(document.paragraphs):
        problems += _paragraph_problems(f"/paragraphs/{index}", paragraph)
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    problems += _id_problems("/notes", document.notes, NOTE_ID)
    for index, note in enumerate(document.notes):
        problems += note_problems(note, paragraphs, f"/notes/{index}")
    return problems


def note_problems(note: Note, paragraphs: Mapping[str, Paragraph], pointer: str = "") -> list[Problem]:
    """Everything that keeps `note` from lying over these paragraphs (by id): the one gate for writing annotations."""
    return [
        *_field_problems(note, pointer),
        *_sense_problems(note, pointer),
        *_span_problems(note, paragraphs, pointer),
    ]


def _id_problems(pointer: str, items: Iterable[Paragraph | Note], pattern: re.Pattern) -> Iterator[Problem]:
    seen = set()
    for index, item in enumerate(items):
        if not pattern.fullmatch(item.id):
            yield Problem(
                f"{pointer}/{index}/id", "id", f"“{item.id[:80]}” is not an id of the form {pattern.pattern}."
            )
        if item.id in seen:
            yield Problem(f"{pointer}/{index}/id", "repeated", f"The id “{item.id}” is used twice.")
        seen.add(item.id)


def _paragraph_problems(pointer: str, paragraph: Paragraph) -> Iterator[Problem]:
    yield from _choice_problems(f"{pointer}/kind", paragraph.kind, PARAGRAPH_KINDS)
    yield from _text_problems(f"{pointer}/text", paragraph.text, None, required=True)
    if not 0 <= paragraph.level <= 32_767:
        yield Problem(f"{pointer}/level", "range", f"{paragraph.level} is not a level.")
    if paragraph.number is not None and not 0 <= paragraph.number < 2**31:
        yield Problem(f"{pointer}/number", "range", f"{paragraph.number} is not a list item's number.")
    for index, mark in enumerate(paragraph.marks):
        yield from _choice_problems(f"{pointer}/marks/{index}/tag", mark.tag, MARK_TAGS)
        if not 0 <= mark.start < mark.end <= len(paragraph.text):
            yield Problem(
                f"{pointer}/marks/{index}", "offsets", f"{mark.start}–{mark.end} is not within the paragraph's text."
            )
        if mark.tag == "a":
            yield from _address_problems(f"{pointer}/marks/{index}/href", mark.href, required=True)
        elif mark.href:
            yield Problem(f"{pointer}/marks/{index}/href", "address", "Only a link has an address.")


def _field_problems(note: Note, pointer: str) -> Iterator[Problem]:
    yield from _choice_problems(f"{pointer}/kind", note.kind, NOTE_KINDS)
    yield from _choice_problems(f"{pointer}/manner", note.manner, ("", *MANNERS))
    yield from _choice_problems(f"{pointer}/status", note.status, STATUSES)
    yield from _choice_problems(f"{pointer}/visibility", note.visibility, VISIBILITIES)
    yield from _text_problems(f"{pointer}/body", note.body, LONGEST_BODY)
    for name in ("why_unnamed", "verdict_reason", "status_reason"):
        yield from _text_problems(f"{pointer}/{name}", getattr(note, name), LONGEST_TEXT)
    for name in ("speaker_role", "creator", "proposed_by", "group"):
        yield from _text_problems(f"{pointer}/{name}", getattr(note, name), LONGEST_NAME)
    for name in ("source", "reported_by"):
        yield from _source_problems(f"{pointer}/{name}", getattr(note, name))
    for name in ("created", "modified"):
        if (moment := getattr(note, name)) and moment.utcoffset() is None:
            yield Problem(f"{pointer}/{name}", "zone", "A time needs its zone.")
        elif moment and not _is_in_calendar(moment):
            yield Problem(f"{pointer}/{name}", "range", f"{moment.year} is no year of a note.")
    if note.confidence is not None and not 0 <= note.confidence <= 1:
        yield Problem(f"{pointer}/confidence", "range", f"{note.confidence} is not a confidence: from 0 to 1.")
    yield from _many_problems(f"{pointer}/tags", note.tags, MOST_TAGS)
    for index, tag in enumerate(note.tags):
        yield from _text_problems(f"{pointer}/tags/{index}", tag, LONGEST_TAG, required=True)
    yield from _many_problems(f"{pointer}/evidence", note.evidence, MOST_EVIDENCE)
    for index, evidence in enumerate(note.evidence):
        yield from _evidence_problems(f"{pointer}/evidence/{index}", evidence)
    if is_deeper(note.extra, DEEPEST):
        yield Problem(f"{pointer}/extra", "deep", f"More than {DEEPEST} lists and objects lie in each other.")
    elif _has_unstorable_text(note.extra):
        yield Problem(f"{pointer}/extra", "character", "A text in it has a control character or half a character.")


def _sense_problems(note: Note, pointer: str) -> Iterator[Problem]:
    """Fields that do not go together."""
    if note.kind == "claim":
        yield from _choice_problems(f"{pointer}/verdict", note.verdict, VERDICTS)
        if note.verdict not in ("", "unchecked") and not note.verdict_reason.strip():
            yield Problem(f"{pointer}/verdict_reason", "required", f"Say why the claim is {note.verdict}.")
    else:
        for name in ("verdict", "verdict_reason", "evidence"):
            if getattr(note, name):
                yield Problem(
                    f"{pointer}/{name}", "kind", f"A {note.kind} has no {name.replace('_', ' ')}: only a claim has."
                )
    if note.why_unnamed and (note.source is None or note.source.kind != "unnamed"):
        yield Problem(f"{pointer}/why_unnamed", "kind", "Only an unnamed source has a reason for having no name.")
    if len(set(note.tags)) < len(note.tags):
        yield Problem(f"{pointer}/tags", "repeated", "A tag is given twice.")
    if (note.visibility == "group") != bool(note.group):
        yield Problem(f"{pointer}/group", "group", "A note for a group names the group, and no other note does.")
    if note.status == "rejected" and not note.status_reason.strip():
        yield Problem(f"{pointer}/status_reason", "required", "Say why it is rejected.")
    if not any(span.role == "content" for span in note.spans) and (note.kind != "comment" or note.spans):
        yield Problem(f"{pointer}/spans", "required", f"A {note.kind} needs the words that it is about.")


def _span_problems(note: Note, paragraphs: Mapping[str, Paragraph], pointer: str) -> Iterator[Problem]:
    yield from _many_problems(f"{pointer}/spans", note.spans, MOST_SPANS)
    last_end: dict[tuple[str, str], int] = {}
    for _, _, index in sorted((span.paragraph or "", span.start, index) for index, span in enumerate(note.spans)):
        span, at = note.spans[index], f"{pointer}/spans/{index}"
        yield from _choice_problems(f"{at}/role", span.role, SPAN_ROLES)
        yield from _choice_problems(f"{at}/state", span.state, SPAN_STATES)
        for name in ("exact", "prefix", "suffix"):
            yield from _text_problems(f"{at}/{name}", getattr(span, name), None, required=name == "exact")
        if problem := _place_problem(span, paragraphs, at):
            yield problem
        elif span.paragraph is not None:
            if span.start < last_end.get((span.paragraph, span.role), 0):
                yield Problem(
                    f"{at}/start", "overlap", f"Two spans of this note lie on the same words of {span.paragraph}."
                )
            last_end[span.paragraph, span.role] = span.end


def _place_problem(span: Span, paragraphs: Mapping[str, Paragraph], at: str) -> Problem | None:
    """Why `span` cannot sit where it says, if it cannot."""
    if (span.state == "gone") != (span.paragraph is None):
        return Problem(f"{at}/paragraph", "gone", "A span has no paragraph when its words are gone, and only then.")
    if span.paragraph is not None and span.paragraph not in paragraphs:
        return Problem(f"{at}/paragraph", "unknown", f"The article has no paragraph “{span.paragraph}”.")
    if not 0 <= span.start < span.end < 2**31:
        return Problem(f"{at}/end", "offsets", f"{span.start}–{span.end} is not a stretch of text.")
    if span.paragraph is None:
        return None
    text = paragraphs[span.paragraph].text
    if span.end > len(text):
        detail = f"{span.start}–{span.end} is not within {span.paragraph}, which has {len(text)} characters."
        return Problem(f"{at}/end", "offsets", detail)
    if (found := text[span.start : span.end]) != span.exact and span.state == "unchanged":
        detail = f"At {span.start}–{span.end} of {span.paragraph} stands “{found[:80]}”."
        return Problem(f"{at}/exact", "differs", detail)
    return None


def _source_problems(pointer: str, source: SourceRef | None) -> Iterator[Problem]:
    if source is None:
        return
    yield from _text_problems(f"{pointer}/name", source.name, LONGEST_NAME, required=True)
    yield from _choice_problems(f"{pointer}/kind", source.kind, SOURCE_KINDS)
    yield from _address_problems(f"{pointer}/url", source.url, longest=1_000)


def _evidence_problems(pointer: str, evidence: Evidence) -> Iterator[Problem]:
    yield from _address_problems(f"{pointer}/url", evidence.url, required=True)
    yield from _address_problems(f"{pointer}/archived", evidence.archived)
    yield from _text_problems(f"{pointer}/title", evidence.title, LONGEST_NAME)
    yield from _text_problems(f"{pointer}/passage", evidence.passage, LONGEST_TEXT)
    yield from _choice_problems(f"{pointer}/stance", evidence.stance, STANCES)


def _text_problems(pointer: str, text: str, longest: int | None, required: bool = False) -> Iterator[Problem]:
    if required and not text.strip():
        yield Problem(pointer, "required", "This may not be empty.")
    if longest is not None and len(text) > longest:
        yield Problem(pointer, "long", f"This has {len(text):,} characters; {longest:,} are allowed.")
    if found := UNSTORABLE.search(text):
        yield Problem(pointer, "character", f"U+{ord(found.group()):04X} at {found.start()} is no character of a text.")


def _address_problems(
    pointer: str, address: str, required: bool = False, longest: int = LONGEST_ADDRESS
) -> Iterator[Problem]:
    if (address or required) and not is_web_address(address):
        yield Problem(pointer, "address", f"“{address[:80]}” is not an address that begins with http:// or https://.")
    elif len(address.encode()) > longest:
        yield Problem(pointer, "long", f"This address has {len(address.encode()):,} bytes; {longest:,} are allowed.")


def _is_in_calendar(day: date) -> bool:
    """Whether a day or a time is in a year that there is in every zone."""
    return 1 < day.year < 9999


def _choice_problems(pointer: str, value: str, choices: tuple[str, ...]) -> Iterator[Problem]:
    if value not in choices:
        yield Problem(pointer, "choice", f"“{value}” is not one of: {', '.join(filter(None, choices))}.")


def _many_problems(pointer: str, items: tuple, most: int) -> Iterator[Problem]:
    if len(items) > most:
        yield Problem(pointer, "many", f"There are {len(items)} of these; {most} are allowed.")


def _has_unstorable_text(value: Any) -> bool:
    if isinstance(value, str):
        return bool(UNSTORABLE.search(value))
    if isinstance(value, Mapping):
        return any(map(_has_unstorable_text, value.keys())) or any(map(_has_unstorable_text, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_unstorable_text, value))
