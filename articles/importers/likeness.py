"""How like the segments of a page are to the title and the description that its head gives."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from articles.importers.segments import WORD, Segment


def head(tree: HtmlElement) -> tuple[list[Counter[str]], list[Counter[str]]]:
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


def likenesses(segments: Sequence[Segment], texts: Sequence[Counter[str]]) -> list[float]:
    """How like each segment is to the one of the texts that is most like it."""
    known = set().union(*texts)
    return [
        0.0 if known.isdisjoint(segment.words) else max(_likeness(Counter(segment.words), text) for text in texts)
        for segment in segments
    ]


def _likeness(first: Counter[str], second: Counter[str]) -> float:
    """The share of the words of the longer text that the other has too."""
    common = first.keys() & second.keys()
    return sum(min(first[word], second[word]) for word in common) / max(first.total(), second.total())
