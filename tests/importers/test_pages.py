"""Whole pages, written for this project, through the model: the article's kinds and markup, and nothing around it."""

from pathlib import Path

import pytest

from articles.checking import document_problems
from articles.document import Document
from articles.importers import parse

from .drawing import drawn

FIXTURES = Path(__file__).parents[1] / "fixtures" / "importers"


def read(name: str) -> Document:
    """The article of a page that was fetched from https://post.example/."""
    document = parse((FIXTURES / f"{name}.html").read_bytes(), url=f"https://post.example/{name}")
    assert document_problems(document) == []
    return document


def beginnings(document: Document, length: int = 60) -> list[str]:
    """The paragraphs drawn, the long ones cut."""
    return [line if len(line) <= length else line[:length] + "…" for line in drawn(document)]


def test_lists_quotations_tables_and_captions():
    document = read("mill")
    assert beginnings(document) == [
        "p For eleven days in April the river Sallow did not flow thr…",
        "p The gate belongs to a mill that has ground no corn since 1…",
        "h2 What the council knew",
        "p Minutes of three meetings, which the council published on …",
        "li1 that the gate’s chain was <strong>rusted through</strong…",
        "li1 that the owner had hired a diver, by <a https://diving.e…",
        "li1 that two villages drink from the river:",
        "li2#1 Nether Sallow, since 1904,",
        "li2#2 Ash, since the well there ran dry.",
        "p “We read it, and we hoped,” said Tom Alder, who leads the …",
        "caption The gate on 14 April. The mark on the wall shows whe…",
        "quote Nobody asked the people of Ash. We found out when the …",
        "p That is how Ruth Fenn, who keeps the village’s shop, put i…",
        "h2 The river in numbers",
        "p The gauge at the bridge is read every morning. On most day…",
        "caption The river at Overwater bridge, in centimetres",
        "pre Day       Level  Gate\n3 April     112  open\n8 April     …",
        "p An engineer of the river board, who did not want to be nam…",
        "p Until then the gate is open, and held by a chain that the …",
    ]
    lines = drawn(document)
    assert "<a https://post.example/region/deeds>a deed of 1811</a>" in lines[1]
    assert lines[1].count("<em>whenever the wheel is to be mended</em>") == 1
    assert lines[10].endswith("shows where the water <em>usually</em> stands.")
    assert lines[16] == (
        "pre Day       Level  Gate\n3 April     112  open\n8 April       9  shut\n"
        "14 April      0  shut\n19 April    104  open"
    )


def test_the_lead_picture_has_the_caption_that_readers_see():
    document = read("mill")
    assert document.picture == "https://post.example/img/mill-1200.jpg"
    assert document.picture_caption == "The old mill at Overwater, seen from the weir. Photograph: John Roe"


def test_code_and_a_list_of_steps():
    document = read("notes")
    assert (document.title, document.byline) == ("Counting boats with forty lines of code", "Ann Bloggs")
    assert beginnings(document) == [
        "p The harbour of Port Vale sells a list of every boat that c…",
        "p It needs two pictures taken a second apart. What moves is …",
        "h2 The loop",
        "p This is all that runs on the old laptop in my window:",
        "pre for before, after in pairs(camera):\n    moved = differen…",
        "p The threshold of 400 comes from an afternoon of looking. T…",
        "li1#1 Look at the harbour mouth only, which is <sup>1</sup>⁄…",
        "li1#2 Wait <strong>ten seconds</strong> after each boat, as …",
        "li1#3 Press <code>g</code> whenever it is a gull, so that th…",
        "quote A count that nobody can check is a rumour.\n— the harbo…",
        "p So I checked. For a week I wrote down every boat I saw, an…",
        "caption My count is the dotted line; the laptop’s is the oth…",
        "p It missed four of ninety-one boats, all of them at dusk. I…",
    ]
    assert document.paragraphs[4].text == (
        "for before, after in pairs(camera):\n    moved = difference(before, after)\n\n"
        "    if area(moved) > 400:\n        boats += 1  # or a very near gull"
    )


def test_paragraphs_between_line_breaks_in_a_page_laid_out_by_a_table():
    document = read("layout")
    assert (document.title, document.publication) == ("The school with one pupil", "The Island Gazette")
    assert beginnings(document) == [
        "p Our correspondent, 4 September 2003",
        "p On Monday the school of Skerry Island opened its doors for…",
        'p "I get to ring the bell every time," she said. Her teacher…',
        "p The county wanted to close the school in spring. A law of …",
        "quote They did not think of us when they wrote it. But it is…",
        "p That is what Mrs Strand wrote to the county, which has not…",
        "p In 2009 Anna will be fifteen, and the next child on the is…",
    ]
    assert drawn(document)[2].endswith("in 1994, and <em>never</em> one.")


PAGE = """<html><body><nav><a href=/>Home</a><a href=/a>Sea</a></nav><h1>The ferry sails</h1>{above}<div class=body>
<p>The ferry sails again on Monday, the harbour master said, and it will sail every hour as it did before.</p>
<p>Its owners have mended the pumps, and an engineer of the port has looked at each of them twice this week.</p>{within}
<p>Passengers waited on the quay in the rain, and some of them had brought flowers for the crew of the ship.</p>
<p>The first ferry is at six in the morning, and it is said to be fully booked by people who like first ferries.</p>
</div><div><ul><li><a href=/b>A whale at Northpoint</a><li><a href=/c>Herring prices fall</a></ul>{below}</div>
<footer>© The Vale Herald</footer></body></html>"""
FIGURE = "<figure><img src=a.png><figcaption>The ferry in May.</figcaption></figure>"
LINKED = "<figure><img src=a.png><figcaption><a href=/d>How pumps work</a></figcaption></figure>"
PLAYER = "<figure><figcaption>Live now</figcaption><figcaption>Watch the harbour live</figcaption></figure>"


def test_which_captions_are_the_articles():
    def captions(**places):
        document = parse(PAGE.format(**{"above": "", "within": "", "below": ""} | places), "html")
        assert sum(paragraph.kind == "paragraph" for paragraph in document.paragraphs) == 4
        return [paragraph.text for paragraph in document.paragraphs if paragraph.kind == "caption"]

    assert captions(within=FIGURE) == ["The ferry in May."]
    assert captions(below=FIGURE) == captions(within=LINKED) == captions(within=PLAYER) == []
    assert captions(within=f"<aside>{FIGURE}</aside>") == []


@pytest.mark.parametrize("name", ["sr-only", "off-screen", "visuallyHidden"])
def test_a_label_for_screen_readers_is_no_word_of_a_caption(name):
    figure = FIGURE.replace("The ferry", f"<span class={name}>Image caption</span>The ferry")
    assert "caption The ferry in May." in drawn(parse(PAGE.format(above="", within=figure, below=""), "html"))
