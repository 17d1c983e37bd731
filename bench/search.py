"""Measure searching: `DATABASE_URL=sqlite:///bench.sqlite3 python -m bench.search --articles 10000 --notes 500000`.

Needs an empty database, SQLite or (by `python -m tests.postgres`) PostgreSQL, or one that it has filled before, which
it only searches. What counts are the ratios, which the machine's speed does not change: the page of notes that a search
finds, against the same rows by one raw statement; and the pages that count, against a raw count of all notes by kind.
"""

import argparse
import logging
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

os.environ.setdefault("SECRET_KEY", "only-for-measuring-0123456789-0123456789-0123456789")
os.environ["DEBUG"] = os.environ["HTTPS"] = "false"
os.environ["DJANGO_SETTINGS_MODULE"] = "newsreader.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from modelsearch.utils import get_content_type_pk  # noqa: E402

from articles.models import (  # noqa: E402
    Annotation,
    AnnotationTag,
    Article,
    Paragraph,
    Publication,
    Revision,
    Source,
    Span,
    refresh_statistics,
)
from articles.models.indexing import index_rows  # noqa: E402
from articles.search import SearchFilter, seen_annotations  # noqa: E402

SEED = 20_260_401
VOCABULARY = 20_000
CHUNK = 1_000
PAGE = 20
KINDS = ("quote", "claim", "source", "comment")
SEARCHES = {
    "a rare word": "q={rare}",
    "a frequent word": "q={often}",
    "two words": "q={often}+{middle}",
    "a phrase": "q=%22{first}+{second}%22",
    "a beginning": "q={start}&typing=1",
    "claims with a word": "q={middle}&kind=claim",
}
RAW = {
    "sqlite": """SELECT n.id FROM modelsearch_indexentry_fts f CROSS JOIN modelsearch_indexentry e ON e.id = f.rowid
        JOIN articles_annotation n ON n.id = CAST(e.object_id AS integer)
        WHERE f.modelsearch_indexentry_fts MATCH %s AND e.content_type_id = %s""",
    "postgresql": """SELECT n.id FROM modelsearch_indexentry e
        JOIN articles_annotation n ON n.id = e.object_id::bigint
        WHERE e.body @@ to_tsquery('simple', %s) AND e.content_type_id = %s""",
}
COUNT = "SELECT kind, count(*) FROM articles_annotation WHERE deleted IS NULL GROUP BY kind"
PAGES = (
    "/",
    "/quotes/",
    "/quotes/?page=3000",
    "/quotes/?speaker=person-7",
    "/claims/",
    "/claims/?verdict=unchecked",
    "/sources/",
    "/sources/?sort=often",
    "/sources/?q=ba&typing=1",
    "/sources/person-7/",
    "/publications/",
    "/publications/3/",
    "/search/?publication=Outlet+3",
    "/search/?tag=tag-5",
    "/sitemap.xml",
    "/feed/",
    "/api/v1/annotations/",
)
SIZES = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%modelsearch%'",
    "postgresql": "SELECT pg_total_relation_size('modelsearch_indexentry')",
}


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


def medians(
    acts: Sequence[Callable[[], object]], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Milliseconds that each takes, in the middle of `repeats` times, by turns: what slows one slows the others."""
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(repeats):
        for act, took in zip(acts, times, strict=True):
            begin = clock()
            act()
            took.append(1000 * (clock() - begin))
    return [statistics.median(took) for took in times]


def engine_text(search: SearchFilter) -> str:
    """What the engine is asked, as it stands in the statement of our own search."""
    with connection.execute_wrapper(keep := Keep()):
        list(search.narrow_annotations(Annotation.objects.all())[:1])
    return next(value for value in keep.values if isinstance(value, str) and value.startswith("("))


class Keep:
    """Keeps the values of the statements that are executed."""

    def __init__(self):
        self.values = []

    def __call__(self, execute, sql, params, many, context):
        self.values.extend(params or ())
        return execute(sql, params, many, context)


def measure(address: str, repeats: int) -> tuple[int, float, float, float]:
    """How many notes a search finds; ms by our search, by raw SQL, and for the whole page with all its counts."""
    search = SearchFilter.from_query(QueryDict(address))
    rows = search.narrow_annotations(seen_annotations(AnonymousUser()))
    rows = rows.order_by("article", "position", "pk").values_list("pk", flat=True)
    statement = RAW[connection.vendor].replace("WHERE", "JOIN articles_article a ON a.id = n.article_id WHERE")
    statement += (
        " AND n.deleted IS NULL AND n.visibility = 'public' AND n.status = 'published' AND a.state = 'published'"
    )
    statement += f" AND n.kind = '{search.kind}'" if search.kind else ""
    statement += f" ORDER BY a.listed DESC, a.added DESC, a.id DESC, n.position, n.id LIMIT {PAGE}"
    values = [engine_text(search), get_content_type_pk(Annotation)]

    def raw() -> list:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [row[0] for row in cursor.fetchall()]

    assert raw() == list(rows[:PAGE]), address
    client = Client()
    mine, bare = medians([lambda: list(rows[:PAGE]), raw], repeats)
    (page,) = medians([lambda: client.get(f"/search/?{address}&in=notes", headers={"host": "localhost"})], 3)
    return rows.count(), mine, bare, page


def measure_pages(
    client: Client, pages: Sequence[str], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> None:
    """Print what pages take that list and count, against a raw count of all notes by kind, and their queries."""

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT)
            cursor.fetchall()

    def get(address: str) -> None:
        assert client.get(address, headers={"host": "localhost"}).status_code == 200, address

    print("\n| page | ms | times that count | queries |\n|---|---:|---:|---:|")
    for address in pages:
        get(address)
        took, bare = medians([partial(get, address), count], repeats, clock)
        with CaptureQueriesContext(connection) as queries:
            get(address)
        print(f"| `{address}` | {took:.0f} | {took / bare:.2f} | {len(queries)} |", flush=True)


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


def main() -> None:
    """Fill, index, search; print what it took."""
    options = options_of(__doc__, 10_000, 500_000, 9)
    words = fill(options.articles, options.notes)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        refresh_statistics()
        cursor.execute(SIZES[connection.vendor])
        print(f"Size of the index: {cursor.fetchone()[0] / 1e6:.0f} MB\n", flush=True)
    exact = Span.objects.first().exact.split()
    names = {"rare": words[9000], "often": words[3], "middle": words[60], "start": words[400][:5]}
    names |= {"first": exact[0], "second": exact[1]}
    print("| search | found | ours, ms | raw SQL, ms | times | whole page, ms |\n|---|---:|---:|---:|---:|---:|")
    ratios = []
    for label, template in SEARCHES.items():
        count, mine, bare, page = measure(template.format(**names), options.repeats)
        ratios.append(mine / bare)
        print(f"| {label} | {count:,} | {mine:.1f} | {bare:.1f} | {mine / bare:.2f} | {page:.0f} |", flush=True)
    print(f"\nIn the middle: {statistics.median(ratios):.2f} times")
    measure_pages(Client(), PAGES, options.repeats)


if __name__ == "__main__":
    main()
