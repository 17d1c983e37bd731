"""The article in miniature: lines as on a page, notes over them, and a question where nobody is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.miniature import BAR, LINE, MOST_LINES, PITCH, break_lines, draw_page
from tests.strategies import texts

TEXT = Paragraph("p1", "paragraph", "The council spent 12 million on a bridge that nobody had asked for, it is said.")
ANA = SourceRef("Ana Lund", "person")


def drawn(paragraph=TEXT, *notes):
    (block,) = draw_page(Document("A title", paragraphs=(paragraph,), notes=notes))
    return block


def note(kind, start, end, source=None, **fields):
    return Note(f"{kind}{start}", kind, (describe_span(TEXT, start, end),), source, **fields)


@given(texts, st.integers(1, 60))
def test_lines_hold_the_whole_text_in_order(text, most):
    lines = list(break_lines(text, most))
    assert all(0 <= end - start <= most for start, end in lines)
    starts = [start for start, _ in lines] + [len(text)]
    assert starts[0] == 0
    assert {text[end:start] for (_, end), start in zip(lines, starts[1:], strict=True)} <= {"", " ", "\n"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a few words", ["a few", "words"]),
        ("unbreakable", ["unbre", "akabl", "e"]),
        ("水門水門水門", ["水門水門水", "門"]),
        ("12345 6", ["12345", "6"]),
        ("a\n\nb c", ["a", "", "b c"]),
        ("12345\n6", ["12345", "6"]),
    ],
)
def test_lines_are_broken_at_spaces(text, lines):
    assert [text[start:end] for start, end in break_lines(text, 5)] == lines


def test_a_note_lies_over_its_words_on_each_of_their_lines():
    block = drawn(TEXT, note("quote", 30, 60, ANA))
    first = TEXT.text.rfind(" ", 0, LINE + 1)
    assert [(box.left, box.width, box.top) for box in block.boxes] == [
        (30, first - 30, 0),
        (0, 60 - first - 1, PITCH),
    ]
    last = len(TEXT.text) - first - 1
    assert block.lines == f"M0 0h{first}v{BAR}H0zM0 {PITCH}h{last}v{BAR}H0z"
    assert (block.depth, block.height) == (2 * PITCH, 2 * PITCH)


def test_notes_over_the_same_words_share_the_height():
    block = drawn(TEXT, note("quote", 0, 20, ANA), note("claim", 10, 30))
    found = [(box.kind, box.left, box.width, box.top, box.height) for box in block.boxes]
    assert found == [
        ("quote", 0, 10, 0, BAR),
        ("quote", 10, 10, 0, BAR / 2),
        ("claim", 10, 10, BAR / 2, BAR / 2),
        ("claim", 20, 10, 0, BAR),
    ]


def test_two_notes_of_a_kind_are_drawn_once_and_comments_not_at_all():
    comment = note("comment", 0, 30)
    block = drawn(TEXT, note("claim", 0, 20), note("claim", 5, 20), comment)
    assert {(box.kind, box.height) for box in block.boxes} == {("claim", BAR)}
    assert block.counts["claim"] == 2


@pytest.mark.parametrize(
    ("text", "notes", "factual", "sourced"),
    [
        (TEXT.text, [], True, False),  # a number
        (TEXT.text, [note("source", 4, 11, ANA)], True, True),
        (TEXT.text, [note("claim", 0, 20)], True, False),
        (TEXT.text, [note("claim", 0, 20, ANA)], True, True),
        (TEXT.text.replace("12", "many"), [], False, False),
        (TEXT.text.replace("12", "ab"), [note("claim", 0, 20)], True, False),
        ("It cost 12 million.", [], False, False),  # too short to be asked of
    ],
)
def test_what_states_facts_and_who_is_named_for_them(text, notes, factual, sourced):
    block = drawn(replace(TEXT, text=text), *notes)
    assert (block.factual, block.sourced, block.unsourced) == (factual, sourced, factual and not sourced)


def test_headings_and_captions_state_nothing():
    for kind in ("heading", "caption"):
        assert not drawn(replace(TEXT, kind=kind, level=2 if kind == "heading" else 0)).factual


def test_a_long_article_is_drawn_half_as_high():
    long = replace(TEXT, text="word " * 10 * (MOST_LINES + 1))
    block = drawn(long)
    assert block.height * 2 == block.depth


@pytest.mark.parametrize(
    ("text", "beginning", "factual"),
    [
        ("Yes.", "Yes.", False),
        ("One two three four five six seven 8.", "One two three four five six seven 8.", True),
        ("One two three four five six seven eight 9.", "One two three four five six seven eight…", True),
        ("12 水門" * 40, "12" + " 水門12" * 7 + "…", True),
        ("水門" * 60 + "12", "水門" * 40 + "…", True),
        ("", "", False),
    ],
)
def test_a_paragraph_begins_with_a_few_words_of_any_script(text, beginning, factual):
    block = drawn(Paragraph("p1", "paragraph", text))
    assert (block.beginning, block.factual) == (beginning, factual)
