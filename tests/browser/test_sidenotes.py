"""Sidenotes stand beside their words in order, none over another, and give way where there are too many."""

import re
from itertools import pairwise
from statistics import median

import pytest
from playwright.sync_api import expect

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.models import from_document
from tests.browser.conftest import ARABIC, DENSEST

SENTENCE = "The board of the river met on Friday, heard the engineer of the dam, and put the matter off until spring. "
ANA = SourceRef("Ana Lund", "person")
REASON = "The minutes of the board say so, and two who were there confirm it. " * 2
KINDS = ("source", "claim", "quote")
ACTIVE = re.compile(r"\bis-active\b")


def article_with(count, paragraphs):
    """An article with so many notes, spread evenly over paragraphs as long as people write them."""
    blocks = tuple(
        Paragraph(f"p{number}", "paragraph", SENTENCE * (3 + number % 4)) for number in range(1, paragraphs + 1)
    )
    return Document(
        title=f"{count} notes in {paragraphs} paragraphs",
        language="en",
        paragraphs=blocks,
        notes=tuple(note(number, count, blocks) for number in range(count)),
    )


def note(number, count, blocks):
    position = number * len(blocks) / count
    block = blocks[int(position)]
    start = int((position % 1) * (len(block.text) - 40))
    spans = (describe_span(block, start, start + 30),)
    name = f"note{number:03}"
    if KINDS[number % 3] == "claim":
        return Note(name, "claim", spans, verdict="supported", verdict_reason=REASON)
    return Note(name, KINDS[number % 3], spans, ANA, "engineer of the dam")


@pytest.fixture(scope="module")
def addresses(server):
    """By how many notes there are in how many paragraphs."""
    shapes = [(20, 12), (40, 20), (100, 40), (300, 30), (300, 8)]
    return {shape: from_document(article_with(*shape)).get_absolute_url() for shape in shapes}


# Where each sidenote and its marker are, from the top of the text's body.
LAYOUT = """() => {
  const body = document.querySelector(".article-body").getBoundingClientRect();
  const column = document.querySelector(".sidenotes");
  const notes = [...column.children].map(view => {
    const { top, bottom, left, right } = view.getBoundingClientRect();
    const marker = document.querySelector(`.marker[href="#${view.dataset.sidenote}"]`).getBoundingClientRect();
    return { number: parseInt(view.textContent), top: top - body.top, bottom: bottom - body.top, left, right,
             wanted: marker.top - body.top }
  });
  return { height: body.height, right: document.documentElement.clientWidth, lines: +column.dataset.lines, notes }
}"""


def opened(page, address):
    page.goto(address, wait_until="networkidle")
    settle(page)
    return page.evaluate(LAYOUT)


def settle(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def assert_sound(layout):
    notes = layout["notes"]
    numbers = [note["number"] for note in notes]
    assert numbers == sorted(numbers)
    for above, below in pairwise(notes):
        assert below["top"] >= above["bottom"], (above, below)
    assert notes[0]["top"] >= -1
    assert notes[-1]["bottom"] <= layout["height"] + 1
    assert all(note["left"] >= 0 and note["right"] <= layout["right"] for note in notes)


def displacements(layout):
    return [abs(note["top"] - note["wanted"]) for note in layout["notes"]]


@pytest.mark.parametrize("shape", [(20, 12), (300, 30)], ids=str)
def test_none_lies_over_another(page, addresses, shape):
    layout = opened(page, addresses[shape])
    assert len(layout["notes"]) == shape[0]
    assert_sound(layout)


@pytest.mark.parametrize("shape", [(40, 20)], ids=str)
def test_few_notes_stand_at_their_words(page, addresses, shape):
    assert median(displacements(opened(page, addresses[shape]))) <= 10


@pytest.mark.parametrize("shape", [(40, 20), (300, 30)], ids=str)
def test_nine_of_ten_are_near(page, addresses, shape):
    far = sorted(displacements(opened(page, addresses[shape])))
    assert far[int(len(far) * 0.9)] <= 125


@pytest.mark.parametrize("address", [DENSEST, ARABIC])
def test_real_articles(page, address):
    layout = opened(page, address)
    assert len(layout["notes"]) == page.locator(".marker").count() > 20
    assert_sound(layout)


def test_more_notes_get_fewer_lines(page, addresses):
    lines = [opened(page, addresses[shape])["lines"] for shape in ((20, 12), (100, 40), (300, 30))]
    assert lines == sorted(lines, reverse=True)
    assert lines[0] == 3
    assert lines[-1] < 3


def test_where_even_one_line_is_too_much_there_is_no_column(page, addresses):
    assert opened(page, addresses[300, 8])["notes"] == []
    expect(page.locator(".marker")).to_have_count(300)


def test_they_are_for_the_eye_alone(page, addresses):
    opened(page, addresses[20, 12])
    column = page.locator(".sidenotes")
    assert column.get_attribute("aria-hidden") == "true"
    assert column.evaluate("column => [...column.querySelectorAll('*')].filter(({ tabIndex }) => tabIndex >= 0)") == []
    assert column.locator("[id]").count() == 0


@pytest.mark.parametrize(("width", "count"), [(1180, 20), (1179, 0)])
def test_from_which_width_on(page, addresses, width, count):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, addresses[20, 12])
    expect(page.locator(".sidenote").filter(visible=True)).to_have_count(count)


