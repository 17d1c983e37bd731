"""Values to rows and back: what goes in by `from_document` comes out of `to_document` unchanged."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from articles.checking import InvalidDocument, Problem, document_problems
from articles.document import Document, Note
from articles.document import Paragraph as ParagraphValue
from articles.formats.native import to_dict
from articles.models.annotation import AnnotationQuerySet
from articles.models.article import Article, Paragraph, Publication, Revision
from articles.models.choices import free_slug
from articles.models.indexing import index_rows
from articles.models.people import User
from articles.models.reading import read_notes
from articles.models.transactions import with_free_slug
from articles.models.writing import add_notes
from articles.scripts import count_words


def from_document(
    document: Document, *, actor: User | None = None, state: str = "published", original: bytes = b"", slug: str = ""
) -> Article:
    """Store a new article with its notes, all or nothing.

    `actor` is who stores it, and the creator of the notes that bear their name; other notes keep their creator's name
    as words, so that a file cannot speak for somebody's account. `original` is the bytes that the text was made from.
    Raises InvalidDocument when the gate refuses it or its address is stored already.
    """
    if problems := document_problems(document):
        raise InvalidDocument(problems)
    try:
        return _store(document, actor, state, slug, original)
    except IntegrityError as error:
        if document.url and Article.objects.filter(url=document.url).exists():
            raise InvalidDocument([Problem("/url", "duplicate", f"{document.url} is stored already.")]) from error
        raise


def to_document(article: Article, annotations: AnnotationQuerySet | None = None) -> Document:
    """The value of an article's current text with these of its annotations (all that are kept, if not given)."""
    if annotations is None:
        annotations = article.annotations.kept()
    return document_with(article, [stored.note for stored in read_notes(annotations)])


def document_with(
    article: Article, notes: Iterable[Note], paragraphs: Iterable[ParagraphValue] | None = None
) -> Document:
    """The value of an article's current text, and its paragraphs' if they are given, with these notes."""
    if paragraphs is None:
        paragraphs = (paragraph.to_value() for paragraph in article.paragraphs.all())
    return Document(
        title=article.title,
        byline=article.byline,
        publication=article.publication.name if article.publication else "",
        published=article.published_value,
        url=article.url,
        language=article.language,
        licence=article.licence,
        section=article.section,
        picture=article.picture,
        picture_caption=article.picture_caption,
        paragraphs=tuple(paragraphs),
        notes=tuple(notes),
    )


def metadata_columns(document: Document) -> dict[str, Any]:
    """The columns of an article that say of `document` what is not its text; its publication is made if need be."""
    return {
        "title": document.title,
        "byline": document.byline,
        "publication": _publication(document),
        "url": document.url,
        "language": document.language,
        "licence": document.licence,
        "section": document.section,
        "picture": document.picture,
        "picture_caption": document.picture_caption,
        **_published_columns(document.published),
    }


def write_paragraphs(article: Article, document: Document) -> None:
    """Store the paragraphs of a document as the article's; those that it has already are written over."""
    Paragraph.objects.bulk_create(
        (
            Paragraph(
                article=article,
                public_id=paragraph.id,
                position=position,
                kind=paragraph.kind,
                text=paragraph.text,
                marks=[asdict(mark) for mark in paragraph.marks],
                level=paragraph.level,
                number=paragraph.number,
            )
            for position, paragraph in enumerate(document.paragraphs)
        ),
        update_conflicts=True,
        unique_fields=["article", "public_id"],
        update_fields=["position", "kind", "text", "marks", "level", "number"],
    )


@with_free_slug
@transaction.atomic
def _store(document: Document, actor: User | None, state: str, slug: str, original: bytes) -> Article:
    article = _create_article(document, actor, state, slug)
    _create_text(article, document, actor, original)
    index_rows([article])
    add_notes(article, document.notes, actor=actor, action="imported")
    return article


def _create_article(document: Document, actor: User | None, state: str, slug: str) -> Article:
    return Article.objects.create(
        slug=free_slug(Article.objects.all(), slug or document.title, "article"),
        state=state,
        added_by=actor,
        paragraph_counter=max(int(paragraph.id[1:]) for paragraph in document.paragraphs),
        word_count=count_words(paragraph.text for paragraph in document.paragraphs),
        **metadata_columns(document),
    )


def _create_text(article: Article, document: Document, actor: User | None, original: bytes) -> None:
    text = to_dict(replace(document, notes=()))
    article.current_revision = Revision.objects.create(
        article=article, number=1, document=text, original=original, created_by=actor
    )
    article.save(update_fields=["current_revision"])
    write_paragraphs(article, document)


def _publication(document: Document) -> Publication | None:
    if not document.publication:
        return None
    domain = (urlsplit(document.url).hostname or "").removeprefix("www.")[:253]
    return Publication.objects.get_or_create(name=document.publication, defaults={"domain": domain})[0]


def _published_columns(published: date | datetime | None) -> dict:
    """The day as the publisher wrote it, beside the moment: in UTC alone, the day of an evening abroad would shift."""
    if not isinstance(published, datetime):
        return {"published": published, "published_at": None, "published_offset": None}
    minutes = int(published.utcoffset().total_seconds()) // 60
    return {"published": published.date(), "published_at": published, "published_offset": minutes}
