"""The one door: guessing the format, limits, and whole articles."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from articles.checking import document_problems
from articles.importers import FORMATS, ParseError, parse
from articles.importers.guess import guess_format

from .drawing import drawn

FIXTURES = Path(__file__).parents[1] / "fixtures" / "importers"


def test_a_page():
    document = parse(
        (FIXTURES / "ferry.html").read_bytes(), url="https://herald.example/2026/03/ferry-aurora?from=mail"
    )
    assert document_problems(document) == []
    assert document.title == "Ferry Aurora sinks off Port Vale; all 212 saved"
    assert (document.byline, document.publication) == ("Jane Doe and John Roe", "The Vale Herald")
    assert document.published == datetime(2026, 3, 2, 0, 15, tzinfo=timezone(timedelta(hours=2)))
    assert document.published.isoformat() == "2026-03-02T00:15:00+02:00"
    assert (document.url, document.language) == ("https://herald.example/2026/03/ferry-aurora", "en-GB")
    assert document.licence == "© 2026 The Vale Herald"
    assert drawn(document) == [
        "p The ferry <em>Aurora</em> sank on Sunday night in heavy seas off Port Vale, and all 212 people on board "
        "were saved, the harbour master <a https://herald.example/2026/03/statement?a=1&b=2>said in a statement</a>.",
        "caption The <em>Aurora</em> in 2019. Photograph: Mary Major",
        "p “We had eleven minutes,” said her captain, Ingrid Storm.",
        "p The owners, Vale Lines, would not say how old the ship’s pumps were.",
        "h2 What is known",
        "li1 The pumps failed at 21:40.",
        "li1 Two ships came to help:",
        "li2#1 the <em>Borea</em>,",
        "li2#2 the <em>Cometa</em>.",
        "quote No ship of ours has ever been lost before.",
        "caption Ships lost off Port Vale",
        "pre Year  Ship     Lost\n1911  Dora    1,204\n2026  Aurora      0",
        "p An inquiry begins on Tuesday.",
    ]
    assert [paragraph.id for paragraph in document.paragraphs] == [f"p{number}" for number in range(1, 14)]


def test_a_text():
    document = parse((FIXTURES / "ferry.txt").read_bytes(), name="ferry.txt")
    assert document_problems(document) == []
    assert document.title == "Ferry Aurora sinks off Port Vale; all 212 saved"
    assert (document.byline, document.published) == ("Jane Doe and John Roe", date(2026, 3, 2))
    assert drawn(document) == [
        "p The ferry Aurora sank on Sunday night in heavy seas off Port Vale, and all 212 people on board were saved, "
        "the harbour master said in a statement.",
        'p "We had eleven minutes," said her captain, Ingrid Storm. The owners of the ship, Vale Lines, would not say '
        "how old her pumps were, and when they had last been tested.",
        "p What is known:",
        "li1 The pumps failed at 21:40.",
        "li1 Two ships came to help, the Borea and, half an hour later, the Cometa.",
        "quote No ship of ours has ever been lost before.",
        "p An inquiry begins on Tuesday.",
    ]


def test_the_seed_article(shared):
    path = shared / "seed" / "000_da1223952fc45d8f.txt"
    document = parse(path.read_bytes(), name=path.name)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert document_problems(document) == []
    assert document.title == "US-backed assault on Basra ends in humiliation for Maliki government"
    assert (document.byline, document.published, document.language) == ("Bill Van Auken", date(2008, 4, 1), "en")
    assert [paragraph.kind for paragraph in document.paragraphs] == ["paragraph"] * 42
    assert texts[0].startswith("Relative calm returned")
    assert texts[-1].endswith("five years of occupation.")
    assert sum("political capital has been severely depleted" in text for text in texts) == 1
    assert not any("*" in text or "wsws.org" in text for text in texts)
    emphasised = [p.text[mark.start : mark.end] for p in document.paragraphs for mark in p.marks if mark.tag == "em"]
    assert emphasised == ["Azzaman", "New York Times", "Times", "Washington Post"]


GUESSES = {
    "a page": ("<!DOCTYPE html><title>x</title>y", "", "html"),
    "a page after white space": ("\n  <HTML><body>y", "", "html"),
    "XHTML": ('<?xml version="1.0"?>\n<!DOCTYPE html><html>', "", "html"),
    "a piece of a page": ("<p>One <b>two</b></p>", "", "html"),
    "text with many tags": ("One<br>two<br>three<p>four", "", "html"),
    "a page by its name": ("one", "a/b.HTM", "html"),
    "Markdown by its name": ("<p>one</p>", "b.md", "markdown"),
    "front matter": ("---\ntitle: x\n---\none", "b.txt", "markdown"),
    "a heading": ("## One\n\ntwo", "b.txt", "markdown"),
    "an underlined heading": ("One\n===\n\ntwo", "", "markdown"),
    "a link": ("See [this](https://a.example/).", "", "markdown"),
    "emphasis": ("One *two three* four", "", "markdown"),
    "strong emphasis": ("One **two** four", "", "markdown"),
    "plain text": ("One two.\n\nThree.", "b.txt", "text"),
    "signs of a sum": ("5 * 3 * 2 and 7*2*3", "", "text"),
    "names with underscores": ("my_file_name and __init", "", "text"),
    "censored words": ("What the f**k, he said. S**t.", "", "text"),
    "a footnote's star": ("One* two\n\n* three", "", "text"),
    "a hashtag": ("#MeToo is big", "", "text"),
    "an e-mail address": ("Jane <jane@a.example> wrote", "", "text"),
    "less and more": ("1 < 2 > 0", "", "text"),
}


@pytest.mark.parametrize(("text", "name", "expected"), GUESSES.values(), ids=GUESSES)
def test_guess(text, name, expected):
    assert guess_format(text, name) == expected


def test_formats():
    assert list(FORMATS) == ["html", "markdown", "text"]
    with pytest.raises(ParseError, match=r"^“docx” is not a format: html, markdown or text\.$"):
        parse("The ferry sank.", "docx")


@pytest.mark.parametrize("format", [None, *FORMATS])
def test_text_and_bytes_are_the_same(format):
    assert parse("“One” *two*", format) == parse("“One” *two*".encode(), format)


DEEP, MANY = "Its elements are nested more than 1,000 deep.", "It has more than 50,000 elements."
HUGE = {
    "deep containers": ("<div>" * 100_000 + "x", DEEP),
    "deep and closed": ("<div>" * 100_000 + "x" + "</div>" * 100_000, DEEP),
    "deep inline elements": ("<span>" * 100_000 + "x", DEEP),
    "deep formatting": ("<b>" * 100_000 + "x", DEEP),
    "deep lists": ("<ul><li>" * 50_000 + "x", DEEP),
    "attributes": (
        f"<p {' '.join(f'a{number}=1' for number in range(200_000))}>x",
        "One of its elements has more than 1,000",
    ),
    "quoted attributes": (
        f"<p {' '.join(f'''a{number}='1' ''' for number in range(200_000))}>x",
        "One of its elements",
    ),
    "line breaks": ("x<br>" * 500_000, MANY),
    "paragraphs": ("x\n\n" * 100_000, "It has more than 20,000 paragraphs."),
    "scripts alone": ("<script>x</script><style>y</style>", "There is no text in it."),
    "a picture alone": ("<p><img src=a.png></p>", "There is no text in it."),
    "characters nobody sees": ("<p>&#8203;&#8206;</p>", "There is no text in it."),
}


@pytest.mark.parametrize(("text", "message"), HUGE.values(), ids=HUGE)
def test_too_much_or_nothing(text, message):
    with pytest.raises(ParseError, match=message):
        parse(text, "html" if "<" in text else "text")


LEGITIMATE = {
    "paragraphs never closed": ("<p>One two." * 3_000, 3_000),
    "items never closed": ("<ul>" + "<li>One two." * 3_000, 3_000),
    "fonts never closed": ("<p><font size=2>One two." * 2_000, 2_000),
    "cells never closed": ("<table>" + "<tr><td>One.<td>Two." * 500, 1),
    "end tags without a beginning": ("<p>One two.</p></div></b>" * 2_000, 2_000),
    "900 levels": ("<div>" * 900 + "One two." + "</div>" * 900, 1),
    "tags inside a script": (f"<script>{'<div>' * 5_000}</script><p>One two.</p>", 1),
    "a long attribute": (f"<p data-x='{'word ' * 5_000}'>One two.</p>", 1),
}


@pytest.mark.parametrize(("text", "count"), LEGITIMATE.values(), ids=LEGITIMATE)
def test_careless_pages_are_read(text, count):
    assert len(parse(text, "html").paragraphs) == count


@pytest.mark.parametrize(
    "feed",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Herald</title></channel></rss>',
        '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom">',
    ],
)
def test_a_feed_is_no_article(feed):
    with pytest.raises(ParseError, match="This is a feed"):
        parse(feed)
    assert parse("<p>The feed <code>&lt;rss></code> is empty.").paragraphs
