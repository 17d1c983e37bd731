"""Blocks that two sequences have in common are in both, in order, whatever the length."""

from random import Random

import pytest

from articles.sequences import common_blocks

LONG = [f"w{at}" for at in range(900)]


def without_empty(blocks):
    return [block for block in blocks if block[2]]


@pytest.mark.parametrize(
    ("old", "new", "blocks"),
    [
        ("", "", []),
        ("abc", "", []),
        ("abc", "abc", [(0, 0, 3)]),
        ("abc", "abxc", [(0, 0, 2), (2, 3, 1)]),
        ("a.", "a. b.", [(0, 0, 2)]),
        (LONG, LONG, [(0, 0, 900)]),
        (LONG, [*LONG[:450], "new", *LONG[450:]], [(0, 0, 450), (450, 451, 450)]),
        (LONG, [*LONG[:300], *LONG[600:]], [(0, 0, 300), (600, 300, 300)]),
        (["again"] * 900, ["again"] * 901, [(0, 1, 900)]),
        (["a", *["again"] * 900, "z"], ["b", *["again"] * 901, "z"], [(1, 2, 901)]),
    ],
)
def test_blocks(old, new, blocks):
    assert without_empty(common_blocks(old, new)) == blocks


@pytest.mark.parametrize("words", [3, 40, 2_000])
def test_blocks_are_in_both_and_in_order(words):
    chance = Random(words)
    old = [chance.randrange(words) for _ in range(1_500)]
    new = [chance.randrange(words) if chance.random() < 0.2 else word for word in old if chance.random() < 0.8]
    before = (0, 0)
    for x, y, length in without_empty(common_blocks(old, new)):
        assert before[0] <= x
        assert before[1] <= y
        assert old[x : x + length] == new[y : y + length]
        before = x + length, y + length
