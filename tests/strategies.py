"""Any document that the gate lets through, for property tests."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from articles.checking import UNSTORABLE
from articles.document import (
    MANNERS,
    MARK_TAGS,
    PARAGRAPH_KINDS,
    SOURCE_KINDS,
    STANCES,
    VERDICTS,
    Document,
    Evidence,
    Mark,
    Note,
    Paragraph,
    SourceRef,
    Span,
    describe_span,
)

characters = st.characters(exclude_categories=["Cs"]).filter(lambda character: not UNSTORABLE.match(character))
texts = st.text(characters, max_size=40)
words = texts.filter(str.strip)
addresses = st.sampled_from(["https://a.example/", "https://b.example/x?y=%20&z=1", "http://xn--bcher-kva.example/#é"])
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1), timezones=zones)
ids = st.text("abcdefghjkmnpqrstuvwxyz23456789", min_size=10, max_size=10)


@st.composite
def paragraphs(draw, number: int):
    text = draw(st.text(characters, min_size=1, max_size=60).filter(str.strip))
    marks = draw(st.lists(marks_in(text), max_size=4))
    kind = draw(st.sampled_from(PARAGRAPH_KINDS))
    level = draw(st.integers(1, 6)) if kind in ("heading", "list item") else 0
    order = draw(st.none() | st.integers(0, 99)) if kind == "list item" else None
    return Paragraph(f"p{number}", kind, text, tuple(marks), level, order)


@st.composite
def marks_in(draw, text: str):
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    tag = draw(st.sampled_from(MARK_TAGS))
    return Mark(start, end, tag, draw(addresses) if tag == "a" else "")


@st.composite
def spans_in(draw, paragraphs: tuple[Paragraph, ...], role: str):
    """Spans that do not overlap one another."""
    spans = []
    for paragraph in draw(st.lists(st.sampled_from(paragraphs), min_size=1, max_size=2, unique=True)):
        borders = draw(st.lists(st.integers(0, len(paragraph.text)), min_size=2, max_size=4, unique=True))
        borders = sorted(borders)
        for start, end in zip(borders[::2], borders[1::2], strict=False):
            if paragraph.text[start:end].strip():
                spans.append(describe_span(paragraph, start, end, role))
    return spans


@st.composite
def notes(draw, paragraphs: tuple[Paragraph, ...], public_id: str):
    kind = draw(st.sampled_from(["quote", "claim", "source", "comment"]))
    spans = draw(spans_in(paragraphs, "content"))
    if not spans:
        kind = "comment"
    else:
        spans += draw(st.just([]) | spans_in(paragraphs, "source")) + draw(st.just([]) | spans_in(paragraphs, "cue"))
        spans += draw(st.just([]) | st.just([Span(None, 3, 9, "gone words", "before", "after", "content", "gone")]))
    refs = st.builds(SourceRef, words, st.sampled_from(SOURCE_KINDS), st.just("") | addresses)
    source = draw(st.none() | refs)
    unnamed = source is not None and source.kind == "unnamed"
    verdict = draw(st.sampled_from(VERDICTS)) if kind == "claim" else ""
    created = draw(moments)
    return Note(
        id=public_id,
        kind=kind,
        spans=tuple(spans),
        source=source,
        speaker_role=draw(texts),
        manner=draw(st.sampled_from(["", *MANNERS])),
        reported_by=draw(st.none() | refs),
        why_unnamed=draw(texts) if unnamed else "",
        body=draw(texts),
        tags=tuple(draw(st.lists(words, max_size=3, unique=True))),
        verdict=verdict,
        verdict_reason=draw(words) if kind == "claim" and verdict != "unchecked" else "",
        evidence=tuple(draw(st.lists(evidence, max_size=2))) if kind == "claim" else (),
        visibility=draw(st.sampled_from(["public", "private"])),
        creator=draw(texts),
        created=created,
        modified=created + draw(st.timedeltas(timedelta(0), timedelta(days=9))),
        proposed_by=draw(texts),
        confidence=draw(st.none() | st.floats(0, 1)),
        extra=draw(st.dictionaries(texts, st.none() | st.booleans() | st.integers(-9, 9) | texts, max_size=2)),
    )


evidence = st.builds(
    Evidence, addresses, texts, texts, st.sampled_from(STANCES), st.just("") | addresses, st.none() | st.dates()
)


@st.composite
def documents(draw, most_notes: int = 5):
    """A document of up to four paragraphs and `most_notes` notes."""
    blocks = tuple(draw(paragraphs(number)) for number in range(1, draw(st.integers(1, 4)) + 1))
    found = draw(st.lists(ids, max_size=most_notes, unique=True))
    return Document(
        title=draw(words),
        byline=draw(texts),
        publication=draw(st.just("") | words),
        published=draw(st.none() | st.dates(date(2, 1, 1), date(9998, 12, 31)) | moments),
        url=draw(st.just("") | addresses),
        language=draw(st.sampled_from(["", "en", "ar", "pt-BR"])),
        licence=draw(texts),
        section=draw(texts),
        picture_caption=draw(texts),
        paragraphs=blocks,
        notes=tuple(draw(notes(blocks, public_id)) for public_id in found),
    )
