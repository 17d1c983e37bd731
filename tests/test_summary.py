"""An article's sources, claims and speakers are counted as a reader would count them, and nobody is scored."""

from dataclasses import replace

import pytest

from articles.document import SOURCE_KINDS, Note, Paragraph, SourceRef, describe_span
from articles.summary import Summary, opening, source_group, summarise

TEXT = Paragraph("p1", "paragraph", "One two three, four five six seven eight, nine ten.")
ANA, BO = SourceRef("Ana Lund", "person"), SourceRef("Bo Ek", "person")
REPORT = SourceRef("The report", "document")
OFFICIAL = SourceRef("An official", "unnamed")


def note(kind: str, source: SourceRef | None = None, verdict: str = "", *words: str, role: str = "content") -> Note:
    """A note over these words of the text."""
    places = [(TEXT.text.index(word), TEXT.text.index(word) + len(word)) for word in words]
    spans = tuple(describe_span(TEXT, start, end, role) for start, end in places)
    return Note(f"{kind}1", kind, spans, source, verdict=verdict)


def quote(source: SourceRef | None, *words: str) -> Note:
    return note("quote", source, "", *words)


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("person", "named"),
        ("organisation", "named"),
        ("publication", "named"),
        ("document", "documents"),
        ("unnamed", "unnamed"),
    ],
)
def test_groups_of_sources(kind, group):
    assert source_group(SourceRef("X", kind)) == group


def test_every_kind_of_source_has_a_group():
    assert {source_group(SourceRef("X", kind)) for kind in SOURCE_KINDS} == {"named", "documents", "unnamed"}


def test_of_no_notes_there_is_nothing_to_say():
    assert summarise(()) == Summary({}, {}, [])
    assert summarise(()).loudest_share == 0


def test_claims_of_which_nobody_is_named_are_counted():
    assert summarise([note("claim", ANA, "disputed"), note("claim"), note("claim"), quote(None, "One")]).unsourced == 2


@pytest.mark.parametrize(
    ("sources", "counts"),
    [
        ([ANA], {"named": 1}),
        ([ANA, ANA], {"named": 1}),
        ([ANA, BO], {"named": 2}),
        ([ANA, replace(ANA, url="https://ana.example/")], {"named": 2}),
        ([OFFICIAL, REPORT, ANA], {"named": 1, "documents": 1, "unnamed": 1}),
        ([None], {}),
    ],
    ids=str,
)
def test_a_source_counts_once_however_often_it_is_relied_on(sources, counts):
    assert summarise(note("source", source) for source in sources).sources == counts


def test_groups_and_verdicts_come_in_a_fixed_order():
    """Most reliable first; what nobody has checked stands last."""
    verdicts = ["unchecked", "mixed", "refuted", "disputed", "supported"]
    notes = [note("source", source) for source in (OFFICIAL, REPORT, ANA)]
    summary = summarise(notes + [note("claim", None, verdict) for verdict in verdicts])
    assert list(summary.sources) == ["named", "documents", "unnamed"]
    assert list(summary.claims) == ["supported", "disputed", "refuted", "mixed", "unchecked"]


@pytest.mark.parametrize(
    ("verdicts", "counts"),
    [
        (["supported"], {"supported": 1}),
        (["disputed", "disputed", "unchecked"], {"disputed": 2, "unchecked": 1}),
    ],
    ids=str,
)
def test_every_claim_counts_by_its_verdict(verdicts, counts):
    assert summarise(note("claim", ANA, verdict) for verdict in verdicts).claims == counts


@pytest.mark.parametrize(
    ("quotes", "words"),
    [
        ([quote(ANA, "One two three")], [(ANA, 3)]),
        ([quote(ANA, "One two", "nine ten")], [(ANA, 4)]),
        ([quote(ANA, "One"), quote(BO, "four five six"), quote(ANA, "nine")], [(BO, 3), (ANA, 2)]),
        ([quote(None, "One two")], []),
        ([note("quote", ANA, "", "One two", role="cue")], [(ANA, 0)]),
    ],
    ids=["one", "a broken quote", "two speakers", "nobody", "words that are not the quote"],
)
def test_quoted_words_by_speaker_most_first(quotes, words):
    assert summarise(quotes).quoted_words == words


@pytest.mark.parametrize("kind", ["source", "claim", "comment"])
def test_only_quotes_have_speakers(kind):
    verdict = "supported" if kind == "claim" else ""
    assert summarise([note(kind, ANA, verdict, "One two")]).quoted_words == []


@pytest.mark.parametrize(
    ("counts", "share"),
    [
        ([], 0),
        ([7], 0),
        ([3, 1], 75),
        ([2, 1], 67),
        ([1, 1], 50),
    ],
    ids=str,
)
def test_the_share_of_the_loudest_where_there_are_others(counts, share):
    speakers = [(SourceRef(str(index), "person"), count) for index, count in enumerate(counts)]
    assert Summary({}, {}, speakers).loudest_share == share


@pytest.mark.parametrize(
    ("text", "opens"),
    [("The  ferry\nsank.", "The ferry sank."), ("The ferry, " * 30, "The ferry, " * 21 + "The…"),
     ("渡船" * 200, "渡船" * 119 + "渡…")],
)  # fmt: skip
def test_how_an_article_begins(text, opens):
    assert opening([Paragraph("p1", "heading", "Ferry", level=2), Paragraph("p2", "paragraph", text)]) == opens
