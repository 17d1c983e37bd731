"""Articles that are hard on a layout, and one that was withdrawn."""

from datetime import date

from articles.document import Document, Evidence, Mark, Note, Paragraph, SourceRef, describe_span

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 4
ADDRESS = "https://a.example/" + "a-very-long-path-without-a-space/" * 12

T1 = Paragraph("p1", "paragraph", f"It is called {WORD}, said {ADDRESS}.", (Mark(300, 420, "a", ADDRESS),))
T2 = Paragraph("p2", "heading", WORD, (), 2)
T3 = Paragraph("p3", "preformatted", "year    " + "level  " * 60 + "\n2025    " + "341.25 " * 60)
T4 = Paragraph("p4", "quotation", WORD)
T5 = Paragraph("p5", "list item", WORD, (), 1, 1)
T6 = Paragraph("p6", "list item", f"{WORD} and deeper", (), 6)
T7 = Paragraph("p7", "caption", WORD)
NAME = SourceRef(WORD, "person", ADDRESS)

TOUGH = Document(
    title=WORD,
    byline=WORD,
    publication=WORD[:200],
    published=date(2026, 5, 1),
    url=ADDRESS,
    language="de",
    licence=WORD + ADDRESS,
    paragraphs=(T1, T2, T3, T4, T5, T6, T7),
    notes=(
        Note(
            "toughclaim",
            "claim",
            (describe_span(T1, 0, 200), describe_span(T3, 0, 200)),
            NAME,
            WORD,
            reported_by=NAME,
            body=f"{WORD}\n\n    {WORD * 2}\n\n* {ADDRESS}",
            tags=(WORD[:80], "a"),
            verdict="mixed",
            verdict_reason=WORD,
            evidence=(Evidence(ADDRESS, "", WORD, "supports", ADDRESS, date(2026, 5, 2)),),
            creator=WORD,
        ),
        Note("toughquote", "quote", (describe_span(T4, 3, 250), describe_span(T7, 3, 250)), NAME),
        Note("toughsourc", "source", (describe_span(T5, 0, 40),), SourceRef(WORD, "unnamed"), why_unnamed=WORD),
    ),
)

# One note of each kind, apart from one another and then all on the same words.
L1 = Paragraph("p1", "paragraph", "A source said so. The claim is bold. “A quote,” she said. All three are here.")
LINES = Document(
    title="Three lines",
    published=date(2026, 4, 2),
    language="en",
    paragraphs=(L1,),
    notes=(
        Note("linesource", "source", (describe_span(L1, 0, 8),), SourceRef("A source", "person")),
        Note("linesclaim", "claim", (describe_span(L1, 18, 35),), verdict="unchecked"),
        Note("linesquote", "quote", (describe_span(L1, 37, 47),), SourceRef("She", "person")),
        Note("allsource2", "source", (describe_span(L1, 58, 76),), SourceRef("All", "document")),
        Note("allclaim22", "claim", (describe_span(L1, 58, 76),), verdict="unchecked"),
        Note("allquote22", "quote", (describe_span(L1, 58, 76),), SourceRef("She", "person")),
    ),
)

WITHDRAWN = Document(
    title="A forged report",
    publication="The Reservoir",
    published=date(2026, 4, 3),
    language="en",
    paragraphs=(L1,),
    notes=(Note("withdrawnq", "quote", (describe_span(L1, 37, 47),), SourceRef("She", "person")),),
)
