"""Browsers' Reader View, which is Mozilla's Readability, keeps all of the text and every note."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from articles.formats import native
from articles.management.commands.load_demo import DEMO
from tests.browser.conftest import ARTICLES

READABILITY = Path(__file__).parent / "node_modules" / "@mozilla" / "readability" / "Readability.js"


@pytest.fixture
def read(page):
    """The text that Reader View shows of an address, without the numbers of the notes, and the page's own notes."""
    if not READABILITY.exists():
        pytest.skip("needs Mozilla's Readability: npm install --prefix tests/browser")

    def read(address):
        page.goto(address)
        page.evaluate("document.querySelectorAll('[aria-hidden]').forEach(glyph => glyph.remove())")
        notes = page.locator("section[role=doc-endnotes] > ol > li").all_text_contents()
        script = READABILITY.read_text() + "; new Readability(document.cloneNode(true)).parse()"
        article = page.evaluate(script)
        soup = BeautifulSoup(article["content"], "html.parser")
        for sup in soup.select("sup"):
            if sup.get_text().isdigit():
                sup.decompose()
        return article["title"], squeeze(soup.get_text()), [squeeze(note) for note in notes]

    return read


def squeeze(text):
    """The text without white space, which Readability sets in its own way."""
    return "".join(text.split())


@pytest.mark.parametrize("address", ARTICLES)
def test_nothing_is_lost(read, address):
    document = native.loads((DEMO / f"{address.split('/')[2]}.json").read_text())
    title, text, notes = read(address)
    assert title == document.title
    assert [block.text for block in document.paragraphs if squeeze(block.text) not in text] == []
    assert len(notes) == len(document.notes)
    assert [note for note in notes if note not in text] == []
