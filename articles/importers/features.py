"""Each segment of a page in numbers: what it is like, where it stands, what its surroundings are called."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from itertools import accumulate
from operator import or_

from lxml.html import HtmlElement

from articles.importers.segments import WORD, Segment, ancestors

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
ANY_NAME = re.compile("|".join(NAMES.values()), re.I)
NAMES = {name: re.compile(pattern, re.I) for name, pattern in NAMES.items()}
PLACED_NAMES = [(f"near_{name}", f"far_{name}") for name in NAMES]
SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
BY = re.compile(r"^\W*(?:by|von|por|par|written by|posted by|text|reporting by|di|door|av|autor)\b", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
RIGHTS = re.compile(r"©|\(c\)|copyright|all rights", re.I)
CALL = re.compile(
    r"^\W*(?:read|see|also|related|more|follow|like|share|tweet|subscribe|sign|log|get|join|click|tap|download|watch|"
    r"listen|recommended|advertis\w*|sponsored|comments?|tags?|topics?|filed|photo|image|picture|video|source|credit|"
    r"copyright|updated?|published|posted|first|last|our|continue|story|send|contact|have|you|don)\b",
    re.I,
)
SIGNED = re.compile(
    r"contribut\w+ (?:to|reporting)|(?:reporting|writing|editing|translat\w+|photos?) by|can be reached|"
    r"(?:e-?mail|contact|reach|follow) (?:the|him|her|them|us|me|this)|(?:is|was) an? (?:[\w-]+ ){0,4}"
    r"(?:writer|reporter|correspondent|editor|columnist|author|contributor|journalist)\b|"
    r"originally (?:published|appeared)|first (?:published|appeared)",
)
OFFER = re.compile(
    r"sign up|sign in|log in|subscri|newsletter|click here|tap here|read more|see also|also read|also on|"
    r"download (?:the|our)|like this|share (?:this|it|on|with)|comment below|comments|tell us|let us know|"
    r"commission|all rights|cookies|"
    r"follow us|join us|join our|breaking news|inbox|advertis|sponsor|getty images|shutterstock|buy now|for more",
)
ENOUGH = 12  # words of a paragraph that counts as text
LEFT_OUT = 0.2  # what a long text without the end of a sentence counts
NEAR, FAR = 2, 6
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


def describe(
    tree: HtmlElement, segments: Sequence[Segment], votes: dict[str, Sequence[float]]
) -> list[dict[str, float]]:
    """The features of each segment, by name; the same names for every page."""
    chains = {segment.block: tuple(ancestors(segment.block)) for segment in segments}
    page = _Page(tree, segments, chains)
    known: dict[HtmlElement, tuple[int, bool, bool]] = {}
    places = {block: _of_place(chain, known) for block, chain in chains.items()}
    rows = [
        {**_of_text(segment), **places[segment.block], **page.features(index), **_of_votes(votes, index)}
        for index, segment in enumerate(segments)
    ]
    names = [*OF_NEIGHBOURS, *(f"vote_{mode}" for mode in votes)]
    shown = {distance: [(name, f"{name}@{distance}") for name in names] for distance in NEIGHBOURS}
    for index, row in enumerate(rows):
        row |= _of_neighbours(rows, page, index, shown)
    return rows


def _of_text(segment: Segment) -> dict[str, float]:
    text, lower, count = segment.text, segment.text.lower(), len(segment.words)
    written = text.split()
    return {
        "words": math.log1p(count),
        "linked": segment.linked,
        "bold": segment.bold,
        "after_break": segment.is_after_break,
        "ends": bool(SENTENCE_END.search(text)),
        "commas": min(5, sum(map(text.count, ",，、"))),
        "capitals": sum(map(str.isupper, text)) / max(1, sum(map(str.isalpha, text))),
        "titled": sum(word[:1].isupper() for word in written) / len(written),
        "digits": sum(map(str.isdigit, text)) / len(text),
        "colon": text.endswith(":"),
        "bar": "|" in text or "»" in text,
        "address": "http" in text or "pic.twitter" in text or "www." in text,
        "mail": "@" in text,
        "quoted": text[0] in "\"“‘«'„",
        "rights": bool(RIGHTS.search(text)),
        "by": count < 15 and bool(BY.search(text)),
        "dated": count < 14 and bool(YEAR.search(text)),
        "signed": bool(SIGNED.search(lower)),
        "offers": bool(OFFER.search(lower)),
        "is_call": count < 40 and bool(CALL.search(text)),
        "lower": text[0].islower(),
        "word_length": sum(map(len, written)) / len(written),
    }


def _of_place(chain: Sequence[HtmlElement], known: dict[HtmlElement, tuple[int, bool, bool]]) -> dict[str, float]:
    """Of a block and those around it; `known` keeps what was read of an element, as blocks share these."""
    for element in chain:
        if element not in known:
            is_declared = "articlebody" in (element.get("itemprop") or "").lower()
            known[element] = _said(_names(element)), _is_hidden(element), is_declared
    said = [known[element][0] for element in chain[:FAR]]
    near, far = (reduce(or_, part, 0) for part in (said[:NEAR], said[NEAR:]))
    return {
        **_of_tags(chain[0].tag, frozenset([element.tag for element in chain])),
        **_of_names(near, far),
        "hidden": any(known[element][1] for element in chain[:8]),
        "declared": any(known[element][2] for element in chain),
        "depth": len(chain),
    }


@lru_cache(10_000)
def _of_tags(tag: str, around: frozenset[str]) -> dict[str, float]:
    return {f"tag_{name}": tag == name for name in TAGS} | {f"in_{name}": name in around for name in AROUND}


@lru_cache(10_000)
def _of_names(near: int, far: int) -> dict[str, float]:
    """`near` and `far` have a bit for each of NAMES."""
    found: dict[str, float] = {}
    for place, (near_name, far_name) in enumerate(PLACED_NAMES):
        found[near_name], found[far_name] = bool(near >> place & 1), bool(far >> place & 1)
    return found


@lru_cache(10_000)
def _said(names: str) -> int:
    """What an element's names say of it: a bit for each of NAMES."""
    if not ANY_NAME.search(names):
        return 0
    return sum(bool(pattern.search(names)) << place for place, pattern in enumerate(NAMES.values()))


