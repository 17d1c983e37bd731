"""Mentions in an article mean somebody: pronouns, reports, papers, and the outlet that was told."""

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
