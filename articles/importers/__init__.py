"""Importers: the bytes or the text of an article in, a Document out. Pure: no Django, no network.

A new format is one module with a `parse(text, name, url)` and one line in FORMATS.
"""

from articles.document import Document
from articles.importers import html, markdown, plaintext
from articles.importers.dom import web_address
from articles.importers.errors import ParseError
from articles.importers.guess import guess_format, is_feed
from articles.importers.text import decode

__all__ = ["FORMATS", "ParseError", "parse"]

FORMATS = {"html": html.parse, "markdown": markdown.parse, "text": plaintext.parse}


def parse(data: bytes | str, format: str | None = None, name: str = "", url: str = "", charset: str = "") -> Document:
    """The article in `data`.

    `format` is a key of FORMATS; without one it is guessed from the content and from `name`, the name of a file. `url`
    is the address that the data came from, `charset` the encoding that the server named, if it did. Raises ParseError,
    a sentence for people, when nothing can be read.
    """
    if format is not None and format not in FORMATS:
        *others, last = FORMATS
        raise ParseError(f"“{format}” is not a format: {', '.join(others)} or {last}.")
    text = decode(data, charset)
    if is_feed(text):
        raise ParseError("This is a feed, which has several articles, and no article.")
    return FORMATS[format or guess_format(text, name)](text, name, web_address(url))