def test_they_follow_the_window(page, addresses):
    opened(page, addresses[20, 12])
    for width, count in ((1000, 0), (1400, 20)):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".sidenote").filter(visible=True)).to_have_count(count)
    settle(page)
    assert_sound(page.evaluate(LAYOUT))


def test_a_sidenote_lights_its_words_and_they_it(page, addresses):
    opened(page, addresses[20, 12])
    sidenote = page.locator('[data-sidenote="n-note001"]')
    mark = page.locator('mark[data-notes~="n-note001"]').first
    for hovered, lit in ((sidenote, mark), (mark, sidenote)):
        hovered.hover()
        expect(lit).to_have_class(ACTIVE)
        page.mouse.move(5, 5)
        expect(page.locator(".is-active")).to_have_count(0)


def test_a_click_pins_the_card(page, addresses):
    opened(page, addresses[20, 12])
    page.locator('[data-sidenote="n-note002"]').click()
    expect(page.locator(".card")).to_be_visible()
    page.mouse.move(5, 5)
    page.wait_for_timeout(700)
    expect(page.locator(".card")).to_be_visible()
    assert page.locator(".card-number").get_attribute("href") == "#n-note002"
    assert "#" not in page.url
    page.locator("h1").click()
    expect(page.locator(".card")).to_be_hidden()


def test_filters_lay_them_out_anew(page, addresses):
    before = opened(page, addresses[100, 40])
    page.get_by_label("Claims").uncheck()
    expect(page.locator(".sidenote")).to_have_count(67)
    after = page.evaluate(LAYOUT)
    assert_sound(after)
    assert sum(displacements(after)) / 67 < sum(displacements(before)) / 100
    page.get_by_label("Claims").check()
    expect(page.locator(".sidenote")).to_have_count(100)
    assert page.evaluate(LAYOUT) == before


def test_without_notes_there_are_no_sidenotes(page, addresses):
    opened(page, addresses[20, 12])
    page.get_by_label("Off").check()
    expect(page.locator(".sidenote").filter(visible=True)).to_have_count(0)


SHIFTS = """window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(({ value }) => value)))
  .observe({ type: "layout-shift", buffered: true })"""


@pytest.mark.parametrize("shape", [(40, 20), (300, 8)], ids=str)
def test_they_move_nothing(page, addresses, shape):
    page.add_init_script(SHIFTS)
    opened(page, addresses[shape])
    assert sum(page.evaluate("shifts")) == 0


def test_no_room_is_kept_for_them_without_script(plain_page, addresses):
    plain_page.goto(addresses[20, 12])
    article = plain_page.locator("article.article")
    assert article.evaluate("article => getComputedStyle(article).paddingInlineEnd") == "0px"
    box = article.bounding_box()
    assert abs(box["x"] + box["width"] / 2 - 700) <= 1
