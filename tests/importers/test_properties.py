"""Whatever comes in: a ParseError, or a document that can be stored and still has its words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.checking import document_problems
from articles.document import Mark
from articles.importers import FORMATS, ParseError, parse
from articles.importers.inline import BREAK, Inline, settle

ALPHABET = "ab Zé 12\n\t.,:*_#->[]()`<&\"'“ \u00a0\u200b\u00ad\u200f😀\u0301\0\x85\ud800|=~\\/@!市"
_NAMES = "p div b i em a ul ol li br blockquote pre table tr td th h1 h2 figure figcaption span sup q article img aside"
NAMES = _NAMES.split()
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=120) | st.text(st.characters(), max_size=60)
TAGS = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(NAMES),
    st.sampled_from(
        ["", "", " href='/x'", " href=https://a.example", " start=7", " hidden", " colspan=3", " rowspan=2"]
    ),
)
MARKUP = st.lists(TAGS | TEXTS, max_size=25).map("".join)


def read(data, format):
    """The document, checked, or None."""
    try:
        document = parse(data, format, name="a.b", url="https://news.example/a")
    except ParseError:
        return None
    assert document_problems(document) == []
    for paragraph in document.paragraphs:
        assert paragraph.text == paragraph.text.rstrip()
        assert paragraph.kind == "preformatted" or paragraph.text == paragraph.text.strip()
        assert list(paragraph.marks) == sorted(paragraph.marks, key=lambda mark: (mark.start, mark.end, mark.tag))
        for mark in paragraph.marks:
            assert paragraph.text[mark.start : mark.end].strip() == paragraph.text[mark.start : mark.end] != ""
    return document


@given(TEXTS | MARKUP, st.sampled_from([None, *FORMATS]))
def test_any_text(text, format):
    read(text, format)


@given(st.binary(max_size=200), st.sampled_from([None, *FORMATS]))
def test_any_bytes(data, format):
    read(data, format)


@given(MARKUP)
def test_any_markup(html):
    read(f"<title>t</title>{html}", "html")


@given(
    st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=1, max_size=60),
    st.sampled_from([*FORMATS]),
    st.data(),
)
def test_no_word_is_lost(words, format, data):
    """Words with any white space between them come out in the same order, whatever is thought a paragraph."""
    spaces = data.draw(st.lists(st.sampled_from([" ", "\n", "\n\n", "  "]), min_size=len(words), max_size=len(words)))
    text = "Begin. " + "".join(word + space for word, space in zip(words, spaces, strict=True)) + "end."
    document = read(text, format)
    found = " ".join(paragraph.text for paragraph in document.paragraphs).split()
    expected = ["Begin.", *words, "end."]
    assert found == expected or document.title.split() + found == expected


@given(st.lists(st.tuples(st.sampled_from(["", "em", "strong", "a"]), st.text("ab \n\u00a0", max_size=6)), max_size=12))
def test_marks_stay_on_their_words(pieces):
    """Every character that is not white space keeps exactly the marks that it had."""
    inline, expected = Inline(), []
    for tag, text in pieces:
        if tag:
            inline.open(tag, "https://a.example" if tag == "a" else "")
        inline.add(text)
        if tag:
            inline.close(tag)
        expected += [(character, tag) for character in text if not character.isspace()]
    text, marks = inline.take()
    found = []
    for offset, character in enumerate(text):
        tags = [mark.tag for mark in marks if mark.start <= offset < mark.end]
        found.append((character, tags[0] if tags else ""))
    assert [pair for pair in found if not pair[0].isspace()] == expected
    assert not re.search(r"\s{2}|^\s|\s$", text)


@given(st.text("ab ", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6), st.data())
def test_settled_marks(text, borders, data):
    marks = [
        Mark(min(start, end, len(text)), min(max(start, end), len(text)), data.draw(st.sampled_from(["em", "sup"])))
        for start, end in borders
    ]
    settled = settle(text, marks)
    assert settle(text, settled) == settled
    for tag in ("em", "sup"):
        covered = {offset for mark in marks if mark.tag == tag for offset in range(mark.start, mark.end)}
        found = [offset for mark in settled if mark.tag == tag for offset in range(mark.start, mark.end)]
        assert len(found) == len(set(found))
        assert {o for o in covered if not text[o].isspace()} == {o for o in found if not text[o].isspace()}


@pytest.mark.parametrize(("pieces", "expected"), [(["a", BREAK, "b"], "a\nb"), ([" a ", BREAK, "\n b "], "a\nb")])
def test_breaks(pieces, expected):
    inline = Inline()
    for piece in pieces:
        inline.add(piece)
    assert inline.take() == (expected, ())
