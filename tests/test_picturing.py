"""Which way the lines of a picture run, and which texts its faces can set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.picturing import CYRILLIC, GREEK, HEBREW, LATIN, MORE, can_set, drawable, in_order

# Letters of Hebrew for capitals, as in the examples of UAX 9.
LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "אבגדהוזחטיכלמנסעפצקרשתךםןץ")


@pytest.mark.parametrize(
    ("text", "rightwards", "leftwards"),
    [
        ("car means CAR.", "car means RAC.", ".RAC car means"),
        ("THE DAM!", "MAD EHT!", "!MAD EHT"),
        ("DAM 1,952.5: 35%", "35% :1,952.5 MAD", "35% :1,952.5 MAD"),
        ("DAM (of lund) HOLDS", "MAD (of lund) SDLOH", "SDLOH (of lund) MAD"),
        ("he said “IT HOLDS” twice", "he said “SDLOH TI” twice", "twice ”SDLOH TI“ he said"),
        ("DAM!\u200f\u200e · \u200elund", "!MAD · lund", " · lund!MAD"),
        ("", "", ""),
    ],
)
def test_a_line_in_the_order_in_which_it_stands(text, rightwards, leftwards):
    text, rightwards, leftwards = (item.translate(LETTERS) for item in (text, rightwards, leftwards))
    assert (in_order(text, False), in_order(text, True)) == (rightwards, leftwards)


@given(st.from_regex(f"[{LATIN}{MORE}{CYRILLIC}{GREEK}{HEBREW}]*", fullmatch=True))
def test_no_letter_is_lost(text):
    letters = sorted(filter(str.isalnum, text))
    for leftwards in (False, True):
        assert sorted(filter(str.isalnum, in_order(drawable(text), leftwards))) == letters


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("The dam", True),
        ("Плотина", True),
        ("Το φράγμα", True),
        ("הסכר", True),
        ("ダム", False),
        ("سد", False),
        ("", False),
    ],
)
def test_what_the_faces_can_set(text, can):
    assert can_set(text) is can


@pytest.mark.parametrize(
    "text", ["\u200fהסכר\u200e", "the \u2067הסכר\u2069 dam", "\u202bהסכר\u202c", "dam\u2065", "dam\xad"]
)
@pytest.mark.parametrize("leftwards", [False, True])
def test_signs_that_are_not_seen_are_not_drawn(text, leftwards):
    assert set(in_order(drawable(text), leftwards)) <= set("the dam הסכר")
