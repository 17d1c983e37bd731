"""Trees that were trained elsewhere say what they were taught."""

import pytest

from articles.trees import compiled

TREES = [[0, 1.5, [1, 0.0, -1.0, 2.0], 4.0], 0.25]


@pytest.mark.parametrize(
    ("row", "score"), [((1.5, 0.0), -0.75), ((1.5, 0.1), 2.25), ((1.6, 0.0), 4.25), ((True, False), -0.75)]
)
def test_what_the_trees_say_is_added_up(row, score):
    assert compiled(TREES, 2)(*row) == score


def test_a_row_has_as_many_numbers_as_the_trees_were_taught():
    with pytest.raises(TypeError):
        compiled(TREES, 2)(1.0)


def test_nothing_but_numbers_is_compiled():
    with pytest.raises(ValueError, match="could not convert"):
        compiled([[0, "print()", 1.0, 2.0]], 1)
