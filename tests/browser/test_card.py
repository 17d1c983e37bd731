"""The card opens on words and markers, stays within reach and within the window, and closes when it is left."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from articles.document import Document, Mark, Note, Paragraph, SourceRef, describe_span
from articles.models import from_document
from tests.browser.conftest import ARABIC

FILLER = "Nothing is said about these words, which are here so that the page is long enough to be scrolled. " * 4
TEXT = "The dam will hold, said Ana Lund on Friday, and the river board agreed, as a report says, until spring."
STACK = "One of five notes that all lie over these very words."
LONG = "It is a long sentence that goes on from line to line, and then from that line to the next one. " * 6
ANA = SourceRef("Ana Lund", "person")
FIRST = Paragraph("p1", "paragraph", TEXT, (Mark(75, 88, "a", "https://report.example/"),))
SECOND = Paragraph("p2", "paragraph", STACK)
THIRD = Paragraph("p3", "paragraph", LONG)


def over(paragraph, words, role="content"):
    start = paragraph.text.index(words)
    return describe_span(paragraph, start, start + len(words), role)


def claim(name, *spans, reason="It did."):
    return Note(name, "claim", spans, verdict="disputed", verdict_reason=reason)


NOTES = (
    Note(
        "outer",
        "quote",
        (over(FIRST, "The dam will hold"), over(FIRST, "Ana Lund", "source"), over(FIRST, "said", "cue")),
        ANA,
    ),
    claim("inner", over(FIRST, "dam will hold")),
    claim("linked", over(FIRST, "as a report says")),
    *(claim(f"stack{length}", describe_span(SECOND, 0, length)) for length in (30, 26, 22, 18, 14)),
    claim("long", describe_span(THIRD, 0, len(LONG) - 1)),
    claim("wordy", over(THIRD, "goes on"), reason="A reason. " * 190),
)
DOCUMENT = Document(
    title="The card",
    language="en",
    paragraphs=(
        FIRST,
        SECOND,
        *(Paragraph(f"p{number}", "paragraph", FILLER) for number in range(4, 9)),
        THIRD,
        *(Paragraph(f"p{number}", "paragraph", FILLER) for number in range(9, 16)),
    ),
    notes=NOTES,
)
OUTSIDE = (5, 5)  # where there is neither text nor card


@pytest.fixture(scope="module")
def address(server):
    return from_document(DOCUMENT, slug="card").get_absolute_url()


@pytest.fixture
def page(page, address):
    page.goto(address)
    return page


@pytest.fixture
def phone(new_page, address):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(address)
    return page


def card(page):
    return page.locator(".card")


def words(page, name, last=False):
    pieces = page.locator(f'mark[data-notes~="n-{name}"]')
    return pieces.last if last else pieces.first


def marker(page, name):
    return page.locator(f'.marker[href="#n-{name}"]')


def frames(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def bring(page, locator, top=300):
    """Scroll until the first line of the words is there, and let the page come to rest."""
    locator.evaluate(
        "(element, top) => scrollBy({ top: element.getClientRects()[0].top - top, behavior: 'instant' })", top
    )
    frames(page)


def middle(locator, line=0):
    """The middle of a line of the words."""
    box = locator.evaluate("(element, line) => element.getClientRects()[line].toJSON()", line)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def rest_on(page, locator, top=300, line=0):
    """Bring the words into view and rest the pointer on them."""
    page.mouse.move(*OUTSIDE)
    bring(page, locator, top)
    x, y = middle(locator, line)
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)


def box_of(page):
    return card(page).evaluate("card => card.getBoundingClientRect().toJSON()")


def long_enough(page):
    """Whatever was going to open or close has done so."""
    page.wait_for_timeout(900)


def names(page):
    links = card(page).locator(".card-number").all()
    return [link.get_attribute("href").removeprefix("#n-") for link in links]


# ── Hovering ──


def test_it_opens_on_words_with_all_their_notes_the_shortest_first(page):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    assert names(page) == ["inner", "outer"]
    expect(card(page)).to_contain_text("Disputed")
    expect(card(page)).to_contain_text("It did.")
    expect(card(page)).to_contain_text("Ana Lund")
    assert card(page).get_attribute("aria-label") == "2 notes"


def test_on_a_marker_it_shows_that_note_alone(page):
    rest_on(page, marker(page, "outer"))
    expect(card(page)).to_be_visible()
    assert names(page) == ["outer"]


def test_words_that_are_a_link_have_their_card_too(page):
    rest_on(page, page.locator("#p1 a:not(.marker) mark"))
    expect(card(page)).to_be_visible()
    assert names(page) == ["linked"]


def test_of_many_notes_three_are_shown_and_the_others_counted(page):
    rest_on(page, words(page, "stack30"))
    expect(card(page)).to_be_visible()
    assert names(page) == ["stack14", "stack18", "stack22"]
    card(page).get_by_role("link", name="2 more").click()
    expect(page).to_have_url(re.compile("#n-stack26$"))
    expect(card(page)).to_be_hidden()
    expect(page.locator("#n-stack26")).to_be_in_viewport()


def test_the_card_repeats_no_id(page):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    ids = page.locator("[id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(ids) == len(set(ids))


def scroll_below_the_pointer(page):
    """Scroll marked words to where the pointer rests, and tell where that is."""
    mark = words(page, "long", last=True)
    bring(page, mark, 600)
    x, y = middle(mark, 1)
    page.mouse.move(x, y - 200)
    page.mouse.wheel(0, 200)
    page.wait_for_function("place => document.elementFromPoint(...place).closest('mark')", arg=[x, y - 200])
    return x, y - 200


def test_nothing_opens_under_a_still_pointer_while_the_page_scrolls(page):
    x, y = scroll_below_the_pointer(page)
    long_enough(page)
    expect(card(page)).to_be_hidden()
    page.mouse.move(x + 3, y)
    expect(card(page)).to_be_visible()


def test_nor_by_the_move_of_nothing_that_webkit_adds_to_a_scroll(page):
    page.evaluate(
        """([clientX, clientY]) => document.elementFromPoint(clientX, clientY).dispatchEvent(
              new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse", clientX, clientY }))""",
        scroll_below_the_pointer(page),
    )
    long_enough(page)
    expect(card(page)).to_be_hidden()


