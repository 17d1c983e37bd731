"""Plain text: paragraphs, wrapped lines, lists, quotations, title and byline."""

from datetime import date

import pytest

from articles.importers import parse

from .drawing import drawn

LONG = (
    "The ferry Aurora sank on Monday in heavy seas off Port Vale, "
    "and the harbour master said that all were saved from it, as he hoped."
)
WRAPPED = (
    "The ferry Aurora sank on Monday in heavy\nseas off Port Vale, the harbour master\n"
    "said. All of the passengers were saved."
)
SHORT_END = WRAPPED.removesuffix(" of the passengers were saved.") + " were saved."
UNWRAPPED = WRAPPED.replace("\n", " ")

CASES = {
    "one paragraph": (LONG, [f"p {LONG}"]),
    "blank lines": (f"{LONG}\n\n{LONG}\n \n\n{LONG}", [f"p {LONG}"] * 3),
    "wrapped lines": (f"{WRAPPED}\n\n{WRAPPED}", [f"p {UNWRAPPED}"] * 2),
    "wrapped with CRLF": (WRAPPED.replace("\n", "\r\n"), [f"p {UNWRAPPED}"]),
    "wrapped, indented first lines": (f"    {WRAPPED}\n    {WRAPPED}", [f"p {UNWRAPPED}"] * 2),
    "wrapped, the last lines short": (f"{SHORT_END}\n{SHORT_END}", [f"p {SHORT_END}".replace("\n", " ")] * 2),
    "a word divided at its hyphen": ("The harbour master of Port Vale is a well-\nknown man.", [
        "p The harbour master of Port Vale is a well-known man.",
    ]),
    "a line for each paragraph": ("\n".join([LONG + " " + LONG] * 3), [f"p {LONG} {LONG}"] * 3),
    "a line for each short paragraph": ("It sank.\nAll were saved, said the master.\nNobody knows why.",
                                        ["p It sank.", "p All were saved, said the master.", "p Nobody knows why."]),
    "verse": (f"{LONG}\n\nThe sea is high,\nThe sky is low,\nAnd where we go\nNobody knows", [
        f"p {LONG}", "p The sea is high,\nThe sky is low,\nAnd where we go\nNobody knows",
    ]),
    "lines broken anywhere": (f"{LONG}\n\nEditor’s note: the ferry\nhas\nsunk and been raised again by\nits owners.", [
        f"p {LONG}", "p Editor’s note: the ferry has sunk and been raised again by its owners.",
    ]),
    "bullets": (f"{LONG}\n\n- a\n- b\n* c\n• d", [f"p {LONG}", "li1 a", "li1 b", "li1 c", "li1 d"]),
    "bullets after a lead-in": ("The owners have three ships, and these are their names:\n- Aurora\n- Borea", [
        "p The owners have three ships, and these are their names:", "li1 Aurora", "li1 Borea",
    ]),
    "wrapped items": (f"{LONG}\n\n- a and\n  b\n- c\n\n{LONG}", [f"p {LONG}", "li1 a and b", "li1 c", f"p {LONG}"]),
    "numbers": (f"{LONG}\n\n1. one\n2. two\n\n3) three", [f"p {LONG}", "li1#1 one", "li1#2 two", "li1#3 three"]),
    "nested items": (f"{LONG}\n\n- a\n  - b\n  - c\n- d", [f"p {LONG}", "li1 a", "li2 b", "li2 c", "li1 d"]),
    "a number that begins no list": (f"{LONG}\n\n4. April was a cold day.\n\n1986. What a year!", [
        f"p {LONG}", "p 4. April was a cold day.", "p 1986. What a year!",
    ]),
    "the first of a month": (f"{LONG}\n\n1. Mai war ein kalter Tag.", [f"p {LONG}", "p 1. Mai war ein kalter Tag."]),
    "a dash at a line's beginning": ("The ferry sank on Monday - a cold\n- and dark - day, as witnesses\nsaid.", [
        "p The ferry sank on Monday - a cold - and dark - day, as witnesses said.",
    ]),
    "quotations": (f"{LONG}\n\n> We were\n> saved.\n\n>> How?", [f"p {LONG}", "quote We were saved.", "quote How?"]),
    "rules between parts": (f"{LONG}\n\n* * *\n\n{LONG}\n\n-----\n\n###\n\n{LONG}", [f"p {LONG}"] * 3),
    "columns": (f"{LONG}\n\nCity      Killed\nLund           7\nVale         210", [
        f"p {LONG}", "pre City      Killed\nLund           7\nVale         210",
    ]),
    "a page break": (f"{LONG}\n\f{LONG}", [f"p {LONG}"] * 2),
    "signs that are nothing here": ("He paid 5 * 3 * 2 dollars for a_file_name <sic> & more.", [
        "p He paid 5 * 3 * 2 dollars for a_file_name <sic> & more.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_blocks(text, expected):
    assert drawn(parse(text)) == expected


DAY = date(2008, 4, 1)
HEADS = {
    "title": ("Ferry sinks off Port Vale", "Ferry sinks off Port Vale", "", None),
    "title and byline": ("Ferry sinks\n\nBy Jane Doe", "Ferry sinks", "Jane Doe", None),
    "title, byline and date": ("Ferry sinks\n\nJane Doe 1 April 2008", "Ferry sinks", "Jane Doe", DAY),
    "three lines": ("Ferry sinks\n\nBy Jane Doe\n\nApril 1, 2008", "Ferry sinks", "Jane Doe", DAY),
    "names over a date": ("Ferry sinks\n\nJane Doe\n\nApril 1, 2008", "Ferry sinks", "Jane Doe", DAY),
    "byline and date in one block": ("Ferry sinks\n\nBy Jane Doe\n1 April 2008", "Ferry sinks", "Jane Doe", DAY),
    "a date first": ("1 April 2008\n\nFerry sinks", "Ferry sinks", "", DAY),
    "a question": ("Who sank the ferry?", "Who sank the ferry?", "", None),
    "a title with a full stop": ("Ferry Aurora Sinks Off Port Vale.", "Ferry Aurora Sinks Off Port Vale.", "", None),
    "a title on two lines": ("Ferry sinks;\nall are saved", "Ferry sinks; all are saved", "", None),
}


@pytest.mark.parametrize(("head", "title", "byline", "published"), HEADS.values(), ids=HEADS)
def test_head(head, title, byline, published):
    document = parse(f"{head}\n\n{LONG}\n", "text", name="ferry.txt")
    assert (document.title, document.byline, document.published) == (title, byline, published)
    assert drawn(document) == [f"p {LONG}"]


NO_HEADS = {
    "a sentence": "The ferry sank on Monday.",
    "a salutation": "Dear editor,",
    "a lead-in": "We know three things:",
    "a list": "- one",
    "lower case": "and then it sank",
}


@pytest.mark.parametrize("first", NO_HEADS.values(), ids=NO_HEADS)
def test_no_title_in_the_text(first):
    document = parse(f"{first}\n\n{LONG}\n", "text", name="ferry report.txt")
    assert document.title == "ferry report"
    assert len(document.paragraphs) == 2


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("ferry report.txt", "ferry report"),
        ("ferry-report_2026.txt", "ferry report 2026"),
        ("C:/news/Who sank the Port-Vale ferry.txt", "Who sank the Port-Vale ferry"),
        ("Fähre sinkt vor Port Vale.txt", "Fähre sinkt vor Port Vale"),
    ],
)
def test_a_file_that_is_called_by_words_gives_the_title(name, title):
    assert parse(LONG, "text", name=name).title == title


@pytest.mark.parametrize(
    "name", ["", "article.txt", "000_da1223952fc45d8f.txt", "20260302.txt", "a1b2c3d4-e5f6a7b8.txt"]
)
def test_the_first_words_are_the_last_resort(name):
    document = parse(f"{LONG} {LONG} {LONG}", "text", name=name)
    assert document.title.endswith("…")
    assert len(document.title) <= 100
    assert document.paragraphs[0].text.startswith(document.title[:-1])


def test_a_text_that_is_only_a_title_keeps_it():
    document = parse("Ferry sinks", "text")
    assert (document.title, drawn(document)) == ("Ferry sinks", ["p Ferry sinks"])


def test_a_chronicle_keeps_its_days():
    document = parse(f"The week of the ferry\n\n{LONG}\n\n1 April 2008\n\n{LONG}", "text")
    assert drawn(document) == [f"p {LONG}", "p 1 April 2008", f"p {LONG}"]
    assert document.published is None


def test_a_standfirst_may_stand_before_the_byline():
    document = parse(f"Ferry sinks\n\nAll were saved, but the ship is lost.\n\nBy Jane Doe\n\n{LONG}", "text")
    assert document.byline == "Jane Doe"
    assert drawn(document) == ["p All were saved, but the ship is lost.", f"p {LONG}"]
