"""The page stays light: queries, bytes of HTML, markup per note, style."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

from articles.formats import native
from articles.management.commands.load_demo import DEMO
from articles.models import from_document
from tests.views.samples import with_notes

pytestmark = pytest.mark.django_db

NOTES = 40


def size(data: bytes) -> int:
    return len(gzip.compress(data, mtime=0))


@pytest.fixture(scope="module")
def real():
    """A demo article, whose notes are as long as people write them, cut down to forty."""
    document = native.loads((DEMO / "what-the-late-bell-changed.json").read_text())
    return replace(document, notes=document.notes[:NOTES])


@pytest.mark.parametrize("count", [1, NOTES])
@pytest.mark.parametrize("address", ["/articles/the-dam-the-flood/", "/annotations/note000000"])
def test_six_queries_however_many_notes(client, count, address, django_assert_max_num_queries):
    from_document(with_notes(count))
    with django_assert_max_num_queries(6 if address.startswith("/articles") else 8):
        assert client.get(address).status_code == 200


def test_the_page_with_forty_notes(client, real):
    page = client.get(from_document(real).get_absolute_url())
    assert page.text.count("doc-backlink") >= NOTES - 2
    assert size(page.content) <= 15_000


def test_the_markup_of_a_note_beside_its_words(client, real):
    """What forty notes add, less what their words and addresses alone would add."""
    plain = client.get(from_document(replace(real, url="", notes=())).get_absolute_url()).content
    annotated = client.get(from_document(real).get_absolute_url()).content
    items = BeautifulSoup(annotated, "html.parser").select("section.notes li.note")
    assert len(items) == NOTES
    words = "\n".join(
        item.get_text(" ", strip=True) + " ".join(link["href"] for link in item.select("a[href^=http]"))
        for item in items
    )
    assert (size(annotated) - size(plain + words.encode())) / NOTES <= 200


@pytest.mark.parametrize(("selector", "name"), [('link[rel="stylesheet"]', "href"), ("script[src]", "src")])
def test_style_and_script_of_an_article(soup, real, selector, name):
    page = soup(from_document(real).get_absolute_url())
    files = [Path(finders.find(element[name].removeprefix("/static/"))) for element in page.select(selector)]
    assert sum(size(file.read_bytes()) for file in files) <= 8_000
