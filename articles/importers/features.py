"""Each segment of a page in numbers: what it is like, where it stands, what its surroundings are called."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from lxml.html import HtmlElement

from articles.importers.likeness import head, likenesses
from articles.importers.phrasing import SENTENCE_END, of_texts
from articles.importers.segments import Segment

TAGS = (
        "p", "h1", "h2", "h3", "h4", "li", "td", "blockquote", "figcaption", "div", "span", "section",
        "article", "pre", "dd", "center", "footer", "header", "aside",
)  # fmt: skip
AROUND = (
        "article", "main", "nav", "aside", "footer", "header", "form", "figure", "table", "ul", "ol",
        "blockquote", "section",
)  # fmt: skip
NAMES = {  # what words of class, id and role say
    "share": r"share|sharing|social|follow",
    "related": r"related|recirc|recommend|read-?(?:more|next|also)|more-|popular|trending|outbrain|taboola|teaser|card"
    r"|rail|promo|most-",
    "letter": r"newsletter|subscri|sign-?up|paywall|regwall|piano|donat|member",
    "author": r"author|byline|\bbio\b|contributor|writer",
    "caption": r"caption|credit|figure|image|photo|media|gallery|slide",
    "comment": r"comment|disqus|discuss|respond",
    "menu": r"\bnav|menu|breadcrumb|header|foot|masthead|toolbar|sidebar",
    "tag": r"\btags?\b|topic|categor|keyword",
    "hidden": r"hidden|sr-only|screen-reader|visually|modal|popup|cookie|consent|overlay|gdpr",
    "head": r"dek|subhead|summary|lede|standfirst|headline|title|excerpt|intro|lead",
    "advert": r"advert|\bads?\b|sponsor|banner|dfp|affiliate",
    "date": r"date|timestamp|\btime\b|meta|publish",
    "film": r"video|player|audio|podcast",
    "quote": r"quote|tweet|twitter|embed|instagram",
    "widget": r"widget|callout|inline-|box|aside|module|infobox|factbox",
    "body": r"(?:article|story|entry|post|main|rich|page|content)[-_]*(?:body|content|text|copy)|articlebody|paragraph",
    "text": r"article|body|content|entry|story|post|text|main|prose",
}
NAMES = {name: re.compile(pattern) for name, pattern in NAMES.items()}
NAMED_BY = ("class", "id", "itemprop", "data-component", "data-type", "role")
ENOUGH = 12  # words of a paragraph that counts as text
LEFT_OUT = 0.2  # what a long text without the end of a sentence counts
NEAR, FAR = 2, 6  # blocks around a text, itself the first
HIDING = 8  # how many of them may hide it
LONG_AGO, LONGEST_AGO = 7, 9  # segments since a call: what is as long ago counts as the latter
PARTS = (0.5, 0.7, 0.9)
NEIGHBOURS = (-2, -1, 1, 2)
OF_NEIGHBOURS = (
    "words",
    "linked",
    "ends",
    "good",
    "is_call",
    "offers",
    "signed",
    "tag_p",
    "mass",
    "like_title",
    "depth70",
    "near_caption",
)


Columns = dict[str, Sequence[float]]  # of each feature's name the values of all segments
Chain = tuple[HtmlElement, ...]  # a block and all around it, from the inside out
Item = TypeVar("Item")


def describe(tree: HtmlElement, segments: Sequence[Segment], votes: Mapping[str, Sequence[float]]) -> Columns:
    """The features of the segments: by name a value for each; the same names for every page.

    They are kept by name and not by segment, so that what the neighbours are like is a column moved up or down.
    """
    known: dict[HtmlElement, Chain] = {}
    chains = [_chain(segment.block, known) for segment in segments]
    page = _Page(tree, segments, chains)
    voted = {f"vote_{mode}": shares for mode, shares in votes.items()}
    columns = {**of_texts(segments), **_of_places(chains), **page.features(), **voted}
    return columns | _of_neighbours(columns, page, (*OF_NEIGHBOURS, *voted))


def _chain(block: HtmlElement, known: dict[HtmlElement, Chain]) -> Chain:
    """The block and all around it; `known` keeps the chains of the others, as they share most of them."""
    inner, element = [], block
    while element is not None and element not in known:
        inner.append(element)
        element = element.getparent()
    chain = known.get(element, ())
    for element in reversed(inner):
        chain = known[element] = (element, *chain)
    return chain


def _of_places(chains: Sequence[Chain]) -> Columns:
    """Of the blocks and those around them."""
    elements = set().union(*chains)
    said = {element: _said(element) for element in elements}
    hidden = {element for element in elements if _is_hidden(element)}
    declared = {element for element in elements if "articlebody" in (element.get("itemprop") or "").lower()}
    around = [{element.tag for element in chain} for chain in chains]
    near, far = ([_union(said, chain[part]) for chain in chains] for part in (slice(NEAR), slice(NEAR, FAR)))
    return {
        **{f"tag_{name}": [chain[0].tag == name for chain in chains] for name in TAGS},
        **{f"in_{name}": [name in tags for tags in around] for name in AROUND},
        **{f"near_{name}": [name in names for names in near] for name in NAMES},
        **{f"far_{name}": [name in names for names in far] for name in NAMES},
        "hidden": [not hidden.isdisjoint(chain[:HIDING]) for chain in chains],
        "declared": [not declared.isdisjoint(chain) for chain in chains],
        "depth": list(map(len, chains)),
    }


def _said(element: HtmlElement) -> frozenset[str]:
    """Which of NAMES the element's names say."""
    names = " ".join(filter(None, map(element.get, NAMED_BY)))
    return frozenset().union(*map(_said_by, names.lower().split()))


