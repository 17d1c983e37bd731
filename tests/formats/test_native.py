"""The project's own file loses nothing and says what is wrong with others."""

import json

import pytest
from hypothesis import given

from articles.document import Document
from articles.formats import native
from tests.strategies import documents

PLAIN = {"format": "newsreader-article", "version": 1, "title": "A title"}


def test_a_plain_document_is_short():
    assert json.loads(native.dumps(Document("A title"))) == PLAIN


@given(documents())
def test_round_trip(document):
    assert native.loads(native.dumps(document)) == document


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an annotated article"),
        ("{}", "not an annotated article"),
        (json.dumps(PLAIN | {"version": 2}), "version 2"),
        (json.dumps(PLAIN | {"titel": "x"}), "/titel: Document has no such field"),
        (json.dumps(PLAIN | {"title": 3}), "/title: a text is expected, not 3"),
        (json.dumps(PLAIN | {"paragraphs": {}}), "/paragraphs: "),
        (json.dumps(PLAIN | {"paragraphs": [{"id": "p1"}]}), "/paragraphs/0/kind: this is missing"),
        (json.dumps(PLAIN | {"paragraphs": [3]}), "/paragraphs/0: an object is expected"),
        (json.dumps(PLAIN | {"published": "yesterday"}), "/published: “yesterday” is not"),
        (json.dumps(PLAIN | {"notes": [{"id": "a", "kind": "quote", "confidence": True}]}), "/notes/0/confidence"),
        (json.dumps(PLAIN | {"notes": [{"id": "a", "kind": "quote", "confidence": 10**400}]}), "/notes/0/confidence"),
        (
            json.dumps(PLAIN | {"notes": [{"id": "a", "kind": "quote", "created": "2026-13-01T00:00Z"}]}),
            "/notes/0/created",
        ),
    ],
)
def test_other_texts_are_refused_with_the_place(text, message):
    with pytest.raises(native.FormatError, match=message.replace("(", r"\(")):
        native.loads(text)
