"""Long quotations that no statement has find their speaker: in the paragraph, or in the one before."""

from dataclasses import replace

import pytest

from articles.document import Paragraph
from articles.suggesters.beside import beside
from articles.suggesters.completing import complete
from articles.suggesters.passage import passages
from articles.suggesters.proposing import Statement, make_notes
from articles.suggesters.quotations import quotations
from articles.suggesters.trimming import trimmed


def paragraphs(*texts):
    return [Paragraph(f"p{number}", "paragraph", text) for number, text in enumerate(texts, 1)]


def place(texts, words):
    return next(
        (n, p.text.index(words), p.text.index(words) + len(words)) for n, p in enumerate(texts) if words in p.text
    )


def said(texts, content, cue, source):
    return Statement(*((place(texts, words),) if words else () for words in (content, cue, source)), 0.9)


def contents(texts, statements):
    return [[texts[at].text[start:end] for at, start, end in one.content] for one in statements]


def sources(texts, statements):
    return [[texts[at].text[start:end] for at, start, end in one.source] for one in statements]


def test_what_a_colon_announces_is_the_speakers():
    texts = paragraphs("The engineer warned them:", "“The wall will not last another winter like this.” It did.")
    found = complete(texts, [said(texts, "", "warned", "The engineer")])
    assert contents(texts, found) == [["“The wall will not last another winter like this.”"]]
    assert sources(texts, found) == [["The engineer"]]


def test_a_colon_before_no_quotation_announces_nothing():
    texts = paragraphs("The engineer warned them:", "The wall will not last another winter like this.")
    assert complete(texts, [said(texts, "", "warned", "The engineer")]) == []


def test_a_paragraph_that_is_a_quotation_goes_on_with_the_one_before():
    texts = paragraphs("“It leaks,” said Ines Holm.", "“Nobody has looked at it for thirty years.”", "It rained.")
    found = complete(texts, [said(texts, "“It leaks,”", "said", "Ines Holm")])
    assert contents(texts, found) == [["“It leaks,”", "“Nobody has looked at it for thirty years.”"]]


def test_a_quotation_inside_another_paragraph_is_not_the_last_speakers():
    texts = paragraphs("“It leaks,” said Ines Holm.", "A board with “Do not walk on the wall here.” hung there.")
    found = complete(texts, [said(texts, "“It leaks,”", "said", "Ines Holm")])
    assert sources(texts, found) == [["Ines Holm"], []]


@pytest.mark.parametrize(
    ("text", "name", "verb"),
    [
        ("“It leaks and leaks,” said Ana Lund.", "Ana Lund", "said"),
        ("“It leaks and leaks,” says Dr. Ana Lund, a mayor.", "Dr. Ana Lund", "says"),
        ("“It leaks and leaks,” the engineer told Reuters in an interview.", "the engineer", "told"),
        ("“Does it leak?” councillor Jan Holm later asked.", "councillor Jan Holm", "asked"),
        ("“It leaks and leaks,” said the man who had built it.", "the man", "said"),
        ("“It leaks and leaks,” an angry Holm retorted.", "an angry Holm", "retorted"),
        ("“It leaks and leaks,” Holm, after a long pause, said of the wall.", "Holm", "said"),
        ("“It leaks and leaks,” reads a letter in the Times.", "a letter", "reads"),
        ("It rained. She replied, “It leaks and leaks.”", "She", "replied"),
        ("It rained. It went on. It continued: “It leaks and leaks.”", "It", "continued"),
        ("It rained on Lund, who said there were “leaks and leaks.”", "who", "said"),
        ("It rained. Holm, standing on the wall, said, “It leaks and leaks.”", "Holm", "said"),
        ("Holm asked them on Monday, though she said: “It leaks and leaks.”", "she", "said"),
        ("''It leaks and leaks,'' said Ana Lund.", "Ana Lund", "said"),
        ("When the mayor asked, Holm said: “It leaks and leaks.”", "Holm", "said"),
    ],
)
def test_who_is_named_beside_a_quotation(text, name, verb):
    (quotation,) = quotations(text)
    assert [text[start:end] for start, end in beside(text, quotation)] == [name, verb]


@pytest.mark.parametrize(
    "text",
    [
        "“It leaks.” Holm said the wall was old.",
        "The “good” which said nothing.",
        "A board with “Do not walk” hung there.",
        "The wall was “leaking” until Holm said it was mended.",
    ],
)
def test_nobody_is_named_beside_a_quotation(text):
    (quotation,) = quotations(text)
    assert beside(text, quotation) is None


