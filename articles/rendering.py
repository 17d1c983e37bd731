"""A paragraph, its marks and the notes over it become flat HTML. All HTML that is made of data is escaped here.

A paragraph is cut at every border of a mark or a span. Formatting stays one element where it can; words under notes
are one `<mark>` a piece that names every note over it, the shortest first, so nothing is nested, merged or hidden.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import takewhile
from typing import Any

import markdown
import nh3

from articles.checking import is_web_address
from articles.document import Document, Mark, Note, Paragraph, Span

# Reader View drops whatever has "comment" in its class.
KIND_CLASSES = {"quote": "quote", "claim": "claim", "source": "source", "comment": "gloss"}
NOTE_TAGS = {"a", "blockquote", "br", "code", "del", "em", "li", "ol", "p", "pre", "strong", "sub", "sup", "ul"}


# Python-Markdown's time grows with the square and more of the brackets that no link closes: 20,000 take four minutes.
MOST_BRACKETS = 200


class Html(str):
    """Text that this module has escaped or cleaned: the only kind that templates print as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A span of a note on its paragraph, with the number that the note is shown with."""

    span: Span
    note: Note
    number: int


def number_notes(document: Document) -> dict[str, int]:
    """Each note's number by its id, in the order of the markers; those of notes without a place follow as they come."""
    positions = {paragraph.id: position for position, paragraph in enumerate(document.paragraphs)}

    def place(note: Note) -> tuple[int, int, int, str]:
        ends = [(positions[span.paragraph], span.end, -span.start) for span in note.spans_of("content")]
        return (*max(ends), note.id) if ends else (len(positions), 0, 0, "")

    return {note.id: number for number, note in enumerate(sorted(document.notes, key=place), 1)}


def render_paragraphs(document: Document, numbers: Mapping[str, int], *, markers: bool = True) -> dict[str, Html]:
    """The inner HTML of every paragraph by its id, with the document's notes drawn and numbered by `numbers`."""
    placed: dict[str, list[Placed]] = defaultdict(list)
    ending: dict[str, list[Placed]] = defaultdict(list)
    positions = {paragraph.id: position for position, paragraph in enumerate(document.paragraphs)}
    for note in document.notes:
        items = [Placed(span, note, numbers[note.id]) for span in note.spans_of("content")]
        for item in items:
            placed[item.span.paragraph].append(item)
        if items and markers:
            last = max(items, key=lambda item: (positions[item.span.paragraph], item.span.end))
            ending[last.span.paragraph].append(last)
    return {
        paragraph.id: render_paragraph(paragraph, placed[paragraph.id], ending[paragraph.id])
        for paragraph in document.paragraphs
    }


def render_paragraph(paragraph: Paragraph, placed: Sequence[Placed] = (), ending: Sequence[Placed] = ()) -> Html:
    """The inner HTML of one paragraph: `placed` are the spans to draw, `ending` those that are followed by a marker."""
    if not placed and not ending and not paragraph.marks:
        return Html(escape(paragraph.text, quote=False))
    marks = _drawable(paragraph.marks)
    starts, ends, markers, formats = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for item in placed:
        starts[item.span.start].append(item)
        ends[item.span.end].append(item)
    for item in sorted(ending, key=lambda item: item.number):
        markers[item.span.end].append(item)
    for mark in marks:
        formats[mark.start].append(mark)
    borders = {0, len(paragraph.text), *starts, *ends, *markers, *formats, *(mark.end for mark in marks)}

    pieces, covering, formatting, waiting, position = [], _Covering(), _Formatting(), [], 0
    for border in sorted(borders):
        if border > position:
            pieces.append(covering.wrap(escape(paragraph.text[position:border], quote=False)))
        if border in markers:
            waiting += markers[border]
        if waiting or border in formats or formatting.open:
            pieces += formatting.move(border, formats.get(border, []), waiting)
        for item in ends.get(border, ()):
            covering.remove(item)
        for item in starts.get(border, ()):
            covering.add(item)
        position = border
    return Html("".join(pieces))


