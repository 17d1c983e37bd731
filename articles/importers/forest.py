"""Gradient boosted trees, applied: the model that `bench/train_extraction.py` exports, read once and without numpy."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# Most of a page is menus: what the first trees are sure to be no text, the others are not asked about.
FIRST, HOPELESS = 80, -3.0
MODEL = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Forest:
    """`features` are names; a tree is a leaf's value, or [feature, threshold, tree if not above it, tree if above]."""

    features: tuple[str, ...]
    trees: tuple[Any, ...]

    def probability(self, row: Mapping[str, float]) -> float:
        """How likely the row's segment belongs to the article, from 0 to 1."""
        values = [row[name] for name in self.features]
        score = _sum_of_leaves(self.trees[:FIRST], values)
        if score > HOPELESS:
            score += _sum_of_leaves(self.trees[FIRST:], values)
        return 1 / (1 + math.exp(-score))


@cache
def load() -> Forest:
    """The model that the project comes with."""
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    return Forest(tuple(model["features"]), tuple(model["trees"]))


def _sum_of_leaves(trees: Sequence[Any], values: Sequence[float]) -> float:
    """What the trees say of these values, added up."""
    score = 0.0
    for tree in trees:
        while tree.__class__ is list:
            feature, threshold, low, high = tree
            tree = high if values[feature] > threshold else low
        score += tree
    return score
