"""Plain text: blank lines, the lengths of lines and the signs at their beginnings tell its blocks apart."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise

from articles.document import Document, Paragraph
from articles.importers import draft
from articles.importers.dates import MONTHS
from articles.importers.inline import BREAK, plain
from articles.importers.metadata import Metadata
from articles.importers.tidy import ends_sentence

LONGEST_WRAPPED = 120  # characters; a longer line is a whole paragraph
MOSTLY = 0.6  # of a group's lines
VERSE = 0.8  # of a group's lines: as many begin with a capital in no wrapped prose
ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*•‣▪]|(?P<number>\d{1,4})[.)])[ \t]+(?=\S)(?P<text>(?P<word>[^\W\d_]*).*)")
QUOTED = re.compile(r"\s*>(?:\s?>)*\s?")
RULE = re.compile(r"\s*([-*_=~#+•])(?:\s*\1){2,}\s*|\s*[*#_⁂]\s*")
COLUMNS = re.compile(r"\S(?: {3,}|\t+ *)\S")


def parse(text: str, name: str = "", url: str = "") -> Document:
    """The article of a plain text; raises ParseError when there is no text in it."""
    return draft.finish(blocks(text), Metadata(), name, url)


def blocks(text: str) -> list[Paragraph]:
    """The blocks of a plain text, in order; no more than show that there are too many."""
    return list(islice(_blocks(text), draft.MOST_PARAGRAPHS + 1))


def _blocks(text: str) -> Iterator[Paragraph]:
    groups = [list(lines) for is_text, lines in groupby(text.split("\n"), _is_text) if is_text]
    width = _width(groups)
    items = _List()
    for group in groups:
        for sign, lines in _parts(group, items):
            if sign == "item":
                block = plain(" ".join(lines), "list item", *items.place)
            elif sign == "text" and len(lines) > 1 and all(map(COLUMNS.search, lines)):
                block = plain("\n".join(line.expandtabs(8) for line in lines), "preformatted")
            else:
                kind = "quotation" if sign == "quotation" else "paragraph"
                yield from filter(None, (plain(words, kind) for words in _paragraphs(lines, width)))
                continue
            if block:
                yield block


class _List:
    """Where in a list the reader of lines is: the indents of the lists that are open, and their last numbers."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int | None]] = []
        self.place: tuple[int, int | None] = (0, None)

    def begins(self, line: str) -> re.Match[str] | None:
        """The match of a line that begins an item. Numbers count from 1: “4. April” and “1986. A year” are text."""
        match = ITEM.fullmatch(line)
        if not match or not match["number"]:
            return match
        number = int(match["number"])
        follows = any(last is not None and number == last + 1 for _, last in self._open)
        return match if follows or (number <= 1 and match["word"].lower() not in MONTHS) else None

    def enter(self, match: re.Match[str]) -> None:
        """Note that an item begins; `place` is then its level and number."""
        indent = len(match["indent"].expandtabs(4))
        self._open = [(other, last) for other, last in self._open if other <= indent]
        if self._open and self._open[-1][0] == indent:
            self._open.pop()
        number = int(match["number"]) if match["number"] else None
        self._open.append((indent, number))
        self.place = len(self._open), number

    def leave(self) -> None:
        """Note that the list is over."""
        self._open.clear()


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not RULE.fullmatch(line)


def _parts(group: Sequence[str], items: _List) -> Iterator[tuple[str, list[str]]]:
    """The group cut where a sign at a line's beginning says so: quotation, item or text, and its lines without it."""
    sign, lines = "", []
    for line in group:
        match = items.begins(line) if not lines or sign == "item" or ends_sentence(lines[-1]) else None
        new = "item" if match else "quotation" if QUOTED.match(line) else "text"
        if lines and (match or (new != sign and "quotation" in (new, sign))):
            yield sign, lines
            lines = []
        if match:
            items.enter(match)
        elif not lines and not line[0].isspace():
            items.leave()
        sign = sign if lines else new
        lines.append(match["text"] if match else QUOTED.sub("", line) if new == "quotation" else line)
    if lines:
        yield sign, lines


def _width(groups: Sequence[Sequence[str]]) -> int:
    """The line length at which a text was wrapped, if it was: few of the lines that another one follows are longer."""
    lengths = sorted(len(line.strip()) for group in groups for line in group[:-1])
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[str]:
    """The paragraphs in a group of lines: wrapped lines joined, one for each long line, short lines kept apart."""
    lines = [line.rstrip() for line in lines]
    pairs = list(pairwise(lines))
    full = sum(_is_full(*pair, width) for pair in pairs)
    is_verse = len(pairs) > 1 and sum(line.lstrip()[0].isupper() for line in lines[1:]) > VERSE * len(pairs)
    if max(map(len, lines)) > LONGEST_WRAPPED or not pairs:
        yield from lines
    elif full >= MOSTLY * len(pairs) and not is_verse:
        yield from _unwrapped(lines, width)
    elif sum(map(ends_sentence, lines)) >= MOSTLY * len(lines):
        yield from lines
    else:  # verse or an address, unless the lines go on in lower case
        ragged = sum(line.lstrip()[:1].islower() for line in lines[1:]) > len(pairs) / 2
        yield (" " if ragged else BREAK).join(lines)


def _unwrapped(lines: Sequence[str], width: int) -> Iterator[str]:
    """Wrapped lines joined, except where a line had room for the next word and what follows looks like a beginning."""
    paragraph = lines[0]
    for line, following in pairwise(lines):
        is_indented = following[:2].isspace() and not line[:1].isspace()
        begins = not following.lstrip()[:1].islower()
        if is_indented or (not _is_full(line, following, width) and begins):
            yield paragraph
            paragraph = following
        else:
            paragraph += ("" if re.search(r"[^\W\d_]-$", line) else " ") + following.lstrip()
    yield paragraph


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted into this one."""
    return len(line.strip()) + 1 + len(following.split(None, 1)[0] if following.strip() else "") > width