def render_data(data: dict[str, Any]) -> Html:
    """JSON-LD for machines that read the page: a block of data, which no browser runs."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":  # so that nothing in it can end the block
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Html(f'<script type="application/ld+json">{text}</script>')


def enclose_runs(paragraphs: Sequence[Paragraph]) -> list[tuple[Html, Html]]:
    """What stands before and after each paragraph's own element, so that list items and quotations lie in theirs.

    The end of a list item's element is among what stands after it, because a deeper list belongs inside.
    """
    borders, lists, previous = [], [], None
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        before = after = ""
        if paragraph.kind == "list item":
            before = _open_lists(lists, paragraph)
            after = _close_lists(lists, following)
        elif paragraph.kind == "quotation":
            before = "<blockquote>" if previous != "quotation" else ""
            after = "</blockquote>" if following is None or following.kind != "quotation" else ""
        borders.append((Html(before), Html(after)))
        previous = paragraph.kind
    return borders


def _open_lists(lists: list[str], item: Paragraph) -> str:
    missing = max(item.level, 1) - len(lists)
    lists += [_list_tag(item)] * missing
    return "<li>".join([f"<{_list_tag(item)}>"] * missing)


def _close_lists(lists: list[str], following: Paragraph | None) -> str:
    depth = max(following.level, 1) if following and following.kind == "list item" else 0
    if depth > len(lists):
        return ""
    html = "</li>"
    while len(lists) > depth:
        html += f"</{lists.pop()}>" + ("</li>" if lists else "")
    if lists and lists[-1] != _list_tag(following):
        html += f"</{lists.pop()}>"
    return html


def _list_tag(item: Paragraph) -> str:
    return "ul" if item.number is None else "ol"


def heading_ranks(paragraphs: Sequence[Paragraph]) -> dict[str, int]:
    """The level to show each heading at, by its id: 2, below the title, or one below the heading it belongs to."""
    ranks, above = {}, []
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            while above and above[-1] >= paragraph.level:
                above.pop()
            above.append(paragraph.level)
            ranks[paragraph.id] = min(1 + len(above), 6)
    return ranks


@lru_cache(maxsize=2048)
def render_markdown(text: str) -> Html:
    """A note's body as clean HTML: emphasis, lists, quotations, code and links; anything else stays as typed."""
    converter = markdown.Markdown(output_format="html", extensions=["sane_lists", "nl2br"])
    converter.preprocessors.deregister("html_block")
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    for name in ("hashheader", "setextheader", "hr", "reference"):
        converter.parser.blockprocessors.deregister(name)
    plain = f"<p>{escape(text)}</p>"
    try:
        html = plain if text.count("[") > MOST_BRACKETS else converter.convert(text)
    except RecursionError:  # thousands of lists or quotations inside one another
        html = plain
    schemes = {"http", "https", "mailto"}
    return Html(
        nh3.clean(html, tags=NOTE_TAGS, attributes={"a": {"href"}}, url_schemes=schemes, link_rel="nofollow noopener")
    )


class _Covering:
    """The notes over the present piece of text, kept in order so that a piece costs no search."""

    def __init__(self):
        self.order: list[tuple[int, int]] = []
        self.names: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.proposed = 0

    def add(self, item: Placed) -> None:
        key = (item.span.end - item.span.start, item.number)
        index = bisect_left(self.order, key)
        self.order.insert(index, key)
        self.names.insert(index, f"n-{item.note.id}")
        self.kinds[item.note.kind] += 1
        self.proposed += item.note.status == "suggested"

    def remove(self, item: Placed) -> None:
        index = bisect_left(self.order, (item.span.end - item.span.start, item.number))
        del self.order[index], self.names[index]
        self.kinds[item.note.kind] -= 1
        self.proposed -= item.note.status == "suggested"

    def wrap(self, html: str) -> str:
        if not self.names:
            return html
        kinds = " ".join(KIND_CLASSES[kind] for kind, count in self.kinds.items() if count)
        kinds += " proposed" if self.proposed else ""
        # Until ARIA 1.3, aria-details names one element; data-notes names all.
        details, notes = self.names[0], " ".join(self.names)
        return f'<mark class="{kinds}" aria-details="{details}" data-notes="{notes}">{html}</mark>'


class _Formatting:
    """The elements that are open at the present place, outermost first."""

    def __init__(self):
        self.open: list[Mark] = []

    def move(self, border: int, starting: list[Mark], waiting: list[Placed]) -> Iterator[str]:
        """Close what ends at `border`, set the markers that wait unless a link goes on here, and open what starts."""
        if not self.open and not starting:
            yield _set(waiting)
            return
        going_on = [mark for mark in self.open if mark.end > border]
        can_mark = waiting and not any(mark.tag == "a" for mark in going_on)
        wanted = going_on + sorted(starting, key=lambda mark: -mark.end)
        common = takewhile(lambda pair: pair[0] is pair[1], zip(self.open, wanted, strict=False))
        kept = 0 if can_mark else len(list(common))
        yield from (f"</{mark.tag}>" for mark in reversed(self.open[kept:]))
        if can_mark:
            yield _set(waiting)
        yield from map(_opening, wanted[kept:])
        self.open = wanted


def _drawable(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without links that lead nowhere safe, and without links inside links, which HTML does not know."""
    kept, link_end = [], 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.tag == "a":
            if mark.start < link_end or not is_web_address(mark.href):
                continue
            link_end = mark.end
        kept.append(mark)
    return kept


def _opening(mark: Mark) -> str:
    return f'<a href="{escape(mark.href)}">' if mark.tag == "a" else f"<{mark.tag}>"


def _set(waiting: list[Placed]) -> str:
    """The markers that wait; none waits any more."""
    html = "".join(map(_marker, waiting))
    waiting.clear()
    return f"<sup>{html}</sup>"


def _marker(item: Placed) -> str:
    note = item.note
    classes, said = _described(note.kind, note.verdict, note.status == "suggested")
    return (
        f'<a class="marker {classes}" id="r-{note.id}" href="#n-{note.id}" role="doc-noteref"'
        f' aria-label="{item.number}, {said}">{item.number}</a>'
    )


@lru_cache
def _described(kind: str, verdict: str, is_proposed: bool) -> tuple[str, str]:
    """The classes of a marker, and what is said of it to those who do not see it."""
    proposed = ("proposed",) if is_proposed else ()
    said = ", ".join(filter(None, (kind, verdict, *proposed)))
    return " ".join((KIND_CLASSES[kind], *proposed)), escape(said)
