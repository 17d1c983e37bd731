"""A tree of HTML elements becomes blocks: paragraphs without ids, their links and emphasis as marks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, CData, NavigableString, Tag

from articles.checking import is_web_address
from articles.document import Paragraph
from articles.importers import tables
from articles.importers.addresses import is_too_long
from articles.importers.inline import BREAK, Inline, is_visible, join
from articles.importers.page import attribute, is_invisible
from articles.importers.text import clean

_BLOCKS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
XML_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*>")
TAGS = {"a": "a", "em": "em", "i": "em", "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub"}
TAGS |= dict.fromkeys(("code", "kbd", "samp", "tt"), "code")
KINDS = {
    "blockquote": "quotation",
    "figcaption": "caption",
    "caption": "caption",
    "figure": "caption",
    "pre": "preformatted",
}
KINDS |= {f"h{level}": "heading" for level in range(1, 7)} | {"li": "list item"}


def read_html(html: str) -> BeautifulSoup:
    """The tree of `html`, which `check_markup` must have let pass if it came from elsewhere."""
    # Without these, Beautiful Soup warns that XHTML is XML, and that a text such as an address is no markup.
    html = XML_DECLARATION.sub("", html)
    return BeautifulSoup(html if "<" in html else f"<p>{html}", "lxml")


def blocks(root: Tag, base: str = "") -> list[Paragraph]:
    """The blocks of text under `root`, in order. Relative links are resolved against `base`, or without one dropped."""
    writer = _Writer(base)
    writer.write(root)
    return writer.blocks


def web_address(href: str, base: str = "") -> str:
    """The absolute http or https address that `href` means at `base`, or an empty string."""
    href = re.sub(r"[\t\n\r]", "", clean(href)).strip()
    if not href or href.startswith("#"):  # a place in the page it came from, not in ours
        return ""
    try:
        address = urljoin(base, href)
    except ValueError:
        return ""
    address = re.sub(r'[\s\\<>"]', lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), address)
    return address if is_web_address(address) and not is_too_long(address) else ""


@dataclass
class _Context:
    """An element that gives its text a kind; a list item to its first block only, as the rest are no new items."""

    kind: str
    level: int = 0
    number: int | None = None
    used: bool = False


PROSE = _Context("paragraph")


class _Writer:
    """Walks the tree without recursion and writes down a block whenever a border of one is passed."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.blocks: list[Paragraph] = []
        self._inline = Inline()
        self._contexts: list[_Context] = []
        self._lists: list[int | None] = []  # of each open list the next number, None when it has bullets

    def write(self, root: Tag) -> None:
        """Write all blocks under `root`."""
        waiting: list[tuple[object, bool]] = [(root, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                self._end(node)
            elif isinstance(node, Tag):
                if is_invisible(node):
                    continue
                if node.name == "table" and tables.is_data(node):
                    self._write_table(node)
                    continue
                self._begin(node)
                waiting.append((node, True))
                waiting += [(child, False) for child in reversed(node.contents)]
            elif type(node) in (NavigableString, CData):
                self._inline.add(clean(node).replace(BREAK, " "))
        self._flush()

    def _begin(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self._flush()
        if name == "br":
            self._break()
        elif name == "img":
            self._inline.add(_emoji(attribute(tag, "alt")))
        elif name == "q":
            self._inline.add("“")
        elif mark := _mark(tag):
            href = web_address(attribute(tag, "href"), self.base) if mark == "a" else ""
            if mark != "a" or href:
                self._inline.open(mark, href)
        elif name in ("ul", "ol", "menu"):
            self._lists.append(_integer(tag.get("start"), 1) if name == "ol" else None)
        elif name in KINDS:
            self._contexts.append(self._context(tag))

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self._flush()
        if name == "q":
            self._inline.add("”")
        elif mark := _mark(tag):
            if mark != "a" or web_address(attribute(tag, "href"), self.base):
                self._inline.close(mark)
        elif name in ("ul", "ol", "menu"):
            self._lists.pop()
        elif name in KINDS:
            self._contexts.pop()

    def _context(self, tag: Tag) -> _Context:
        kind = KINDS[tag.name]
        if kind == "heading":
            return _Context(kind, int(tag.name[1]))
        if kind != "list item":
            return _Context(kind)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            number = _integer(tag.get("value"), number)
            self._lists[-1] = number + 1
        return _Context(kind, max(1, len(self._lists)), number if number is None or number >= 0 else None)

    def _break(self) -> None:
        if self._inline.ends_with_break and self._current().kind != "preformatted":
            self._flush()
        else:
            self._inline.add(BREAK)

    def _current(self) -> _Context:
        """The innermost element that still gives its text a kind."""
        return next((context for context in reversed(self._contexts) if not context.used), PROSE)

    def _flush(self) -> None:
        context = self._current()
        is_preformatted = context.kind == "preformatted"
        text, marks = self._inline.take(keep_white=is_preformatted)
        if not is_visible(text):
            return
        if is_preformatted:
            marks = tuple(mark for mark in marks if mark.tag != "code")  # it says the same
        context.used = context.kind == "list item"
        self.blocks.append(Paragraph("", context.kind, text, marks, context.level, context.number))

    def _write_table(self, table: Tag) -> None:
        self._flush()
        self.blocks += tables.blocks(table, self._read_cell)

    def _read_cell(self, cell: Iterable[Tag]) -> Paragraph:
        """The text of one cell, on one line."""
        writer = _Writer(self.base)
        writer.write(cell)
        cell = join(writer.blocks or [Paragraph("", "paragraph", "")])
        return Paragraph("", "paragraph", cell.text.replace("\n", " "), cell.marks)


def _mark(tag: Tag) -> str:
    """Which mark an element makes, by its name or, as word processors write it, by its style."""
    style = attribute(tag, "style").lower().replace(" ", "")
    if tag.name == "span":
        is_bold = re.search("font-weight:(bold|[6-9]00)", style)
        return "em" if "font-style:italic" in style else "strong" if is_bold else ""
    mark = TAGS.get(tag.name, "")
    is_undone = (mark == "em" and "font-style:normal" in style) or (mark == "strong" and "font-weight:normal" in style)
    return "" if is_undone else mark


def _emoji(alt: str) -> str:
    """The text of a picture that stands for a character; other pictures have no text."""
    return alt if 0 < len(alt) <= 12 and all(ord(character) > 0x2000 for character in alt) else ""


def _integer(value: object, otherwise: int) -> int:
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", str(value).strip()) else otherwise
