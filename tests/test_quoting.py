"""Quoted words are found where they stand, once when their context tells them apart."""

import pytest

from articles.document import Paragraph
from articles.quoting import find_quote

P1 = Paragraph("p1", "paragraph", "The dam holds. The dam leaks. 🌊 So says Åse.")
P2 = Paragraph("p2", "paragraph", "The dam holds, she said again.")
BOTH = (P1, P2)


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "places"),
    [
        ("leaks", "", "", [("p1", 23, 28)]),
        ("So says", "", "", [("p1", 32, 39)]),
        ("The dam", "", "", [("p1", 0, 7), ("p1", 15, 22), ("p2", 0, 7)]),
        ("The dam", "holds. ", "", [("p1", 15, 22)]),
        ("The dam", "", " holds,", [("p2", 0, 7)]),
        ("The dam holds", "", ".", [("p1", 0, 13)]),
        ("again.", "she said ", " The next paragraph", [("p2", 24, 30)]),
        ("The dam leaks", "The paragraph before. ", "", []),
        ("again", "she said ", ". The next paragraph", [("p2", 24, 29)]),
        ("dam holds,", "The last one. The ", "", [("p2", 4, 14)]),
        ("dam", "a ", "", []),
        ("the dam", "", "", []),
        ("nowhere", "", "", []),
        ("", "The", "dam", []),
    ],
)
def test_places(exact, prefix, suffix, places):
    assert find_quote(BOTH, exact, prefix, suffix) == places


def test_a_short_paragraph_does_not_agree_as_well_as_a_long_one():
    """In the page the words stand between others, of which its caption has but the nearest letters."""
    caption, text = Paragraph("p1", "caption", "Åse Ek"), Paragraph("p2", "paragraph", "So says Åse Ek, 40.")
    assert find_quote([caption, text], "se E", "Before. So says Å", "k, 40. After.") == [("p2", 9, 13)]
    assert find_quote([caption, text], "se E", "Before. Å", "k So says") == [("p1", 1, 5)]


def test_overlapping_occurrences_are_all_found():
    assert find_quote([Paragraph("p1", "paragraph", "nanana")], "nana") == [("p1", 0, 4), ("p1", 2, 6)]


def test_each_place_has_the_words():
    for identity, start, end in find_quote(BOTH, "The dam"):
        assert {"p1": P1, "p2": P2}[identity].text[start:end] == "The dam"


def test_a_word_that_stands_everywhere_is_found_everywhere():
    paragraph = Paragraph("p1", "paragraph", "word " * 50_000)
    assert len(find_quote([paragraph], "word", " ", " ")) == 49_999
