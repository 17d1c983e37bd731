"""brat standoff: attributions at the right characters, and back the same; bad files get one clear sentence."""

from dataclasses import replace

import pytest
from hypothesis import given

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.formats import brat
from articles.formats.native import FormatError
from tests.strategies import documents

TEXT = "Dam to hold.\n\n“It will\nhold,” said Ana Lund. She\n \nlikes it, “mostly”.\n"
P_BETWEEN = Paragraph("p9", "paragraph", "So do others.")
ANN = (
    "T1\tContent 14 29\t“It will hold,”\n"
    "T2\tCue 30 34\tsaid\n"
    "T3\tSource 35 43\tAna Lund\n"
    "T4\tAttribution 30 34\tsaid\n"
    "E1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n"
    "T5\tContent 51 59\tlikes it\n"
    "T6\tAttribution-no-source 51 59\tlikes it\n"
    "E2\tAttribution-no-source:T6 Content:T5\n"
    "T7\tContent 45 48;51 56\tShe likes\n"
    "E3\tAttribution:T4 Content:T7\n"
    "E4\tAttribution:T4 Cue:T2\n"
    "T8\tDiscuss 0 3\tDam\n"
)


def test_attributions_arrive_at_their_characters():
    loaded = brat.loads(TEXT, ANN)
    assert [paragraph.text for paragraph in loaded.document.paragraphs] == [
        "Dam to hold.",
        "“It will\nhold,” said Ana Lund. She",
        "likes it, “mostly”.",
    ]
    first, second, third = loaded.document.notes
    assert (first.kind, first.manner, first.source) == ("quote", "direct", SourceRef("Ana Lund", "person"))
    assert [(span.role, span.exact) for span in first.spans] == [
        ("content", "“It will\nhold,”"),
        ("cue", "said"),
        ("source", "Ana Lund"),
    ]
    assert (second.kind, second.verdict, second.source) == ("claim", "unchecked", None)
    assert [(span.paragraph, span.exact) for span in third.spans] == [("p2", "She"), ("p3", "likes")]
    assert loaded.left_out == ("E4: it has no content.", "1 × “Discuss”: in no attribution.")


def test_back_they_are_the_same_and_so_is_the_text():
    document = brat.loads(TEXT, ANN).document
    text, annotations = brat.dumps(document, TEXT)
    assert text == TEXT
    assert brat.loads(text, annotations).document == document
    assert "Newsreader" not in annotations


@pytest.mark.parametrize("places", ["45 56", "45 48;51 56"])
def test_what_crosses_a_blank_line_comes_back_as_it_was(places):
    document = brat.loads(TEXT, f"T1\tContent {places}\tShe likes\nE1\tAttribution:T1 Content:T1\n").document
    assert [span.exact for span in document.notes[0].spans] == ["She", "likes"]
    text, annotations = brat.dumps(document, TEXT)
    assert f"Content {places}\t" in annotations
    assert brat.loads(text, annotations).document == document
    # Where other words have come between, what was one is two.
    later = replace(document, paragraphs=(*document.paragraphs[:2], P_BETWEEN, *document.paragraphs[2:]))
    assert ";" in brat.dumps(later)[1]


@pytest.mark.parametrize("kept", [1, None, {"content": 1}, {"content": [[], {}, "1", 1]}, {"content": "01"}])
def test_what_others_kept_under_our_name_does_no_harm(kept):
    note = brat.loads(TEXT, ANN).document.notes[-1]
    document = brat.loads(TEXT, "").document
    document = replace(document, notes=(replace(note, extra={"brat": kept}),))
    assert brat.loads(*brat.dumps(document), document).document == document


@given(documents())
def test_round_trip_over_the_article(document):
    notes = tuple(note for note in document.notes if note.spans_of("content"))
    loaded = brat.loads(*brat.dumps(document), replace(document, notes=()))
    assert loaded.document.notes == notes


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ("T1\tContent 14 2900\tx", "14–2900 is not within the text"),
        ("T1\tContent 0 3\tDum", "stands “Dam”, not “Dum”"),
        ("T1\tContent 0 3\tDam\nE1\tAttribution:T9 Content:T1", "there is no T9"),
        ("T1\tConte", "may be cut off"),
        ("PK\x03\x04", "begins no line of brat"),
        ("T1\tContent 0 3\tDam\nE1\tAttribution:T1 Content:T1\n#1\tNewsreader E1\t{", "is not JSON"),
    ],
)
def test_bad_annotations_are_refused(annotations, message):
    with pytest.raises(FormatError, match=message):
        brat.loads(TEXT, annotations)


def test_a_note_says_what_its_words_do_not():
    article = brat.loads(TEXT, "").document
    note = Note("remark2345", "comment", (describe_span(article.paragraphs[0], 0, 3),), body="Which\tdam?\n")
    text, annotations = brat.dumps(replace(article, notes=(note,)), TEXT)
    assert brat.loads(text, annotations).document.notes == (note,)


def test_a_text_begins_with_its_headline_unless_that_is_too_long_for_one():
    short, long = brat.loads(TEXT, "").document, brat.loads("The dam is old. " * 20, "").document
    assert (short.title, short.paragraphs[0].kind) == ("Dam to hold.", "heading")
    assert (len(long.title), long.paragraphs[0].kind) == (brat.LONGEST_HEADLINE, "paragraph")
    assert brat.loads(" \n\n", "").document == Document("")


@pytest.mark.parametrize(
    "original", ["<h1>Dam</h1><p>It will hold.</p><p>So do others.</p>", "\ufeffIt will hold.\n\nSo do others."]
)
def test_the_text_is_plain_whatever_it_was_made_from(original):
    document = Document("Dam", paragraphs=(Paragraph("p1", "paragraph", "It will hold."), P_BETWEEN))
    document = replace(document, notes=(Note("n1", "claim", (describe_span(P_BETWEEN, 0, 2),)),))
    text, annotations = brat.dumps(document, original)
    assert text == "It will hold.\n\nSo do others."
    assert annotations.startswith("T1\tContent 15 17\tSo\n")
