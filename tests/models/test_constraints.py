"""The database itself refuses what cannot be true."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, Source, Span, from_document
from tests.models.test_conversion import DOCUMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def annotation():
    return from_document(DOCUMENT).annotations.get()


@pytest.mark.parametrize(
    "columns",
    [
        {"start": 5, "end": 5},
        {"start": 5, "end": 4},
        {"paragraph": None},
        {"state": "gone"},
        {"state": "moved"},
        {"role": "hero"},
    ],
)
def test_spans(annotation, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Span.objects.filter(annotation=annotation).update(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "rumour"},
        {"verdict": "mixed", "verdict_reason": "So."},
        {"kind": "claim"},
        {"kind": "claim", "verdict": "mixed"},
        {"status": "rejected"},
        {"visibility": "group"},
        {"confidence": 2},
    ],
)
def test_annotations(annotation, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(annotation).objects.filter(pk=annotation.pk).update(**columns)


@pytest.mark.parametrize(
    "columns",
    [{"state": "burnt"}, {"state": "withdrawn"}, {"published_offset": 60}, {"published_at": "2026-01-01T00:00Z"}],
)
def test_articles(annotation, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=annotation.article_id).update(**columns)


def test_sources(annotation):
    source = annotation.source
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(slug="twin", name=source.name, kind=source.kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(slug="nobody", name="an official", kind="unnamed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(merged_into=source.pk)
