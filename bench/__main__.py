"""`make bench` prints the tables of docs/performance.md: pages, rendering, importing, and load with wrk.

`python -m bench making rendering` prints some of them, by the names of their functions below.

Times are medians, taken in turns with what they are compared with; the ratios are what counts, as the machine's speed
does not change them. It works in a database of its own and leaves nothing behind.
"""

import io
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="bench-")
os.environ |= {
    "DEBUG": "false",
    "HTTPS": "false",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": f"sqlite:///{FOLDER.name}/bench.sqlite3",
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "newsreader.settings",
}

import django  # noqa: E402

django.setup()

import markdown  # noqa: E402
import trafilatura  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group as Role  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.urls import include, path  # noqa: E402

from articles import importers  # noqa: E402
from articles.document import Document  # noqa: E402
from articles.models import Article, User, document_with, from_document, to_document  # noqa: E402
from articles.rendering import number_notes, render_paragraphs  # noqa: E402
from bench.load import measure_load  # noqa: E402

REPEATS = 60
ROLES = ("annotator", "editor")


def bare(request) -> HttpResponse:
    """A view that does nothing but return the bytes of the article's page."""
    return HttpResponse(bare.page)


urlpatterns = [path("bare", bare), path("", include("newsreader.urls"))]


def in_turns(acts: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Milliseconds that each takes, in the middle of `repeats` times, one after the other in turns."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(repeats):
        for name, act in acts.items():
            begin = time.perf_counter()
            act()
            times[name].append(1000 * (time.perf_counter() - begin))
    return {name: statistics.median(found) for name, found in times.items()}


def asking(application: Callable, address: str, **headers: str) -> Callable[[], bytes]:
    """A request by the door for web servers, through all the middleware, without the network."""

    def ask() -> bytes:
        environ = RequestFactory().get(address, headers=headers).environ
        return b"".join(application(environ, lambda status, headers: answers.append((status, dict(headers)))))

    answers: list[tuple[str, dict[str, str]]] = []
    ask.answers = answers
    return ask


def anew(ask: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same request with nothing in the cache, so that its page is made."""

    def made() -> bytes:
        cache.clear()
        return ask()

    return made


def bare_text(document: Document) -> str:
    """The words of an article, without its notes."""
    return "\n\n".join(paragraph.text for paragraph in document.paragraphs)


def measure_pages(article: Article) -> None:
    """The article's page made, from the cache and confirmed, against a bare view of the same bytes."""
    application = get_wsgi_application()
    address = article.get_absolute_url()
    first = asking(application, address)
    page = first()
    etag = first.answers[0][1]["ETag"]
    print(f"\n### The article's page ({len(page) / 1000:.0f} kB, {article.annotations.count()} notes)\n")
    print("| asked for | made, ms | cached, ms | 304, ms | bare view, ms | made | cached | 304 | cached* | 304* |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, headers in (("compressed", {"Accept-Encoding": "gzip"}), ("plain", {})):
        cached = asking(application, address, **headers)

        made = anew(cached)
        confirmed = asking(application, address, **headers, **{"If-None-Match": etag})
        acts = {"cached": cached, "304": confirmed, "bare": asking(application, "/bare", **headers)}
        warm = in_turns(acts, 10 * REPEATS)
        # Making a page empties the processor's caches, for which the next pays: here each of them does.
        cold = in_turns({each: do for name, act in acts.items() for each, do in ((f"made, {name}", made), (name, act))})
        assert confirmed.answers[-1][0].startswith("304")
        times = " | ".join(f"{value:.2f}" for value in [cold["made, bare"], *warm.values()])
        ratios = [cold["made, bare"] / cold["bare"]]
        ratios += [found[name] / found["bare"] for found in (warm, cold) for name in ("cached", "304")]
        print(f"| {name} | {times} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |", flush=True)
    print("\n\\* each just after a page was made anew, which empties the processor's caches")


def measure_making(article: Article) -> None:
    """The article's page made anew, as for everybody with an account, against Python-Markdown converting its text."""
    application = get_wsgi_application()
    text = bare_text(document_with(article, ()))
    acts = {"Python-Markdown": lambda: markdown.markdown(text)}
    acts["no account"] = anew(asking(application, article.get_absolute_url()))
    for role in ROLES:
        browser = Client()
        browser.force_login(make_user(role))
        cookie = browser.cookies.output(header="", sep=";", attrs=[])
        acts[role] = anew(asking(application, article.get_absolute_url(), Cookie=cookie))
    found = in_turns(acts)
    theirs = found.pop("Python-Markdown")
    print(
        f"\n### The article's page made anew\n\n| for | ms | times Python-Markdown ({theirs:.2f} ms) |\n|---|---:|---:|"
    )
    for name, value in found.items():
        print(f"| {name} | {value:.1f} | {value / theirs:.1f} |", flush=True)


def make_user(role: str) -> User:
    """An account with a role of its own name."""
    user = User.objects.create_user(role)
    user.groups.add(Role.objects.get(name=role))
    return user


def measure_rendering(article: Article) -> None:
    """Our HTML of a document with its notes, against Python-Markdown converting the same text."""
    document = to_document(article, article.annotations.all())
    numbers = number_notes(document)
    text = bare_text(document)
    acts = {
        "ours": lambda: render_paragraphs(document, numbers),
        "theirs": lambda: markdown.markdown(text),
    }
    found = in_turns(acts)
    print("\n### Rendering the same text\n\n| ours with notes, ms | Python-Markdown, ms | times |\n|---:|---:|---:|")
    print(f"| {found['ours']:.2f} | {found['theirs']:.2f} | {found['ours'] / found['theirs']:.2f} |", flush=True)


def measure_importing(article: Article) -> None:
    """Articles a second: read from HTML, and read and stored; against trafilatura's extraction alone."""
    page = bare.page
    acts = {
        "read": lambda: importers.parse(page, "html"),
        "stored": lambda: from_document(replace(importers.parse(page, "html"), url="")),  # each is a new article
        "trafilatura": lambda: trafilatura.extract(page.decode()),
    }
    found = in_turns(acts, 20)
    print("\n### Importing that page\n\n| what | articles a second |\n|---|---:|")
    for name, value in found.items():
        print(f"| {name} | {1000 / value:.0f} |", flush=True)


TABLES = {
    "pages": measure_pages,
    "making": measure_making,
    "rendering": measure_rendering,
    "importing": measure_importing,
    "load": lambda article: measure_load(Path(FOLDER.name), article.get_absolute_url(), bare.page),
}


def main() -> None:
    """Measure and print."""
    settings.ROOT_URLCONF = "bench.__main__"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    article = max(Article.objects.all(), key=lambda one: one.annotations.count())
    sys.modules["bench.__main__"] = sys.modules["__main__"]
    bare.page = asking(get_wsgi_application(), article.get_absolute_url())()
    for name in sys.argv[1:] or TABLES:
        TABLES[name](article)


if __name__ == "__main__":
    main()
