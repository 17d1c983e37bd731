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
        ("It rained. She replied, “It leaks and leaks.”", "She", "replied"),
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
