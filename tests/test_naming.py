"""Names that may be spellings of one are offered; names that only look alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.naming import may_be_one, name_words, variants

names = st.text(st.sampled_from("AaBbéØ水 .'’-"), max_size=12)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dr. Ana Lund", ["ana", "lund"]),
        ("Ana Lund’s", ["ana", "lund"]),
        ("ZOË", ["zoe"]),
        ("The Mayor", ["the", "mayor"]),  # nothing but titles: they are the name
        ("…", []),
    ],
)
def test_the_words_of_a_name(name, words):
    assert list(name_words(name)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lund", "ANA LUND"),
        ("Ana Lund", "Lund, Ana"),
        ("Ana Lund", "Dr Ana Lund"),
        ("Ana Lund", "A. Lund"),
        ("Ana Lund", "Lund"),
        ("Ana Lund", "Ana Maria Lund"),
        ("Ana Lund", "Ana Lund's"),
        ("Zoë Berg", "Zoe Berg"),
        ("Water Board of Lund", "WBOL"),
        ("Katarina Holmberg", "Katharina Holmberg"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert may_be_one(one, other)
    assert may_be_one(other, one)
    assert variants({1: one, 2: other}, {1: one, 2: other}) == {1: [2], 2: [1]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lund", "Bo Lund"),
        ("Ana Lund", "B. Lund"),
        ("Ana Lund", "Ana Berg"),
        ("Ana Lund", "Ana"),
        ("Ana Lund", ""),
        ("Ana Lund", "…"),
        ("Lund", "Aides to Lund"),
        ("Ana Lund", "Bo Ek and Ana Lund"),
        ("Lund Water Board", "Lund Harbour Board"),
        ("Water Board of Lund", "WB"),
        ("水", "門"),
    ],
)
def test_other_names(one, other):
    assert not may_be_one(one, other)
    assert not may_be_one(other, one)


@given(names, names)
def test_it_is_the_same_from_both_sides_and_breaks_on_nothing(one, other):
    assert may_be_one(one, other) == may_be_one(other, one)


def test_a_name_is_no_variant_of_itself():
    assert variants({1: "Ana Lund"}, {1: "Ana Lund", 2: "A. Lund", 3: "Bo Ek", 4: "Ana Lund"}) == {1: [2, 4]}


def test_each_name_has_its_own_variants():
    names = {1: "Ana Lund", 2: "A. Lund", 3: "Bo Ek", 4: "…", 5: "Lund Water Board", 6: "LWB"}
    assert variants(names, names) == {1: [2], 2: [1], 5: [6], 6: [5]}


def test_the_likest_come_first():
    names = {1: "Lund", 2: "The engineer Ana Maria Lund", 3: "Ana Lund", 4: "Dr Lund"}
    assert variants({1: "Lund"}, names) == {1: [4, 3, 2]}