def test_who_is_named_beside_a_quotation_takes_it_from_others():
    texts = paragraphs("“It leaks and leaks here,” said Ana Lund. “It did in my time too,” added Jan Holm.")
    one = said(texts, "“It leaks and leaks here,”", "said", "Ana Lund")
    both = replace(one, content=(*one.content, place(texts, "“It did in my time too,”")))
    found = complete(texts, [both])
    assert contents(texts, found) == [["“It leaks and leaks here,”"], ["“It did in my time too,”"]]
    assert sources(texts, found) == [["Ana Lund"], ["Jan Holm"]]


def test_who_is_named_beside_a_quotation_told_the_outlet_of_the_sentence():
    texts = paragraphs("“It leaks and leaks here,” the engineer told Reuters in Lund. It rained on the Times.")
    (note,) = [note for note in make_notes(texts, complete(texts, []), "test") if note.kind == "quote"]
    assert note.reported_by.name == "Reuters"


def test_who_introduces_a_quotation_takes_it_from_who_spoke_before():
    texts = paragraphs("“It leaks and leaks here,” said Ana Lund. Holm added, “It did in my time too.”")
    one = said(texts, "“It leaks and leaks here,”", "said", "Ana Lund")
    both = replace(one, content=(*one.content, place(texts, "“It did in my time too.”")))
    assert sources(texts, complete(texts, [both])) == [["Ana Lund"], ["Holm"]]


def test_who_is_named_right_behind_a_quotation_is_its_source_and_nobody_else():
    texts = paragraphs("“It leaks and leaks here,” Lund, after a long pause, said of the wall.")
    found = complete(texts, [said(texts, "“It leaks and leaks here,”", "said", "a long pause")])
    assert sources(texts, found) == [["Lund"]]


def test_a_quotation_goes_on_behind_the_sentence_that_says_who_speaks():
    texts = paragraphs("“It leaks,” Lund told them, after Holm asked for money. “It did in my time too.” Holm left.")
    first = said(texts, "“It leaks,”", "told", "Lund")
    second = said(texts, "“It did in my time too.”", "asked for", "Holm")
    found = complete(texts, [first, second])
    assert contents(texts, found) == [["“It leaks,”", "“It did in my time too.”"]]
    assert sources(texts, found) == [["Lund"]]


def test_a_quotation_does_not_go_on_behind_another_sentence():
    texts = paragraphs("“It leaks,” Lund told them. Holm disagrees about this wall. “It never did in my time.”")
    first = said(texts, "“It leaks,”", "told", "Lund")
    second = said(texts, "“It never did in my time.”", "disagrees", "Holm")
    assert sources(texts, complete(texts, [first, second])) == [["Lund"], ["Holm"]]


def test_words_that_only_say_who_speaks_are_nobodys():
    texts = paragraphs("“It leaks and leaks,” Lund said Monday, according to Reuters.")
    whole = said(texts, "“It leaks and leaks,” Lund said Monday", "according to", "Reuters")
    note, *others = make_notes(texts, complete(texts, [whole]), "test")
    assert [other.kind for other in others] == ["source"]
    assert (note.source.name, note.reported_by.name) == ("Lund", "Reuters")


def test_a_whole_quotation_goes_on_with_whoever_spoke_last():
    texts = paragraphs("Lund, who calls it a “ruin,” said it leaks. It is old, Holm said.", "“It did in my time too.”")
    first = said(texts, "a “ruin,”", "calls", "Lund")
    second = said(texts, "It is old", "Holm said", "Holm")
    assert sources(texts, complete(texts, [first, second])) == [["Lund"], ["Holm"], ["Holm"]]


def test_what_is_left_of_a_content_has_words():
    texts = paragraphs("Lund said it leaks, and “it did in my time too,” added Jan Holm.")
    whole = said(texts, "it leaks, and “it did in my time too,”", "said", "Lund")
    assert contents(texts, complete(texts, [whole])) == [["it leaks, and"], ["“it did in my time too,”"]]


@pytest.mark.parametrize(
    ("text", "content", "kept"),
    [
        ("He said “it leaks and leaks.” The wall is old.", [(2, 13)], [(2, 9)]),
        ("“It leaks and leaks,” he said at a meeting.", [(0, 7), (9, 12)], [(0, 7)]),
        ("“It leaks and leaks,” he said, “and rains.”", [(0, 7), (10, 15)], [(0, 7), (10, 15)]),
        ("Citing him, Holm said, “it leaks and leaks.”", [(0, 2), (6, 13)], [(6, 13)]),
        ("It is, Holm said, “old” and it leaks.", [(0, 2), (6, 12)], [(0, 2), (6, 12)]),
        ("He said that it leaks. The wall is old.", [(2, 10)], [(2, 10)]),
    ],
)
def test_contents_end_where_the_quoting_ends(text, content, kept):
    (passage,) = passages(text)
    cue = passage.low.index("said")
    assert list(trimmed(passage, tuple(content), (cue, cue + 1))) == kept
