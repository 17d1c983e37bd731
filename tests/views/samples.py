"""An annotated article for the tests of pages: one note of every kind, and as many more as are asked for."""

from dataclasses import replace
from datetime import date, timedelta

from articles.document import Document, Evidence, Mark, Note, Paragraph, SourceRef, describe_span

P1 = Paragraph("p1", "paragraph", "“The dam will hold,” said Ana Lund on Friday, “but only if it is mended.”")
P2 = Paragraph("p2", "heading", "After the flood", (), 2)
P3 = Paragraph(
    "p3", "paragraph", "It rained for a week, a report says.", (Mark(25, 31, "a", "https://r.example/?a=1&b=2"),)
)
ANA = SourceRef("Ana Lund", "person")

QUOTE = Note("quote23456", "quote", (describe_span(P1, 0, 20), describe_span(P1, 46, 73)), ANA, "engineer of the dam")
SOURCE = Note("source2345", "source", (describe_span(P1, 26, 34),), ANA)
CLAIM = Note(
    "claim23456",
    "claim",
    (describe_span(P3, 0, 20),),
    verdict="disputed",
    verdict_reason="It rained for five days.",
    evidence=(Evidence("https://weather.example/", "The weather", "Five days.", "disputes"),),
)
COMMENT = Note("remark2345", "comment", body="A *good* article.")

DOCUMENT = Document(
    title="The dam & the <flood>",
    byline="Ines Holm",
    publication="The Reservoir",
    published=date(2026, 4, 1),
    url="https://www.reservoir.example/dam",
    language="en",
    licence="© 2026 The Reservoir",
    paragraphs=(P1, P2, P3),
    notes=(COMMENT, CLAIM, QUOTE, SOURCE),
)


def titled(title: str, days: int = 0, **fields) -> Document:
    """The article with another title and address, published `days` later."""
    published = DOCUMENT.published + timedelta(days=days)
    return replace(DOCUMENT, title=title, url="", published=published, notes=(), **fields)


def with_notes(count: int) -> Document:
    """The article with `count` claims of a length such as people write."""
    notes = tuple(
        replace(CLAIM, id=f"note{number:06}", spans=(describe_span(P1, number % 30, 40 + number % 30),), evidence=())
        for number in range(count)
    )
    return replace(DOCUMENT, notes=notes)
