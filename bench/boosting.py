"""Gradient boosted trees, trained by LightGBM: `pip install lightgbm`, which requirements-dev.txt leaves out."""

from collections.abc import Mapping
from typing import Any

import lightgbm


def boosted(data: lightgbm.Dataset, settings: Mapping[str, Any], trees: int) -> list[Any]:
    """So many trees that the data teaches, as `articles.trees` has them."""
    model = lightgbm.train(dict(settings), data, trees).dump_model()
    return [_exported(tree["tree_structure"]) for tree in model["tree_info"]]


def _exported(node: dict) -> list | float:
    if "leaf_value" in node:
        return round(node["leaf_value"], 5)
    branches = [_exported(node["left_child"]), _exported(node["right_child"])]
    return [node["split_feature"], round(node["threshold"], 6), *branches]