@lru_cache(10_000)
def _said_by(word: str) -> frozenset[str]:
    return frozenset(name for name, pattern in NAMES.items() if pattern.search(word))


def _union(said: Mapping[HtmlElement, frozenset[str]], elements: Sequence[HtmlElement]) -> frozenset[str]:
    return frozenset().union(*[said[element] for element in elements])


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _of_neighbours(columns: Columns, page: "_Page", names: Sequence[str]) -> Columns:
    """What the segments before and after are like in what `names` says, and whether they are of the same make."""
    found: Columns = {}
    parents = [chain[1] if len(chain) > 1 else None for chain in page.chains]
    for distance in NEIGHBOURS:
        found |= {f"{name}@{distance}": _moved(columns[name], distance, -1) for name in names}
        others = _moved(parents, distance, page)  # which is nobody's parent
        found[f"sibling@{distance}"] = [one is other for one, other in zip(parents, others, strict=True)]
        others = _moved(page.makes, distance, "")
        found[f"alike@{distance}"] = [one == other for one, other in zip(page.makes, others, strict=True)]
    return found | {"since_call": _since(columns["is_call"])}


def _moved(column: Sequence[Item], distance: int, missing: Item) -> list[Item]:
    """For each place what stands so far after it, or before it when `distance` is below zero."""
    outside = [missing] * min(abs(distance), len(column))
    return [*column[distance:], *outside] if distance > 0 else [*outside, *column[:distance]]


def _since(calls: Sequence[float]) -> list[float]:
    """How many segments ago there was a call, for each of them."""
    found, last = [], -LONG_AGO
    for index, is_call in enumerate(calls):
        found.append(index - last if index - last < LONG_AGO else LONGEST_AGO)
        last = index if is_call else last
    return found


def _tag_and_classes(element: HtmlElement) -> str:
    return ".".join((element.tag, *sorted((element.get("class") or "").split())[:2]))


