"""The chain finds what trying every sequence of tags would find, and a packed model reads as it was written."""

from itertools import pairwise, product
from math import exp
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.suggesters.chain import BITS, UNIT, ZERO, Chain, packed
from articles.suggesters.model import load, pack, unpack

TAGS = ("B", "I", "O")
WEIGHT = st.integers(-300, 300)
ROW = st.tuples(WEIGHT, WEIGHT, WEIGHT)


def weight_of(chain, scores, tags):
    places = [chain.tags.index(tag) for tag in tags]
    steps = sum(chain.steps[a][b] for a, b in pairwise(places))
    return steps + sum(row[at] for row, at in zip(scores, places, strict=True))


@given(st.tuples(ROW, ROW, ROW), st.lists(ROW, min_size=1, max_size=5))
def test_tags_and_chances_are_those_of_all_sequences(steps, scores):
    chain = Chain(TAGS, {}, steps)
    weights = {tags: weight_of(chain, scores, tags) for tags in product(TAGS, repeat=len(scores))}
    best = tuple(chain.best(scores))
    assert weights[best] == max(weights.values())
    whole = sum(exp(weight / UNIT) for weight in weights.values())
    assert chain.sureness(scores, best) == pytest.approx(exp(weights[best] / UNIT) / whole)
    for place, row in enumerate(chain.chances(scores)):
        for at, tag in enumerate(TAGS):
            share = sum(exp(weight / UNIT) for tags, weight in weights.items() if tags[place] == tag)
            assert row[at] == pytest.approx(share / whole, abs=1e-9)


@given(st.lists(st.tuples(*[st.integers(-250, 250)] * 5), min_size=1, max_size=60))
def test_packed_weights_add_up(rows):
    chain = Chain(("a", "b", "c", "d", "e"), {"w": {str(n): packed(row) for n, row in enumerate(rows)}}, ())
    (sums,) = chain.scores([sum(chain.sums({"w": map(str, range(len(rows)))}, len(rows)))])
    expected = [sum(column) for column in zip(*rows, strict=True)]
    assert [score - sums[0] for score in sums] == [weight - expected[0] for weight in expected]


@pytest.mark.parametrize("name", ["cue", "argument", "judge"])
def test_no_word_can_weigh_more_than_a_packed_number_holds(name):
    chain = getattr(load(), name)
    heaviest = [0] * len(chain.tags)
    for table in chain.weights.values():
        rows = zip(*chain.scores(table.values()), strict=True)
        most = (max(abs(score - ZERO) for score in row) for row in rows)
        heaviest = list(map(add, heaviest, most))
    assert 2 * max(heaviest) < 1 << BITS


def test_a_packed_chain_reads_as_it_was_written():
    weights = {
        "w=said": [1.5, 0.0, -2.25],
        "aw=he said": [0.0, 0.5, 0.0],
        "w==": [1.0, 0.0, 0.0],
        "w=dim": [0, 0, 0.01],
    }
    chain = unpack(pack(TAGS, weights, [[0.0, 1.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 0.0]]))
    assert chain.tags == TAGS
    assert chain.steps == ((0, 100, 0), (0, -100, 0), (0, 0, 0))
    assert chain.weights == {
        "w": {"said": packed((150, 0, -225)), "=": packed((100, 0, 0))},
        "aw": {("he", "said"): packed((0, 50, 0))},
    }
