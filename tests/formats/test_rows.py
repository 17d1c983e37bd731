"""Every format gives back every note that went into it, alone and in a stream of any size of pieces."""

import csv
import io
import json
from dataclasses import replace
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.formats import FORMATS, hypothesis, jsonld, tabular
from articles.formats.native import FormatError
from articles.formats.rows import About
from articles.formats.selecting import Unplaced
from tests.strategies import documents

ABOUT = About("https://news.example/articles/dam/", "https://a.example/dam", "The dam")
P1 = Paragraph("p1", "paragraph", "“The dam will hold,” said Ana Lund on Friday. The dam is old.")
P2 = Paragraph("p2", "paragraph", "It rained.")
ARTICLE = Document("The dam", url=ABOUT.url, paragraphs=(P1, P2))


def through(name: str, document: Document, size: int) -> tuple[Note, ...]:
    """The notes of a document, written and read again in pieces of `size` characters."""
    format_ = FORMATS[name]
    text = "".join(format_.write(format_.pack(note, ABOUT) for note in document.notes))
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    if name == "csv":
        pieces = [text.removeprefix("\ufeff")]
    return tuple(format_.unpack(row, document) for row in format_.read(pieces))


@pytest.mark.parametrize("name", FORMATS)
@given(documents(), st.integers(50, 4000))
def test_round_trip(name, document, size):
    assert through(name, document, size) == document.notes


@pytest.mark.parametrize("tags", [("[",), ("[0", "b"), ("a;b",), (" a",), ("a", "b")])
def test_tags_that_look_like_something_else(tags):
    note = Note("remark2345", "comment", body="Well.", tags=tags)
    assert tabular.loads(tabular.dumps(replace(ARTICLE, notes=(note,))), ARTICLE)[0].tags == tags


@pytest.mark.parametrize("delimiter", [";", "\t"])
@given(document=documents())
def test_a_table_that_a_spreadsheet_has_parted_otherwise(document, delimiter):
    """Where a comma is for decimals, Excel parts cells by semicolons."""
    text = tabular.dumps(document).removeprefix("\ufeff")
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter).writerows(csv.reader(io.StringIO(text, newline="")))
    assert tabular.loads(again.getvalue(), document) == document.notes


@pytest.mark.parametrize("name", FORMATS)
@given(documents(most_notes=1))
def test_what_a_note_is_about_is_said(name, document):
    for note in document.notes:
        row = json.loads(json.dumps(FORMATS[name].pack(note, ABOUT)))
        found = FORMATS[name].about(row)
        assert ABOUT.url in (found.url, found.iri) or found.iri == ABOUT.iri


@given(documents())
def test_a_whole_article_as_jsonld(document):
    assert jsonld.loads(jsonld.dumps(document)) == document


@given(documents())
def test_over_its_article(document):
    bare = replace(document, notes=())
    assert jsonld.loads(jsonld.dumps(document), bare) == document
    assert hypothesis.loads(hypothesis.dumps(document), bare) == document
    assert tabular.loads(tabular.dumps(document), bare) == document.notes


@pytest.mark.parametrize("name", FORMATS)
def test_the_first_is_read_of_a_file_without_end(name):
    note = Note("remark2345", "comment", body="Well.")
    packed = [FORMATS[name].pack(replace(note, id=f"remark{n}"), ABOUT) for n in range(3)]
    head = "".join(FORMATS[name].write(iter(packed))).rpartition("remark2")[0]
    read = FORMATS[name].read(chain([head], repeat(" ", 100)))
    assert FORMATS[name].unpack(next(read), ARTICLE).id == "remark0"


@pytest.mark.parametrize(
    ("creator", "shown"),
    [
        ("Ana", {"name": "Ana", "nickname": "a"}),
        ("ines", {"type": "Person", "name": "ines"}),
        ("", "https://ben.example/"),
    ],
)
def test_what_was_said_of_a_creator_is_not_said_of_another(creator, shown):
    said = [{"name": "Ana", "nickname": "a"}, "https://ben.example/"]
    row = {"type": "Annotation", "body": "Well.", "target": ABOUT.iri, "creator": said}
    note = replace(jsonld.unpack(row, ARTICLE), creator=creator)
    assert jsonld.pack(note, ABOUT)["creator"] == shown


def test_what_a_file_keeps_beside_a_note_is_no_name_of_it():
    said = {"id": "https://other.example/", "type": "Page", "@context": "x", "created": "then", "newsreader": 1}
    note = Note("remark2345", "comment", body="Well.", extra={"w3c": {"said": {**said, "rights": "free"}}})
    assert jsonld.pack(note, ABOUT) == {**jsonld.pack(replace(note, extra={}), ABOUT), "rights": "free"}


