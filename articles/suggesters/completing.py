"""What the quotation marks say beyond the model: words in them that no statement has yet belong to somebody too."""

from collections.abc import Sequence
from dataclasses import replace

from articles.document import Paragraph
from articles.suggesters.beside import beside
from articles.suggesters.proposing import Place, Statement, is_long
from articles.suggesters.quotations import Quotation, quotations

COVERED = 0.5  # the share of a quotation that a statement has to hold to have it
ALIKE = 0.85  # the share that a part and a quotation have in common if one is meant to be the other
NAMED = 0.6  # how sure it is that whoever is named beside a quotation speaks
ALONE = 0.4  # how sure a quotation is that only its marks speak for
READ = frozenset(("paragraph", "quotation", "list item"))


def complete(paragraphs: Sequence[Paragraph], statements: Sequence[Statement]) -> list[Statement]:
    """The statements with each long quotation that none holds: joined to its neighbour's, or alone.

    A quotation in the same paragraph goes with the one before it, or else the next; one that begins a paragraph is what
    the paragraph before announced with a colon; one that is a whole paragraph goes on with the one before.
    """
    announced = {one.cue[0][0] + 1: one for one in statements if not one.content}
    found = sorted((_snapped(paragraphs, one) for one in statements if one.content), key=lambda one: one.content[0])
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind not in READ:
            continue
        for quotation in quotations(paragraph.text):
            if not _is_named(paragraphs, found, index, quotation) and is_long(paragraph.text, quotation):
                _place(paragraphs, found, announced.get(index), index, quotation)
    found = [_with_source(paragraphs, found, one) for one in found]
    return sorted(found, key=lambda one: one.content[0])


def _snapped(paragraphs: Sequence[Paragraph], one: Statement) -> Statement:
    """The statement with each part that is a quotation but for a word or two made that quotation."""
    return replace(one, content=tuple(_snap(paragraphs[part[0]].text, part) for part in one.content))


def _snap(text: str, part: Place) -> Place:
    index, start, end = part
    for quotation in quotations(text):
        shared = min(end, quotation.end) - max(start, quotation.start)
        if is_long(text, quotation) and shared >= ALIKE * max(end - start, quotation.end - quotation.start):
            return index, quotation.start, quotation.end
    return part


def _is_named(paragraphs: Sequence[Paragraph], found: list[Statement], index: int, quotation: Quotation) -> bool:
    """Whether somebody has a quotation, who is right: one who is named beside it takes it from all others."""
    holder = _holder(found, index, quotation)
    named = beside(paragraphs[index].text, quotation)
    if named is None:
        return holder is not None
    source, cue = ((index, *stretch) for stretch in named)
    if holder and any(_meet(part, cue) for part in holder.cue):
        if not holder.source:
            found[found.index(holder)] = replace(holder, source=(source,))
        return True
    if holder and cue[1] < quotation.start:
        return True  # words before a quotation may be about another one
    place = (index, quotation.start, quotation.end)
    if holder:
        _take(found, holder, place)
    owner = next((one for one in found if any(_meet(part, cue) for part in one.cue)), None)
    if owner:
        _extend(found, owner, place)
    else:
        found.append(Statement((place,), (cue,), (source,), NAMED))
    return True


def _meet(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _take(found: list[Statement], one: Statement, place: Place) -> None:
    """Take a place from a statement's content: all parts that it has there, and all of it if nothing is left."""
    parts = tuple(part for part in one.content if not _meet(part, place))
    if parts:
        found[found.index(one)] = replace(one, content=parts)
    else:
        found.remove(one)


def _place(
    paragraphs: Sequence[Paragraph],
    found: list[Statement],
    announced: Statement | None,
    index: int,
    quotation: Quotation,
) -> None:
    place = (index, quotation.start, quotation.end)
    here = [one for one in found if any(part[0] == index and _quotes(paragraphs, part) for part in one.content)]
    before = [one for one in here if min(one.content) < place]
    last = [one for one in found if index and one.content[-1][0] == index - 1]
    quoting = [one for one in last if _quotes(paragraphs, one.content[-1])]
    alone = (quotation.start, quotation.end) == (0, len(paragraphs[index].text.rstrip()))
    if announced and quotation.start == 0:
        found.append(replace(announced, content=(place,)))
    elif here:
        _extend(found, before[-1] if before else here[0], place)
    elif quoting and (alone or _ends_open(paragraphs[index - 1])):
        _extend(found, quoting[-1], place)
    else:
        sources = [one.source for one in last if one.source] if alone else []
        found.append(Statement((place,), (), sources[-1] if sources else (), ALONE))


def _with_source(paragraphs: Sequence[Paragraph], found: Sequence[Statement], one: Statement) -> Statement:
    """A quotation without a source has that of the statement before it in its paragraph, or else of the next there."""
    if one.source or not all(_quotes(paragraphs, part) for part in one.content):
        return one
    index = one.content[0][0]
    here = [other for other in found if other.source and other.source[0][0] == index]
    before = [other for other in here if other.content < one.content]
    near = before[-1:] or here[:1]
    return replace(one, source=near[0].source) if near else one


def _extend(found: list[Statement], one: Statement, place: Place) -> None:
    parts = [part for part in one.content if not (part[0] == place[0] and place[1] <= part[1] and part[2] <= place[2])]
    found[found.index(one)] = replace(one, content=tuple(sorted([*parts, place])))


def _holder(found: Sequence[Statement], index: int, quotation: Quotation) -> Statement | None:
    """The statement that has most of a quotation, if it has enough."""
    place = (index, quotation.start, quotation.end)

    def shared(one: Statement) -> int:
        return sum(min(part[2], place[2]) - max(part[1], place[1]) for part in one.content if _meet(part, place))

    best = max(found, key=shared, default=None)
    return best if best and shared(best) >= COVERED * (quotation.end - quotation.start) else None


def _quotes(paragraphs: Sequence[Paragraph], part: Place) -> bool:
    """Whether a part of a content has words in quotation marks."""
    index, start, end = part
    return any(quotation.start < end and start < quotation.end for quotation in quotations(paragraphs[index].text))


def _ends_open(paragraph: Paragraph) -> bool:
    last = quotations(paragraph.text)[-1:]
    return bool(last and last[0].open)
