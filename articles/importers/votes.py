"""What trafilatura would keep of a page: two opinions that vote on each segment, never the text itself."""

import logging
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from articles.importers.segments import WORD, Segment

RUN = 4  # words; a run of so many is hardly in a text by chance
MODES = {"fast": {"favor_precision": False}, "precise": {"favor_precision": True}}

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports pages without text, which are no news to us


def votes(tree: HtmlElement, segments: Sequence[Segment]) -> dict[str, list[float]]:
    """For each mode of trafilatura, and each segment, the share of it that the mode kept."""
    all_runs = [runs(segment.words) for segment in segments]
    return {mode: _shares(_extracted(tree, options), segments, all_runs) for mode, options in MODES.items()}


def _extracted(tree: HtmlElement, options: dict[str, bool]) -> str:
    try:
        found = trafilatura.extract(
            deepcopy(tree), fast=True, include_comments=False, include_tables=True, with_metadata=False, **options
        )
    except Exception:  # of any kind: what it fails on has no vote, and the other features decide
        return ""
    return found or ""


def runs(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """All runs of RUN words, and how often each is there."""
    return Counter(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _shares(text: str, segments: Sequence[Segment], all_runs: Sequence[Counter[tuple[str, ...]]]) -> list[float]:
    lines = {tuple(WORD.findall(line.lower())) for line in text.splitlines()}
    kept = runs(WORD.findall(text.lower()))
    shares = []
    for segment, own in zip(segments, all_runs, strict=True):
        if own:
            common = sum(min(count, kept[run]) for run, count in own.items() if run in kept)
            shares.append(common / own.total())
        else:
            shares.append(float(tuple(segment.words) in lines))
    return shares
