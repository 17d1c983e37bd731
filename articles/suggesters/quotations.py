"""Where quotation marks open and close: straight, curly, low, angle and single ones, over paragraphs too."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

CLOSING = {
    "“": r"""[”"]|(?<=[^\s(—–-])“(?!\w)""",  # the last is a slip that is made often
    '"': '["”]', "„": '[“”"]', "«": "»", "»": "«", "‹": "›", "”": "”", "「": "」", "『": "』",
    "''": "''(?!')", "``": "''(?!')|\"",
}  # fmt: skip
CLOSING = {mark: re.compile(marks) for mark, marks in CLOSING.items()}
DOUBLE = re.compile(r"''|``|[“”\"„«»‹›「」『』]")
TWICE = ("''", "``")  # how agencies and typewriters write double marks
EITHER = frozenset(("”", "»", "''"))  # open or close, by what stands before them
SINGLE_OPENING = re.compile(r"(?<![\w’'])[‘‚'](?=\w)")
SINGLE_CLOSING = re.compile(r"(?<=[\w.,?!…%)])['’‘](?!\w)")
AFTER_STOP = re.compile(r"[.,?!…]['’‘]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks; `open` if the paragraph ends before it is closed."""

    start: int
    end: int
    open: bool = False


@lru_cache(maxsize=512)
def quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost stretches of `text` in quotation marks, in order; what is quoted inside a quotation is part of it.

    A paragraph that ends inside a quotation ends it, as news writes them: the next one opens again.
    """
    found, at = [], 0
    while (opening := DOUBLE.search(text, at)) is not None:
        found += _single(text, at, opening.start())
        mark = opening.group()
        if mark not in CLOSING or (mark in EITHER and not _opens(text, opening.start())):
            at = opening.end()
            continue
        close = CLOSING[mark].search(text, opening.end())
        found.append(Quotation(opening.start(), close.end() if close else len(text.rstrip()), close is None))
        at = found[-1].end
    return (*found, *_single(text, at, len(text)))


def quotations_in(text: str, start: int, end: int) -> tuple[Quotation, ...]:
    """Those of `quotations` that have something in common with `text[start:end]`."""
    found = quotations(text)
    first = bisect_right(found, start, key=lambda quotation: quotation.end)
    return found[first : bisect_left(found, end, key=lambda quotation: quotation.start)]


def quoted_stretches(text: str) -> list[tuple[int, int]]:
    """The same as pairs of offsets."""
    return [(quotation.start, quotation.end) for quotation in quotations(text)]


def inner(text: str, quotation: Quotation) -> tuple[int, int]:
    """A quotation's words without their marks and the space beside them."""
    start = quotation.start + (2 if text.startswith(TWICE, quotation.start) else 1)
    end = quotation.end
    if not quotation.open:
        end = max(start, end - (2 if text.endswith(TWICE, start, end) and text[quotation.start] in "'`" else 1))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _opens(text: str, at: int) -> bool:
    """Whether a mark that may open or close opens: nothing but space or a bracket stands before it."""
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-"


def _single(text: str, start: int, end: int) -> list[Quotation]:
    """Quotations in single marks between two offsets: where they are closed after a stop, or hold two words or more."""
    found, at = [], start
    while (opening := SINGLE_OPENING.search(text, at, end)) is not None:
        close = _single_close(text, opening.end(), end)
        if close is None:
            at = opening.end()
            continue
        found.append(Quotation(opening.start(), close))
        at = close
    return found


def _single_close(text: str, start: int, end: int) -> int | None:
    """Where a single mark closes. A mark after a stop is sure to close; one after a letter may be an apostrophe."""
    first = None
    for mark in SINGLE_CLOSING.finditer(text, start, end):
        if AFTER_STOP.match(text, mark.start() - 1):
            return mark.end()
        if first is None and " " in text[start : mark.start()]:
            first = mark.end()
    return first
