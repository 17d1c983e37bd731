"""Notes and paragraphs of a document carried over to its new text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from articles.anchoring.mapping import GONE, Found, TextMap
from articles.anchoring.words import Words, is_word
from articles.document import Mark, Note, Paragraph, Span, describe_span


class DocumentMap:
    """What became of the paragraphs `old`, and of the words in them, in the paragraphs `new`."""

    def __init__(self, old: Sequence[Paragraph], new: Sequence[Paragraph]):
        self.old, self.new = tuple(old), tuple(new)
        self.numbers = {paragraph.id: number for number, paragraph in enumerate(self.old)}

    @cached_property
    def text(self) -> TextMap:
        """The map of the plain texts."""
        return TextMap([item.text for item in self.old], [item.text for item in self.new])

    def find(self, span: Span) -> Found:
        """What became of the words that stand where `span` says; gone, if it stands nowhere."""
        number = self.numbers.get(span.paragraph)
        return GONE if number is None else self.text.find(number, span.start, span.end)


def reanchor(note: Note, texts: DocumentMap, origin: Note | None = None, origins: DocumentMap | None = None) -> Note:
    """`note` on the new text: its spans moved, changed or gone, and nothing else of it altered.

    `origin` is the note as it was when all its words stood in the text, and `origins` the map from that text to the
    same new one: where its words stand again among the same ones, the note does, so that nothing wears out; and words
    that changed, went or were parted, or lost a space at their edge, are looked for again from there.
    """
    carried = tuple(piece for span in note.spans for piece in _carry(span, texts))
    whole = all(span.state == "unchanged" for span in (*note.spans, *carried))
    if origin and origins:
        spans = tuple(piece for span in origin.spans for piece in _carry(span, origins))
        stands = bool(spans) and all(span.state == "unchanged" for span in spans)
        as_was = whole and [span.exact for span in carried] == [span.exact for span in origin.spans]
        if stands and (not as_was or surroundings(spans) == surroundings(origin.spans)):
            return replace(note, spans=_apart(spans))
    if whole:
        return replace(note, spans=_apart(carried))
    places = {(span.role, _squeezed(span.exact)): span for span in origin.spans} if origin else {}
    spans = []
    for span in note.spans:
        carried = _carry(span, texts)
        if any(piece.state != "unchanged" for piece in carried):
            carried = _retry(span, places.get((span.role, _squeezed(span.exact))), texts, origins) or carried
        spans += carried
    return replace(note, spans=_apart(spans))


def surroundings(spans: Iterable[Span]) -> list[tuple[str, str]]:
    """What stands before and behind each of the spans."""
    return [(span.prefix, span.suffix) for span in spans]


def name_paragraphs(texts: DocumentMap, last: int) -> tuple[Paragraph, ...]:
    """The new paragraphs with the ids of the old ones that they carry on, and the others with ids after p`last`.

    Of a paragraph that was split, the part with most of its words keeps the id; of two that were merged, the one that
    gave more.
    """
    pairs = sorted(texts.text.matches(), key=lambda match: (-match[2], match[0], match[1]))
    old_of: dict[int, int] = {}
    taken: set[int] = set()
    for number, new_number, length in pairs:
        shorter = min(len(texts.old[number].text), len(texts.new[new_number].text))
        if number not in taken and new_number not in old_of and 3 * length >= shorter:
            old_of[new_number] = number
            taken.add(number)
    named = []
    for number, paragraph in enumerate(texts.new):
        if number in old_of:
            named.append(replace(paragraph, id=texts.old[old_of[number]].id))
        else:
            last += 1
            named.append(replace(paragraph, id=f"p{last}"))
    return tuple(named)


def keep_form(texts: DocumentMap, named: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The new paragraphs, of which only the text is known, with kind, links and emphasis of those they carry on."""
    before = {paragraph.id: paragraph for paragraph in texts.old}
    marks = _carried_marks(texts)
    formed = []
    for number, paragraph in enumerate(named):
        old = before.get(paragraph.id)
        kept = {"kind": old.kind, "level": old.level, "number": old.number} if old else {}
        formed.append(replace(paragraph, marks=tuple(marks.get(number, ())), **kept))
    return tuple(formed)


