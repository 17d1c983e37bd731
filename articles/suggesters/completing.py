"""What the quotation marks say beyond the model: words in them that no statement has yet belong to somebody too."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from articles.document import Paragraph
from articles.suggesters.passage import passages
from articles.suggesters.proposing import Place, Statement, is_long
from articles.suggesters.quotations import Quotation, quotations, quotations_in
from articles.suggesters.speaking import PREPOSITION, ahead, named

COVERED = 0.5  # the share of a quotation that a statement has to hold to have it
ALONE = 0.4  # how sure a quotation is that only its marks speak for
SIGNED = 0.8  # the same where a line behind it names who said it
CREDIT = re.compile(r"""\s*([-–—]{0,2})\s*([A-Z][^,“”"]*?)[.\s]*(?:,[^“”"]*)?([”"]?)\s*$""")
LONGEST_CREDIT = 12  # words
READ = frozenset(("paragraph", "quotation", "list item"))


class _Said:
    """The statements of an article by the paragraphs that their contents and cues are in."""

    def __init__(self, statements: Iterable[Statement]):
        self._at: dict[int, dict[Statement, None]] = defaultdict(dict)
        for one in statements:
            self.add(one)

    def at(self, index: int) -> list[Statement]:
        """Those in a paragraph, in the order of their contents."""
        return sorted(self._at.get(index, ()), key=lambda one: one.content)

    def all(self) -> list[Statement]:
        return sorted({one for here in self._at.values() for one in here}, key=lambda one: one.content)

    def add(self, one: Statement) -> None:
        for index in {place[0] for place in (*one.content, *one.cue)}:
            self._at[index][one] = None

    def remove(self, one: Statement) -> None:
        for index in {place[0] for place in (*one.content, *one.cue)}:
            del self._at[index][one]

    def give(self, one: Statement, place: Place) -> None:
        """Make a place part of a statement's content; what has words in common with it becomes one part."""
        self.remove(one)
        same = [place, *(part for part in one.content if _meet(part, place))]
        whole = place[0], min(start for _, start, _ in same), max(end for *_, end in same)
        self.add(replace(one, content=tuple(sorted([*set(one.content).difference(same), whole]))))


def complete(paragraphs: Sequence[Paragraph], statements: Sequence[Statement]) -> list[Statement]:
    """The statements with each long quotation that none holds: joined to its neighbour's, or alone.

    One that begins a paragraph is what the paragraph before announced with a colon; one that is a whole paragraph is
    signed in the next, or goes on with the one before. In the same paragraph it goes with the one before, or the next.
    """
    announced = {one.cue[0][0] + 1: one for one in statements if not one.content}
    said = _Said(one for one in statements if one.content)
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind not in READ:
            continue
        for quotation in quotations(paragraph.text):
            place = index, quotation.start, quotation.end
            if is_long(paragraph.text, quotation) and not _holder(said.at(index), place):
                _place(paragraphs, said, announced.get(index), index, quotation)
    return said.all()


def _place(
    paragraphs: Sequence[Paragraph], said: _Said, announced: Statement | None, index: int, quotation: Quotation
) -> None:
    place = (index, quotation.start, quotation.end)
    here = [
        one for one in said.at(index) if any(part[0] == index and _quotes(paragraphs, part) for part in one.content)
    ]
    before = [one for one in here if one.content[0] < place]
    last = [one for one in said.at(index - 1) if one.content[-1][0] == index - 1]
    quoting = [one for one in last if _quotes(paragraphs, one.content[-1])]
    alone = (quotation.start, quotation.end) == (0, len(paragraphs[index].text.rstrip()))
    if announced and quotation.start == 0:
        source = announced.source or _announcer(paragraphs, index)
        said.add(replace(announced, content=(place,), source=source))
    elif alone and (credit := _credit(paragraphs, index, quotation)):
        said.add(Statement((place,), (), credit, SIGNED))
    elif here:
        said.give(before[-1] if before else here[0], place)
    elif quoting and ((alone and quoting[-1] is last[-1]) or _ends_open(paragraphs[index - 1])):
        said.give(quoting[-1], place)
    else:
        sources = [_announcer(paragraphs, index)] if quotation.start == 0 else [()]
        sources += [one.source for one in last if one.source] if alone else []
        said.add(Statement((place,), (), sources[-1], ALONE))


def _credit(paragraphs: Sequence[Paragraph], index: int, quotation: Quotation) -> tuple[Place, ...]:
    """Who is named in a line behind a paragraph that is a quotation: “— Ana Lund”, or “Ana Lund.” and its last mark."""
    text = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
    line = CREDIT.match(text) if len(text.split()) <= LONGEST_CREDIT else None
    return ((index + 1, *line.span(2)),) if line and (line[1] or (line[3] and quotation.open)) else ()


def _announcer(paragraphs: Sequence[Paragraph], index: int) -> tuple[Place, ...]:
    """Who is named first in the sentence that ends the paragraph before with a colon, but behind no preposition."""
    text = paragraphs[index - 1].text if index else ""
    if not text.rstrip().endswith(":"):
        return ()
    *_, passage = passages(text)
    runs = named(passage, passage.first[passage.sentence[-1]], len(passage))
    first, last = next((run for run in runs if ahead(passage, run[0]) != PREPOSITION), (0, 0))
    return ((index - 1, passage.start[first], passage.end[last - 1]),) if last else ()


def _meet(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _holder(statements: Iterable[Statement], place: Place) -> Statement | None:
    """The statement that has most of a place, if it has enough."""

    def shared(one: Statement) -> int:
        return sum(min(part[2], place[2]) - max(part[1], place[1]) for part in one.content if _meet(part, place))

    best = max(statements, key=shared, default=None)
    return best if best and shared(best) >= COVERED * (place[2] - place[1]) else None


def _quotes(paragraphs: Sequence[Paragraph], part: Place) -> bool:
    """Whether a part of a content has words in quotation marks."""
    index, start, end = part
    return bool(quotations_in(paragraphs[index].text, start, end))


def _ends_open(paragraph: Paragraph) -> bool:
    last = quotations(paragraph.text)[-1:]
    return bool(last and last[0].open)
