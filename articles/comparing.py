"""What changed between two versions of a note, or of a text, word by word, for people to read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from unicodedata import category

from articles.document import Document, Note, Paragraph, SourceRef
from articles.scripts import HAN
from articles.sequences import common_blocks

WORDS = re.compile(rf"\s+|[{HAN}]|(?:(?![{HAN}])\w)+|[^\w\s]")  # no spaces part Chinese words
MINUS = re.compile(r"(?<!\w)-(?=\d)")
SYMBOLS = {"Sc", "Sm", "So"}  # Unicode's of currencies, sums, and others
BORDER = " ¶ "  # where paragraphs that became one, or that one became, are set side by side
CHANCE = 3  # words and signs between two edits, up to which they may be one
MOST_WORDS = 4_000  # of longer texts, the old and the new stand whole: those that were merged are compared many times
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
METADATA_LABELS = {
    "byline": "Byline",
    "publication": "Publication",
    "published": "Published",
    "url": "Address",
    "language": "Language",
    "licence": "Licence",
    "section": "Section",
    "picture": "Picture",
    "picture_caption": "Caption of the picture",
}
Edit = tuple[int, int, int, int]  # words of the old text, from and to, and of the new one
SHOWN_TO = {"public": "everyone", "group": "a group", "private": "only you"}  # nobody else sees what is private


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


def compare_metadata(old: Document, new: Document) -> list[Change]:
    """What is said of an article beside its text and headline, where it differs, in the order of `METADATA_LABELS`."""
    changes = []
    for name, label in METADATA_LABELS.items():
        before, after = (str(getattr(document, name) or "") for document in (old, new))
        if before != after:
            changes.append(Change(label, tuple(compare_texts(before, after))))
    return changes


def compare_texts(old: str, new: str) -> Iterator[Piece]:
    """The pieces of both texts, by words: without the added ones they are `old`, without the removed ones `new`."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        yield from (piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text)
        return
    at = 0
    for start, end, new_start, new_end in [*_edits(before, after), (len(before), len(before), 0, 0)]:
        runs = ("same", before[at:start]), ("removed", before[start:end]), ("added", after[new_start:new_end])
        yield from (Piece(change, "".join(words)) for change, words in runs if words)
        at = end


def _edits(before: Sequence[str], after: Sequence[str]) -> list[Edit]:
    """Where two texts differ. A rewritten sentence is one edit: the small words that it happens to share with the old
    one would only cut both to pieces that nobody can read.
    """
    edits, start, first = [], 0, 0
    for end, last, length in [*common_blocks(before, after), (len(before), len(after), 0)]:
        if start < end or first < last:
            edits.append((start, end, first, last))
        start, first = end + length, last + length
    joined: list[Edit] = []
    while joined != edits:
        edits, joined = joined or edits, []
        for edit in edits:
            if joined and _is_chance(before[joined[-1][1] : edit[0]], joined[-1], edit, before, after):
                edit = (joined[-1][0], edit[1], joined.pop()[2], edit[3])
            joined.append(edit)
    return edits