def _names(element: HtmlElement) -> str:
    names = (element.get(name) for name in ("class", "id", "itemprop", "data-component", "data-type", "role"))
    return " ".join(filter(None, names))


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _of_votes(votes: dict[str, Sequence[float]], index: int) -> dict[str, float]:
    return {f"vote_{mode}": shares[index] for mode, shares in votes.items()}


def _of_neighbours(
    rows: Sequence[dict[str, float]], page: "_Page", index: int, shown: dict[int, list[tuple[str, str]]]
) -> dict[str, float]:
    found: dict[str, float] = {}
    parent, signature = page.segments[index].block.getparent(), page.signatures[index][0]
    for distance in NEIGHBOURS:
        other = index + distance
        is_there = 0 <= other < len(rows)
        found |= {there: rows[other][here] if is_there else -1 for here, there in shown[distance]}
        found[f"sibling@{distance}"] = is_there and page.segments[other].block.getparent() is parent
        found[f"alike@{distance}"] = is_there and page.signatures[other][0] == signature
    found["since_call"] = next((back for back in range(1, 7) if index >= back and rows[index - back]["is_call"]), 9)
    return found


def _signature(chain: Sequence[HtmlElement]) -> str:
    """Tags and classes of an element and those around it: siblings of one make share it."""
    return "<".join([_tag_and_classes(element.tag, element.get("class") or "") for element in chain])


@lru_cache(10_000)
def _tag_and_classes(tag: str, classes: str) -> str:
    return ".".join((tag, *sorted(classes.split())[:2]))


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """The share of the words of the longer text that the other has too."""
    common = first.keys() & second.keys()
    if not common:  # hardly any text has a word of the title
        return 0.0
    return sum(min(first[word], second[word]) for word in common) / max(first.total(), second.total())


