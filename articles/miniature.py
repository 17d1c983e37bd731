"""An article in miniature: its lines as on a page, the notes where they fall, and where nobody says who says so."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.document import NOTE_KINDS, Document, Note, Paragraph
from articles.scripts import count_words

LANES = NOTE_KINDS[:3]  # a comment sources nothing
LINE = 48  # characters at most
PITCH, BAR = 8, 5.5  # from line to line, and how high a line is
MOST_LINES = 250  # of more lines, each is half as high
LEAST_FACTUAL_WORDS = 8
LONGEST_BEGINNING = 80
NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Box:
    """What lies over a piece of a line, in characters from its beginning."""

    kind: str
    left: int
    top: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its lines and what lies over them, and whether it states facts and somebody is named for them.

    `lines` is the data of an SVG path. They and the boxes lie in LINE by `depth`, which is drawn `height` pixels high.
    """

    id: str
    kind: str
    beginning: str
    depth: int
    height: int
    lines: str
    boxes: tuple[Box, ...]
    counts: Mapping[str, int]
    factual: bool
    sourced: bool

    @property
    def unsourced(self) -> bool:
        """Whether a reader may ask “who says so?”."""
        return self.factual and not self.sourced


def draw_page(document: Document) -> list[Block]:
    """The paragraphs of an article with its notes.

    A paragraph counts as factual that has at least eight words and either a number or a claim. It is sourced if a
    source, a quote or a claim with a name lies over it.
    """
    over: dict[str, list[tuple[Note, int, int]]] = {}
    for note in document.notes:
        for span in note.spans_of("content"):
            over.setdefault(span.paragraph, []).append((note, span.start, span.end))
    texts = [(paragraph, list(break_lines(paragraph.text))) for paragraph in document.paragraphs]
    scale = 1 if sum(len(lines) for _, lines in texts) <= MOST_LINES else 2
    return [_block(paragraph, lines, over.get(paragraph.id, []), PITCH // scale) for paragraph, lines in texts]


def break_lines(text: str, most: int = LINE) -> Iterator[tuple[int, int]]:
    """Where the lines of a text start and end: at a line feed, at a space, or within a word longer than a line."""
    start = 0
    while start < len(text):
        end = text.find("\n", start, start + most + 1)
        if end < 0 and start + most >= len(text):
            end = len(text)
        elif end < 0:
            space = text.rfind(" ", start, start + most + 1)
            end = space if space > start else start + most
        yield start, end
        start = end + (text[end : end + 1] in (" ", "\n"))


def _block(
    paragraph: Paragraph, lines: Sequence[tuple[int, int]], over: Sequence[tuple[Note, int, int]], pitch: int
) -> Block:
    boxes = [box for number, line in enumerate(lines) for box in _boxes(number, *line, over)]
    kinds = Counter({note.id: note.kind for note, _, _ in over}.values())
    states = bool(NUMBER.search(paragraph.text)) or bool(kinds["claim"])
    is_long = count_words([paragraph.text]) >= LEAST_FACTUAL_WORDS
    return Block(
        paragraph.id,
        paragraph.kind,
        _begin(paragraph.text),
        PITCH * len(lines),
        pitch * len(lines),
        "".join(f"M0 {PITCH * number}h{end - start}v{BAR}H0z" for number, (start, end) in enumerate(lines)),
        tuple(boxes),
        kinds,
        paragraph.kind not in ("heading", "caption") and states and is_long,
        any(note.source for note, _, _ in over),
    )


def _begin(text: str) -> str:
    words = text.split()
    beginning = " ".join(words[:8])[:LONGEST_BEGINNING]
    return beginning if beginning == " ".join(words) else f"{beginning}…"


def _boxes(number: int, start: int, end: int, over: Sequence[tuple[Note, int, int]]) -> Iterator[Box]:
    """What lies over a line: kinds that lie over the same words share its height."""
    here = [
        (note.kind, max(left, start), min(right, end)) for note, left, right in over if left < end and right > start
    ]
    borders = sorted({place for _, *places in here for place in places})
    for left, right in pairwise(borders):
        kinds = [kind for kind in LANES if any(kind == k and lo <= left and right <= hi for k, lo, hi in here)]
        for order, kind in enumerate(kinds):
            height = BAR / len(kinds)
            yield Box(kind, left - start, round(PITCH * number + order * height, 2), right - left, round(height, 2))
