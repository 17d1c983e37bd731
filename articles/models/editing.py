"""Changing what is said of a stored article, and who may read it; its text and its notes stay as they are."""

import hashlib
import json
from collections import defaultdict
from dataclasses import replace

from django.db import IntegrityError, transaction

from articles.checking import InvalidDocument, Problem, document_problems
from articles.document import Document
from articles.formats.native import to_dict
from articles.models.article import Article, ArticleAddress, ArticleQuerySet, Paragraph, Revision, lock_article
from articles.models.conversion import document_with, metadata_columns
from articles.models.people import User
from articles.models.same_claims import lock_articles_of, touch_members
from articles.models.transactions import in_one_transaction
from articles.scripts import count_words


class StaleArticle(Exception):
    """The article was edited since it was read; `article` is its present row."""

    def __init__(self, article: Article):
        self.article = article
        super().__init__(f"{article} has been edited since.")


def metadata_digest(document: Document) -> str:
    """Short, and another whenever anything but text and notes differs.

    An article's version does not serve to notice that two people edit it at once, as every new note raises it.
    """
    plain = to_dict(replace(document, paragraphs=(), notes=()))
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:20]


def article_at(address: str) -> Article | None:
    """The article that is known under this address."""
    if not address:
        return None
    known = ArticleAddress.objects.filter(url=address).select_related("article").first()
    return Article.objects.filter(url=address).first() or (known.article if known else None)


def articles_like(document: Document) -> ArticleQuerySet:
    """The articles with this title whose texts, as they are now, say word for word the same."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    stored = defaultdict(list)
    rows = Paragraph.objects.filter(article__title=document.title, article__word_count=count_words(texts))
    for article, text in rows.order_by("article", "position").values_list("article", "text"):
        stored[article].append(text)
    return Article.objects.filter(pk__in=[article for article, found in stored.items() if found == texts])


def edit_article(article: Article, document: Document, *, actor: User | None, seen: str) -> Article:
    """Give an article the metadata of `document`; slug, text, notes and state stay.

    Another headline or byline is a version: readers are told of it, and what stood there before is kept.

    `seen` is the digest of the metadata that were edited. Raises StaleArticle if they are no longer the present ones,
    and InvalidDocument when the gate refuses the new ones or the address is another article's.
    """
    try:
        with transaction.atomic():
            article = lock_article(article)
            old = document_with(article, ())
            if metadata_digest(old) != seen:
                raise StaleArticle(article)
            if problems := document_problems(document):
                raise InvalidDocument(problems)
            for name, value in metadata_columns(document).items():
                setattr(article, name, value)
            keep_headline(article, old, actor=actor)
            article.save()
            article.touch()
    except IntegrityError as error:
        if document.url and Article.objects.filter(url=document.url).exclude(pk=article.pk).exists():
            raise InvalidDocument([Problem("/url", "duplicate", f"{document.url} is stored already.")]) from error
        raise
    return article


def keep_headline(article: Article, old: Document, *, actor: User | None) -> None:
    """Make a version of an article that is about to be saved with another headline or byline than in `old`."""
    if (article.title, article.byline) != (old.title, old.byline):
        new = document_with(article, ())
        article.current_revision = Revision.objects.create(
            article=article, number=article.current_revision.number + 1, document=to_dict(new), created_by=actor
        )


@in_one_transaction
def set_state(article: Article, state: str, reason: str = "", *, seen: str) -> Article:
    """Make an article a draft, published or withdrawn for a reason. Nothing of it is destroyed.

    `seen` is the state that was to be changed; raises StaleArticle if the article has another by now, and ValueError
    for a withdrawal without a reason.
    """
    lock_articles_of(article.annotations.all())  # as their pages say in how many others a claim is made
    article = lock_article(article)
    if article.state != seen:
        raise StaleArticle(article)
    if state == Article.State.WITHDRAWN and not reason.strip():
        raise ValueError("A withdrawal needs a reason.")
    article.state, article.withdrawn_reason = state, reason if state == Article.State.WITHDRAWN else ""
    article.save(update_fields=["state", "withdrawn_reason"])
    article.touch()
    touch_members(article.annotations.all())
    return article
