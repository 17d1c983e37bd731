"""The shape of the sourcing: counts of notes, laid out as pictures whose numbers stand beside them. Never a score."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from articles.document import NOTE_KINDS, VERDICTS

GROUP_LABELS = {"named": "Named", "documents": "Documents", "unnamed": "Unnamed"}
LANES = NOTE_KINDS[:3]  # a comment sources nothing
MOST_BARS = 10
MOST_MONTHS = 36  # a longer time is drawn by years
MOST_NAMED = 12  # of more columns, only some have their name below


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a picture: what is counted, how many, how long its bar is (0 to 100), and where it leads."""

    label: str
    count: int
    length: float
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A month or a year: what stands below it, and its counts by kind, with where each begins and its height."""

    label: str
    below: str
    counts: Mapping[str, int]
    pieces: tuple[tuple[str, float, float], ...]
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns from the first month or year to the last, the highest count, and the kinds that there are."""

    columns: list[Column]
    highest: int
    kinds: list[str]


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


def timeline(counts: Mapping[tuple[date, str], int]) -> Timeline | None:
    """The counts by (first day of a month, kind) over time; by year, if the months are many. None of a single one."""
    days = sorted({day for day, kind in counts if kind in LANES})
    if len(days) < 2:
        return None
    months = range(_month(days[0]), _month(days[-1]) + 1)
    by_year = len(months) > MOST_MONTHS
    spans = range(days[0].year, days[-1].year + 1) if by_year else months
    summed = {span: Counter() for span in spans}
    for (day, kind), count in counts.items():
        if kind in LANES:
            summed[day.year if by_year else _month(day)][kind] += count
    highest = max(kinds.total() for kinds in summed.values())
    width = 100 / len(spans)
    columns = [
        Column(*_names(span, spans), dict(kinds), stack(kinds, highest), round(width * index, 3), round(0.8 * width, 3))
        for index, (span, kinds) in enumerate(summed.items())
    ]
    return Timeline(columns, highest, [kind for kind in LANES if any(kinds[kind] for kinds in summed.values())])


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _names(span: int, spans: range) -> tuple[str, str]:
    """How a year or a month of these is called, and what is written below it: of many, only where a new time begins."""
    if span < _month(date(1000, 1, 1)):
        return str(span), str(span) if len(spans) <= MOST_NAMED or span % 5 == 0 else ""
    day = date(span // 12, span % 12 + 1, 1)
    year = f"{day:%Y}" if span == spans[0] or day.month == 1 else ""
    return f"{day:%B %Y}", f"{day:%b} {year}".strip() if len(spans) <= MOST_NAMED else year


def stack(kinds: Mapping[str, int], highest: int) -> tuple[tuple[str, float, float], ...]:
    """Each kind that there is with where its piece begins and how long it is, if `highest` is 100."""
    pieces, done = [], 0.0
    for kind in LANES:
        if count := kinds.get(kind, 0):
            length = 100 * count / highest
            pieces.append((kind, round(done, 2), round(length, 2)))
            done += length
    return tuple(pieces)
