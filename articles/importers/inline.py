"""Running text with its marks: collected piece by piece, its white space made even, joined, no mark misplaced."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from articles.document import Mark, Paragraph

BREAK = "\v"  # stands for a line break that the writer set; no cleaned text holds one
WHITE = re.compile(r"\s{2,}|[\t\n\v]")  # a single space that cannot break stays


class Inline:
    """Collects pieces of text and the marks that open and close between them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._open: dict[str, list] = {}  # tag -> [start, href, how often opened]
        self.ends_with_break = False

    def add(self, text: str) -> None:
        """Append a piece of text."""
        self._pieces.append(text)
        self._length += len(text)
        self.ends_with_break = text == BREAK or (self.ends_with_break and not text.strip())

    def open(self, tag: str, href: str = "") -> None:
        """Begin a mark here. The same tag inside itself adds nothing."""
        entry = self._open.setdefault(tag, [self._length, href, 0])
        entry[2] += 1

    def close(self, tag: str) -> None:
        """End a mark here."""
        if entry := self._open.get(tag):
            entry[2] -= 1
            if not entry[2]:
                self._marks.append(Mark(entry[0], self._length, tag, entry[1]))
                del self._open[tag]

    def take(self, keep_white: bool = False) -> tuple[str, tuple[Mark, ...]]:
        """The text and its marks so far, white space made even; what follows begins anew inside the same marks."""
        marks = self._marks + [Mark(start, self._length, tag, href) for tag, (start, href, _) in self._open.items()]
        raw = "".join(self._pieces)
        self._pieces, self._length, self._marks, self.ends_with_break = [], 0, [], False
        for entry in self._open.values():
            entry[0] = 0
        if keep_white:
            text = raw.replace(BREAK, "\n")
            start, end = re.match(r"(?:[^\S\n]*\n)*", text).end(), len(text.rstrip())
            return text[start:end], settle(text, marks, start, end)
        return _even(raw, marks)


def plain(text: str, kind: str, level: int = 0, number: int | None = None) -> Paragraph | None:
    """A block of `text` without marks, its white space made even; None if nothing can be seen of it."""
    text = text.strip("\n").rstrip() if kind == "preformatted" else _even(text, ())[0]
    return Paragraph("", kind, text, (), level, number) if is_visible(text) else None


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of `text`."""
    return any(character.isprintable() and not character.isspace() for character in text)


def settle(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> tuple[Mark, ...]:
    """The marks of `text[start:end]`: sorted, merged, none empty, none beginning or ending with white space."""
    end = len(text) if end is None else end
    last: dict[str, Mark] = {}
    merged = []
    for mark in sorted(marks, key=_order):
        mark = replace(mark, start=max(mark.start, start), end=min(mark.end, end))
        before = last.get(mark.tag)
        if before and mark.start <= before.end and mark.href == before.href:
            last[mark.tag] = replace(before, end=max(before.end, mark.end))
            continue
        if before:
            merged.append(before)
            mark = replace(mark, start=max(mark.start, before.end))
        last[mark.tag] = mark
    trimmed = (_trimmed(text, mark) for mark in (*merged, *last.values()))
    return tuple(sorted((replace(m, start=m.start - start, end=m.end - start) for m in trimmed if m), key=_order))


def join(parts: Iterable[Paragraph], separator: str = " ") -> Paragraph:
    """One paragraph of several: the first one's kind, the texts with the separator between, each mark on its words."""
    parts = list(parts)
    text, marks = "", []
    for number, part in enumerate(parts):
        text += separator if number else ""
        marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in part.marks]
        text += part.text
    return replace(parts[0], text=text, marks=settle(text, marks))


def cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """The stretch from `start` to `end` of a paragraph, without white space at its ends."""
    stretch = paragraph.text[start:end]
    start, end = start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
    text = paragraph.text[start:end]
    return replace(paragraph, text=text, marks=settle(paragraph.text, paragraph.marks, start, end))


def _order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, mark.end, mark.tag


def _trimmed(text: str, mark: Mark) -> Mark | None:
    words = text[mark.start : mark.end]
    if not words.strip():
        return None
    start = mark.start + len(words) - len(words.lstrip())
    return replace(mark, start=start, end=mark.start + len(words.rstrip()))


def _even(raw: str, marks: Iterable[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """`raw` with each run of white space made one space or line feed, and the marks on the same words as before."""
    if not marks:
        return WHITE.sub(_one_white, raw).strip(), ()
    pieces, old, new, position, length = [], [0], [0], 0, 0
    for match in WHITE.finditer(raw):
        white = _one_white(match)
        pieces += [raw[position : match.start()], white]
        length += match.start() - position
        old += [match.start(), match.end()]
        new += [length, length + len(white)]
        position, length = match.end(), length + len(white)
    text = "".join((*pieces, raw[position:]))

    def place(offset: int) -> int:
        index = bisect_right(old, offset) - 1
        moved = new[index] + offset - old[index]
        return min(moved, new[index + 1]) if index + 1 < len(new) else moved

    moved = [replace(mark, start=place(mark.start), end=place(mark.end)) for mark in marks]
    start = len(text) - len(text.lstrip())
    return text.strip(), settle(text, moved, start, len(text.rstrip()))


def _one_white(match: re.Match[str]) -> str:
    return "\n" if BREAK in match.group() else " "
