"""Who may have a quotation, and what is said of each to the trees that choose; whom these choose."""

from dataclasses import replace

import pytest

from articles.document import Document, Paragraph
from articles.suggesters import suggest
from articles.suggesters.attribution import Attribution, quotes
from articles.suggesters.features import Lexicon
from articles.suggesters.passage import passages
from articles.suggesters.speaking import COMMA, FEATURES, PREPOSITION, START, VERB, ahead, candidates, describe

LEXICON = Lexicon(cue={"said": "9", "added": "7"}, source={"lund": "5"})


def read(text):
    (passage,) = passages(text)
    return passage, quotes(passage)


def run(passage, words):
    """The words as they stand in the passage."""
    parts = words.split()
    first = next(i for i in range(len(passage)) if passage.text[i : i + len(parts)] == parts)
    return first, first + len(parts)


def words(passage, people):
    return [" ".join(passage.text[slice(*one.source)]) for one in people]


def test_whoever_is_named_around_a_quotation_may_have_it():
    passage, (quotation,) = read(
        "Jan Holm left. “It leaks,” said Ana Lund, who built it. He went on. It rained on Rome."
    )
    assert words(passage, candidates(passage, quotation, [])) == ["Jan Holm", "Ana Lund", "who", "it", "He"]


def test_words_in_quotation_marks_name_nobody_who_speaks():
    passage, (first, second) = read("“The mayor leaves,” said Lund. “The council stays.”")
    assert words(passage, candidates(passage, first, [])) == words(passage, candidates(passage, second, [])) == ["Lund"]


def test_a_source_that_was_found_comes_with_its_attribution_and_is_no_other_name():
    passage, (quotation,) = read("“It leaks,” said Ana Lund of the works.")
    source, cue = run(passage, "Ana Lund of the works"), run(passage, "said")
    likely = Attribution((run(passage, "works"),), cue, source, 0.9)
    has = Attribution((quotation,), cue, source, 0.2)
    (one,) = candidates(passage, quotation, [has, likely])
    assert (one.source, one.attribution) == (source, has)


def test_who_is_far_from_a_quotation_may_have_it_only_if_that_was_found():
    passage, (quotation,) = read("Holm said it rained. " + "It rained " * 30 + "and “it leaks.”")
    holm = Attribution((run(passage, "it rained"),), run(passage, "said"), run(passage, "Holm"), 0.8)
    assert "Holm" not in words(passage, candidates(passage, quotation, [holm]))
    assert "Holm" in words(passage, candidates(passage, quotation, [replace(holm, content=(quotation,))]))


@pytest.mark.parametrize(
    ("words_before", "stands"),
    [
        ("Then it rained.", START),
        ("A letter to", PREPOSITION),
        ("Holm met", VERB),
        ("After a while,", COMMA),
        ("Old", 0),
    ],
)
def test_what_stands_before_somebody_is_told(words_before, stands):
    passage, _ = read(f"{words_before} Lund said it leaks.")
    assert ahead(passage, run(passage, "Lund")[0]) == stands


def test_a_quotation_before_somebody_is_no_preposition():
    passage, _ = read("“It leaks in” Lund said.")
    assert ahead(passage, run(passage, "Lund")[0]) == 0


def test_of_each_candidate_the_trees_are_told_where_it_stands_and_what_was_found_for_it():
    passage, (first, second) = read("Holm left. “It leaks and leaks,” Lund said. “It did.”")
    lund = Attribution((first,), run(passage, "said"), run(passage, "Lund"), 0.8)
    people = candidates(passage, first, [lund])
    holm_row, lund_row = describe(passage, LEXICON, first, people, None)
    assert words(passage, people) == ["Holm", "Lund"]
    assert len(holm_row) == len(lund_row) == FEATURES
    assert (holm_row[:3], lund_row[:3]) == ([False, 2, 1], [True, 0, 0])  # behind, words away, sentences away
    assert (lund_row[5], lund_row[9]) == (5, 9)  # how often "Lund" is a source and "said" a cue
    assert (holm_row[11], lund_row[11]) == (START, 0)
    assert (lund_row[14], lund_row[16], holm_row[21]) == (1, 0.8, 0.8)  # what Lund has, and who is Holm's rival
    people = candidates(passage, second, [lund])
    assert [row[13] for row in describe(passage, LEXICON, second, people, run(passage, "Lund"))] == [True]


def test_where_nobody_is_named_nobody_is_described():
    passage, (quotation,) = read("“It leaks.”")
    assert candidates(passage, quotation, []) == []
    assert describe(passage, LEXICON, quotation, [], None) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“It leaks and leaks,” said Ana Lund.", "Ana Lund"),
        ("“It leaks and leaks,” the engineer told Reuters in an interview.", "the engineer"),
        ("“Does it leak at all?” Jan Holm later asked.", "Jan Holm"),
        ("“It leaks and leaks,” said the man who had built it.", "the man"),
        ("“It leaks and leaks,” Holm, after a long pause, said of the wall.", "Holm"),
        ("It rained. She replied, “It leaks and leaks.”", "She"),
        ("It rained. It went on. It continued: “It leaks and leaks.”", "It"),
        ("It rained on Lund, who said there were “leaks and leaks.”", "who"),
        ("It rained. Holm, standing on the wall, said, “It leaks and leaks.”", "Holm"),
        ("Holm asked them on Monday, though she said: “It leaks and leaks.”", "she"),
        ("''It leaks and leaks,'' said Ana Lund.", "Ana Lund"),
        ("When the mayor asked, Holm said: “It leaks and leaks.”", "Holm"),
        ("“It was old,” said Ana Lund. “It did leak in my time too,” added Jan Holm.", "Jan Holm"),
        ("“It was old,” said Ana Lund. Holm added, “It did leak in my time too.”", "Holm"),
        ("“It was old,” Lund told them, after Holm asked for money. “It did leak in my time too.”", "Lund"),
        ("“It leaks and leaks,” Lund said Monday, according to Reuters.", "Lund"),
        ("One of the masons there told her, “It leaks and leaks in the winter.”", "One of the masons there"),
    ],
)
def test_a_quotation_goes_to_who_speaks(text, name):
    notes = suggest(Document("", language="en", paragraphs=(Paragraph("p1", "paragraph", text),)))
    note = next(note for note in notes if any("leak" in span.exact for span in note.spans_of("content")))
    assert [span.exact for span in note.spans_of("source")] == [name]


def test_a_board_with_words_on_it_says_nothing():
    text = "A board with “Do not walk” hung there."
    notes = suggest(Document("", language="en", paragraphs=(Paragraph("p1", "paragraph", text),)))
    assert [note for note in notes if note.kind == "quote"] == []
