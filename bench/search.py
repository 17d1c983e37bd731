"""Measure searching: `DATABASE_URL=sqlite:///bench.sqlite3 python -m bench.search --articles 10000 --notes 500000`.

Needs an empty database, SQLite or (by `python -m tests.postgres`) PostgreSQL, or one that it has filled before, which
it only searches. What counts are the ratios, which the machine's speed does not change: the page of notes that a search
finds, against the same rows by one raw statement; and the pages that count, against a raw count of all notes by kind.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

from bench.filling import fill, options_of  # isort: skip  (sets Django up)

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelsearch.utils import get_content_type_pk

from articles.models import Annotation, Span, refresh_statistics
from articles.search import SearchFilter, seen_annotations

PAGE = 20
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
