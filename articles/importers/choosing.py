"""Which segments of a page are its article: what the model holds likely, mended where a model of segments errs."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement, tostring

from articles.importers.captions import captions
from articles.importers.features import describe
from articles.importers.forest import Forest, load
from articles.importers.segments import Segment, ancestors
from articles.importers.votes import runs, votes

LIKELY = 0.5
BETWEEN = 0.3  # how likely a paragraph must be that stands between two chosen siblings
LEAST_PART = 0.8  # of the likeliest, where nothing is likely
REPEATED = 0.85  # the share of a text that other chosen texts hold too, from which on it is a copy
LONG = 25  # words, from which on a copy is a copy and not a refrain
MOST_LINKED = 0.3
POSTS = ("twitter-tweet", "instagram-media", "twitter-video", "fb-post", "tiktok-embed", "bluesky-embed", "reddit-card")
HIDING = ("hidden", "aria-hidden")


def choose(tree: HtmlElement, found: Sequence[Segment], forest: Forest | None = None) -> list[Segment]:
    """Those of the page's segments that are its article, in order."""
    columns = describe(tree, found, votes(tree, found))
    chosen = mend(found, (forest or load()).probabilities(columns))
    return [found[index] for index in sorted(chosen | captions(found, chosen))]


def mend(found: Sequence[Segment], likely: Sequence[float]) -> set[int]:
    """Which segments are likely, with the posts, tables and paragraphs between them, and without copies."""
    least = min(LIKELY, LEAST_PART * max(likely))
    chosen = {index for index, probability in enumerate(likely) if probability >= least}
    chosen |= _between(found, likely, chosen)
    chosen |= _whole(found, chosen)
    return chosen - _copies(found, likely, chosen)


def article_html(tree: HtmlElement, chosen: Sequence[Segment]) -> str:
    """The page's body with nothing but the chosen text in it, and without empty elements. The tree is used up."""
    body = tree.find("body")
    body = tree if body is None else body
    kept = {piece for segment in chosen for piece in segment.pieces}
    full = {element for segment in chosen for element in _around(segment)}
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if (element, "text") not in kept:
            element.text = None
        for child in list(element):
            is_break = child.tag in ("br", "hr")
            if (child, "tail") not in kept:
                child.tail = None
            if child in full:
                waiting.append(child)
            elif not is_break:
                child.drop_tree()  # its tail stays, and may become the element's text
        for name in HIDING:
            element.attrib.pop(name, None)
        if "display" in element.get("style", ""):
            del element.attrib["style"]
    return tostring(body, encoding="unicode", with_tail=False)


def _around(segment: Segment) -> set[HtmlElement]:
    """The elements that hold a segment's text."""
    holders = {element if place == "text" else element.getparent() for element, place in segment.pieces}
    return {element for holder in holders if holder is not None for element in ancestors(holder)}


def _between(found: Sequence[Segment], likely: Sequence[float], chosen: set[int]) -> set[int]:
    """Paragraphs that are not unlikely, and stand between chosen siblings of the same make."""
    added = set()
    for index in range(1, len(found) - 1):
        if index in chosen or likely[index] < BETWEEN or not {index - 1, index + 1} <= chosen:
            continue
        parents = {found[other].block.getparent() for other in (index - 1, index, index + 1)}
        if len(parents) == 1 and found[index].block.tag == "p":
            added.add(index)
    return added


def _whole(found: Sequence[Segment], chosen: set[int]) -> set[int]:
    """What is chosen whole because the article goes on around it: posts of others, tables of data."""
    parents = {index: found[index].block.getparent() for index in chosen}
    holders = Counter(parents.values())
    groups: dict[HtmlElement, list[int]] = {}
    known: dict[HtmlElement, HtmlElement | None] = {}
    for index, segment in enumerate(found):
        unit = _unit_around(segment.block, known)
        if unit is not None:
            groups.setdefault(unit, []).append(index)
    added: set[int] = set()
    for unit, inside in groups.items():
        is_post = unit.tag == "blockquote"
        own = Counter(parents[index] for index in inside if index in chosen)
        around = [element for _, element in zip(range(3), unit.iterancestors(), strict=False)]
        is_in_article = any(holders[element] - own[element] > 1 for element in around)
        is_linked = sum(found[index].linked for index in inside) > MOST_LINKED * len(inside)
        if is_in_article and (is_post or not is_linked):
            added |= set(inside)
    return added


def _unit_around(block: HtmlElement, known: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    """The innermost unit that is the block or around it; `known` keeps the answer for all elements on the way."""
    passed, unit = [], None
    for element in ancestors(block):
        passed.append(element)
        if element in known or _is_unit(element):
            unit = known.get(element, element)
            break
    known.update(dict.fromkeys(passed, unit))
    return unit


def _is_unit(element: HtmlElement) -> bool:
    if element.tag == "blockquote":
        return any(name in POSTS for name in (element.get("class") or "").split())
    return element.tag == "table" and _is_data(element)


def _is_data(table: HtmlElement) -> bool:
    """Whether a table has rows and columns of short cells, and nothing in them that lays out a page."""
    rows = list(table.iter("tr"))
    if len(rows) < 3 or any(
        next(table.iter(tag), None) is not None for tag in ("form", "h1", "h2", "script", "iframe")
    ):
        return False
    if next(table.iterdescendants("table"), None) is not None:
        return False
    widths = Counter(sum(cell.tag in ("td", "th") for cell in row) for row in rows)
    width, count = widths.most_common(1)[0]
    return width >= 2 and count >= 0.7 * len(rows)


def _copies(found: Sequence[Segment], likely: Sequence[float], chosen: set[int]) -> set[int]:
    """Long texts that the other chosen ones hold already, such as a whole article kept once more for a machine."""
    own = {index: runs(found[index].words) for index in chosen if len(found[index].words) >= LONG}
    whole: Counter[tuple[str, ...]] = Counter()
    for counts in own.values():
        whole.update(counts)
    copies = set()
    for index in sorted(own, key=lambda index: (-len(found[index].words), likely[index])):
        elsewhere = sum(min(count, whole[run] - count) for run, count in own[index].items())
        if own[index].total() and elsewhere >= REPEATED * own[index].total():
            copies.add(index)
            whole.subtract(own[index])
    return copies
