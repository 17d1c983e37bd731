"""Feeds: the bytes of an RSS, Atom or JSON Feed in, its articles' addresses out."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import feedparser

from articles.importers.dom import web_address
from articles.importers.errors import ParseError
from articles.importers.text import clean, decode, one_line

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says at one moment: its title, and its articles' addresses as it lists them, each once."""

    title: str
    addresses: tuple[str, ...]


def parse_feed(data: bytes, url: str = "") -> FeedContent:
    """The feed in `data`, which came from `url`. Raises ParseError."""
    return _of_json(decode(data), url) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _of_xml(data, url)


def _of_json(text: str, url: str) -> FeedContent:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError("It is no feed: its JSON is broken.") from error
    if "jsonfeed.org" not in str(feed.get("version", "")):
        raise ParseError("It is JSON, but no JSON Feed.")
    items = feed.get("items")
    items = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return _content(feed.get("title"), (item.get("url") or item.get("id") for item in items), url)


def _of_xml(data: bytes, url: str) -> FeedContent:
    # From a file, so that the library never takes it for an address; it cleans HTML, of which nothing is kept here.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        raise ParseError("It is no feed: neither RSS nor Atom nor JSON Feed.")
    return _content(feed.feed.get("title"), (entry.get("link") or entry.get("id") for entry in feed.entries), url)


def _content(title: object, links: Iterable[object], url: str) -> FeedContent:
    addresses = filter(None, (web_address(href, url) for href in links if isinstance(href, str)))
    return FeedContent(
        one_line(clean(title)) if isinstance(title, str) else "", tuple(dict.fromkeys(addresses))[:MOST_ENTRIES]
    )
