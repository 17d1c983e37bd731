"""A reader who is not signed in loads little, from one host, and meets no more tab stops than notes and links."""

import gzip
import hashlib
import re
from dataclasses import replace

import pytest

from articles.formats import native
from articles.management.commands.load_demo import DEMO
from articles.models import from_document
from tests.browser.conftest import ARABIC, DENSEST

NOTES = 40


def size(data):
    return len(gzip.compress(data, mtime=0))


@pytest.fixture(scope="module")
def forty(server):
    """A demo article, whose notes are as long as people write them, cut down to forty."""
    document = native.loads((DEMO / "what-the-late-bell-changed.json").read_text())
    return from_document(replace(document, url="", notes=document.notes[:NOTES]), slug="forty").get_absolute_url()


@pytest.fixture
def loaded(page, forty):
    """All that the page with forty notes loads, by type."""
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(forty, wait_until="networkidle")
    by_type = {}
    for response in responses:
        by_type.setdefault(response.request.resource_type, {})[response.url] = response.body()
    return by_type


@pytest.mark.parametrize(("kind", "most"), [("script", 8192), ("stylesheet", 8192), ("document", 15 * 1024)])
def test_bytes(loaded, kind, most):
    files = {url.rpartition("/")[2]: body for url, body in loaded[kind].items()}
    sizes = {name: size(as_in_production(body, files)) for name, body in files.items()}
    assert sum(sizes.values()) <= most, sizes


def as_in_production(body, files):
    """A script with the names of others as they are served there: each with a digest, which hardly compresses."""

    def named(match):
        return b"%s.%s.js" % (match[1], hashlib.md5(files[match[2].decode() + ".js"]).hexdigest()[:12].encode())

    return re.sub(rb'(from "\./(\w+))\.js', named, body)


def test_nothing_comes_from_elsewhere(loaded, server):
    """The fixture fails for any other host; here, that something was loaded at all."""
    assert {url for urls in loaded.values() for url in urls if not url.startswith(f"{server}/")} == set()
    assert len(loaded["script"]) >= 3


def test_one_script_blocks_and_it_is_tiny(loaded, page):
    blocking = page.locator("script").evaluate_all(
        """scripts => scripts.filter(({ type, async, defer }) => type !== "module" && !async && !defer)
                            .map(({ src }) => src)"""
    )
    assert len(blocking) == 1
    assert size(loaded["script"][blocking[0]]) <= 400


def test_no_script_is_loaded_twice_or_found_late(loaded, page):
    """Each module is named in the head, so that none waits for another to name it."""
    named = page.locator("script[src], link[rel=modulepreload]").evaluate_all(
        "elements => elements.map(({ src, href }) => src || href)"
    )
    assert sorted(named) == sorted(loaded["script"])


def test_other_pages_load_the_keys_alone(page):
    scripts = []
    page.on("request", lambda request: request.resource_type == "script" and scripts.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert [script.rpartition("/")[2] for script in scripts] == ["keys.js"]


@pytest.mark.parametrize("hide", [None, "Claims", "Sources"])
@pytest.mark.parametrize("address", [DENSEST, ARABIC])
def test_tab_stops_in_the_text(page, address, hide):
    page.goto(address)
    if hide:
        page.get_by_label(hide).uncheck()
    text = page.locator(".article-text")
    stops = text.evaluate(
        """text => [...text.querySelectorAll("*")].filter(element => element.tabIndex >= 0 && element.checkVisibility()
             && !element.matches("pre")).length"""
    )
    notes = text.locator(".marker").filter(visible=True).count()
    links = text.locator("a[href]:not(.marker)").count()
    assert stops == notes + links
    assert notes <= page.locator(".notes > ol > li").filter(visible=True).count()
