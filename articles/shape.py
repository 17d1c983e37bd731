"""The shape of the sourcing: counts of notes, laid out as pictures whose numbers stand beside them. Never a score."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from articles.document import VERDICTS, Document, Note, Paragraph

GROUP_LABELS = {"named": "Named", "documents": "Documents", "unnamed": "Unnamed"}
LANES = ("quote", "claim", "source")
MOST_BARS = 10
STRIP_WIDTH = 1000
GAP = 2  # between two paragraphs of the strip
LEAST_FACTUAL_WORDS = 8
MOST_MONTHS = 36  # a longer time is drawn by years
NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a picture: what is counted, how many, how long its bar is (0 to 100), and where it leads."""

    label: str
    count: int
    length: float
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a note in the strip."""

    kind: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph in the strip: where it lies, what lies over it, and whether it states facts and names who says so."""

    id: str
    beginning: str
    left: float
    width: float
    marks: tuple[Mark, ...]
    counts: Mapping[str, int]
    factual: bool
    sourced: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A month or a year: its counts by kind, and their heights (0 to 100), from the ground up."""

    label: str
    counts: Mapping[str, int]
    pieces: tuple[tuple[str, float, float], ...]
    left: float
    width: float


def bars(counted: Iterable[tuple], most: int = MOST_BARS) -> list[Bar]:
    """Bars of (label, count, kind, address) in the order given; those beyond `most` are counted together, without one.

    A bar for all the others would be the longest, and say nothing of anybody.
    """
    rows = [(*row, "", "")[:4] for row in counted]
    shown, rest = rows[:most], rows[most:]
    longest = max((count for _, count, *_ in shown), default=0)
    found = [
        Bar(label, count, round(100 * count / longest, 2) if longest else 0, kind, address)
        for label, count, kind, address in shown
    ]
    if rest:
        found.append(Bar(f"{len(rest)} more", sum(count for _, count, *_ in rest), 0))
    return found


def group_bars(groups: Mapping[str, int]) -> list[Bar]:
    """Bars of the named, document and unnamed sources; each is there, because what is missing tells most."""
    rows = [(label, groups.get(name, 0), name) for name, label in GROUP_LABELS.items()]
    return bars(rows) if any(groups.values()) else []


def verdict_bars(verdicts: Mapping[str, int]) -> list[Bar]:
    """Bars of the claims by verdict, the unchecked last."""
    order = (*VERDICTS[1:], VERDICTS[0])
    return bars([(name.capitalize(), verdicts[name], name) for name in order if verdicts.get(name)])


def strip(document: Document) -> list[Block]:
    """The paragraphs side by side, each as wide as it is long, with its notes.

    A paragraph counts as factual that has at least eight words and either a number or a claim: what a reader could ask
    “who says so?” of. It is sourced if a source, a quote or a claim with a name lies over it.
    """
    texts = [paragraph for paragraph in document.paragraphs if paragraph.kind not in ("heading", "caption")]
    total = sum(len(paragraph.text) for paragraph in texts)
    scale = max(1, STRIP_WIDTH - GAP * (len(texts) - 1)) / max(1, total)
    over = _notes_by_paragraph(document.notes)
    blocks, left = [], 0.0
    for paragraph in texts:
        blocks.append(_block(paragraph, over.get(paragraph.id, []), left, scale))
        left += len(paragraph.text) * scale + GAP
    return blocks


def columns(counts: Mapping[tuple[date, str], int]) -> list[Column]:
    """Columns of the counts by (first day of a month, kind); by year, if the months are many. None are left out."""
    if not counts:
        return []
    days = sorted({day for day, _ in counts})
    first, last = days[0], days[-1]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    by_year = months > MOST_MONTHS
    summed: dict[str, Counter] = {label: Counter() for label in _labels(first, last, by_year)}
    for (day, kind), count in counts.items():
        summed[_label(day, by_year)][kind] += count
    highest = max(sum(kinds.values()) for kinds in summed.values()) or 1
    width = 100 / len(summed)
    return [
        Column(label, kinds, _pieces(kinds, highest), round(width * index, 3), round(0.8 * width, 3))
        for index, (label, kinds) in enumerate(summed.items())
    ]


def count_words(notes: Iterable[Note]) -> Counter:
    """The quoted words by speaker; those of a quote without one are under None."""
    words = Counter()
    for note in notes:
        if note.kind == "quote":
            words[note.source] += sum(len(span.exact.split()) for span in note.spans if span.role == "content")
    return words


def _notes_by_paragraph(notes: Sequence[Note]) -> dict[str, list[tuple[Note, int, int]]]:
    over: dict[str, list[tuple[Note, int, int]]] = {}
    for note in notes:
        for span in note.spans_of("content"):
            over.setdefault(span.paragraph, []).append((note, span.start, span.end))
    return over


def _block(paragraph: Paragraph, over: list[tuple[Note, int, int]], left: float, scale: float) -> Block:
    marks = tuple(
        Mark(note.kind, round(left + start * scale, 2), round((end - start) * scale, 2))
        for note, start, end in over
        if note.kind in LANES
    )
    kinds = Counter({note.id: note.kind for note, _, _ in over}.values())
    states = bool(NUMBER.search(paragraph.text)) or bool(kinds["claim"])
    return Block(
        paragraph.id,
        " ".join(paragraph.text.split()[:8]),
        round(left, 2),
        round(len(paragraph.text) * scale, 2),
        marks,
        kinds,
        states and len(paragraph.text.split()) >= LEAST_FACTUAL_WORDS,
        any(note.source for note, _, _ in over),
    )


def _pieces(kinds: Mapping[str, int], highest: int) -> tuple[tuple[str, float, float], ...]:
    pieces, top = [], 100.0
    for kind in LANES:
        if count := kinds.get(kind, 0):
            height = 100 * count / highest
            top -= height
            pieces.append((kind, round(top, 2), round(height, 2)))
    return tuple(pieces)


def _label(day: date, by_year: bool) -> str:
    return str(day.year) if by_year else f"{day:%B %Y}"


def _labels(first: date, last: date, by_year: bool) -> list[str]:
    if by_year:
        return [str(year) for year in range(first.year, last.year + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [_label(date(month // 12, month % 12 + 1, 1), False) for month in months]
