"""Gradient boosted trees, applied: the model that `bench/train_extraction.py` exports, read once and without numpy."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# Most of a page is menus: what the first trees are sure to be no text, the others are not asked about.
FIRST, HOPELESS = 40, -2.3
MODEL = Path(__file__).with_name("model.json")

Score = Callable[..., float]


@dataclass
class Forest:
    """`features` are names; a tree is a leaf's value, or [feature, threshold, tree if not above it, tree if above]."""

    features: tuple[str, ...]
    trees: tuple[Any, ...]

    def __post_init__(self) -> None:
        self._first, self._others = self._compiled(self.trees[:FIRST]), self._compiled(self.trees[FIRST:])

    def probabilities(self, columns: Mapping[str, Sequence[float]]) -> list[float]:
        """How likely each segment belongs to the article, from 0 to 1; `columns` holds what they are like, by feature.

        Features that the forest does not ask for may be among them.
        """
        found = []
        for row in zip(*(columns[name] for name in self.features), strict=True):
            score = self._first(*row)
            if score > HOPELESS:
                score += self._others(*row)
            found.append(1 / (1 + math.exp(-score)))
        return found

    def _compiled(self, trees: Sequence[Any]) -> Score:
        """What these trees say of a row, added up."""
        # One expression is several times as fast as a walk through the trees. Nothing but numbers gets into it.
        values = ", ".join(f"v{place}" for place in range(len(self.features)))
        return eval(f"lambda {values}: sum(({''.join(f'{_expression(tree)}, ' for tree in trees)}))")


@cache
def load() -> Forest:
    """The model that the project comes with."""
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    return Forest(tuple(model["features"]), tuple(model["trees"]))


def _expression(tree: Any) -> str:
    """The tree in Python, the values being called v0, v1 and so on."""
    if not isinstance(tree, list):
        return repr(float(tree))
    feature, threshold, low, high = tree
    return f"({_expression(high)} if v{int(feature)} > {float(threshold)!r} else {_expression(low)})"