class _Page:
    """What is known of the whole page: where its good text is, its title and its description."""

    def __init__(self, tree: HtmlElement, segments: Sequence[Segment], chains: Sequence[Chain]) -> None:
        self.segments, self.chains = segments, chains
        self.like_title, self.like_description = (likenesses(segments, texts) for texts in head(tree))
        self.good = [_goodness(segment) for segment in segments]
        self.whole = sum(self.good) or 1
        made = [list(map(_tag_and_classes, chain[:3])) for chain in chains]
        self.makes, self.long_makes = ["<".join(names[:2]) for names in made], ["<".join(names) for names in made]
        self.inside: Counter[HtmlElement] = Counter()  # the good text in an element
        depths: dict[HtmlElement, int] = {}
        for chain, good in zip(chains, self.good, strict=True):
            for height, element in enumerate(chain if good else ()):
                self.inside[element] += good
                depths[element] = len(chain) - height
        self.holders = [self._deepest(part, depths) for part in PARTS]
        self._find_edges()

    def _deepest(self, part: float, depths: Mapping[HtmlElement, int]) -> HtmlElement | None:
        """The deepest element with at least this part of the good text."""
        enough = [element for element, good in self.inside.items() if good >= part * self.whole]
        return max(enough, key=depths.__getitem__, default=None)

    def _find_edges(self) -> None:
        """The first and the last segment that is surely text, and the title before it."""
        middle = self.holders[1]
        sure = [index for index, chain in enumerate(self.chains) if self.good[index] > 8 and middle in chain]
        self.first, self.last = (sure[0], sure[-1]) if sure else (0, len(self.segments) - 1)
        titles = [
            index
            for index, segment in enumerate(self.segments)
            if segment.block.tag == "h1" or self.like_title[index] > 0.75
        ]
        before = [index for index in titles if index <= self.first]
        self.title = before[-1] if before else titles[0] if titles else -1

    def features(self) -> Columns:
        indices = range(len(self.segments))
        words = [tuple(segment.words) for segment in self.segments]
        repeated = Counter(words)
        return {
            **self._of_good_text(),
            "place": [index / len(indices) for index in indices],
            "place_words": _shares_before(list(map(len, words))),
            "repeated": [len(text) > 3 and repeated[text] > 1 for text in words],
            "from_title": [_within(-30, index - self.title, 60) if self.title >= 0 else -99 for index in indices],
            "is_title": [index == self.title for index in indices],
            "from_first": [_within(-20, index - self.first, 30) for index in indices],
            "from_last": [_within(-30, index - self.last, 20) for index in indices],
            "like_title": self.like_title,
            "like_description": self.like_description,
        }

    def _of_good_text(self) -> Columns:
        """How much of the page's good text is in, around, before and after each segment, and in those of its make."""
        shares = [good / self.whole for good in self.good]
        before = [0.0, *accumulate(shares)]
        masses = [[self.inside[chain[:up][-1]] / self.whole for chain in self.chains] for up in (1, 2, 3)]
        alike, long_alike = (_sums(makes, shares) for makes in (self.makes, self.long_makes))
        return {
            **{
                f"depth{part * 100:.0f}": [chain.index(holder) if holder in chain else -1 for chain in self.chains]
                for part, holder in zip(PARTS, self.holders, strict=True)
            },
            "good": shares,
            "mass": masses[0],
            "mass_parent": masses[1],
            "mass_grandparent": masses[2],
            "mass_alike": alike,
            "mass_alike3": long_alike,
            "good_before": before[:-1],
            "good_after": [before[-1] - each for each in before[1:]],
            "good_around": [
                before[min(len(shares), index + 6)] - before[max(0, index - 5)] for index in range(len(shares))
            ],
        }


def _shares_before(lengths: Sequence[int]) -> list[float]:
    """Which share of the whole stands before each."""
    whole = sum(lengths) or 1
    return [before / whole for before in accumulate(lengths[:-1], initial=0)]


def _sums(names: Sequence[str], values: Sequence[float]) -> list[float]:
    """For each the sum of the values that have the same name."""
    sums: Counter[str] = Counter()
    for name, value in zip(names, values, strict=True):
        sums[name] += value
    return [sums[name] for name in names]


def _within(lowest: int, value: int, highest: int) -> int:
    return max(lowest, min(highest, value))


def _goodness(segment: Segment) -> float:
    """How many words of the segment count as an article's: unlinked, in a long text of sentences."""
    count = len(segment.words)
    if count < ENOUGH:
        return 0.0
    return count * (1 - segment.linked) * (1 if SENTENCE_END.search(segment.text) else LEFT_OUT)