def _carried_marks(texts: DocumentMap) -> Mapping[int, list[Mark]]:
    """The marks whose words are still there, by the number of the new paragraph."""
    marks: dict[int, list[Mark]] = {}
    for number, paragraph in enumerate(texts.old):
        for mark in paragraph.marks:
            found = texts.text.find(number, mark.start, mark.end)
            if found.state != "gone" and found.paragraph == found.last:
                marks.setdefault(found.paragraph, []).append(replace(mark, start=found.start, end=found.end))
    return marks


def _carry(span: Span, texts: DocumentMap) -> tuple[Span, ...]:
    """The span on the new text: one, or several where its paragraph was split between its words."""
    return _place(span, texts.find(span), texts.new)


def _place(span: Span, found: Found, paragraphs: Sequence[Paragraph]) -> tuple[Span, ...]:
    if found.state == "gone":
        return (replace(span, paragraph=None, state="gone"),)
    pieces = _pieces(found, paragraphs)
    if _squeezed("".join(piece.exact for piece in pieces)) == _squeezed(span.exact) and (
        len(pieces) > 1 or pieces[0].exact.split() == span.exact.split()
    ):
        return tuple(replace(piece, role=span.role) for piece in pieces)
    words = _words_in(span.exact)  # another paragraph may have come between them
    best = max(pieces, key=lambda piece: ((_words_in(piece.exact) & words).total(), piece.end - piece.start))
    return (replace(span, paragraph=best.paragraph, start=best.start, end=best.end, state="changed"),)


def _pieces(found: Found, paragraphs: Sequence[Paragraph]) -> list[Span]:
    """The words that were found, paragraph by paragraph."""
    pieces = []
    for number in range(found.paragraph, found.last + 1):
        start = found.start if number == found.paragraph else 0
        end = found.end if number == found.last else len(paragraphs[number].text)
        if end > start:
            pieces.append(describe_span(paragraphs[number], start, end))
    return pieces


def _retry(span: Span, origin: Span | None, texts: DocumentMap, origins: DocumentMap | None) -> tuple[Span, ...] | None:
    """The span found again from its original words, if they lead to words that no other passage claims."""
    if origin is None or origins is None:
        return _search(span, texts.new) if span.state == "gone" else None
    found = origins.find(origin)
    if found.state == "gone":
        return None
    placed = _place(origin, found, texts.new)
    unchanged = all(piece.state == "unchanged" for piece in placed)
    missing = texts.find(span).state == "gone"
    return placed if unchanged or (missing and texts.text.is_free(found)) else None


def _search(span: Span, paragraphs: Sequence[Paragraph]) -> tuple[Span, ...] | None:
    """The span at the only place where its words stand, with what stood around them if they stand in several."""
    for words, skip in ((span.exact, 0), (span.prefix + span.exact + span.suffix, len(span.prefix))):
        places = [(item, item.text.find(words)) for item in paragraphs if words in item.text]
        if len(places) == 1 and places[0][0].text.count(words) == 1:
            paragraph, start = places[0][0], places[0][1] + skip
            return (describe_span(paragraph, start, start + len(span.exact), span.role),)
    return None


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, none over the words of another with its role: what comes later in the text gives way."""
    taken: dict[tuple[str, str], int] = {}
    result = list(spans)
    order = sorted(range(len(result)), key=lambda index: (result[index].start, index))
    for index in order:
        span = result[index]
        if span.paragraph is None:
            continue
        start = max(span.start, taken.get((span.paragraph, span.role), 0))
        if start >= span.end:
            result[index] = replace(span, paragraph=None, state="gone")
            continue
        if start > span.start:
            result[index] = replace(span, start=start, state="changed")
        taken[span.paragraph, span.role] = span.end
    return tuple(result)


def _words_in(text: str) -> Counter[str]:
    """The words of a text without case, and how often each is there."""
    return Counter(filter(is_word, Words.of([text], [0]).names))


def _squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())