class _Page:
    """What is known of the whole page: where its good text is, its title and its description."""

    def __init__(
        self,
        tree: HtmlElement,
        segments: Sequence[Segment],
        chains: Mapping[HtmlElement, Sequence[HtmlElement]],
    ) -> None:
        self.segments = segments
        self.chains = [chains[segment.block] for segment in segments]  # a segment's block and all around it
        self.titles, self.descriptions = _head(tree)
        self.good = [_goodness(segment) for segment in segments]
        self.whole = sum(self.good) or 1
        self.inside: Counter[HtmlElement] = Counter()  # the good text in an element
        self.alike: Counter[str] = Counter()
        depths: dict[HtmlElement, int] = {}
        self.signatures = [(_signature(chain[:2]), _signature(chain[:3])) for chain in self.chains]
        for chain, good, signatures in zip(self.chains, self.good, self.signatures, strict=True):
            for height, element in enumerate(chain):
                self.inside[element] += good
                depths[element] = len(chain) - height
            self.alike.update(dict.fromkeys(signatures, good))
        self.holders = [self._deepest(part, depths) for part in PARTS]
        self.repeated = Counter(tuple(segment.words) for segment in segments)
        lengths = [len(segment.words) for segment in segments]
        self.before = [0, *accumulate(lengths)]
        self.good_before = [0.0, *accumulate(self.good)]
        self.counts = [Counter(segment.words) for segment in segments]
        self.title_likeness = [_most_alike(count, self.titles) for count in self.counts]
        self._find_edges()

    def _deepest(self, part: float, depths: dict[HtmlElement, int]) -> HtmlElement | None:
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
            if segment.block.tag == "h1" or self.title_likeness[index] > 0.75
        ]
        before = [index for index in titles if index <= self.first]
        self.title = before[-1] if before else titles[0] if titles else -1

    def features(self, index: int) -> dict[str, float]:
        segment, whole, chain = self.segments[index], self.whole, self.chains[index]
        parent = chain[min(1, len(chain) - 1)]
        grandparent = chain[min(2, len(chain) - 1)]
        found: dict[str, float] = {}
        for part, holder in zip(PARTS, self.holders, strict=True):
            found[f"depth{part * 100:.0f}"] = chain.index(holder) if holder in chain else -1
        all_words = self.before[-1] or 1
        return found | {
            "good": self.good[index] / whole,
            "mass": self.inside[segment.block] / whole,
            "mass_parent": self.inside[parent] / whole,
            "mass_grandparent": self.inside[grandparent] / whole,
            "mass_alike": self.alike[self.signatures[index][0]] / whole,
            "mass_alike3": self.alike[self.signatures[index][1]] / whole,
            "place": index / len(self.segments),
            "place_words": self.before[index] / all_words,
            "good_before": self.good_before[index] / whole,
            "good_after": (self.good_before[-1] - self.good_before[index + 1]) / whole,
            "good_around": (self.good_before[min(len(self.segments), index + 6)] - self.good_before[max(0, index - 5)])
            / whole,
            "repeated": len(segment.words) > 3 and self.repeated[tuple(segment.words)] > 1,
            "from_title": max(-30, min(60, index - self.title)) if self.title >= 0 else -99,
            "is_title": index == self.title,
            "from_first": max(-20, min(30, index - self.first)),
            "from_last": max(-30, min(20, index - self.last)),
            "like_title": self.title_likeness[index],
            "like_description": _most_alike(self.counts[index], self.descriptions),
        }


def _goodness(segment: Segment) -> float:
    """How many words of the segment count as an article's: unlinked, in a long text of sentences."""
    count = len(segment.words)
    if count < ENOUGH:
        return 0.0
    return count * (1 - segment.linked) * (1 if SENTENCE_END.search(segment.text) else LEFT_OUT)


def _head(tree: HtmlElement) -> tuple[list[Counter[str]], list[Counter[str]]]:
    """The words of the titles and of the descriptions that the page's head gives."""
    titles, descriptions = [], []
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        words = Counter(WORD.findall((meta.get("content") or "").lower()))
        if words and name in ("og:title", "twitter:title", "title"):
            titles.append(words)
        elif words and name in ("og:description", "twitter:description", "description"):
            descriptions.append(words)
    for title in tree.iter("title"):
        titles.append(Counter(WORD.findall((title.text or "").lower())))
    return _distinct(titles), _distinct(descriptions)


def _distinct(texts: Sequence[Counter[str]]) -> list[Counter[str]]:
    return [text for place, text in enumerate(texts) if text not in texts[:place]]


def _most_alike(words: Counter[str], texts: Sequence[Counter[str]]) -> float:
    return max((likeness(words, text) for text in texts), default=0.0)
