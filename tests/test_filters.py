"""What an address asks for is read leniently, and decides exactly which notes and articles are shown."""

from datetime import date

import pytest
from django.http import QueryDict

from articles.document import NOTE_KINDS, Note, SourceRef
from articles.filters import ArticleFilter, NoteFilter
from articles.models import Article, from_document
from tests.views.samples import titled

ANA = SourceRef("Ana Lund", "person")
REPORT = SourceRef("The report", "document")
OFFICIAL = SourceRef("An official", "unnamed")
NOTES = {
    "quote of ana": Note("q1", "quote", source=ANA),
    "quote of report": Note("q2", "quote", source=REPORT),
    "quote of nobody": Note("q3", "quote"),
    "source ana": Note("s1", "source", source=ANA),
    "source report": Note("s2", "source", source=REPORT),
    "source official": Note("s3", "source", source=OFFICIAL),
    "source nobody": Note("s4", "source"),
    "disputed claim": Note("c1", "claim", verdict="disputed"),
    "supported claim of ana": Note("c2", "claim", source=ANA, verdict="supported"),
    "comment": Note("r1", "comment"),
}
QUOTES = {name for name in NOTES if name.startswith("quote")}
SOURCES = {name for name in NOTES if name.startswith("source")}
CLAIMS = {name for name in NOTES if "claim" in name}
ALL = frozenset(NOTE_KINDS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", NoteFilter()),
        ("other=1", NoteFilter()),
        ("show=claims,quotes", NoteFilter(frozenset({"claim", "quote"}))),
        ("show=claims&show=quotes", NoteFilter(frozenset({"claim", "quote"}))),
        ("show=&show=claim", NoteFilter(frozenset({"claim"}))),
        ("show=+claims+,verdicts", NoteFilter(frozenset({"claim"}))),
        ("show=", NoteFilter(frozenset())),
        ("show=Claims", NoteFilter(frozenset())),
        ("verdict=disputed,refuted", NoteFilter(verdicts=frozenset({"disputed", "refuted"}))),
        ("verdict=disputed&verdict=refuted", NoteFilter(verdicts=frozenset({"disputed", "refuted"}))),
        ("verdict=wrong", NoteFilter()),
        ("verdict=", NoteFilter()),
        ("source=unnamed,documents", NoteFilter(sources=frozenset({"unnamed", "documents"}))),
        ("source=unnamed&source=named", NoteFilter(sources=frozenset({"unnamed", "named"}))),
        ("source=document", NoteFilter()),
        ("speaker=Ana+Lund", NoteFilter(speaker="Ana Lund")),
        ("speaker=Lund%2C+Ana", NoteFilter(speaker="Lund, Ana")),
        ("unsourced=1", NoteFilter(unsourced=True)),
        ("unsourced=0", NoteFilter()),
        ("unsourced=", NoteFilter()),
        (
            "show=claims&verdict=disputed&unsourced=1",
            NoteFilter(frozenset({"claim"}), frozenset({"disputed"}), unsourced=True),
        ),
    ],
)
def test_the_filter_of_notes_in_an_address(query, expected):
    assert NoteFilter.from_query(QueryDict(query)) == expected


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", set(NOTES)),
        ("show=", set()),
        ("show=quotes", QUOTES),
        ("show=sources,claims", SOURCES | CLAIMS),
        ("verdict=disputed", {"disputed claim"}),
        ("verdict=disputed,supported", CLAIMS),
        ("verdict=refuted", set()),
        ("source=named", {"source ana"}),
        ("source=documents", {"source report"}),
        ("source=unnamed", {"source official"}),
        ("source=named,unnamed", {"source ana", "source official"}),
        ("speaker=Ana+Lund", {"quote of ana"}),
        ("speaker=ana+lund", set()),
        ("speaker=The+report", {"quote of report"}),
        ("unsourced=1", {"disputed claim"}),
        ("unsourced=1&verdict=supported", set()),
        ("show=quotes&verdict=disputed", set()),
        ("show=claims&verdict=wrong", CLAIMS),
    ],
)
def test_which_notes_are_shown(query, shown):
    note_filter = NoteFilter.from_query(QueryDict(query))
    assert {name for name, note in NOTES.items() if note_filter.matches(note)} == shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ArticleFilter()),
        ("q=", ArticleFilter()),
        ("q=++dam+flood+", ArticleFilter("dam flood")),
        ("publication=The+Reservoir", ArticleFilter(publication="The Reservoir")),
        ("since=2026-04-01", ArticleFilter(since=date(2026, 4, 1))),
        ("until=2026-04-01", ArticleFilter(until=date(2026, 4, 1))),
        ("since=1+April&until=2026-02-30", ArticleFilter()),
        ("q=dam&since=2026-04-01", ArticleFilter("dam", since=date(2026, 4, 1))),
    ],
)
def test_the_filter_of_articles_in_an_address(query, expected):
    article_filter = ArticleFilter.from_query(QueryDict(query))
    assert article_filter == expected
    assert bool(article_filter) is (expected != ArticleFilter())


@pytest.fixture
def three(db):
    """An article a day, the last one in another publication and by somebody else."""
    from_document(titled("The dam", 0))
    from_document(titled("The flood", 1))
    from_document(titled("Dam and flood", 2, publication="The Weir", byline="Bo Ek"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"The dam", "The flood", "Dam and flood"}),
        ("q=dam", {"The dam", "Dam and flood"}),
        ("q=DAM", {"The dam", "Dam and flood"}),
        ("q=flood+dam", {"Dam and flood"}),
        ("q=ines", {"The dam", "The flood"}),
        ("q=ek+flood", {"Dam and flood"}),
        ("q=nothing", set()),
        ("q=%25", set()),
        ("q=_", set()),
        ("q=dam%00", {"The dam", "Dam and flood"}),
        ("q=%00", {"The dam", "The flood", "Dam and flood"}),
        ("publication=The+Weir", {"Dam and flood"}),
        ("publication=the+weir", set()),
        ("publication=%00", set()),
        ("since=2026-04-02", {"The flood", "Dam and flood"}),
        ("until=2026-04-02", {"The dam", "The flood"}),
        ("since=2026-04-02&until=2026-04-02", {"The flood"}),
        ("since=2026-04-03&until=2026-04-01", set()),
        ("q=dam&publication=The+Weir&since=2026-04-01", {"Dam and flood"}),
    ],
)
def test_which_articles_are_listed(three, query, titles):
    articles = ArticleFilter.from_query(QueryDict(query)).apply(Article.objects.all())
    assert {article.title for article in articles} == titles


def test_a_flood_of_words_is_cut_short(three):
    """So that nobody makes the database search for thousands."""
    query = QueryDict(mutable=True)
    query["q"] = " ".join(["dam"] * 10 + ["nowhere"] * 5000)
    articles = ArticleFilter.from_query(query).apply(Article.objects.all())
    assert {article.title for article in articles} == {"The dam", "Dam and flood"}
