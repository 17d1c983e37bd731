"""Mentions in an article mean somebody: pronouns, reports, papers, and the outlet that was told."""

import pytest

from articles.document import Paragraph, SourceRef
from articles.suggesters.proposing import Statement, make_notes
from articles.suggesters.resolving import Cast


def cast_of(*texts):
    return Cast([Paragraph(f"p{number}", "paragraph", text) for number, text in enumerate(texts, 1)])


def who(cast, index, words):
    start = cast.paragraphs[index].text.index(words)
    return cast.resolve(index, start, start + len(words))


def test_the_teller_of_him_is_who_spoke_before_and_his_paper_is_the_outlet():
    cast = cast_of(
        "A report filed by Reservoir Times correspondent Jan Holm gives a glimpse.",
        "“It leaks,” he writes.",
        "One of the workers told him, “We left.”",
    )
    teller = who(cast, 1, "he")
    assert (teller.ref.name, teller.role) == ("Jan Holm", "Reservoir Times correspondent")
    who(cast, 2, "One of the workers")
    assert cast.outlet(2, 0, len(cast.paragraphs[2].text)) == SourceRef("Reservoir Times", "publication")


def test_the_article_is_the_report_or_the_paper_that_was_cited_and_never_a_statement():
    cast = cast_of(
        "A statement by the mayor demanded quiet.",
        "An official told Reservoir Times reporters that it leaks.",
        "The article noted that it rained. The statement did not.",
    )
    statement = who(cast, 0, "A statement by the mayor")
    assert cast.outlet(1, 0, len(cast.paragraphs[1].text)) == SourceRef("Reservoir Times", "publication")
    assert who(cast, 2, "The article").ref == SourceRef("Reservoir Times", "publication")
    assert who(cast, 2, "The statement").ref == statement.ref


def test_whom_a_paper_cites_speaks_and_the_paper_is_the_outlet():
    text = "Citing the comments of Ana Lund, a former mayor, the Reservoir Times reported, “It leaks and leaks.”"
    paragraph = Paragraph("p1", "paragraph", text)

    def place(words):
        return 0, text.index(words), text.index(words) + len(words)

    whole = (0, 0, len(text))
    said = Statement(
        (place("“It leaks and leaks.”"),), (place("reported"),), (place("the Reservoir Times"),), 0.9, whole
    )
    note = next(note for note in make_notes([paragraph], [said], "test") if note.kind == "quote")
    assert (note.source.name, note.speaker_role) == ("Ana Lund", "a former mayor")
    assert note.reported_by == SourceRef("Reservoir Times", "publication")
    assert [span.exact for span in note.spans_of("source")] == ["Ana Lund"]


def test_a_report_is_its_papers_and_a_sentence_ends_a_name():
    cast = cast_of(
        "Muqtada al-Sadr returned in October. While Sadr slept, it rained.",
        "According to a report published on Sunday by the Reservoir Times, it leaks.",
        "The article said more.",
    )
    assert who(cast, 0, "Sadr slept"[:4]).ref == SourceRef("Muqtada al-Sadr", "person")
    assert who(cast, 1, "a report").ref == SourceRef("Reservoir Times", "publication")
    assert who(cast, 2, "The article").ref == SourceRef("Reservoir Times", "publication")


def test_a_name_is_completed_by_the_full_name_that_is_used_most_and_never_by_what_begins_a_sentence():
    cast = cast_of(
        "But Lund slept. Jan Lund was there once. Ana Lund came, and Ana Lund stayed.",
        "Yet Holm said no. Secretary of State Ines Holm said more.",
        "LUND HAS AN ADVANTAGE",
        "The Lund campaign said so. Lund agreed.",
        "Say Sweden to anybody: Sweden accepted it.",
    )
    assert who(cast, 4, "Sweden accepted"[:6]).ref == SourceRef("Sweden", "organisation")
    assert who(cast, 0, "Lund").ref == SourceRef("Ana Lund", "person")
    assert who(cast, 1, "Holm").ref == SourceRef("Ines Holm", "person")
    assert who(cast, 2, "LUND").ref == SourceRef("Ana Lund", "person")
    assert who(cast, 3, "The Lund campaign").ref == SourceRef("Lund campaign", "organisation")
    assert who(cast, 3, "Lund agreed"[:4]).ref.kind != "unnamed"


