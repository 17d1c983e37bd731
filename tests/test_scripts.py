"""How many words a text has, with spaces or without, where it is cut, which way it runs, which names mix scripts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scripts import HAN, THAI, count_words, mixes_scripts, runs_leftwards, shorten
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("one twothreefour", "one twoth…"),
        ("one two threefour", "one two…"),
        ("one two three four", "one two…"),
        ("abcdefghijklmnop", "abcdefghi…"),
        ("one two, three", "one two…"),
        ("東京では二日間、水が止まった", "東京では二日間、水…"),
        ("น้ำท่วมกับเขื่อน", "น้ำท่วมกั…"),
        ("เขื่อนกักนี้", "เขื่อนกัก…"),
    ],
)
def test_a_long_text_is_cut_where_a_word_ends_or_behind_a_letter_with_its_marks(text, expected):
    assert shorten(text, 10) == expected


@given(texts, st.integers(2, 30))
def test_what_is_cut_is_a_beginning(text, longest):
    short = shorten(text, longest)
    assert len(short) <= longest
    assert text == short or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("name", "is_mixed"),
    [
        ("editor", False),
        ("Åsa_Lund-2@ß.ʻokina", False),
        ("редактор+7", False),
        ("محرر٣", False),
        ("東京タワーのアナ", False),
        ("ana漢", False),
        ("홍길동漢", False),
        ("2026", False),
        ("", False),
        ("\u0435ditor", True),
        ("edit\u03bfr", True),
        ("\u0430dmin_\u0561", True),
        ("\U00017000", False),
        ("あ한", True),
        ("\u0430漢", True),
    ],
)
def test_names_of_mixed_scripts(name, is_mixed):
    assert mixes_scripts(name) == is_mixed


@given(texts)
def test_any_text_has_scripts_or_none(text):
    assert mixes_scripts(text) in (True, False)
    assert not any(map(mixes_scripts, text))


@pytest.mark.parametrize(
    ("text", "leftwards"),
    [
        ("The dam", False),
        ("הסכר", True),
        ("“هل”", True),
        ("1952: הסכר of Lund", True),
        ("Lund: הסכר", False),
        ("12", False),
    ],
)
def test_the_first_letter_says_which_way_a_text_runs(text, leftwards):
    assert runs_leftwards(text) is leftwards
