"""How many words a text has, with and without spaces."""

import re

import pytest
from hypothesis import given

from articles.scripts import HAN, THAI, count_words
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "count"), [("He said:\n“U.S. follow-up” –", 5), ("東京 2026年", 4), ("น้ำท่วมกับเขื่อน", 3), ("\u3000", 0)]
)
def test_words_as_a_reader_counts_them(text, count):
    assert count_words([text, ""]) == count


@given(texts)
def test_words_are_what_spaces_part_where_there_are_spaces(text):
    spaced = re.sub(f"[{HAN}{THAI}]", "", text)
    assert count_words([spaced]) == len(spaced.split())
