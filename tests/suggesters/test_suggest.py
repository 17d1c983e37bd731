"""From an article to its notes: who says what, to whom it was told, and that any text is answered."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.checking import note_problems
from articles.document import Document, Paragraph, SourceRef
from articles.suggesters import suggest
from tests.suggesters.samples import ARTICLE

REUTERS = SourceRef("Reuters", "publication")


def said(notes, words):
    """The note of which the words begin so."""
    return next(note for note in notes if note.kind != "source" and note.spans[0].exact.startswith(words))


@pytest.fixture(scope="module")
def notes():
    return suggest(ARTICLE)


def test_a_broken_quote_with_speaker_role_and_verb(notes):
    note = said(notes, "The dam will hold")
    assert (note.kind, note.manner, note.status) == ("quote", "direct", "suggested")
    assert [span.exact for span in note.spans_of("content")] == ["The dam will hold,", "But only if it is mended."]
    assert note.source == SourceRef("Ana Lund", "person")
    assert note.speaker_role == "a former engineer of the works"
    assert [span.exact for span in note.spans_of("cue")] == ["said"]


def test_a_pronoun_means_who_spoke_last_and_the_outlet_stays(notes):
    note = said(notes, "We asked three times")
    assert (note.source.name, note.reported_by) == ("Ana Lund", REUTERS)


def test_an_official_stays_the_same_and_was_told_to_the_paper(notes):
    note = said(notes, "Nobody lives below it")
    assert note.source == SourceRef("An official", "unnamed")
    assert note.reported_by == SourceRef("Reservoir Times", "publication")


def test_every_source_is_marked_once(notes):
    sources = [note.source for note in notes if note.kind == "source"]
    assert len(sources) == len(set(sources))
    assert SourceRef("Ana Lund", "person") in sources


def test_every_note_passes_the_gate(notes):
    paragraphs = {paragraph.id: paragraph for paragraph in ARTICLE.paragraphs}
    assert [problem for note in notes for problem in note_problems(note, paragraphs)] == []
    assert all(0 <= note.confidence <= 1 and note.proposed_by for note in notes)


def test_the_same_article_has_the_same_notes(notes):
    assert suggest(ARTICLE) == notes


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "„Der Damm hält noch ein ganzes Jahr“, sagte Ana Lund.", "Der Damm hält noch ein ganzes Jahr"),
        ("fr", "« Le barrage tiendra encore un an », dit-elle.", "Le barrage tiendra encore un an"),
        (
            "",
            "»Der Damm hält noch ein ganzes Jahr und mehr«, sagte sie.",
            "Der Damm hält noch ein ganzes Jahr und mehr",
        ),
    ],
)
def test_in_other_languages_marks_speak_and_the_rest_is_silent(language, text, words):
    (note,) = suggest(Document("", language=language, paragraphs=(Paragraph("p1", "paragraph", text),)))
    assert (note.kind, note.manner, note.source) == ("quote", "direct", None)
    assert note.spans[0].exact == words
    assert note.confidence < 0.5


@pytest.mark.parametrize("marks", ["“”", '""', ["''", "''"], ["``", "''"], "““"])
def test_whatever_marks_a_quotation_has_its_words_are_the_same(marks):
    opening, closing = marks
    text = f"{opening}The dam will hold,{closing} said Ana Lund. {opening}But only if it is mended.{closing}"
    notes = suggest(Document("", language="en", paragraphs=(Paragraph("p1", "paragraph", text),)))
    (quote,) = [note for note in notes if note.kind == "quote"]
    assert [span.exact for span in quote.spans_of("content")] == ["The dam will hold,", "But only if it is mended."]
    assert (quote.manner, quote.source.name) == ("direct", "Ana Lund")


def test_words_held_at_arms_length_are_nobodys(notes):
    assert not [note for note in notes if note.kind == "quote" and "mistake" in note.spans[0].exact and not note.source]


def test_a_quotation_over_paragraphs_is_one():
    texts = (
        "Ana Lund said, “The first year was the worst of them all.",
        "“The second one was a little better than that.”",
    )
    document = Document(
        "", language="en", paragraphs=tuple(Paragraph(f"p{n}", "paragraph", t) for n, t in enumerate(texts, 1))
    )
    quotes = [note for note in suggest(document) if note.kind == "quote"]
    assert [{span.paragraph for span in note.spans_of("content")} for note in quotes] == [{"p1", "p2"}]


def test_one_of_several_is_named_whole_and_a_day_is_nobody():
    text = (
        "One of the workers there told Reuters on Monday, “We have reached a point at which we will sell everything.”"
    )
    notes = suggest(Document("", language="en", paragraphs=(Paragraph("p1", "paragraph", text),)))
    (quote,) = [note for note in notes if note.kind == "quote"]
    assert (quote.source.name, quote.reported_by) == ("One of the workers there", REUTERS)


@pytest.mark.parametrize("count", [1, 40])
def test_each_quotation_is_somebodys_however_many_there_are(count):
    text = "“The wall leaks and leaks again,” said Ana Lund. “It is much too old,” added Jan Holm. " * count
    notes = suggest(Document("", language="en", paragraphs=(Paragraph("p1", "paragraph", text),)))
    speakers = [note.source.name for note in notes if note.kind == "quote"]
    assert speakers == ["Ana Lund", "Jan Holm"] * count


def test_headings_captions_and_code_are_left_alone():
    for kind in ("heading", "caption", "preformatted"):
        paragraphs = tuple(replace(paragraph, kind=kind) for paragraph in ARTICLE.paragraphs)
        assert suggest(replace(ARTICLE, paragraphs=paragraphs)) == ()


PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "„", "«", "»", " ", ". ", ", ", "\n", "said", "told", "according to", "he",
     "Ana Lund", "Reuters", "the official", "it rained", "a dam", "\x00", "\ud7ff", "😀", "e\u0301", "1,000", "…", "--"]
)  # fmt: skip


@given(st.lists(st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=25).map("".join), max_size=5))
def test_on_any_text_spans_lie_in_their_paragraph_and_do_not_overlap_in_a_role(texts):
    document = Document(
        "", language="en", paragraphs=tuple(Paragraph(f"p{n}", "paragraph", t) for n, t in enumerate(texts, 1))
    )
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    for note in suggest(document):
        problems = [problem.code for problem in note_problems(note, paragraphs)]
        assert set(problems) <= {"character", "required"}  # what the text has itself


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“" * 3000,
        "“a” " * 2000,
        "\xad\xff" * 3000,
        "word " * 10_000,
        "said " * 1500,
        '"' + "x" * 30_000,
        f"The N{'1' * 320} Daily News said on Monday that the dam leaks.",
        "A- " * 2000,
        "A. said " * 500,
    ],
    ids=["empty", "marks", "quotes", "binary", "enormous", "cues", "one word", "a long name", "capitals", "initials"],
)
def test_odd_texts_are_answered(text):
    paragraph = Paragraph("p1", "paragraph", text)
    for note in suggest(Document("", language="en", paragraphs=(paragraph,))):
        assert not list(note_problems(note, {"p1": paragraph}))


def test_a_quotation_without_an_end_ends_in_its_last_word():
    paragraph = Paragraph("p1", "paragraph", "“The wall leaks and leaks again, day by day. ")
    (quote,) = (note for note in suggest(Document("", language="en", paragraphs=(paragraph,))) if note.kind == "quote")
    assert quote.spans[0].exact.endswith("day by day.")