def test_a_pointer_that_passes_over_opens_nothing(page):
    mark = words(page, "inner")
    rest_on(page, mark)
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    expect(card(page)).to_be_hidden()


def test_it_closes_when_left(page):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    page.mouse.move(*OUTSIDE)
    expect(card(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("side", "away", "open_still"), [("right", 15, True), ("below", 15, True), ("below", 60, False)]
)
def test_near_the_card_is_as_good_as_on_it(page, side, away, open_still):
    rest_on(page, words(page, "inner"), 120)
    expect(card(page)).to_be_visible()
    box = box_of(page)
    inside = box["left"] + box["width"] / 2, box["top"] + box["height"] / 2
    page.mouse.move(*inside, steps=3)
    if side == "right":
        page.mouse.move(box["right"] + away, inside[1])
    else:
        page.mouse.move(inside[0], box["bottom"] + away)
    long_enough(page)
    expect(card(page)).to_be_visible(visible=open_still)


@pytest.mark.parametrize("corner", ["left", "right"])
def test_along_a_slant_into_the_card(page, corner):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    box = box_of(page)
    x = box["left"] + 10 if corner == "left" else box["right"] - 10
    page.mouse.move(x, box["bottom"] - 10, steps=25)
    long_enough(page)
    expect(card(page)).to_be_visible()
    assert names(page) == ["inner", "outer"]


def test_from_words_to_words_the_card_follows(page):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_have_attribute("aria-label", "2 notes")
    page.mouse.move(*middle(words(page, "outer")))
    expect(card(page)).to_have_attribute("aria-label", "Note 2")


def test_escape_closes_at_once_and_focus_stays(page):
    field = page.locator("[data-search]")
    field.focus()
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    assert card(page).is_hidden()
    expect(field).to_be_focused()


def test_a_click_within_keeps_it(page):
    rest_on(page, words(page, "inner"))
    expect(card(page)).to_be_visible()
    card(page).locator(".note-reason").click()
    expect(card(page)).to_be_visible()


# ── Where it stands ──


def test_below_the_words(page):
    rest_on(page, words(page, "inner"), 200)
    expect(card(page)).to_be_visible()
    line = words(page, "inner").bounding_box()
    assert 0 <= box_of(page)["top"] - (line["y"] + line["height"]) <= 12


def test_above_them_near_the_lower_edge(page):
    mark = words(page, "linked")
    page.set_viewport_size({"width": 1400, "height": 300})
    rest_on(page, mark, 260)
    expect(card(page)).to_be_visible()
    assert -2 <= mark.bounding_box()["y"] - box_of(page)["bottom"] <= 12


def test_below_the_line_under_the_pointer(page):
    """Words over many lines have their card at the line that is pointed at, not below all of them."""
    mark = words(page, "long", last=True)
    rest_on(page, mark, 200, 1)
    expect(card(page)).to_be_visible()
    lines = mark.evaluate("mark => [...mark.getClientRects()].map(({ bottom }) => bottom)")
    assert len(lines) >= 6
    assert box_of(page)["top"] - lines[1] <= 12


@pytest.mark.parametrize(("width", "height"), [(760, 600), (1180, 640)])
def test_never_over_the_edges_and_never_too_large(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    for name, top in product(["inner", "linked", "stack30", "wordy"], [20, 250, 560]):
        rest_on(page, words(page, name), top)
        expect(card(page)).to_be_visible()
        box = box_of(page)
        assert box["left"] >= 8, (name, top)
        assert box["right"] <= width - 8, (name, top)
        assert box["top"] >= 8, (name, top)
        assert box["bottom"] <= height - 8, (name, top)
        assert box["width"] <= 22 * 16, (name, top)
        assert box["height"] <= 0.6 * height + 1, (name, top)
        page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (760, 600)])
