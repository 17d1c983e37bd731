"""Gradient boosted trees, applied without a library: `bench` trains them with LightGBM."""

from collections.abc import Callable, Sequence
from typing import Any

Score = Callable[..., float]


def compiled(trees: Sequence[Any], count: int) -> Score:
    """What these trees say of a row of `count` numbers, added up.

    A tree is a leaf's value, or [feature, threshold, tree if not above it, tree if above].
    """
    # One expression is several times as fast as a walk through the trees. Nothing but numbers gets into it.
    values = ", ".join(f"v{place}" for place in range(count))
    return eval(f"lambda {values}: sum(({''.join(f'{_expression(tree)}, ' for tree in trees)}))")


def _expression(tree: Any) -> str:
    """The tree in Python, the values being called v0, v1 and so on."""
    if not isinstance(tree, list):
        return repr(float(tree))
    feature, threshold, low, high = tree
    return f"({_expression(high)} if v{int(feature)} > {float(threshold)!r} else {_expression(low)})"
