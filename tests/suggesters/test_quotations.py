"""Where quotation marks open and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.suggesters.quotations import inner, quotations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said.", ["We won,"]),
        ('"We won," she said, "at last."', ["We won,", "at last."]),
        ("“We won, she said.", ["We won, she said."]),  # not closed: up to the paragraph's end
        ("„Wir haben gewonnen“, sagte sie.", ["Wir haben gewonnen"]),
        ("« Nous avons gagné », a-t-elle dit.", ["Nous avons gagné"]),
        ("»Wir haben gewonnen«, sagte sie.", ["Wir haben gewonnen"]),
        ("”Vi vann”, sa hon.", ["Vi vann"]),
        ("「勝った」と彼女は言った。", ["勝った"]),
        ("‘We won,’ she said.", ["We won,"]),
        ("'We won the cup,' she said.", ["We won the cup,"]),
        ("‘It’s ours,’ she said.", ["It’s ours,"]),
        ("''We won,'' she said, ``at last.''", ["We won,", "at last."]),
        ("''She said 'never,''' he said.", ["She said 'never,'"]),
        ("He is 5'11'' tall and she 5'9''.", []),
        ("“She said ‘never’ to me,” he said.", ["She said ‘never’ to me,"]),  # what is inside is part of it
        ("The workers' hall and the players' bus.", []),
        ("It’s the ’90s, and they don't care.", []),
        ("No marks at all.", []),
        ("", []),
    ],
)
def test_quotations(text, expected):
    assert [text[slice(*inner(text, quotation))] for quotation in quotations(text)] == expected


@given(st.text(alphabet="ab .,“”\"'`‘’„«»\n", max_size=80))
def test_they_lie_in_the_text_one_behind_the_other(text):
    end = 0
    for quotation in quotations(text):
        assert end <= quotation.start < quotation.end <= len(text)
        start, stop = inner(text, quotation)
        assert quotation.start <= start <= stop <= quotation.end
        end = quotation.end
