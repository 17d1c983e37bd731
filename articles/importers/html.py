"""Web pages: the article's text as blocks, the head as metadata."""

import re
from collections.abc import Container, Sequence
from xml.sax.saxutils import quoteattr

from bs4 import BeautifulSoup
from lxml.html import HtmlElement, tostring

from articles.document import Document, Paragraph
from articles.importers import choosing, dom, draft, metadata, page, tidy
from articles.importers.forest import Forest
from articles.importers.guard import check_markup
from articles.importers.segments import read_tree, segments

BEGINNING = 20_000  # characters
PAGE = re.compile(r"<(?:html|head|body|!doctype)\b", re.I)
FEWEST = 8  # segments of a page that has anything around its article
UNREAD = ("style", "svg", "noscript", "template", "iframe", "nav", "select", "textarea", "button")
TELLING = ("base", "h1", "link", "meta", "time", "title")


def parse(text: str, name: str = "", url: str = "", forest: Forest | None = None) -> Document:
    """The article of a page, or of a piece of HTML; raises ParseError when there is no text or too much markup.

    `forest` is the model that chooses the article's text, if not the one that the project comes with.
    """
    check_markup(text)
    text, article = _read(text, forest)
    soup = dom.read_html(text)
    known = metadata.of_page(soup, url)
    base = soup.find("base", href=True)
    base_url = dom.web_address(page.attribute(base, "href"), url) if base else ""
    base_url = base_url or url or known.url
    blocks = dom.blocks(dom.read_html(article), base_url) if article else _blocks_of_piece(soup, base_url)
    return draft.finish(tidy.trim_links(blocks), known, name, url, is_page=True)


def _read(text: str, forest: Forest | None) -> tuple[str, str]:
    """What of a page says what it is, and the article in it; of a piece of HTML all, and nothing."""
    if not PAGE.search(text[:BEGINNING]):
        return text, ""
    tree = read_tree(text)
    elements = list(tree.iter())  # held to the end: what nobody holds, lxml makes anew at each step
    found = segments(tree)
    if len(found) < FEWEST:
        return text, ""
    chosen = choosing.choose(tree, found, forest)
    return _telling(elements), choosing.article_html(tree, chosen)


def _telling(elements: Sequence[HtmlElement]) -> str:
    """What of a page may say what it is, as a page: a small part of it, so that reading it once more costs little."""
    root, kept = elements[0], dict.fromkeys(filter(_tells, elements))
    outer = [element for element in kept if not any(_is_left_out(holder, kept) for holder in element.iterancestors())]
    names = "".join(f" {name}={quoteattr(root.get(name))}" for name in ("lang", "xml:lang") if root.get(name))
    return f"<html{names}>{''.join(tostring(element, encoding='unicode', with_tail=False) for element in outer)}"


def _is_left_out(element: HtmlElement, kept: Container[HtmlElement]) -> bool:
    """Whether what is inside the element is not read, or kept with it."""
    return element.tag in UNREAD or element in kept


def _tells(element: HtmlElement) -> bool:
    if element.tag == "script":
        return "ld+json" in (element.get("type") or "").lower()
    return element.tag in TELLING or any(
        not metadata.ROLES.isdisjoint(names.split()) for names in map(element.get, metadata.ROLE_ATTRIBUTES) if names
    )


def _blocks_of_piece(soup: BeautifulSoup, base_url: str) -> list[Paragraph]:
    """The blocks of what has little around its article: all but what serves a page."""
    article = page.article_element(soup)
    page.remove_furniture(article, base_url)
    return dom.blocks(article, base_url)
