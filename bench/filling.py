"""An empty database filled with made articles and notes, and indexed, for what is measured on many rows.

Importing it sets Django up, for the database that DATABASE_URL names.
"""

import argparse
import logging
import os
import random
import time
from collections.abc import Callable

os.environ.setdefault("SECRET_KEY", "only-for-measuring-0123456789-0123456789-0123456789")
os.environ["DEBUG"] = os.environ["HTTPS"] = "false"
os.environ["DJANGO_SETTINGS_MODULE"] = "newsreader.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import (  # noqa: E402
    Annotation,
    AnnotationTag,
    Article,
    Paragraph,
    Publication,
    Revision,
    Source,
    Span,
)
from articles.models.indexing import index_rows  # noqa: E402

SEED = 20_260_401
VOCABULARY = 20_000
CHUNK = 1_000
KINDS = ("quote", "claim", "source", "comment")


def options_of(about: str, articles: int, notes: int, repeats: int) -> argparse.Namespace:
    """What the command line says, with these defaults."""
    parser = argparse.ArgumentParser(description=about)
    for name, default in (("articles", articles), ("notes", notes), ("repeats", repeats)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def fill(articles: int, notes: int, more: Callable[[], None] = lambda: None) -> list[str]:
    """Fill the database if it is empty, with what `more` adds, and index it; the words that are in it."""
    random.seed(SEED)
    logging.disable(logging.INFO)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    words = make_words()
    random.shuffle(words)
    if not Article.objects.exists():
        grow(articles, notes, words)
        more()
        for model in (Article, Annotation, Source):
            print(f"Indexing {model.objects.count():,} rows of {model.__name__}: {index_all(model):.1f} s", flush=True)
    notes = Annotation.objects.count()
    print(f"\n### {connection.vendor}: {Article.objects.count():,} articles, {notes:,} annotations\n", flush=True)
    return words


def make_words() -> list[str]:
    """A vocabulary of made words, the frequent ones first."""
    parts = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
    words = {"".join(random.choices(parts, k=random.choice((2, 3, 4)))) for _ in range(2 * VOCABULARY)}
    return sorted(words)[:VOCABULARY]


def grow(articles: int, notes: int, words: list[str]) -> None:
    """Fill an empty database; words are drawn by Zipf's law."""
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    stream = iter(random.choices(words, weights, k=articles * 400 + notes * 18))

    def text(count: int) -> str:
        return " ".join(next(stream) for _ in range(count))

    outlets = Publication.objects.bulk_create(Publication(name=f"Outlet {number}") for number in range(12))
    people = Source.objects.bulk_create(
        Source(slug=f"person-{number}", name=f"{words[-number].title()} {words[-2 * number].title()}", kind="person")
        for number in range(1, 1001)
    )
    for start in range(0, articles, CHUNK):
        rows = grow_articles(range(start, min(articles, start + CHUNK)), outlets, text)
        paragraphs = Paragraph.objects.bulk_create(
            Paragraph(article=row, public_id=f"p{1 + position}", position=position, kind="paragraph", text=text(95))
            for row in rows
            for position in range(4)
        )
        grow_notes(paragraphs[::4], notes // articles, people, text)


def grow_articles(numbers: range, outlets: list[Publication], text: Callable[[int], str]) -> list[Article]:
    """Articles with a revision each, still without text."""
    rows = Article.objects.bulk_create(
        Article(
            slug=f"article-{number}",
            title=text(8),
            publication=outlets[number % 12],
            listed=f"{2016 + number % 10}-0{1 + number % 9}-15",
            paragraph_counter=4,
        )
        for number in numbers
    )
    revisions = Revision.objects.bulk_create(Revision(article=row, number=1, document={}) for row in rows)
    for row, revision in zip(rows, revisions, strict=True):
        row.current_revision = revision
    Article.objects.bulk_update(rows, ["current_revision"])
    return rows


def grow_notes(paragraphs: list[Paragraph], count: int, people: list[Source], text: Callable[[int], str]) -> None:
    """So many notes on the first words of each of these paragraphs, every seventh with a tag."""
    now = timezone.now()
    annotations = Annotation.objects.bulk_create(
        Annotation(
            public_id=f"b{row.pk}x{number}",
            article=row,
            revision=row.current_revision,
            kind=KINDS[number % 4],
            verdict="unchecked" if number % 4 == 1 else "",
            source=people[(row.pk * 7 + number) % 1000] if number % 4 < 3 else None,
            created=now,
            position=number,
        )
        for row in (paragraph.article for paragraph in paragraphs)
        for number in range(count)
    )
    AnnotationTag.objects.bulk_create(
        AnnotationTag(annotation=row, order=0, name=f"tag-{row.pk % 7 * row.pk % 300}") for row in annotations[::7]
    )
    first_of = {paragraph.article_id: paragraph for paragraph in paragraphs}
    Span.objects.bulk_create(
        Span(annotation=row, order=0, paragraph=first_of[row.article_id], start=0, end=9, exact=text(18))
        for row in annotations
    )


def index_all(model: type) -> float:
    """Seconds that indexing all rows of a model takes."""
    begin = time.perf_counter()
    rows = model.get_indexed_objects().order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        with transaction.atomic():
            index_rows(chunk)
        last = chunk[-1].pk
    return time.perf_counter() - begin
