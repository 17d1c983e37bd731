"""Places in an article as the selectors of the Web Annotation Data Model, which Hypothesis uses as well."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from articles.document import Document, Span, describe_span
from articles.formats.native import FormatError
from articles.formats.places import PlainText, join
from articles.quoting import find_quote

FRAGMENTS = "http://tools.ietf.org/rfc/rfc3236"  # fragments of (X)HTML, where ids of elements are


class Unplaced(FormatError):
    """The words of an annotation are nowhere in the article, or in several places."""


def selectors_of(span: Span) -> list[dict[str, Any]]:
    """What selects the words of a span: its paragraph and the place in it, and the words with what stands around."""
    quote = {"type": "TextQuoteSelector", "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix}
    if span.paragraph is None:
        return [quote]
    place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    paragraph = {"type": "FragmentSelector", "conformsTo": FRAGMENTS, "value": span.paragraph, "refinedBy": place}
    return [paragraph, quote]


def spans_at(selector: Any, article: Document, fragment: str = "") -> list[Span]:
    """The spans that a selector, or several for the same words, select. Raises FormatError, or Unplaced."""
    found = list(_flatten(selector))
    value = next((item.get("value") for item in found if item.get("type") == "FragmentSelector"), fragment)
    position = next((item for item in found if item.get("type") == "TextPositionSelector"), None)
    quote = next((item for item in found if item.get("type") == "TextQuoteSelector"), None)
    paragraph = next((item for item in article.paragraphs if item.id == value), None)
    if position and (paragraph or not any(item.get("type") == "FragmentSelector" for item in found)):
        try:
            spans = _by_position(position, article, paragraph)
        except Unplaced:
            if quote is None or paragraph is not None:
                raise
            spans = []  # it counts in another text, such as the whole page's
        if quote is None or _same(quote, spans) or (paragraph is not None and _same_words(quote, spans)):
            return spans
        if paragraph is not None:
            raise Unplaced(f"At {spans[0].start}–{spans[0].end} of {value} stands “{spans[0].exact[:80]}”.")
    if quote:
        return _by_words(quote, article, paragraph.id if paragraph else None)
    if paragraph and not position:
        return [describe_span(paragraph, 0, len(paragraph.text))]
    kinds = ", ".join(sorted({str(item.get("type"))[:40] for item in found})) or "nothing"
    raise FormatError(f"A place is selected by its words or by its position in the text, not by {kinds} alone.")


def _flatten(selector: Any) -> Iterator[Mapping[str, Any]]:
    """The selector, what refines it, and its alternatives."""
    if isinstance(selector, list):
        for item in selector[:20]:
            yield from _flatten(item)
    elif isinstance(selector, Mapping):
        yield selector
        if "refinedBy" in selector:
            yield from _flatten(selector["refinedBy"])
    else:
        raise FormatError("A selector is an object.")


def _by_position(position: Mapping[str, Any], article: Document, paragraph) -> list[Span]:
    start, end = position.get("start"), position.get("end")
    if type(start) is not int or type(end) is not int:
        raise FormatError("A TextPositionSelector has a start and an end, which are whole numbers.")
    try:
        if paragraph:
            return [describe_span(paragraph, start, end)]
        plain = join(article.paragraphs)
        if 0 <= start < end <= len(plain.text) and (spans := plain.spans(start, end, "content")):
            return spans
    except ValueError as error:
        raise Unplaced(str(error)) from error
    raise Unplaced(f"There are no words at {start}–{end} of the text.")


def _same(quote: Mapping[str, Any], spans: Sequence[Span]) -> bool:
    return "".join(span.exact for span in spans).split() == str(quote.get("exact", "")).split()


def _same_words(quote: Mapping[str, Any], spans: Iterable[Span]) -> bool:
    return " ".join(span.exact for span in spans) == quote.get("exact")


def _by_words(quote: Mapping[str, Any], article: Document, paragraph: str | None) -> list[Span]:
    exact, prefix, suffix = (quote.get(name) or "" for name in ("exact", "prefix", "suffix"))
    if not all(isinstance(item, str) for item in (exact, prefix, suffix)) or not exact.strip():
        raise FormatError("A TextQuoteSelector has the words as `exact`.")
    where = [item for item in article.paragraphs if paragraph in (None, item.id)]
    places = find_quote(where, exact, prefix, suffix)
    if len(places) == 1:
        name, start, end = places[0]
        return [describe_span(item, start, end) for item in where if item.id == name]
    if places:
        raise Unplaced(
            f"“{exact[:80]}” is in {len(places)} places; prefix and suffix say what stands around the words."
        )
    return _by_loose_words(exact, prefix, suffix, join(where))


def _by_loose_words(exact: str, prefix: str, suffix: str, plain: PlainText) -> list[Span]:
    """The words though space differs, and over borders of paragraphs, which a page's text may have without space."""
    words, before, after = exact.split(), prefix.split()[-3:], suffix.split()[:3]
    gap, found = r"\s*", []
    for around in ((before[1:], after[:-1]), ([], [])):
        pattern = gap.join(map(re.escape, around[0])) + gap + "(" + gap.join(map(re.escape, words)) + ")"
        pattern += gap + gap.join(map(re.escape, around[1]))
        found = [match.span(1) for match in re.finditer(pattern, plain.text)]
        if found:
            break
    if len(found) != 1:
        where = f"in {len(found)} places" if found else "not in the text"
        raise Unplaced(f"“{exact[:80]}” is {where}.")
    return plain.spans(*found[0], "content")
