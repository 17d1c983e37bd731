"""The captions of an article's figures: no running text, so the model leaves them out; the tree says whose they are."""

from collections import Counter
from collections.abc import Sequence, Set

from lxml.html import HtmlElement

from articles.importers.segments import Segment, ancestors

MOST_LINKED = 0.5  # of a caption; more is the label of another story
MOST = 0.9  # of the article's segments: what holds as many holds the article
LEAD_LEVELS = 2  # how far above the article's own element the lead picture may stand
FOREIGN = frozenset(("a", "aside", "nav", "footer", "form"))  # what is inside these is the page's


def captions(found: Sequence[Segment], chosen: Set[int]) -> set[int]:
    """Which segments are captions of figures among the chosen ones, or of the one picture above them."""
    if not chosen:
        return set()
    first, last, home = min(chosen), max(chosen), _home([found[index].block for index in chosen])
    wider = {element for element, _ in zip(ancestors(home), range(LEAD_LEVELS + 1), strict=False)}
    inner, lead = set(), set()
    for figure, indices in _figures(found).items():
        around = set(ancestors(figure))
        if first < indices[0] < last and home in around:
            inner.update(indices)
        elif indices[-1] < first and any(element.tag not in ("body", "html") for element in wider & around):
            lead = set(indices)  # the last of them is the nearest
    return inner | lead


def _home(blocks: Sequence[HtmlElement]) -> HtmlElement:
    """The innermost element that holds nearly all of the blocks."""
    counts = Counter(element for block in blocks for element in ancestors(block))
    enough = [element for element, count in counts.items() if count >= MOST * len(blocks)]
    return max(enough, key=lambda element: len(list(ancestors(element))))


def _figures(found: Sequence[Segment]) -> dict[HtmlElement, list[int]]:
    """The figures of one picture, no players and no rows of stories, and the segments of their captions."""
    figures: dict[HtmlElement, list[int]] = {}
    for index, segment in enumerate(found):
        around = list(ancestors(segment.block))
        tags = [element.tag for element in around]
        if "figcaption" in tags and "figure" in tags and segment.linked <= MOST_LINKED and FOREIGN.isdisjoint(tags):
            figures.setdefault(around[tags.index("figure")], []).append(index)
    return {figure: indices for figure, indices in figures.items() if len(list(figure.iter("figcaption"))) == 1}
