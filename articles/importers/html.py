"""Web pages: the article's element as blocks, the head as metadata."""

from articles.document import Document
from articles.importers import dom, draft, metadata, page, tidy


def parse(text: str, name: str = "", url: str = "") -> Document:
    """The article of a page, or of a piece of HTML; raises ParseError when there is no text or too much markup."""
    soup = dom.read_html(text)
    known = metadata.of_page(soup, url)
    base = soup.find("base", href=True)
    base_url = dom.web_address(page.attribute(base, "href"), url) if base else ""
    base_url = base_url or url or known.url
    article = page.article_element(soup)
    page.remove_furniture(article, base_url)
    blocks = tidy.trim_links(dom.blocks(article, base_url))
    return draft.finish(blocks, known, name, url, only_headings=True)
