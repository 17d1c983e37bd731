"""The gate says everything that is wrong, where, and only what is wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.checking import document_problems, is_web_address, note_problems
from articles.document import Document, Evidence, Mark, Note, Paragraph, SourceRef, describe_span

PARAGRAPH = Paragraph("p1", "paragraph", "“The dam will hold,” said the mayor.")
PARAGRAPHS = {"p1": PARAGRAPH}
SPAN = describe_span(PARAGRAPH, 0, 20)
QUOTE = Note("a1", "quote", (SPAN,), SourceRef("Ana Lund", "person"))
CLAIM = Note("a1", "claim", (SPAN,), verdict="unchecked")
DOCUMENT = Document("A title", paragraphs=(PARAGRAPH,), notes=(QUOTE,))


def codes(problems):
    return [(problem.pointer, problem.code) for problem in problems]


@pytest.mark.parametrize(
    "note",
    [
        QUOTE,
        CLAIM,
        replace(
            CLAIM, verdict="mixed", verdict_reason="Two surveys differ.", evidence=(Evidence("https://a.example/"),)
        ),
        Note("a1", "comment"),
        Note("a1", "source", (SPAN,), SourceRef("an official", "unnamed"), why_unnamed="No reason is given."),
        replace(QUOTE, spans=(replace(SPAN, paragraph=None, state="gone", exact="Other words"),)),
        replace(QUOTE, spans=(replace(SPAN, state="changed", exact="Words as they were"),)),
        replace(QUOTE, spans=(SPAN, replace(SPAN, role="cue"))),
        replace(QUOTE, visibility="group", group="class-7"),
    ],
)
def test_sound_notes_pass(note):
    assert note_problems(note, PARAGRAPHS) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (replace(QUOTE, kind="rumour"), [("/kind", "choice")]),
        (replace(QUOTE, spans=()), [("/spans", "required")]),
        (replace(QUOTE, spans=(replace(SPAN, role="cue"),)), [("/spans", "required")]),
        (Note("a1", "comment", (replace(SPAN, role="cue"),)), [("/spans", "required")]),
        (replace(QUOTE, spans=(replace(SPAN, paragraph="p9"),)), [("/spans/0/paragraph", "unknown")]),
        (replace(QUOTE, spans=(replace(SPAN, end=99),)), [("/spans/0/end", "offsets")]),
        (replace(QUOTE, spans=(replace(SPAN, end=0),)), [("/spans/0/end", "offsets")]),
        (replace(QUOTE, spans=(replace(SPAN, start=-1),)), [("/spans/0/end", "offsets")]),
        (replace(QUOTE, spans=(replace(SPAN, exact="Other words"),)), [("/spans/0/exact", "differs")]),
        (replace(QUOTE, spans=(SPAN, describe_span(PARAGRAPH, 5, 25))), [("/spans/1/start", "overlap")]),
        (replace(QUOTE, spans=(replace(SPAN, state="gone"),)), [("/spans/0/paragraph", "gone")]),
        (replace(QUOTE, spans=(replace(SPAN, paragraph=None),)), [("/spans/0/paragraph", "gone")]),
        (replace(CLAIM, verdict=""), [("/verdict", "choice")]),
        (replace(CLAIM, verdict="refuted"), [("/verdict_reason", "required")]),
        (replace(QUOTE, verdict="mixed", verdict_reason="So."), [("/verdict", "kind"), ("/verdict_reason", "kind")]),
        (replace(QUOTE, evidence=(Evidence("https://a.example/"),)), [("/evidence", "kind")]),
        (replace(CLAIM, evidence=(Evidence("javascript:alert(1)"),)), [("/evidence/0/url", "address")]),
        (
            replace(CLAIM, evidence=(Evidence("https://a.example/", stance="shrug"),)),
            [("/evidence/0/stance", "choice")],
        ),
        (replace(QUOTE, why_unnamed="Fear."), [("/why_unnamed", "kind")]),
        (replace(QUOTE, source=SourceRef(" ", "person")), [("/source/name", "required")]),
        (replace(QUOTE, source=SourceRef("Ana", "ghost")), [("/source/kind", "choice")]),
        (replace(QUOTE, body="a\x00b"), [("/body", "character")]),
        (replace(QUOTE, body="\ud83d"), [("/body", "character")]),
        (replace(QUOTE, body="\uffff"), [("/body", "character")]),
        (replace(QUOTE, body="x" * 20_001), [("/body", "long")]),
        (replace(QUOTE, tags=("dam", "dam")), [("/tags", "repeated")]),
        (replace(QUOTE, tags=("",)), [("/tags/0", "required")]),
        (replace(QUOTE, visibility="group"), [("/group", "group")]),
        (replace(QUOTE, group="class-7"), [("/group", "group")]),
        (replace(QUOTE, status="rejected"), [("/status_reason", "required")]),
        (replace(QUOTE, confidence=1.5), [("/confidence", "range")]),
        (replace(QUOTE, created=datetime(2026, 1, 1)), [("/created", "zone")]),
        (replace(QUOTE, extra={"a": [{"b": "\x00"}]}), [("/extra", "character")]),
    ],
)
def test_what_cannot_be_stored_is_named(note, expected):
    assert codes(note_problems(note, PARAGRAPHS)) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (DOCUMENT, []),
        (replace(DOCUMENT, title=" "), [("/title", "required")]),
        (replace(DOCUMENT, title="x" * 301), [("/title", "long")]),
        (replace(DOCUMENT, url="ftp://a.example/"), [("/url", "address")]),
        (replace(DOCUMENT, url="https://a.example/" + "é" * 1_000), [("/url", "long")]),
        (replace(DOCUMENT, published=date(2026, 1, 1)), []),
        (replace(DOCUMENT, published=datetime(2026, 1, 1, tzinfo=UTC)), []),
        (replace(DOCUMENT, published=datetime(2026, 1, 1)), [("/published", "zone")]),
        (
            replace(DOCUMENT, published=datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=90)))),
            [("/published", "zone")],
        ),
        (replace(DOCUMENT, paragraphs=(), notes=()), [("/paragraphs", "empty")]),
        (replace(DOCUMENT, paragraphs=(PARAGRAPH, PARAGRAPH)), [("/paragraphs/1/id", "repeated")]),
        (replace(DOCUMENT, paragraphs=(PARAGRAPH, replace(PARAGRAPH, id="n-1"))), [("/paragraphs/1/id", "id")]),
        (
            replace(DOCUMENT, paragraphs=(replace(PARAGRAPH, text="\r"),), notes=()),
            [("/paragraphs/0/text", "required")] * 1,
        ),
        (
            replace(DOCUMENT, paragraphs=(replace(PARAGRAPH, marks=(Mark(3, 99, "em"),)),)),
            [("/paragraphs/0/marks/0", "offsets")],
        ),
        (
            replace(DOCUMENT, paragraphs=(replace(PARAGRAPH, marks=(Mark(0, 3, "a", "javascript:1"),)),)),
            [("/paragraphs/0/marks/0/href", "address")],
        ),
        (
            replace(DOCUMENT, paragraphs=(replace(PARAGRAPH, marks=(Mark(0, 3, "script"),)),)),
            [("/paragraphs/0/marks/0/tag", "choice")],
        ),
        (replace(DOCUMENT, notes=(QUOTE, QUOTE)), [("/notes/1/id", "repeated")]),
        (replace(DOCUMENT, notes=(replace(QUOTE, id="a b"),)), [("/notes/0/id", "id")]),
        (replace(DOCUMENT, notes=(replace(QUOTE, kind="x"),)), [("/notes/0/kind", "choice")]),
    ],
)
def test_documents(document, expected):
    assert codes(document_problems(document))[: len(expected) or None] == expected


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://news.example/a?b=c#d", True),
        ("http://localhost:8000/", True),
        ("HTTPS://news.example", True),
        ("https://пример.example/", True),
        ("", False),
        ("news.example", False),
        ("//news.example/", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("https://user:secret@news.example/", False),
        ("https://news.example/a b", False),
        ("https://news.example/\n", False),
        (" https://news.example/", False),
        ('https://news.example/"onclick=', False),
        ("https://[::1", False),
    ],
)
def test_web_addresses(address, sound):
    assert is_web_address(address) is sound
