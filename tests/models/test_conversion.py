"""What goes in by `from_document` comes out of `to_document`: nothing lost, nothing half stored."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis.extra.django import TestCase

from articles.checking import InvalidDocument
from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.formats import native
from articles.models import (
    Annotation,
    AnnotationVersion,
    Article,
    Source,
    from_document,
    list_notes,
    read_notes,
    to_document,
)
from tests.strategies import documents

PARAGRAPHS = (
    Paragraph("p1", "paragraph", "“The dam will hold,” said Ana Lund."),
    Paragraph("p2", "heading", "After", (), 2),
)
QUOTE = Note("a234567890", "quote", (describe_span(PARAGRAPHS[0], 0, 20),), SourceRef("Ana Lund", "person"))
DOCUMENT = Document("The dam", url="https://a.example/dam", paragraphs=PARAGRAPHS, notes=(QUOTE,))


class RoundTrip(TestCase):
    @given(documents())
    def test_nothing_is_lost(self, document):
        stored = Article.objects.get(pk=from_document(document).pk)
        assert to_document(stored) == document
        rows, annotations = stored.annotations.with_values(), stored.annotations.all()
        assert [each.note for each in read_notes(annotations)] == [row.to_note() for row in rows]
        listed = [(each.note, each.get_place_url()) for each in list_notes(annotations)]
        assert listed == [(row.to_note(), row.get_place_url()) for row in rows]
        assert native.from_dict(Document, stored.current_revision.document) == replace(document, notes=())


@pytest.mark.django_db
class TestFromDocument:
    def test_a_day_stays_a_day_and_an_evening_abroad_too(self):
        evening = datetime(2026, 4, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
        article = from_document(replace(DOCUMENT, published=evening))
        article.refresh_from_db()
        assert (article.published, article.published_value) == (date(2026, 4, 1), evening)
        assert article.published_value.isoformat() == "2026-04-01T23:30:00-05:00"

    def test_the_same_address_is_stored_once(self):
        from_document(DOCUMENT)
        with pytest.raises(InvalidDocument, match="is stored already"):
            from_document(DOCUMENT)
        assert Article.objects.count() == 1

    def test_a_bad_note_leaves_nothing(self):
        with pytest.raises(InvalidDocument):
            from_document(replace(DOCUMENT, notes=(QUOTE, replace(QUOTE, id="b", kind="rumour"))))
        assert not Article.objects.exists()
        assert not Source.objects.exists()

    def test_an_id_that_is_taken_gives_way(self):
        first = from_document(DOCUMENT)
        second = from_document(replace(DOCUMENT, url=""))
        assert first.annotations.get().public_id == QUOTE.id
        assert len(second.annotations.get().public_id) == 10
        assert second.annotations.get().public_id != QUOTE.id

    def test_slugs_stay_apart(self):
        slugs = [from_document(replace(DOCUMENT, url="")).slug for _ in range(3)]
        assert slugs == ["the-dam", "the-dam-2", "the-dam-3"]

    def test_a_title_without_letters_has_a_slug(self):
        assert from_document(replace(DOCUMENT, title="?!")).slug == "article"

    def test_a_name_in_a_file_is_no_account(self, django_user_model):
        user = django_user_model.objects.create_user("ana")
        signed = replace(DOCUMENT, notes=(replace(QUOTE, creator="ana"),))
        annotation = from_document(signed).annotations.get()
        assert (annotation.creator, annotation.creator_name) == (None, "ana")
        annotation = from_document(replace(signed, url=""), actor=user).annotations.get()
        assert (annotation.creator, annotation.creator_name) == (user, "")

    def test_sources_are_shared_but_for_unnamed_ones(self):
        unnamed = replace(QUOTE, id="b234567890", source=SourceRef("an official", "unnamed"))
        for _ in range(2):
            from_document(replace(DOCUMENT, url="", notes=(QUOTE, unnamed)))
        assert Source.objects.filter(name="Ana Lund").count() == 1
        assert Source.objects.filter(name="an official", article__isnull=False).count() == 2

    def test_paragraph_ids_are_counted_on(self):
        assert (
            from_document(replace(DOCUMENT, paragraphs=(replace(PARAGRAPHS[0], id="p7"),), notes=())).paragraph_counter
            == 7
        )

    def test_every_note_has_its_first_version(self):
        article = from_document(DOCUMENT)
        version = AnnotationVersion.objects.get()
        assert (version.number, version.action, version.revision) == (1, "imported", article.current_revision)
        assert native.from_dict(Note, version.note) == article.annotations.with_values().get().to_note()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_an_article_is_read_in_five_queries_however_many_notes(count, django_assert_num_queries):
    notes = tuple(replace(QUOTE, id=f"{number:010}") for number in range(count))
    pk = from_document(replace(DOCUMENT, notes=notes)).pk
    article = Article.objects.select_related("publication").get(pk=pk)
    with django_assert_num_queries(5):
        assert len(to_document(article).notes) == count


@pytest.mark.django_db
def test_many_notes_are_stored_in_bulk(django_assert_max_num_queries):
    notes = tuple(replace(QUOTE, id=f"{number:010}") for number in range(200))
    with django_assert_max_num_queries(60):
        from_document(replace(DOCUMENT, notes=notes))
    assert Annotation.objects.count() == 200
