"""Markup that lxml would give up on silently, or be busy with for minutes, is refused after one cheap pass over it."""

import re
from collections import Counter

from articles.importers.errors import ParseError

MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 1_000
DEEPEST = 1_000
DEEPEST_FORMATTING = 5_000

# Elements that need no end tag, and those that many pages forget to end: neither says much about depth.
_UNENDED = (
    "p li dt dd tr td th thead tbody tfoot colgroup option optgroup area base br col embed hr img input link meta"
)
_FORMATTING = "a b big code em font i nobr s small strike strong tt u"
UNENDED = frozenset([*_UNENDED.split(), "param", "source", "track", "wbr"])
FORMATTING = frozenset(_FORMATTING.split())
RAW = frozenset(("script", "style", "textarea", "title", "noscript"))  # what looks like a tag inside these is none
MARKUP = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)|<!--")
ENDS = {name: re.compile(f"</{name}", re.A | re.I) for name in RAW} | {"": re.compile("-->")}
QUOTED = re.compile(r""""[^"]*(?:"|$)|'[^']*(?:'|$)""")


def check_markup(html: str) -> None:
    """Raise ParseError if `html` has too many elements, too many attributes on one, or elements nested too deep."""
    position, elements, nesting = 0, 0, _Nesting()
    while match := MARKUP.search(html, position):
        position = match.end()
        closing, name, attributes = match.groups()
        name = name.lower() if name else ""
        if closing:
            nesting.close(name)
        elif name in ENDS:
            end = ENDS[name].search(html, position)
            if end is None:
                return
            position = end.start()
        else:
            elements += 1
            if elements > MOST_ELEMENTS:
                raise ParseError(f"It has more than {MOST_ELEMENTS:,} elements.")
            _check_attributes(attributes)
            if name not in UNENDED and not attributes.endswith("/"):
                nesting.open(name)


def _check_attributes(attributes: str) -> None:
    if len(attributes) > MOST_ATTRIBUTES and len(QUOTED.sub("", attributes).split()) > MOST_ATTRIBUTES:
        raise ParseError(f"One of its elements has more than {MOST_ATTRIBUTES:,} attributes.")


class _Nesting:
    """The elements that are open, and how many of each name: so an end tag without a start costs nothing."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._counts = Counter[str]()
        self._formatting = 0

    def open(self, name: str) -> None:
        if name in FORMATTING:
            self._formatting += 1
        else:
            self._open.append(name)
            self._counts[name] += 1
        if len(self._open) > DEEPEST or self._formatting > DEEPEST_FORMATTING:
            raise ParseError(f"Its elements are nested more than {DEEPEST:,} deep.")

    def close(self, name: str) -> None:
        if name in FORMATTING:
            self._formatting = max(0, self._formatting - 1)
        elif self._counts[name]:
            last = ""
            while last != name:
                last = self._open.pop()
                self._counts[last] -= 1
