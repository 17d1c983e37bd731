"""Pages made to harm a parser end in a sentence, within the limits."""

import pytest

from articles.importers import ParseError
from articles.importers.apart import parse_apart

HOSTILE = {
    "attributes": "<html><body><p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">Text.</p>",
    "depth": "<html><body>" + "<div>" * 100_000 + "Text.",
    "breaks": "<html><body>" + "<br>" * 500_000 + "Text.",
    "size": "<html><body><p>" + "a " * 25_000_000,
    "nothing": "<html><body></body></html>",
    "NUL": b"\0" * 1_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_refused(page):
    with pytest.raises(ParseError, match=r"^.+\.$"):
        parse_apart(page, "html")


@pytest.mark.parametrize(
    "page",
    ["<p>The ferry \ud800 sails.</p>", "<p>The ferry sails.</p>".encode("utf-16-le"), "<p>The ferry\0 sails.</p>"],
)
def test_odd_pages_are_read(page):
    assert "sails." in parse_apart(page, "html").paragraphs[0].text
