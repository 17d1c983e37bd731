"""What the quotation marks say beyond the model: words in them that no statement has yet belong to somebody too."""

from collections.abc import Sequence
from dataclasses import replace

from articles.document import Paragraph
from articles.suggesters.proposing import Place, Statement, is_long
from articles.suggesters.quotations import Quotation, quotations

COVERED = 0.5  # the share of a quotation that a statement has to hold to have it
ALIKE = 0.85  # the share that a part and a quotation have in common if one is meant to be the other
ALONE = 0.4  # how sure a quotation is that only its marks speak for
READ = frozenset(("paragraph", "quotation", "list item"))


def complete(paragraphs: Sequence[Paragraph], statements: Sequence[Statement]) -> list[Statement]:
    """The statements with each long quotation that none holds: joined to its neighbour's, or alone.

    A quotation in the same paragraph goes with the one before it, or else the next; one that is a paragraph goes with
    the one before if that was left open, as news does where somebody speaks over several paragraphs.
    """
    found = sorted((_snapped(paragraphs, one) for one in statements), key=lambda one: one.content[0])
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind not in READ:
            continue
        for quotation in quotations(paragraph.text):
            if is_long(paragraph.text, quotation) and not _is_held(found, index, quotation):
                _place(paragraphs, found, index, quotation)
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


def _place(paragraphs: Sequence[Paragraph], found: list[Statement], index: int, quotation: Quotation) -> None:
    place = (index, quotation.start, quotation.end)
    here = [one for one in found if any(part[0] == index and _quotes(paragraphs, part) for part in one.content)]
    before = [one for one in here if min(one.content) < place]
    if here:
        _extend(found, before[-1] if before else here[0], place)
    elif (
        index
        and _ends_open(paragraphs[index - 1])
        and (last := [one for one in found if one.content[-1][0] == index - 1])
    ):
        _extend(found, last[-1], place)
    else:
        found.append(Statement((place,), (), (), ALONE))


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


def _is_held(found: Sequence[Statement], index: int, quotation: Quotation) -> bool:
    return any(
        sum(
            max(0, min(end, quotation.end) - max(start, quotation.start))
            for at, start, end in one.content
            if at == index
        )
        >= COVERED * (quotation.end - quotation.start)
        for one in found
    )


def _quotes(paragraphs: Sequence[Paragraph], part: Place) -> bool:
    """Whether a part of a content has words in quotation marks."""
    index, start, end = part
    return any(quotation.start < end and start < quotation.end for quotation in quotations(paragraphs[index].text))


def _ends_open(paragraph: Paragraph) -> bool:
    last = quotations(paragraph.text)[-1:]
    return bool(last and last[0].open)