def test_who_means_whom_the_words_before_it_name():
    cast = cast_of(
        "Ana Lund spoke. She told it to former mayor Jan Holm, who laughed, and to two boys in the hall who wept."
        " She laughed.",
        "So did the Council of Lund (COL), which has money.",
    )
    assert who(cast, 0, "Ana Lund").ref == SourceRef("Ana Lund", "person")
    assert who(cast, 0, "who laughed"[:3]).ref == SourceRef("Jan Holm", "person")
    assert who(cast, 1, "which").ref == SourceRef("Council of Lund", "organisation")
    start = cast.paragraphs[0].text.index("who wept")
    assert cast.resolve(0, start, start + 3).ref == SourceRef("Two boys in the hall", "unnamed")
    assert who(cast, 0, "She laughed"[:3]).ref == SourceRef("Ana Lund", "person")


def test_she_is_one_and_they_are_several():
    cast = cast_of(
        "Ana Lund spoke. Two engineers agreed. She left, and they stayed. It leaks, the report says. It is long."
    )
    who(cast, 0, "Ana Lund")
    engineers = who(cast, 0, "Two engineers")
    assert who(cast, 0, "She").ref == SourceRef("Ana Lund", "person")
    assert who(cast, 0, "they") == engineers
    report = who(cast, 0, "the report")
    assert who(cast, 0, "It is"[:2]) == report
    assert who(cast, 0, "they") == engineers


@pytest.mark.parametrize("words", ["you", "not", "Nobody", "the one", "1,200", "At least 1,200"])
def test_nobody_is_meant(words):
    assert who(cast_of(f"So {words} said."), 0, words) is None


def test_some_say_it_but_are_no_source_to_be_noted():
    text = "Some of it leaks, others said."
    paragraph = Paragraph("p1", "paragraph", text)
    at = text.index("others")
    said = Statement(((0, 0, 16),), ((0, at + 7, at + 11),), ((0, at, at + 6),), 0.9, (0, 0, len(text)))
    (claim,) = make_notes([paragraph], [said], "test")
    assert (claim.kind, claim.source) == ("claim", SourceRef("Others", "unnamed"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a clerk, who was not named,", "A clerk"),
        ("officials", "Officials"),
        ("whose leaders", "Leaders"),
        ("the Holm Foundation website", "The Holm Foundation website"),
    ],
)
def test_an_unnamed_source_is_called_alike_wherever_it_stands(words, name):
    cast = cast_of("The Reservoir Times reported it.", f"So {words} said.")
    who(cast, 0, "The Reservoir Times")
    assert who(cast, 1, words).ref == SourceRef(name, "unnamed")


def test_an_outlet_has_no_day_in_its_name_and_is_told_nothing_that_is_told_to_others():
    texts = (
        "“It leaks and it leaks,” Ana Lund told CNN Tuesday.",
        "“It will break in spring,” Lund told the court.",
        "“Nobody listens to us,” Lund added.",
    )
    paragraphs = [Paragraph(f"p{number}", "paragraph", text) for number, text in enumerate(texts, 1)]

    def said(index, source):
        text = texts[index]
        at = text.index(source)
        end = text.index("”") + 1
        cue = text.index("told") if "told" in text else text.index("added")
        places = ((index, cue, cue + 4),), ((index, at, at + len(source)),)
        return Statement(((index, 0, end),), *places, 0.9, (index, 0, len(text)))

    statements = [said(0, "Ana Lund"), said(1, "Lund"), said(2, "Lund")]
    notes = [note for note in make_notes(paragraphs, statements, "test") if note.kind == "quote"]
    cnn = SourceRef("CNN", "publication")
    assert [note.reported_by for note in notes] == [cnn, None, cnn]


@pytest.mark.parametrize(
    ("text", "content", "exact"),
    [
        ("“It leaks,” she said.", "“It leaks,”", "It leaks,"),
        ("He said “it leaks”.", "“it leaks”.", "it leaks"),
        ("She knew “it leaks a lot.”", "knew “it leaks a lot.", "knew “it leaks a lot.”"),
        ("“It leaks a lot” in spring, she said.", "“It leaks a lot” in spring", "“It leaks a lot” in spring"),
        ("“It leaks.” “It does.”", "“It leaks.” “It does.”", "“It leaks.” “It does.”"),
        ("“It leaks and leaks", "“It leaks and leaks", "It leaks and leaks"),
    ],
)
def test_marks_go_where_they_enclose_all_and_stay_in_pairs_elsewhere(text, content, exact):
    at = text.index(content)
    said = Statement(((0, at, at + len(content)),), (), (), 0.9)
    (quote,) = make_notes([Paragraph("p1", "paragraph", text)], [said], "test")
    assert [span.exact for span in quote.spans] == [exact]
