"""What was typed becomes a query, and the query is found again in a text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.querying import Piece, begin, light, light_shortly, parse_day, parse_query, stem, stems_of, words_of
from tests.strategies import texts

asked = st.text(st.sampled_from('damsrunig "“”-’é水 \x00'), max_size=30)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The dam will hold.", ["the", "dam", "will", "hold"]),
        ("Zoë’s Ægir", ["zoe", "s", "ægir"]),
        ("U.S. follow-up", ["u", "s", "follow", "up"]),
        ("ﬁrst ２０２６", ["first", "2026"]),
        ("東京 2026年", ["東", "京", "2026", "年"]),
        ("فُقّارة", ["فقارة"]),
        ("น้ำท่วม ฿๕", ["น", "า", "ท", "ว", "ม", "๕"]),
        ("हिन्दी में।", ["हिनदी", "म"]),
        ("ရေကာတာ။", ["ရ\u1031", "က\u102c", "တ\u102c"]),
        (" _ – ", []),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


def test_what_is_too_long_for_a_word_stands_for_itself():
    word = "dam" * 100 + "s"
    assert stems_of(word) == [word]


def test_forms_of_a_word_have_one_stem():
    assert stems_of("dam dams") == ["dam", "dam"]
    assert len(set(stems_of("claim claims claimed claiming"))) == 1


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("dams", [("dam",)]),
        ('the "will hold" dam', [("the",), ("will", "hold"), ("dam",)]),
        ("“will hold”", [("will", "hold")]),
        ("follow-up", [("follow", "up")]),
        ('an "open phrase', [("an",), ("open",), ("phrase",)]),
        ('"" – !', []),
        ("\x00dam", [("dam",)]),
    ],
)
def test_terms(text, stems):
    assert [term.stems for term in parse_query(text).terms] == [(words,) for words in stems]


@pytest.mark.parametrize("typed", ["e", "engi", "engine", "enginee", "engineers"])
def test_each_beginning_of_a_word_finds_it(typed):
    assert any(piece.lit for piece in light("The engineers came.", parse_query(typed, typing=True)))


@pytest.mark.parametrize(
    "word", ["impeachment", "popular", "estimate", "hopefully", "business", "reliable", "skeptical"]
)
def test_a_word_is_found_however_far_it_is_typed(word):
    for end in range(1, len(word) + 1):
        term = parse_query(word[:end], typing=True).terms[0]
        assert stem(word).startswith(term.prefix) or (stem(word),) in term.stems, word[:end]


@pytest.mark.parametrize("typed", ["runni", "runnin", "running"])
def test_a_beginning_finds_the_forms_that_its_stem_does_not_begin(typed):
    term = parse_query(typed, typing=True).terms[0]
    assert ("run",) in term.stems


def test_a_word_that_was_finished_does_not_go_on():
    for text in ("dam ", "“dam”", "dam."):
        assert parse_query(text, typing=True).terms[0].prefix == ("dam" if text == "dam " else "")


@pytest.mark.parametrize(
    ("text", "query", "lit"),
    [
        ("The dams held.", "dam", ["dams"]),
        ("The dam will hold, he said.", '"will hold"', ["will hold"]),
        ("It will; hold.", '"will hold"', ["will; hold"]),
        ("Will it hold?", '"will hold"', []),
        ("Zoë in the U.S. again", "zoe u.s.", ["Zoë", "U.S"]),
        ("dam dam", "dam", ["dam dam"]),
        ("damage", "dam", []),
        ("東京都", "京都", ["京都"]),
        ("เขื่อนกับน้ำท่วม", "น้ำท่วม", ["น้ำท่วม"]),
        ("เขื่อนกับน้ำท่วม", "เขื่อน", ["เขื่อน"]),
        ("เขื่อนกับน้ำท่วม", "นกบ", ["นกับ"]),
        ("ទំនប់ទឹក", "ទឹក", ["ទឹក"]),
        ("فُقّارة تينهار", "فقارة", ["فُقّارة"]),
        ("שָׁלוֹם", "שלום", ["שָׁלוֹם"]),
        ("हिन्दी कुल", "हिन्दी", ["हिन्दी"]),
    ],
)
def test_light(text, query, lit):
    assert [piece.text for piece in light(text, parse_query(query)) if piece.lit] == lit


@given(texts, asked, st.booleans())
def test_lighting_loses_nothing(text, query, typing):
    assert "".join(piece.text for piece in light(text, parse_query(query, typing=typing))) == text


@given(asked, st.booleans())
def test_a_word_of_the_query_is_lit_in_it(text, typing):
    query = parse_query(text, typing=typing)
    assert not query or any(piece.lit for piece in light(" ".join(words_of(text)), query))


def test_light_shortly():
    text = "word " * 200 + "the dam " + "word " * 200
    pieces = light_shortly(text, parse_query("dam"))
    assert [piece.text for piece in pieces if piece.lit] == ["dam"]
    assert (pieces[0], pieces[-1]) == (Piece("…", False), Piece("…", False))
    assert len("".join(piece.text for piece in pieces)) < 330
    assert light_shortly(text, parse_query("nowhere")) == []
    assert begin("") == []
    assert len(begin(text)[0].text) <= 320
    assert begin("渡船" * 200) == [Piece("渡船" * 159 + "渡…", False)]


@pytest.mark.parametrize("around", ["市長は述べた。", "word ", "x", "เขื่อน", "a\n"])
def test_what_is_lit_is_shown_however_long_the_text_before_it_is(around):
    pieces = light_shortly(around * 400 + "水" + around * 400, parse_query("水"))
    assert [piece.text for piece in pieces if piece.lit] == ["水"]
    before, after = "".join(piece.text for piece in pieces).split("水")
    assert min(len(before), len(after)) > 40
    assert len(before + after) < 330


@pytest.mark.parametrize(("text", "day"), [("2026-04-01", date(2026, 4, 1)), ("2026-02-30", None), ("", None)])
def test_days(text, day):
    assert parse_day(text) == day