ANA = SourceRef("Ana Lund", "person")


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (Note("remark2345", "quote", source=ANA), "Quote by Ana Lund"),
        (Note("remark2345", "source", source=ANA), "Source: Ana Lund"),
        (Note("remark2345", "claim", source=ANA, verdict="unchecked"), "Claim by Ana Lund"),
        (Note("remark2345", "claim", verdict="mixed", verdict_reason="It rained."), "Claim: mixed (It rained.)"),
    ],
    ids=["quote", "source", "claim", "verdict"],
)
def test_other_clients_show_a_note_in_the_words_of_the_pages(note, words):
    assert hypothesis.pack(note, ABOUT)["text"] == words
    assert jsonld.pack(note, ABOUT)["body"][-1]["value"] == words


def test_rows_of_a_note_that_are_torn_apart_are_not_passed_over():
    table = "id,kind,body\r\na,comment,1\r\n,comment,2\r\n,comment,3\r\na,comment,4\r\n"
    with pytest.raises(FormatError, match="rows of “a” do not follow each other; sort the table"):
        tabular.loads(table, ARTICLE)


def test_rows_of_empty_cells_are_no_annotations():
    """Spreadsheets leave them below a table."""
    notes = tabular.loads("id,kind,body\r\na,comment,1\r\n,,\r\nb,comment,2\r\n,,\r\n", ARTICLE)
    assert [note.id for note in notes] == ["a", "b"]


class TestTableOfWords:
    """Whoever types a table by hand knows the words, and no offsets."""

    @staticmethod
    def spans(**cells):
        row = {"kind": "comment", "body": "Well.", **cells}
        table = io.StringIO(newline="")
        csv.writer(table).writerows([["id", *row], ["", *row.values()]])
        (note,) = tabular.loads(table.getvalue(), ARTICLE)
        return note.spans

    @pytest.mark.parametrize(
        ("cells", "expected"),
        [
            ({"exact": "It rained."}, describe_span(P2, 0, 10)),
            ({"exact": "It rained.", "paragraph": "p2", "start": ""}, describe_span(P2, 0, 10)),
            ({"exact": "dam", "prefix": "“The "}, describe_span(P1, 5, 8)),
            ({"exact": "dam", "suffix": " is old"}, describe_span(P1, 50, 53)),
            ({"exact": "Ana Lund", "role": "source"}, describe_span(P1, 26, 34, "source")),
            ({"exact": "Ana\u00a0 Lund"}, describe_span(P1, 26, 34)),
        ],
    )
    def test_they_are_found_where_they_stand_once(self, cells, expected):
        assert self.spans(**cells) == (expected,)

    def test_over_a_border_of_paragraphs_they_are_two_spans(self):
        assert self.spans(exact="is old. It") == (describe_span(P1, 54, 61), describe_span(P2, 0, 2))

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"exact": "dam"}, "“dam” is in 2 places; prefix and suffix say what stands around the words."),
            ({"exact": "dam", "paragraph": "p2"}, "“dam” is not in the text."),
            ({"exact": "It snowed."}, "“It snowed.” is not in the text."),
        ],
    )
    def test_else_it_is_said_why_not(self, cells, reason):
        with pytest.raises(Unplaced) as refused:
            self.spans(**cells)
        assert str(refused.value) == reason

    def test_a_row_without_words_and_place_is_refused(self):
        with pytest.raises(FormatError, match="“exact” has the words, or “start” and “end” their place"):
            self.spans(paragraph="p1")

    def test_one_offset_is_too_few(self):
        with pytest.raises(FormatError, match="“end” is a whole number"):
            self.spans(exact="It rained.", start="0")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_lines_end_as_they_do_on_any_machine(end, size):
    table = end.join(["id,kind,body", 'a,comment,"One\r\rTwo\nThree"', "b,comment,Well.", ""])
    pieces = (table[start : start + size] for start in range(0, len(table), size))
    rows = [row for rows in FORMATS["csv"].read(pieces) for row in rows]
    assert [row["body"] for row in rows] == ["One\r\rTwo\nThree", "Well."]
    lines = end.join(['{"kind": "comment"}', "", "[", ""])
    pieces = (lines[start : start + size] for start in range(0, len(lines), size))
    with pytest.raises(FormatError, match=r"^Line 3 is not JSON"):
        list(FORMATS["ndjson"].read(pieces))


@pytest.mark.parametrize(("name", "said"), [("", "A cell"), ("remark2345", "Annotation “remark2345”: a cell")])
def test_a_cell_that_cannot_be_read_is_told_with_the_id_if_there_is_one(name, said):
    with pytest.raises(FormatError, match=f"^{said} cannot be read: “start” is a whole number"):
        tabular.loads(f"id,kind,paragraph,start,end\r\n{name},comment,p1,x,2\r\n", ARTICLE)
