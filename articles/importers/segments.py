"""A page's tree cut into segments: stretches of text between two borders of blocks, which are chosen whole or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BORDERS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
_NEVER_TEXT = (
    "script style noscript template svg iframe object embed canvas head select option textarea button input map audio "
    "video math rt rp del"
)
BORDERS = frozenset(_BORDERS.split())
NEVER_TEXT = frozenset(_NEVER_TEXT.split())
BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset(("a", "em", "i", "small", "span"))
FOR_SCREEN_READERS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|off-?screen|assistive-text|tooltip\w*)(?:$|[\s_-])",
    re.I,
)
WORD = re.compile(r"\w+")
WHITE = re.compile(r"\s+")


@dataclass(slots=True)
class Segment:
    """A stretch of text: the block it stands in, its pieces in the tree, and which share is linked and bold."""

    block: HtmlElement
    text: str = ""
    pieces: list[tuple[HtmlElement, str]] = field(default_factory=list)  # an element and "text" or "tail"
    linked: float = 0.0
    bold: float = 0.0
    is_after_break: bool = False  # it begins after two line breaks, not at a tag
    words: list[str] = field(default_factory=list)


def segments(tree: HtmlElement) -> list[Segment]:
    """The segments of a page that have a word, in order."""
    body = tree.find("body")
    cutter = _Cutter(tree if body is None else body)
    return cutter.segments


class _Cutter:
    """Walks the tree without recursion, and ends a segment at every border and after two line breaks."""

    def __init__(self, body: HtmlElement) -> None:
        self.segments: list[Segment] = []
        self._block = body
        self._pieces: list[tuple[HtmlElement, str, str, bool, bool]] = []  # with its text, and if linked and bold
        self._breaks = 0
        self._is_after_break = False
        self._walk(body)

    def _walk(self, body: HtmlElement) -> None:
        waiting: list[tuple] = [("open", body, False, False, body)]
        while waiting:
            what, element, is_linked, is_bold, block = waiting.pop()
            if what == "tail":
                self._add(element, "tail", is_linked, is_bold)
            elif what == "close":
                self._end()
                self._block = block
            elif not _is_skipped(element):
                if element.tag == "br":
                    self._break()
                    continue
                inner = block
                if element.tag in BORDERS:
                    self._end()
                    waiting.append(("close", element, False, False, block))
                    self._block = inner = element
                is_linked, is_bold = is_linked or element.tag == "a", is_bold or element.tag in BOLD
                self._add(element, "text", is_linked, is_bold)
                for child in element.iterchildren(reversed=True):
                    if child.tail:
                        waiting.append(("tail", child, is_linked, is_bold, inner))
                    waiting.append(("open", child, is_linked, is_bold, inner))
        self._end()

    def _add(self, element: HtmlElement, place: str, is_linked: bool, is_bold: bool) -> None:
        text = getattr(element, place)
        if text:
            self._breaks = self._breaks if text.isspace() else 0
            self._pieces.append((element, place, text, is_linked, is_bold))

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self._end(is_break=True)

    def _end(self, is_break: bool = False) -> None:
        if self._pieces:
            self._add_segment()
        self._pieces = []
        self._is_after_break = is_break
        if not is_break:
            self._breaks = 0

    def _add_segment(self) -> None:
        text = WHITE.sub(" ", "".join([piece[2] for piece in self._pieces])).strip()
        if words := WORD.findall(text.lower()):
            lengths = [len(piece[2].strip()) for piece in self._pieces]
            whole = sum(lengths) or 1
            linked, bold = (
                sum(length for length, piece in zip(lengths, self._pieces, strict=True) if piece[at]) / whole
                for at in (3, 4)
            )
            pieces = [piece[:2] for piece in self._pieces]
            self.segments.append(Segment(self._block, text, pieces, linked, bold, self._is_after_break, words))


def _is_skipped(element: HtmlElement) -> bool:
    """Whether nothing in the element is text for readers."""
    if not isinstance(element.tag, str) or element.tag in NEVER_TEXT:
        return True
    if element.tag not in INLINE and element.tag != "div":
        return False
    if FOR_SCREEN_READERS.search(element.get("class") or ""):
        return True
    style = element.get("style")
    return bool(style) and element.tag != "div" and "display:none" in style.replace(" ", "").lower()


def ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element itself and all elements around it, from the inside out."""
    yield element
    yield from element.iterancestors()


def read_tree(html: str) -> HtmlElement:
    """The tree of a page, its comments left out; raises etree.ParserError if there is nothing in it."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