def test_from_right_to_left(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(ARABIC)
    for mark in page.locator("mark").all()[:3]:
        rest_on(page, mark, 250)
        first = mark.get_attribute("data-notes").split()[0]
        expect(card(page).locator(".card-number").first).to_have_attribute("href", f"#{first}")
        assert card(page).evaluate("card => getComputedStyle(card).direction") == "rtl"
        box = box_of(page)
        assert box["left"] >= 8
        assert box["right"] <= width - 8
        cross = card(page).get_by_role("button", name="Close").bounding_box()
        assert cross["x"] + cross["width"] <= card(page).locator(".card-note").first.bounding_box()["x"]
        page.keyboard.press("Escape")


# ── Pinned by a click ──


def still(page):
    return page.url, page.evaluate("scrollY")


@pytest.mark.parametrize("find", [marker, words], ids=["marker", "words"])
def test_a_click_pins_it_and_does_not_jump(page, find):
    bring(page, find(page, "inner"), 200)
    before = still(page)
    find(page, "inner").click()
    expect(card(page)).to_be_visible()
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    expect(card(page)).to_be_visible()
    assert still(page) == before


@pytest.mark.parametrize("end", ["a click elsewhere", "the cross", "escape"])
def test_what_closes_a_pinned_card(page, end):
    marker(page, "inner").click()
    expect(card(page)).to_be_visible()
    if end == "a click elsewhere":
        page.locator("h1").click()
    elif end == "the cross":
        card(page).get_by_role("button", name="Close").click()
    else:
        page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    expect(card(page)).to_be_hidden()


@pytest.mark.parametrize("options", [{"modifiers": ["ControlOrMeta"]}, {"button": "middle"}], ids=str)
def test_a_modified_click_is_that_of_a_plain_link(page, options):
    bring(page, marker(page, "inner"))
    with page.context.expect_page() as opened:
        marker(page, "inner").click(**options)
    expect(opened.value).to_have_url(re.compile("#n-inner$"))
    page.mouse.move(*OUTSIDE)
    expect(card(page)).to_be_hidden()


def test_selecting_words_pins_nothing(page):
    mark = words(page, "long", last=True)
    bring(page, mark)
    x, y = middle(mark, 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y, steps=4)
    page.mouse.up()
    assert page.evaluate("getSelection().toString().length") > 3
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    expect(card(page)).to_be_hidden()


def test_a_link_among_the_words_stays_a_link(page):
    page.evaluate(
        """document.addEventListener("click", event => {
             window.followed = !event.defaultPrevented && event.target.closest("a")?.href;
             event.preventDefault() })"""
    )
    page.locator("#p1 a:not(.marker)").click()
    assert page.evaluate("followed") == "https://report.example/"
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    expect(card(page)).to_be_hidden()


def test_the_number_leads_to_the_list(page):
    marker(page, "inner").click()
    card(page).locator(".card-number").click()
    expect(page).to_have_url(re.compile("#n-inner$"))
    expect(card(page)).to_be_hidden()
    expect(page.locator("li:target")).to_be_in_viewport()


# ── The keyboard ──


def tab_to(page, name):
    """Come to a marker as the keyboard does."""
    before = page.locator(f'.marker:has(+ .marker[href="#n-{name}"])')
    if not before.count():
        page.locator("[data-help-open]").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if marker(page, name).evaluate("marker => marker === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_focus_on_a_marker_opens_it_after_a_moment(page):
    tab_to(page, "inner")
    expect(card(page)).to_be_visible()
    expect(marker(page, "inner")).to_be_focused()
    page.keyboard.press("Escape")
    assert card(page).is_hidden()
    expect(marker(page, "inner")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page)).to_be_visible()
    assert names(page) == ["outer"]


def test_enter_takes_focus_into_the_card(page):
    tab_to(page, "inner")
    before = still(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert card(page).evaluate("card => card.contains(document.activeElement)")
    page.keyboard.press("Tab")
    assert card(page).evaluate("card => card.contains(document.activeElement)")
    long_enough(page)
    expect(card(page)).to_be_visible()
    assert still(page) == before


def test_enter_that_counts_as_a_click_takes_it_there_as_well(page):
    """In Firefox, Enter on a link is a click as many times as one of the mouse, but has no place either."""
    link = marker(page, "inner")
    link.dispatch_event("click", {"detail": 1})
    expect(card(page)).to_be_focused()
    left = min(link.bounding_box()["x"], page.viewport_size["width"] - box_of(page)["width"] - 8)
    assert box_of(page)["x"] == pytest.approx(left, abs=1)


@pytest.mark.parametrize("way", ["Escape", "the cross"])
def test_and_back_to_the_marker(page, way):
    tab_to(page, "inner")
    page.keyboard.press("Enter")
    expect(card(page)).to_be_visible()
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        card(page).get_by_role("button", name="Close").press("Enter")
    expect(card(page)).to_be_hidden()
    expect(marker(page, "inner")).to_be_focused()
    long_enough(page)
    expect(card(page)).to_be_hidden()  # closed by the reader, it does not come back by itself


# ── The sheet ──


@pytest.mark.parametrize(
    ("name", "find", "top"), [("inner", marker, 150), ("wordy", words, 780), ("wordy", marker, 780)]
)
def test_a_tap_opens_a_sheet_below_the_words(phone, find, name, top):
    mark = find(phone, name)
    bring(phone, mark, top)
    mark.tap()
    expect(card(phone)).to_be_visible()
    box = box_of(phone)
    height = phone.evaluate("innerHeight")
    assert (box["left"], box["right"], round(box["bottom"])) == (0, phone.evaluate("innerWidth"), height)
    assert box["height"] <= 0.55 * height + 1
    words_box = mark.bounding_box()
    assert words_box["y"] >= 0
    assert words_box["y"] + words_box["height"] <= box["top"]
    close = card(phone).get_by_role("button", name="Close").bounding_box()
    assert min(close["width"], close["height"]) >= 44
    assert "#" not in phone.url


@pytest.mark.parametrize("end", ["outside", "the cross"])
def test_what_closes_the_sheet(phone, end):
    bring(phone, marker(phone, "inner"))
    marker(phone, "inner").tap()
    expect(card(phone)).to_be_visible()
    if end == "outside":
        phone.touchscreen.tap(4, 200)
    else:
        card(phone).get_by_role("button", name="Close").tap()
    expect(card(phone)).to_be_hidden()


def test_a_narrow_window_has_the_sheet_as_well(page):
    page.set_viewport_size({"width": 700, "height": 800})
    rest_on(page, words(page, "inner"))
    long_enough(page)
    expect(card(page)).to_be_hidden()
    words(page, "inner").click()
    expect(card(page)).to_be_visible()
    box = box_of(page)
    assert (box["left"], box["right"], round(box["bottom"])) == (0, 700, 800)


def test_the_page_is_no_wider_with_the_sheet(phone):
    marker(phone, "wordy").tap()
    expect(card(phone)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ── Light ──


def lit(page):
    active = page.locator(".is-active").evaluate_all("elements => elements.map(({ tagName }) => tagName)")
    return page.evaluate('CSS.highlights.get("said").size'), "MARK" in active


def test_the_words_of_speaker_and_verb_light_with_the_note(page):
    assert lit(page) == (0, False)
    rest_on(page, marker(page, "outer"))
    expect(card(page)).to_be_visible()
    assert lit(page) == (2, True)
    said = page.evaluate('[...CSS.highlights.get("said")].map(String)')
    assert said == ["Ana Lund", "said"]
    page.mouse.move(*OUTSIDE)
    expect(card(page)).to_be_hidden()
    assert lit(page) == (0, False)


@pytest.mark.parametrize("name", ["outer", "inner"])
def test_they_stay_lit_while_the_card_is_read(page, name):
    rest_on(page, words(page, name))
    expect(card(page)).to_be_visible()
    box = box_of(page)
    page.mouse.move(box["left"] + 40, box["top"] + 40, steps=8)
    long_enough(page)
    expect(card(page)).to_be_visible()
    assert lit(page) == (2, True)


def test_a_pinned_card_keeps_them_lit(page):
    marker(page, "outer").click()
    page.mouse.move(*OUTSIDE)
    long_enough(page)
    assert lit(page) == (2, True)
    page.keyboard.press("Escape")
    assert lit(page) == (0, False)
