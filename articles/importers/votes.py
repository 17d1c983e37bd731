"""What trafilatura would keep of a page: two opinions that vote on each segment, never the text itself."""

import logging
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from articles.importers.segments import WORD, Segment

RUN = 4  # words; a run of so many is hardly in a text by chance
MODES = {"fast": {"favor_precision": False}, "precise": {"favor_precision": True}}
# What neither mode would keep, and each would look through several times: half of a page's elements.
_NEVER_KEPT = (
    "aside audio button canvas dialog embed footer iframe img input label legend link menu meta nav noscript object "
    "picture select source style svg textarea video"
)
NEVER_KEPT = tuple(_NEVER_KEPT.split())

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports pages without text, which are no news to us


def votes(tree: HtmlElement, segments: Sequence[Segment]) -> dict[str, list[float]]:
    """For each mode of trafilatura, and each segment, the share of it that the mode kept."""
    all_runs = [runs(segment.words) for segment in segments]
    lean = _lean(tree)
    return {mode: _shares(_extracted(lean, options), segments, all_runs) for mode, options in MODES.items()}


def _lean(tree: HtmlElement) -> HtmlElement:
    """A copy of the tree without what no mode would keep; scripts stay if they may hold an article."""
    lean = deepcopy(tree)
    etree.strip_elements(lean, *NEVER_KEPT, with_tail=False)
    for script in list(lean.iter("script")):
        if "ld+json" not in (script.get("type") or ""):
            script.drop_tree()
    return lean


def _extracted(tree: HtmlElement, options: dict[str, bool]) -> str:
    """The text that trafilatura finds; it leaves the tree as it is."""
    try:
        found = trafilatura.bare_extraction(
            tree, fast=True, include_comments=False, include_tables=True, with_metadata=False, **options
        )
    except Exception:  # of any kind: what it fails on has no vote, and the other features decide
        return ""
    return found.text if found else ""


def runs(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """All runs of RUN words, and how often each is there."""
    return Counter(zip(*(words[at:] for at in range(RUN)), strict=False))


def _shares(text: str, segments: Sequence[Segment], all_runs: Sequence[Counter[tuple[str, ...]]]) -> list[float]:
    lines = {tuple(WORD.findall(line.lower())) for line in text.splitlines()}
    kept = runs(WORD.findall(text.lower()))
    shares = []
    for segment, own in zip(segments, all_runs, strict=True):
        if own:
            is_apart = kept.keys().isdisjoint(own)  # as most are
            common = 0 if is_apart else sum(min(count, kept[run]) for run, count in own.items() if run in kept)
            shares.append(common / own.total())
        else:
            shares.append(float(tuple(segment.words) in lines))
    return shares
