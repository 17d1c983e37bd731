"""Measure the API: `python -m tests.postgres python -m bench.api 10000 100000 1000000`.

Needs PostgreSQL and an empty database. All times are medians over HTTP, between this process's server and a client in
it; what counts are the ratios, which the machine's speed does not change.
"""

import argparse
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection
from itertools import count
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ.setdefault("SECRET_KEY", "only-for-measuring-0123456789-0123456789-0123456789")
os.environ["DEBUG"] = os.environ["HTTPS"] = "false"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["DJANGO_SETTINGS_MODULE"] = "newsreader.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from articles.api.pagination import SIGNER  # noqa: E402
from articles.models import Annotation, User, issue_token  # noqa: E402
from bench.plans import worries  # noqa: E402
from bench.rows import PER_ARTICLE, grow_to, writable_article  # noqa: E402

LIST = "/api/v1/annotations/"
FILTERS = [
    "",
    "kind=quote",
    "kind=quote,claim",
    "article=article-{middle}",
    "article=article-{middle}&sort=position",
    "url=https://news.example/{middle}",
    "article=article-{middle}&paragraph=p1",
    "article=article-{middle}&overlaps=p1:10-40",
    "source=source-500",
    "speaker=source-500",
    "verdict=disputed",
    "has_verdict=true",
    "tag=often",
    "tag=seldom",
    "tag=rare",
    "creator=user7",
    "status=suggested",
    "anchor=changed",
    "anchor=gone",
    "created_after=2026-01-02&created_before=2026-01-03",
    "modified_after=2026-02-02&sort=-modified",
    "kind=claim&sort=modified",
]
RAW = """
SELECT n.public_id, n.kind, n.body, n.speaker_role, n.manner, n.verdict, n.verdict_reason, n.status, n.visibility,
    n.created, n.modified, n.version, a.slug, a.title, a.url, r.number, s.slug, s.kind, s.name, s.url, u.username,
    (SELECT json_agg(json_build_object('paragraph', p.public_id, 'start', x.start, 'end', x."end", 'text', x.exact,
        'prefix', x.prefix, 'suffix', x.suffix, 'role', x.role, 'state', x.state) ORDER BY x."order")
        FROM articles_span x LEFT JOIN articles_paragraph p ON p.id = x.paragraph_id WHERE x.annotation_id = n.id),
    (SELECT json_agg(json_build_object('url', e.url, 'title', e.title, 'passage', e.passage, 'stance', e.stance)
        ORDER BY e."order") FROM articles_evidence e WHERE e.annotation_id = n.id),
    (SELECT json_agg(t.name ORDER BY t."order") FROM articles_annotationtag t WHERE t.annotation_id = n.id)
FROM articles_annotation n JOIN articles_article a ON a.id = n.article_id
JOIN articles_revision r ON r.id = n.revision_id LEFT JOIN articles_source s ON s.id = n.source_id
LEFT JOIN articles_user u ON u.id = n.creator_id WHERE n.public_id = ANY(%s) ORDER BY n.created DESC, n.id DESC
"""


def raw(request) -> HttpResponse:
    """The same rows as a page of the API, by one statement and `json.dumps`: what the API is compared with."""
    with connection.cursor() as cursor:
        cursor.execute(RAW, [request.GET["ids"].split(",")])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=False)) for row in cursor.fetchall()]
    return HttpResponse(json.dumps({"results": rows}, default=str), content_type="application/json")


urlpatterns = [path("raw", raw), path("", include("newsreader.urls"))]


class Client:
    """A client over HTTP with one connection."""

    def __init__(self, port: int, token: str):
        self.connection = HTTPConnection("127.0.0.1", port)
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def ask(self, method: str, url: str, body=None, signed: bool = False) -> dict:
        """The body of the answer, which must be a success."""
        headers = self.headers if signed else {}
        self.connection.request(method, url, json.dumps(body) if body else None, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 400:
            sys.exit(f"{method} {url}: {response.status} {text[:300]!r}")
        return json.loads(text)

    def medians(self, urls: list[str], repeats: int) -> list[float]:
        """Milliseconds that a GET of each takes, by turns: what else the machine does befalls all of them alike."""
        times = [[] for _ in urls]
        for turn in range(repeats + 1):
            for url, spent in zip(urls, times, strict=True):
                took = milliseconds(partial(self.ask, "GET", url))
                if turn:  # the first fills caches
                    spent.append(took)
        return list(map(statistics.median, times))


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *arguments):
        """Nothing."""


def milliseconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    begin = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begin)


def median(act: Callable[[], object], repeats: int) -> float:
    """Milliseconds that `act` takes, in the middle of `repeats` times."""
    return statistics.median(milliseconds(act) for _ in range(repeats))


def serve() -> int:
    """Serve the site in a thread of this process, and say at which port."""
    settings.ROOT_URLCONF = "bench.api"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**9)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def deep_page(size: int) -> str:
    """The address of the page in the middle of the list."""
    row = Annotation.objects.order_by("-created", "-pk")[size // 2]
    cursor = SIGNER.sign_object(["-created", False, row.created.isoformat(), row.pk])
    return f"{LIST}?limit=50&cursor={cursor}"


def measure_filters(client: Client, size: int, repeats: int) -> dict[str, list[float]]:
    """For each filter, how long a page takes and how long the same rows take by raw SQL."""
    found = {}
    for template in FILTERS:
        query = template.format(middle=size // PER_ARTICLE // 2)
        url = f"{LIST}?limit=50&{query}"
        ids = [item["id"] for item in client.ask("GET", url)["results"]]
        found[template] = client.medians([url, f"/raw?ids={','.join(ids)}"], repeats)
    return found


def measure_writing(client: Client) -> tuple[float, float]:
    """Milliseconds a note, one by one and 500 at once."""
    slug = writable_article()

    def note(number: int) -> dict:
        start = number % 200
        span = {"paragraph": f"p{1 + number // 200}", "start": start, "end": start + 9}
        return {"kind": "quote", "article": slug, "spans": [span], "source": {"name": "Ana", "kind": "person"}}

    numbers = count(1)
    single = median(lambda: client.ask("POST", LIST, note(next(numbers)), signed=True), 100)

    def bulk() -> None:
        operations = [{"op": "create", "annotation": note(next(numbers))} for _ in range(500)]
        results = client.ask("POST", LIST + "bulk", {"operations": operations}, signed=True)["results"]
        assert {item["status"] for item in results} == {201}, results[0]

    return single, median(bulk, 3) / 500


def main() -> None:
    """Measure at each size, print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int, help="how many annotations, growing")
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("This needs PostgreSQL: python -m tests.postgres python -m bench.api …")
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name="annotator"))
    client = Client(serve(), issue_token(user, "bench", ["write"])[1])
    first = {}
    for size in arguments.sizes:
        grow_to(size)
        report(client, size, arguments.repeats, first)


def report(client: Client, size: int, repeats: int, first: dict[int, float]) -> None:
    """Measure with `size` annotations and print it."""
    print(f"\n### {size:,} annotations\n", flush=True)
    first[size], deep = client.medians([f"{LIST}?limit=50", deep_page(size)], 3 * repeats)
    print(f"First page {first[size]:.1f} ms; a page deep in the list {deep:.1f} ms: {deep / first[size]:.2f} times.")
    smallest = min(first)
    print(f"First page here against {smallest:,}: {first[size] / first[smallest]:.2f} times.\n")
    print("| filter | API, ms | raw SQL, ms | times |\n|---|---:|---:|---:|")
    for name, (mine, bare) in measure_filters(client, size, repeats).items():
        print(f"| `{name or '(none)'}` | {mine:.1f} | {bare:.1f} | {mine / bare:.1f} |", flush=True)
    single, bulk = measure_writing(client)
    print(f"\nCreating: {single:.1f} ms a note one by one, {bulk:.1f} ms in bulk: {single / bulk:.1f} times.\n")
    queries = [template.format(middle=size // PER_ARTICLE // 2) for template in FILTERS]
    for line in worries(queries) or ["No plan reads a whole table or sorts more than a page."]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