def _is_chance(between: Sequence[str], one: Edit, other: Edit, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether what stands unchanged between two edits is less than either, and too little to be read by itself."""
    kept = _count_signs(between)
    sizes = [max(_count_signs(before[a:b]), _count_signs(after[c:d])) for a, b, c, d in (one, other)]
    return not kept or (kept <= CHANCE and kept < min(sizes) and BORDER.strip() not in between)


def _count_signs(pieces: Iterable[str]) -> int:
    """Words and signs of punctuation."""
    return sum(not piece.isspace() for piece in pieces)


def describe_field(note: Note, name: str) -> str:
    """What a field says, as plain text."""
    value = getattr(note, name)
    if name == "spans":
        return "\n".join(f"{span.exact} ({span.role})" if span.role != "content" else span.exact for span in value)
    if name == "visibility":
        return SHOWN_TO[value]
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


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What became of a paragraph: "same", "small" (signs, spaces and capitals alone), "edited", "added" or "removed".

    `moved` if it stands elsewhere among the paragraphs that both versions have. What was merged or split is one change,
    with BORDER among its pieces.
    """

    change: str
    paragraph: Paragraph
    pieces: tuple[Piece, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in a row: "changed" ones, or to be folded, as "same", or as "small" if some differ in trifles."""

    kind: str
    changes: tuple[ParagraphChange, ...]

    @property
    def small(self) -> int:
        """How many paragraphs differ in trifles."""
        return sum(change.change == "small" for change in self.changes)


def compare_documents(old: Document, new: Document) -> list[Stretch]:
    """What changed from `old` to `new`, paragraph by paragraph as their ids tell, in stretches to show or to fold."""
    stretches = []
    for folded, group in groupby(_joined(_paragraph_changes(old, new)), _may_be_folded):
        changes = tuple(group)
        trifles = any(change.change == "small" for change in changes)
        stretches.append(Stretch("changed" if not folded else "small" if trifles else "same", changes))
    return stretches


def _may_be_folded(change: ParagraphChange) -> bool:
    return change.change in ("same", "small") and not change.moved


def _paragraph_changes(old: Document, new: Document) -> Iterator[ParagraphChange]:
    """In the order of the new text; what was removed stands where it stood."""
    before = {paragraph.id: paragraph for paragraph in old.paragraphs}
    kept = {paragraph.id for paragraph in new.paragraphs}
    steady = _steady([item.id for item in old.paragraphs], [item.id for item in new.paragraphs])
    waiting = list(old.paragraphs)
    for paragraph in new.paragraphs:
        if paragraph.id in steady:
            while waiting and waiting[0].id != paragraph.id:
                yield from _removed(waiting.pop(0), kept)
            waiting = waiting[1:]
        if paragraph.id in before:
            yield _edited(before[paragraph.id], paragraph, paragraph.id not in steady)
        else:
            yield ParagraphChange("added", paragraph, (Piece("added", paragraph.text),))
    for paragraph in waiting:
        yield from _removed(paragraph, kept)


def _joined(changes: Iterable[ParagraphChange]) -> list[ParagraphChange]:
    """The same changes, and as one what a paragraph was merged of or split into."""
    joined: list[ParagraphChange] = []
    for change in changes:
        if joined and (both := _as_one(joined[-1], change)):
            joined[-1] = both
        else:
            joined.append(change)
    return joined


def _as_one(first: ParagraphChange, second: ParagraphChange) -> ParagraphChange | None:
    """Two neighbours as one change, if one was edited and has lost to the other or gained from it most of its words."""
    edited, other = (first, second) if second.change in ("added", "removed") else (second, first)
    if edited.change != "edited" or other.change not in ("added", "removed") or first.moved or second.moved:
        return None
    old, new = (
        BORDER.join(filter(None, (_without(change, item.pieces) for item in (first, second))))
        for change in ("added", "removed")
    )
    pieces = tuple(compare_texts(old, new))
    if 2 * (_kept(pieces) - _kept(edited.pieces)) <= len(other.paragraph.text):
        return None
    change = "small" if _telling(old) == _telling(new) else "edited"
    return ParagraphChange(change, edited.paragraph, pieces)


def _without(change: str, pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.change != change)


def _kept(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.change == "same")


def _removed(paragraph: Paragraph, kept: set[str]) -> Iterator[ParagraphChange]:
    if paragraph.id not in kept:
        yield ParagraphChange("removed", paragraph, (Piece("removed", paragraph.text),))


def _edited(old: Paragraph, new: Paragraph, moved: bool) -> ParagraphChange:
    if old.text == new.text:
        return ParagraphChange("same", new, (Piece("same", new.text),), moved)
    change = "small" if _telling(old.text) == _telling(new.text) else "edited"
    return ParagraphChange(change, new, tuple(compare_texts(old.text, new.text)), moved)


def _telling(text: str) -> list[str]:
    """Its words without case, and the signs that are read as words are: of money and sums, per cent, pictures."""
    pieces = WORDS.findall(MINUS.sub("\u2212", text.casefold()))
    return [item for item in pieces if item[0].isalnum() or item[0] in "_%‰" or category(item[0]) in SYMBOLS]


def _steady(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The ids that stand in the same order in both, as many as can be (longest increasing subsequence)."""
    places = {name: place for place, name in enumerate(old)}
    names = [name for name in new if name in places]
    tails: list[int] = []
    ends: list[int] = []
    before = []
    for index, name in enumerate(names):
        at = bisect_left(tails, places[name])
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1], ends[at : at + 1] = [places[name]], [index]
    steady, index = set(), ends[-1] if ends else -1
    while index >= 0:
        steady.add(names[index])
        index = before[index]
    return steady
