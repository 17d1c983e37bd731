"""An article's text in one piece, as formats of whole texts count it, and its paragraphs, as spans do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from articles.checking import UNSTORABLE
from articles.document import Paragraph, Span, describe_span

SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text and where each paragraph begins in it, both in code points."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    starts: tuple[int, ...]

    def spans(self, start: int, end: int, role: str) -> list[Span]:
        """The spans of `text[start:end]`: one for each paragraph that it touches with more than space."""
        found = []
        for paragraph, begin in zip(self.paragraphs, self.starts, strict=True):
            first, last = max(start - begin, 0), min(end - begin, len(paragraph.text))
            if first < last and paragraph.text[first:last].strip():
                found.append(describe_span(paragraph, first, last, role))
        return found

    def pieces(self, spans: Iterable[Span]) -> list[tuple[int, int]]:
        """Where spans that have a place stand in the text, in their order."""
        begins = {paragraph.id: begin for paragraph, begin in zip(self.paragraphs, self.starts, strict=True)}
        return [(begins[span.paragraph] + span.start, begins[span.paragraph] + span.end) for span in spans]


def split(text: str) -> PlainText:
    """The paragraphs of a text, which blank lines separate; nothing else is changed.

    What cannot be stored, such as a control character, becomes a space, so that every offset holds.
    """
    text = UNSTORABLE.sub(" ", text)
    paragraphs, starts, first, last, position = [], [], None, 0, 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            first = position if first is None else first
            last = position + len(line)
        elif first is not None:
            starts.append(first)
            paragraphs.append(Paragraph(f"p{len(starts)}", "paragraph", text[first:last]))
            first = None
        position += len(line) + 1
    return PlainText(text, tuple(paragraphs), tuple(starts))


def join(paragraphs: Sequence[Paragraph], text: str = "") -> PlainText:
    """The text of these paragraphs: as they stand in `text` if they all do, else with empty lines between them."""
    text = UNSTORABLE.sub(" ", text)
    starts = _find(paragraphs, text)
    if starts is None or not text:
        text = SEPARATOR.join(paragraph.text for paragraph in paragraphs)
        lengths = [len(paragraph.text) + len(SEPARATOR) for paragraph in paragraphs]
        starts = list(accumulate(lengths, initial=0))[:-1]
    return PlainText(text, tuple(paragraphs), tuple(starts))


def _find(paragraphs: Sequence[Paragraph], text: str) -> list[int] | None:
    """Where the paragraphs stand in `text`, one after another; None unless all do."""
    starts, position = [], 0
    for paragraph in paragraphs:
        position = text.find(paragraph.text, position)
        if position < 0:
            return None
        starts.append(position)
        position += len(paragraph.text)
    return starts
