"""What changed between two versions of a note, field by field and word by word, for people to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from articles.document import Note, SourceRef

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000  # of longer texts, the old and the new stand whole; SequenceMatcher takes quadratic time
LABELS = {
    "kind": "Kind",
    "spans": "Words",
    "source": "Source",
    "speaker_role": "Role at the time",
    "manner": "Manner",
    "reported_by": "Reported by",
    "why_unnamed": "Why unnamed",
    "body": "Note",
    "tags": "Tags",
    "verdict": "Verdict",
    "verdict_reason": "Reason",
    "evidence": "Evidence",
    "status": "Status",
    "status_reason": "Reason for the status",
    "visibility": "Shown to",
    "group": "Group",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: "same", "removed" or "added"."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two versions differ in."""

    label: str
    pieces: tuple[Piece, ...]


def compare_notes(old: Note | None, new: Note) -> list[Change]:
    """The fields that differ, in the order of `LABELS`; without an `old` note, all that are filled."""
    changes = []
    for name, label in LABELS.items():
        before, after = describe_field(old, name) if old else "", describe_field(new, name)
        if before != after:
            changes.append(Change(label, tuple(compare_texts(before, after))))
    return changes


def compare_texts(old: str, new: str) -> Iterator[Piece]:
    """The pieces of both texts, by words: without the added ones they are `old`, without the removed ones `new`."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        yield from (piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text)
        return
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("removed", "".join(before[start:end]))
        if new_end > new_start:
            yield Piece("added", "".join(after[new_start:new_end]))


def describe_field(note: Note, name: str) -> str:
    """What a field says, as plain text."""
    value = getattr(note, name)
    if name == "spans":
        return "\n".join(f"{span.exact} ({span.role})" if span.role != "content" else span.exact for span in value)
    if name == "tags":
        return ", ".join(value)
    if name == "evidence":
        return "\n".join(_describe(item) for item in value)
    return _describe_source(value) if isinstance(value, SourceRef) else value or ""


def _describe(item) -> str:
    said = [getattr(item, field.name) for field in fields(item)]
    return ", ".join(str(value) for value in said if value)


def _describe_source(source: SourceRef) -> str:
    return ", ".join(filter(None, (source.name, source.kind, source.url)))
