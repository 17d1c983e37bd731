"""Typed words are found where they stand, and the nearest where they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import Paragraph
from articles.wording import Place, find_words, nearest_words, split_sentences
from tests.strategies import characters

P1 = Paragraph("p1", "paragraph", "“The dam — as built — will hold,” said Ana Lund. The dam is old.")
P2 = Paragraph("p2", "paragraph", "A cafe\u0301 owner 👩🏽‍🌾 said: “It won’t.” He left\nat once. Straße.")
BOTH = (P1, P2)


def read(place):
    (paragraph,) = (paragraph for paragraph in BOTH if paragraph.id == place.paragraph)
    return paragraph.text[place.start : place.end]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("as built", ["as built"]),
        ("The dam", ["The dam", "The dam"]),
        ("  the DAM is ", ["The dam is"]),
        ('"The dam - as built - will hold,"', ["“The dam — as built — will hold,”"]),
        ("It won't.", ["It won’t."]),
        ("café owner", ["cafe\u0301 owner"]),
        ("A cafe", ["A cafe\u0301"]),
        ("👩🏽‍🌾 said", ["👩🏽‍🌾 said"]),
        ("left   at\tonce", ["left\nat once"]),
        ("STRASSE", ["Straße"]),
        ("da\u00adm is", ["dam is"]),
        ("nowhere", []),
        ("", []),
        ("   ", []),
    ],
)
def test_finding(words, found):
    assert [read(place) for place in find_words(BOTH, words)] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("a", ["A"]),
        ("on", []),
        ("on Friday", []),
        ("The dam", ["The dam", "The dam"]),
        ("t", ["t"]),
        ("hold,”", ["hold,”"]),
        ("👩🏽‍🌾 said", ["👩🏽‍🌾 said"]),
    ],
)
def test_finding_whole_words(words, found):
    assert [read(place) for place in find_words(BOTH, words, whole=True)] == found


def test_scripts_without_upper_case_are_found_within_words():
    paragraph = Paragraph("p1", "paragraph", "这水坝很旧。水坝。 والسد قديم. السد.")
    for words in ("水坝", "السد"):
        assert len(find_words([paragraph], words, whole=True)) == 2


@given(st.text(characters, min_size=1, max_size=40), st.data())
def test_any_stretch_of_a_text_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    paragraph = Paragraph("p1", "paragraph", text)
    for place in find_words([paragraph], text[start:end]):
        assert 0 <= place.start < place.end <= len(text)
    if (words := text[start:end].strip()) and words.isalnum() and words.isascii():
        first = start + text[start:end].index(words)
        assert any(place.start <= first < place.end for place in find_words([paragraph], words))


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("the dam as it was built will hold", "The dam — as built — will hold"),
        ("Ana Lundt said", "said Ana"),
        ("quite different matters", None),
        ("", None),
    ],
)
def test_the_nearest(words, nearest):
    places = nearest_words(BOTH, words)
    assert (read(places[0]) if places else None) == nearest


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("“He will.” She left.", ["“He will.”", "She left."]),
        ("Mr. Lund met J. Smith. He left", ["Mr. Lund met J. Smith.", "He left"]),
        ("It fell by 3.5 per cent.", ["It fell by 3.5 per cent."]),
        ("A line\nand another", ["A line", "and another"]),
        ("قالت: نعم؟ ثم ذهبت.", ["قالت: نعم؟", "ثم ذهبت."]),
        ("“必须修好。”下了雨！一份报告说", ["“必须修好。”", "下了雨！", "一份报告说"]),
    ],
)
def test_sentences(text, sentences):
    paragraph = Paragraph("p1", "paragraph", text)
    assert [text[place.start : place.end] for place in split_sentences(paragraph)] == sentences


@given(st.text(characters, min_size=1, max_size=80))
def test_sentences_lie_in_order_and_leave_out_only_space(text):
    places = split_sentences(Paragraph("p1", "paragraph", text))
    left, last = [], 0
    for place in places:
        assert last <= place.start < place.end
        left.append(text[last : place.start])
        last = place.end
    assert not "".join([*left, text[last:]]).strip()


def test_a_place_is_written_and_read():
    assert Place.parse(str(Place("p3", 10, 25))) == Place("p3", 10, 25)


@pytest.mark.parametrize("text", ["", "p3", "p0:1-2", "p3:1-", "p3:-1-2", "p3:1-2 ", "p3:١-٢", "p3:1-9999999999"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match="no place"):
        Place.parse(text)


def test_the_nearest_words_without_spaces():
    paragraph = Paragraph("p1", "paragraph", "“大坝会挺住的，”安娜说。下了一个星期的雨，一份报告说。")
    (place, *_) = nearest_words([paragraph], "下了两个星期的雨")
    assert "个星期的雨" in paragraph.text[place.start : place.end]
