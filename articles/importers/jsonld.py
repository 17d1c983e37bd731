"""The schema.org article that a page carries as JSON-LD, however carelessly that was written."""

import html
import json
import re
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup

from articles.importers.text import one_line

TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|(?:Claim)?Review)")
PAGES = re.compile(r"\w*WebPage")
MOST_NODES = 10_000


def article(soup: BeautifulSoup) -> Mapping[str, object]:
    """The first article among the page's JSON-LD, or else a page with a day, its author looked up by @id.

    An empty mapping if there is none.
    """
    nodes = [
        node
        for script in soup.find_all("script", type=re.compile("ld.json", re.I))
        for node in _nodes(script.get_text())
    ]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _is_one(node, TYPES)]
    pages = [node for node in nodes if _is_one(node, PAGES) and "datePublished" in node]
    found = next(iter(articles + pages), {})
    return {key: _resolved(value, by_id) for key, value in found.items()}


def texts(value: object) -> list[str]:
    """The words of a JSON-LD value: a string, what has a name, or a list of such."""
    values = value if isinstance(value, list) else [value]
    named = [item.get("name") or item.get("@value") if isinstance(item, Mapping) else item for item in values]
    flat = [name for names in named for name in (names if isinstance(names, list) else [names])]
    found = (
        one_line(html.unescape(str(name)))
        for name in flat
        if isinstance(name, str | int) and not isinstance(name, bool)
    )
    return [text for text in found if text]


def picture(value: object) -> tuple[str, str]:
    """The address and the caption of an article's first picture, each empty if there is none."""
    first = next(iter(value), "") if isinstance(value, list) else value
    if not isinstance(first, Mapping):
        return next(iter(texts(first)), ""), ""
    addresses, captions = (
        [text for name in names for text in texts(first.get(name))]
        for names in (("url", "contentUrl", "@id"), ("caption", "description"))
    )
    return next(iter(addresses), ""), next(iter(captions), "")


def _is_one(node: Mapping[str, object], types: re.Pattern[str]) -> bool:
    return any(map(types.fullmatch, texts(node.get("@type"))))


def _nodes(text: str) -> Iterator[Mapping[str, object]]:
    """All objects of one script, outer before inner; none if it cannot be mended."""
    waiting: list[object] = [_loaded(text)]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _loaded(text: str) -> object:
    # Browsers never read it, so pages leave comments around it, commas before the last bracket, line feeds in strings.
    bare = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|(?://)?\]\]>|;)\s*$", "", text.strip())
    for attempt in (bare, re.sub(r",\s*([}\]])", r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _resolved(value: object, by_id: Mapping[str, Mapping[str, object]]) -> object:
    if isinstance(value, list):
        return [_resolved(item, by_id) if not isinstance(item, list) else item for item in value]
    if isinstance(value, Mapping) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value
