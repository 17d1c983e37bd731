"""What the words that name a source say of it."""

import pytest

from articles.document import Paragraph, SourceRef, describe_span
from articles.formats.naming import source_of
from articles.formats.quotation import manner_of


@pytest.mark.parametrize(
    ("words", "name", "kind", "role"),
    [
        ("Ana Lund", "Ana Lund", "person", ""),
        ("Ana Lund,", "Ana Lund", "person", ""),
        ("Ana\n Lund’s", "Ana Lund", "person", ""),
        ("Ana Lund, an engineer in Lund,", "Ana Lund", "person", "an engineer in Lund"),
        ("Gov. Åse B. de Lund Jr., who is new", "Gov. Åse B. de Lund Jr.", "person", "who is new"),
        ("Lund, Holm and others", "Lund, Holm and others", "person", ""),
        ("A spokesman, Otto Holm,", "A spokesman, Otto Holm", "unnamed", ""),
        ("The Dam Committee", "The Dam Committee", "organisation", ""),
        ("The Reservoir News", "The Reservoir News", "publication", ""),
        ("Lund’s report", "Lund’s report", "document", ""),
        ("Lund’s bill", "Lund’s bill", "document", ""),
        ("Bill Lund", "Bill Lund", "person", ""),
        ("he", "he", "unnamed", ""),
        ("He, an engineer,", "He", "unnamed", "an engineer"),
        ("–", "–", "unnamed", ""),
        ("the officials", "the officials", "unnamed", ""),
        ("34,000 people", "34,000 people", "unnamed", ""),
    ],
)
def test_sources(words, name, kind, role):
    assert source_of(words) == (SourceRef(name, kind), role)


@pytest.mark.parametrize(
    ("text", "words", "manner"),
    [
        ("“It will hold,” she said.", "“It will hold,”", "direct"),
        ('"It will hold," she said.', '"It will hold,"', "direct"),
        ("''It will hold,'' she said.", "''It will hold,''", "direct"),
        ("She said it ''will hold'' long.", "it ''will hold'' long", "partial"),
        ("She said it will hold. “No.”", "it will hold", ""),
        ("It’s the dam’s, she said.", "It’s the dam’s", ""),
        ("“It will hold.\n“It is new,” she said.", "“It will hold.\n“It is new,”", "direct"),
    ],
)
def test_manners(text, words, manner):
    paragraph = Paragraph("p1", "paragraph", text)
    start = text.index(words)
    assert manner_of([describe_span(paragraph, start, start + len(words))], {"p1": paragraph}) == manner
