"""Long quotations that no statement has find their speaker: in the paragraph, or in the one before."""

from dataclasses import replace

import pytest

from articles.document import Paragraph
from articles.suggesters.completing import complete
from articles.suggesters.passage import passages
from articles.suggesters.proposing import Statement
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


@pytest.mark.parametrize(
    ("announcement", "speaker"),
    [
        ("Transcript as follows:", "Transcript"),
        ("Stated Holm:", "Holm"),
        ("It rained. In a letter to the mayor, the two engineers wrote the following:", "the two engineers"),
    ],
)
def test_who_is_named_before_a_colon_has_what_nobody_was_found_to_say(announcement, speaker):
    texts = paragraphs(announcement, "“The wall will not last another winter like this.” It did.")
    found = complete(texts, [])
    assert sources(texts, found) == [[speaker]]


def test_a_quotation_inside_the_paragraph_behind_a_colon_is_nobodys():
    texts = paragraphs("Stated Holm:", "A board said “Do not walk on the wall here.” to all.")
    assert sources(texts, complete(texts, [])) == [[]]


def test_a_colon_after_a_preposition_alone_names_nobody():
    texts = paragraphs("From the mayor:", "“The wall will not last another winter like this.”")
    assert sources(texts, complete(texts, [])) == [[]]


@pytest.mark.parametrize(
    ("quotation", "line", "signed"),
    [
        ("“The wall will not last this winter.”", "— Ana Lund.", "Ana Lund"),
        ("“The wall will not last this winter.”", "-Ana Lund, writing to the mayor.", "Ana Lund"),
        ('"The wall will not last this winter.', 'Ana Lund, Lund University."', "Ana Lund"),
        ("“The wall will not last this winter.”", "Ana Lund left.", "Ines Holm"),
        ("“The wall will not last this winter.”", "— so it was said.", "Ines Holm"),
        ("“The wall will not last this winter.”", "— Ana Lund " + "and everybody else in this town " * 2, "Ines Holm"),
        ("“The wall will not last this winter,” a board read.", "— Ana Lund", None),
    ],
)
def test_a_line_behind_a_quotation_signs_it(quotation, line, signed):
    texts = paragraphs("“It leaks,” said Ines Holm.", quotation, line)
    found = complete(texts, [said(texts, "“It leaks,”", "said", "Ines Holm")])
    assert sources(texts, found)[-1] == ([signed] if signed else [])


def test_the_last_paragraph_is_signed_by_nobody():
    texts = paragraphs("“The wall will not last this winter.”")
    assert sources(texts, complete(texts, [])) == [[]]


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


def test_a_whole_quotation_goes_on_with_whoever_spoke_last():
    texts = paragraphs("Lund, who calls it a “ruin,” said it leaks. It is old, Holm said.", "“It did in my time too.”")
    first = said(texts, "a “ruin,”", "calls", "Lund")
    second = said(texts, "It is old", "Holm said", "Holm")
    assert sources(texts, complete(texts, [first, second])) == [["Lund"], ["Holm"], ["Holm"]]


def test_a_content_that_has_a_little_of_a_quotation_grows_by_it():
    texts = paragraphs("Lund said “it leaks” again. Holm called it “old and wet and leaking in the winter.”")
    one = said(texts, "“it leaks”", "said", "Lund")
    both = replace(one, content=(*one.content, place(texts, "it “old")))
    assert contents(texts, complete(texts, [both])) == [
        ["“it leaks”", "it “old and wet and leaking in the winter.”"],
    ]


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
