"""Annotations go through files and the database unchanged, once each, in every format."""

import json
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.checking import NOTE_ID
from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.formats import FORMATS, brat, hypothesis, jsonld, native
from articles.formats.native import FormatError
from articles.formats.rows import About
from articles.models import Annotation, Article, delete_annotation, exchange, from_document, replace_note, to_document
from articles.models.exchange import find_article, import_notes, import_rows, in_batches
from tests.strategies import documents

ROOT = "https://reader.example"
FEWER = hypothesis_settings(max_examples=hypothesis_settings().max_examples // 3)  # each goes through the database
P1 = Paragraph("p1", "paragraph", "“The dam will hold,” said Ana Lund on Friday.")
QUOTE = Note("quote23456", "quote", (describe_span(P1, 0, 20),), SourceRef("Ana Lund", "person"))
ARTICLE = Document("The dam", url="https://a.example/dam", paragraphs=(P1,))


def about(article: Article) -> About:
    return About(ROOT + article.get_absolute_url(), article.url, article.title, f"{ROOT}/annotations/")


def export(name: str, article: Article) -> str:
    """The annotations of an article as a file."""
    notes = (note for _, batch in in_batches(article.annotations.kept()) for note in batch)
    return "".join(FORMATS[name].write(FORMATS[name].pack(note, about(article)) for note in notes))


def bring(name: str, text: str):
    """What became of a file that an operator imports."""
    find = partial(find_article, articles=Article.objects.all(), root=ROOT)
    pieces = (text[start : start + 1000] for start in range(0, len(text), 1000))
    return import_rows(FORMATS[name], FORMATS[name].read(pieces), find, actor=None, known=Annotation.objects.all())


def empty(article: Article) -> None:
    """Forget the annotations, as if the file came to another site."""
    article.annotations.all().delete()


def once(document: Document) -> Document:
    """The document without notes that differ in id and times alone: an import takes those for one that came twice."""
    said = {repr(replace(note, id="", created=None, modified=None)): note for note in document.notes}
    return replace(document, notes=tuple(said.values()))


class RoundTrips(TestCase):
    """What is stored, exported and imported elsewhere is what was stored."""

    @FEWER
    @given(documents(), st.sampled_from(sorted(FORMATS)))
    def test_annotations(self, document, name):
        document = once(document)
        article = from_document(document)
        text = export(name, article)
        empty(article)
        report = bring(name, text)
        assert (report.created, report.messages) == (len(document.notes), [])
        assert to_document(article).notes == document.notes

    @FEWER
    @given(documents(), st.sampled_from([native, jsonld]))
    def test_whole_articles(self, document, module):
        article = from_document(document)
        text = module.dumps(to_document(article))
        article.delete()
        assert to_document(from_document(module.loads(text))) == document

    @FEWER
    @given(documents())
    def test_brat(self, document):
        document = once(replace(document, notes=tuple(note for note in document.notes if note.spans_of("content"))))
        article = from_document(document)
        text, annotations = brat.dumps(to_document(article))
        empty(article)
        notes = brat.loads(text, annotations, to_document(article)).document.notes
        assert not import_notes(article, notes, actor=None, known=Annotation.objects.all()).refused
        assert to_document(article).notes == document.notes


@pytest.fixture
def article(db) -> Article:
    return from_document(replace(ARTICLE, notes=(QUOTE,)))


def without_ids(name: str, text: str) -> str:
    """The file as a tool would write it that gives no ids."""
    return text.replace(QUOTE.id, "").replace(f"{ROOT}/annotations/", "")


@pytest.mark.parametrize("name", FORMATS)
class TestOnce:
    def test_what_is_here_is_not_stored_again(self, article, name):
        report = bring(name, export(name, article))
        assert (report.created, report.duplicate) == (0, 1)
        assert Annotation.objects.count() == 1

    def test_what_comes_twice_without_an_id_is_stored_once(self, article, name):
        text = without_ids(name, export(name, article))
        empty(article)
        assert [bring(name, text).created for _ in range(2)] == [1, 0]
        assert Annotation.objects.count() == 1

    @pytest.mark.parametrize("change", ["edited", "deleted"])
    def test_nor_is_what_was_changed_here_since(self, article, name, change):
        text = without_ids(name, export(name, article))
        empty(article)
        bring(name, text)
        row = article.annotations.get()
        if change == "edited":
            replace_note(row, replace(row.to_note(), body="More."), actor=None)
        else:
            delete_annotation(row, actor=None)
        report = bring(name, text)
        assert (report.created, report.duplicate) == (0, 1)

    def test_another_annotation_that_bears_its_id_gets_a_new_one(self, article, name):
        other = from_document(replace(ARTICLE, url="https://a.example/other", title="Other"))
        text = export(name, article).replace(article.get_absolute_url(), other.get_absolute_url())
        report = bring(name, text.replace(ARTICLE.url, other.url))
        assert report.created == 1
        assert other.annotations.get().public_id != QUOTE.id


FOREIGN = {
    "jsonld": {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "https://other.example/anno/1",
        "type": "Annotation",
        "motivation": ["commenting", "highlighting"],
        "creator": {"id": "https://other.example/ana", "type": "Person", "name": "Ana", "nickname": "a"},
        "generator": {"id": "https://other.example/", "type": "Software"},
        "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
        "stylesheet": {"id": "https://other.example/s.css", "type": "CssStylesheet"},
        "https://other.example/mood": "doubtful",
        "body": [
            {"type": "TextualBody", "value": "Will it?", "language": "en", "purpose": "replying"},
            {"type": "Image", "id": "https://other.example/dam.png"},
        ],
        "target": [
            {
                "source": ARTICLE.url,
                "styleClass": "red",
                "selector": [
                    {"type": "TextQuoteSelector", "exact": "will hold", "prefix": "dam ", "suffix": ","},
                    {"type": "XPathSelector", "value": "/html/body/p[1]"},
                ],
            },
            {
                "source": ARTICLE.url,
                "selector": {
                    "type": "FragmentSelector",
                    "value": "p1",
                    "refinedBy": {"type": "TextPositionSelector", "start": 26, "end": 34},
                },
            },
        ],
    },
    "hypothesis": {
        "id": "aBcDeFgHiJkLmNoPqRsTuV",
        "created": "2026-03-01T10:00:00.000000+00:00",
        "updated": "2026-03-01T11:00:00.000000+00:00",
        "user": "acct:ana@hypothes.is",
        "uri": ARTICLE.url,
        "text": "Will it?",
        "tags": ["doubt"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"], "admin": ["acct:ana@hypothes.is"]},
        "target": [
            {
                "source": ARTICLE.url,
                "selector": [
                    {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 9, "endContainer": "/p[1]"},
                    {"type": "TextPositionSelector", "start": 1009, "end": 1018},
                    {"type": "TextQuoteSelector", "exact": "will hold", "prefix": "dam ", "suffix": ","},
                ],
            }
        ],
        "document": {"title": ["The dam, elsewhere"]},
        "links": {"html": "https://hypothes.is/a/1"},
        "user_info": {"display_name": "Ana"},
        "flagged": False,
    },
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOREIGN)
def test_what_other_tools_say_comes_back(name):
    article = from_document(ARTICLE)
    report = bring(name, json.dumps([FOREIGN[name]]))
    assert (report.created, report.messages) == (1, [])
    assert "will hold" in [span.exact for span in to_document(article).notes[0].spans]
    (row,) = FORMATS[name].read([export(name, article)])
    ours = {"@context", "id", "created", "updated"} | ({"target"} if name == "hypothesis" else set())
    assert {key: row.get(key) for key in FOREIGN[name].keys() - ours} == {
        key: value for key, value in FOREIGN[name].items() if key not in ours
    }


@pytest.mark.django_db
def test_a_foreign_id_is_kept_as_via():
    article = from_document(ARTICLE)
    bring("jsonld", json.dumps([FOREIGN["jsonld"]]))
    (row,) = FORMATS["jsonld"].read([export("jsonld", article)])
    assert row["via"] == FOREIGN["jsonld"]["id"] != row["id"]


GOOD = {"id": "good234567", "kind": "comment", "body": "Well.", "article": {"url": ARTICLE.url}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "outcome", "detail"),
    [
        (
            {"article": {"url": "https://nowhere.example/"}},
            "unresolved",
            "There is no article https://nowhere.example/.",
        ),
        ({"article": {"slug": "\ud800"}}, "unresolved", "There is no article /articles/?/"),
        ({"article": {"url": "\ud800"}}, "unresolved", "There is no article ?"),
        ({"article": {"url": "a\0b"}}, "unresolved", "There is no article"),
        ({"kind": "\ud800"}, "errors", "“?” is not one of"),
        ({"article": None}, "errors", "does not say which article"),
        ({"kind": "rumour"}, "errors", "“rumour” is not one of"),
        ({"kind": "quote"}, "unresolved", "A quote needs the words"),
        ({"mood": "good"}, "errors", "no such field"),
        ({"created": "yesterday"}, "errors", "“yesterday” is not"),
        ({"spans": [{"paragraph": "p1", "start": 0, "end": 900, "exact": "The"}]}, "unresolved", "0–900"),
        ({"spans": [{"paragraph": "p1", "start": 0, "end": 3, "exact": "Dam"}]}, "unresolved", "stands ““Th”"),
        ({"spans": [{"paragraph": "p9", "start": 0, "end": 3, "exact": "Dam"}]}, "unresolved", "p9"),
    ],
)
def test_one_that_cannot_be_stored_keeps_no_other_from_it(change, outcome, detail):
    article = from_document(ARTICLE)
    report = bring("json", json.dumps([{**GOOD, "id": "bad2345678", **change}, GOOD]))
    assert (report.created, getattr(report, outcome)) == (1, 1)
    (message,) = report.messages
    assert (message["index"], message["outcome"]) == (0, outcome)
    assert detail in message["detail"]
    assert "\n" not in message["detail"]
    assert article.annotations.get().public_id == GOOD["id"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\ud800", "a b", "a/b", "x" * 65])
def test_an_id_that_can_be_none_here_is_replaced(name):
    article = from_document(ARTICLE)
    assert bring("json", json.dumps([{**GOOD, "id": name}])).created == 1
    assert NOTE_ID.fullmatch(article.annotations.get().public_id)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_breaks_off_stores_nothing(name):
    notes = tuple(Note(f"note{n:06}", "comment", body="A remark. " * 30) for n in range(1200))
    article = from_document(replace(ARTICLE, notes=notes))
    text = export(name, article)
    empty(article)
    with pytest.raises(FormatError):
        bring(name, text[:-150])
    assert not Annotation.objects.exists()


@pytest.mark.django_db
def test_a_name_in_hypothesis_is_no_account_here(django_user_model):
    django_user_model.objects.create_user("ana@hypothes.is")
    article = from_document(ARTICLE)
    bring("hypothesis", json.dumps([FOREIGN["hypothesis"]]))
    row = article.annotations.get()
    assert (row.creator, row.creator_name) == (None, "ana@hypothes.is")
    assert hypothesis.pack(row.to_note(), about(article))["user"] == "acct:ana@hypothes.is"


@pytest.mark.django_db
def test_articles_of_any_order_are_taken_one_after_another(monkeypatch):
    monkeypatch.setattr(exchange, "BATCH", 2)  # so that each article needs several
    for day in (2, 3, 1):  # the front page has them in another order
        notes = tuple(Note(f"day{day}note{n}ab", "comment", body="A remark.") for n in range(5))
        from_document(Document(f"Day {day}", published=date(2026, 4, day), paragraphs=(P1,), notes=notes))
    found = [(article.title, note.id) for article, batch in in_batches(Annotation.objects.all()) for note in batch]
    assert found == [(f"Day {day}", f"day{day}note{n}ab") for day in (2, 3, 1) for n in range(5)]


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["https://a.example/dam", "https://a.example/dam#water"])
@pytest.mark.parametrize("named", ["https://a.example/dam", "https://a.example/dam#water"])
def test_an_article_is_found_by_its_address(kept, named):
    article = from_document(replace(ARTICLE, url=kept))
    found = find_article(About("", named, "", ""), Article.objects.all(), ROOT)
    # An address with a fragment means the page that has it; one without may not guess a fragment.
    assert found == (article if kept in (named, named.partition("#")[0]) else None)
