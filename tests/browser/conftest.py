"""One browser and one server with the demo for all tests here; a page fails its test when anything is off."""

import io
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from articles.document import describe_span
from articles.management.commands.load_demo import DEMO
from articles.models import Article, User, delete_annotation, from_document
from tests.browser.samples import L1, LINES, TOUGH, WITHDRAWN

expect.set_options(timeout=15_000)  # a slow moment of the machine is no failure

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first opens pages fastest
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

ARTICLES = [f"/articles/{path.stem}/" for path in sorted(DEMO.glob("*.json"))]
DENSEST = max(ARTICLES, key=lambda address: (DEMO / f"{address.split('/')[2]}.json").stat().st_size)
ARABIC = "/articles/the-foggara-of-tinhar/"
BARE = "/articles/the-woman-who-checked-the-tides/"  # without a note
ORDINARY = ["/", *ARTICLES, "/articles/tough/", f"{DENSEST}?show=claims", f"{DENSEST}?show=", "/annotations/toughclaim"]
EXTRAORDINARY = ["/nowhere", "/articles/withdrawn/", "/annotations/deletedone"]  # answered with 404 or 410


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")
            item.add_marker("django_db")  # what a test changes is rolled back; the data of the package stays


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, or Google's."""
    if CHROMIUM is None:
        pytest.skip(f"needs Chromium: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(django_db_setup, django_db_blocker):
    """The address of a server with the demo, the samples and an administrator, loaded once for all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=io.StringIO())
        deleted = replace(LINES.notes[0], id="deletedone", spans=(describe_span(L1, 9, 13),))
        from_document(TOUGH, slug="tough")
        lines = from_document(replace(LINES, notes=(*LINES.notes, deleted)), slug="lines")
        delete_annotation(lines.annotations.get(public_id="deletedone"), actor=None)
        from_document(WITHDRAWN, slug="withdrawn")
        Article.objects.filter(slug="withdrawn").update(state="withdrawn", withdrawn_reason="The report was forged.")
        User.objects.create_superuser("root")
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        transaction.set_rollback(True)


@pytest.fixture
def nothing_published(server, db):
    """Nobody sees an article."""
    Article.objects.update(state="draft")


TURN, MOST_TURNS = 20, 100  # ms to wait for an answer that is on its way, and how often


@dataclass
class Watch:
    """What must not happen on a page: errors in the console, which a broken policy also is, and calls to others."""

    server: str
    wrong: list[str] = field(default_factory=list)
    unanswered: set[Request] = field(default_factory=set)

    def console(self, message):
        failed = message.text.startswith("Failed to load resource")
        asked = message.location["url"] == message.page.url or re.search("status of (409|422)", message.text)
        expected = failed and asked
        if message.type == "error" and not expected:  # the page itself may be a 404 or a 410
            self.wrong.append(message.text)

    def error(self, error):
        self.wrong.append(str(error))

    def answered(self, request):
        self.unanswered.discard(request)

    def request(self, request):
        self.unanswered.add(request)
        if urlsplit(request.url).netloc != urlsplit(self.server).netloc:
            self.wrong.append(f"a request to {request.url}")

    def response(self, response):
        refused = response.status in (409, 422) and "x-panel" in response.request.headers  # a form with mistakes
        if response.status >= 400 and not refused and not response.request.is_navigation_request():
            self.wrong.append(f"{response.status} for {response.url}")


@dataclass
class Contexts:
    """Browser contexts by Playwright's options. They are used again: a new one costs more than most tests."""

    browser: Browser
    watch: Watch
    idle: dict[str, list[BrowserContext]] = field(default_factory=dict)

    def take(self, options):
        kept = self.idle.setdefault(repr(options), [])
        return kept.pop() if kept else self._make(options)

    def give_back(self, options, context):
        """Close its pages and forget what the test left: cookies, permissions, and what is stored on the device."""
        for page in context.pages:
            for _ in range(MOST_TURNS):  # what the server still writes would outlast the test's savepoint
                if not self.watch.unanswered:
                    break
                page.wait_for_timeout(TURN)
            if page.url.startswith(self.watch.server) and options.get("java_script_enabled", True):
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.close()
        context.clear_cookies()
        context.clear_permissions()
        self.idle[repr(options)].append(context)

    def _make(self, options):
        context = self.browser.new_context(base_url=self.watch.server, **options)
        context.on("console", self.watch.console)
        context.on("weberror", lambda error: self.watch.error(error.error))
        context.on("request", self.watch.request)
        context.on("response", self.watch.response)
        context.on("requestfinished", self.watch.answered)
        context.on("requestfailed", self.watch.answered)
        return context


@pytest.fixture(scope="package")
def contexts(browser, server):
    contexts = Contexts(browser, Watch(server))
    yield contexts
    for context in browser.contexts:
        context.close()  # before the server stops, which waits for their connections


@pytest.fixture
def new_page(contexts, db):
    """Make pages in contexts of their own, with Playwright's options; anything wrong on one of them fails the test."""
    taken = []
    contexts.watch.wrong.clear()
    contexts.watch.unanswered.clear()

    def new_page(**options):
        options = {"viewport": {"width": 1400, "height": 900}, **options}
        context = contexts.take(options)
        taken.append((options, context))
        return context.new_page()

    yield new_page
    for options, context in taken:
        contexts.give_back(options, context)
    assert not contexts.watch.wrong


@pytest.fixture
def page(new_page):
    """A page of a desktop browser."""
    return new_page()


@pytest.fixture
def plain_page(new_page):
    """A page of a browser without scripts."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def administrator(client, server):
    """Make a page one of an administrator."""

    def administrator(page):
        client.force_login(User.objects.get(username="root"))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
        return page

    return administrator


@pytest.fixture
def signed_in(page, administrator):
    """A page of an administrator."""
    return administrator(page)
