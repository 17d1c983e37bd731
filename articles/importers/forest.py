"""Gradient boosted trees, applied: the model that `bench/train_extraction.py` exports, read once and without numpy."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from articles.trees import compiled

# Most of a page is menus: what the first trees are sure to be no text, the others are not asked about.
FIRST, HOPELESS = 40, -2.3
MODEL = Path(__file__).with_name("model.json")


@dataclass
class Forest:
    """`features` are names; `trees` are as `articles.trees` has them."""

    features: tuple[str, ...]
    trees: tuple[Any, ...]

    def __post_init__(self) -> None:
        count = len(self.features)
        self._first, self._others = compiled(self.trees[:FIRST], count), compiled(self.trees[FIRST:], count)

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


@cache
def load() -> Forest:
    """The model that the project comes with."""
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    return Forest(tuple(model["features"]), tuple(model["trees"]))
