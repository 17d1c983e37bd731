"""Paragraphs are cut into words and sentences as news writes them."""

import pytest

from articles.suggesters.passage import passages


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The wall leaks. It did before.", 2),
        ("Ana J. Lund mended it.", 1),
        ("It was I. Nobody helped.", 2),
        ("“It leaks.” Holm left.", 2),
        ("''It leaks.'' Holm left.", 2),
    ],
)
def test_sentences(text, sentences):
    (passage,) = passages(text)
    assert len(passage.first) == sentences


def test_a_double_mark_made_of_single_ones_is_a_word_like_any_other():
    (twice,), (once,) = passages("''It leaks,'' she said."), passages('"It leaks," she said.')
    assert (twice.low, twice.quoted) == (once.low, once.quoted)
    assert [twice.end[0], twice.start[1]] == [2, 2]
