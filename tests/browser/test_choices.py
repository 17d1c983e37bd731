"""What readers choose takes effect at once, is remembered, and is announced; single keys stay out of the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DENSEST

LINES = "/articles/lines/"
NUMBERS = {"source": ["1", "6"], "claim": ["2", "4"], "quote": ["3", "5"]}

# What <html> says when the article begins, which is before any deferred script and before the first paint.
EARLY = """new MutationObserver(() => {
  if (document.querySelector("[data-article]")) window.early ??= { ...document.documentElement.dataset };
}).observe(document, { childList: true, subtree: true })"""

LOOKS = """kind => {
  const { textDecorationLine, borderBottomWidth, borderTopWidth, backgroundColor } =
    getComputedStyle(document.querySelector(`mark[data-notes="n-line${kind === "source" ? "" : "s"}${kind}"]`));
  const drawn = { source: textDecorationLine !== "none", claim: borderBottomWidth !== "0px",
                  quote: borderTopWidth !== "0px" };
  return [drawn[kind], backgroundColor !== "rgba(0, 0, 0, 0)"];
}"""


@pytest.fixture
def page(page):
    page.add_init_script(EARLY)
    page.goto(LINES)
    return page


def markers(page):
    return page.locator(".marker").filter(visible=True)


def status(page):
    return page.get_by_role("status")


def level(page):
    return page.locator("html").get_attribute("data-level")


def focused(page):
    return page.evaluate("document.activeElement.matches('.marker') && document.activeElement.textContent")


# ── Levels ──


@pytest.mark.parametrize(
    ("choice", "looks", "count"),
    [(None, [True, False], 6), ("Quiet", [True, False], 6), ("On", [True, True], 6), ("Off", [False, False], 0)],
)
def test_what_a_level_shows(page, choice, looks, count):
    if choice:
        page.get_by_label("On", exact=True).check()
        page.get_by_label(choice, exact=True).check()
    assert page.get_by_label(choice or "Quiet", exact=True).is_checked()
    for _ in range(2):
        assert [page.evaluate(LOOKS, kind) for kind in NUMBERS] == [looks] * 3
        expect(markers(page)).to_have_count(count)
        page.reload()


def test_quiet_tints_the_words_under_the_pointer(page):
    page.locator('mark[data-notes="n-linesclaim"]').hover()
    assert page.locator("mark:hover").evaluate("mark => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("choice", ["on", "off"])
def test_a_level_is_remembered_before_anything_is_drawn(page, choice):
    assert page.evaluate("early.level") == "quiet"
    page.get_by_label(choice.capitalize(), exact=True).check()
    page.reload()
    assert page.evaluate("early.level") == choice
    assert page.get_by_label(choice.capitalize(), exact=True).is_checked()
    page.goto(DENSEST)
    assert page.evaluate("early.level") == choice


def test_off_hides_the_card_and_the_sidenotes_and_keeps_the_list(page):
    page.get_by_label("Off", exact=True).check()
    expect(page.locator(".sidenote").filter(visible=True)).to_have_count(0)
    expect(page.locator(".notes .note").filter(visible=True)).to_have_count(6)
    page.locator("mark").first.hover()
    page.wait_for_timeout(700)
    expect(page.locator(".card")).to_be_hidden()


def test_a_store_that_is_broken_is_no_store(page):
    page.evaluate("localStorage.newsreader = '{'")
    page.reload()
    assert page.evaluate("early.level") == "quiet"
    page.get_by_label("On", exact=True).check()
    page.reload()
    assert level(page) == "on"


# ── Filters ──


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_filter_hides_its_kind_everywhere_and_is_remembered(page, kind):
    page.get_by_label(f"{kind.capitalize()}s").uncheck()
    left = sorted(number for other, numbers in NUMBERS.items() if other != kind for number in numbers)
    for _ in range(2):
        assert page.evaluate(LOOKS, kind)[0] is False
        expect(markers(page)).to_have_text(left)
        expect(page.locator(".notes .note").filter(visible=True)).to_have_count(4)
        expect(page.locator(f".{kind}:is(.marker, .note)").filter(visible=True)).to_have_count(0)
        assert not page.get_by_label(f"{kind.capitalize()}s").is_checked()
        assert page.url.endswith(LINES)
        page.reload()
    assert page.evaluate("early.hide") == kind
    page.get_by_label(f"{kind.capitalize()}s").check()
    expect(markers(page)).to_have_count(6)
    page.reload()
    expect(markers(page)).to_have_count(6)


def test_the_card_leaves_out_what_is_hidden(page):
    page.get_by_label("Claims").uncheck()
    page.locator('mark[data-notes~="n-allclaim22"]').first.click()
    expect(page.locator(".card-number")).to_have_text(["5", "6"])


def test_the_marks_of_notes_that_are_hidden_open_nothing(page):
    page.get_by_label("Claims").uncheck()
    mark = page.locator('mark[data-notes="n-linesclaim"]')
    mark.click()
    page.wait_for_timeout(500)
    expect(page.locator(".card")).to_be_hidden()


def test_what_the_server_left_out_is_asked_of_the_server(page):
    page.goto(f"{LINES}?show=claims")
    expect(markers(page)).to_have_text(NUMBERS["claim"])
    page.get_by_label("Sources").check()
    expect(page).to_have_url(re.compile(r"\?(.*&)?show=sources&show=claims"))
    expect(markers(page)).to_have_text(["1", "2", "4", "6"])


@pytest.mark.parametrize("kept", ["left behind", "alive"])
def test_who_comes_back_finds_ticked_what_is_shown(page, kept):
    """Whether the browser has kept what was ticked, or the whole page."""
    page.goto(f"{LINES}?show=claims")
    box = page.get_by_label("Sources")
    if kept == "alive":
        box.evaluate("box => { box.checked = true; dispatchEvent(new Event('pageshow')); }")
    else:
        box.check()
        expect(markers(page)).to_have_text(["1", "2", "4", "6"])
        page.go_back()
    expect(box).not_to_be_checked()
    expect(page.get_by_label("Claims")).to_be_checked()
    expect(markers(page)).to_have_text(NUMBERS["claim"])


def test_an_address_shows_what_it_names_whatever_is_remembered(page):
    page.get_by_label("Claims").uncheck()
    page.goto(f"{LINES}?show=claims")
    expect(markers(page)).to_have_text(NUMBERS["claim"])
    assert page.get_by_label("Claims").is_checked()


def test_a_filter_by_address_is_not_remembered_for_other_articles(page):
    """Of `?show=claims`, a reader who hides the claims as well has not chosen to hide all elsewhere."""
    page.goto(f"{LINES}?show=claims")
    page.get_by_label("Claims").uncheck()
    expect(markers(page)).to_have_count(0)
    page.goto(LINES)
    assert set(page.evaluate("early.hide").split()) <= {"claim"}


@pytest.mark.parametrize("verdict", ["supported", "unchecked"])
def test_the_strip_of_counts_leads_to_its_notes(page, verdict):
    page.goto(DENSEST)
    link = page.locator(".summary").get_by_role("link", name=re.compile(rf"^\d+ {verdict}$"))
    count = int(link.inner_text().split()[0])
    link.click()
    expect(page.locator(".notes .note")).to_have_count(count)
    expect(page.locator(f".notes .note.claim .verdict.{verdict}")).to_have_count(count)
    expect(page.locator(".filtered")).to_contain_text(f"{count} of")


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("sources", "source"),
        ("unnamed", "source"),
        ("claims", "claim"),
        ("with no source given", "claim"),
        ("speakers", "quote"),
        ("% of quoted words", "quote"),
    ],
)
def test_every_other_count_leads_to_notes_too(page, group, kind):
    page.goto(DENSEST)
    page.locator(".summary").get_by_role("link", name=re.compile(rf"\d+ {group}")).click()
    shown = page.locator(".notes .note").count()
    assert shown >= 1
    expect(page.locator(f".notes .note.{kind}")).to_have_count(shown)


# ── Keys ──


def test_n_and_p_go_from_note_to_note_and_round(page):
    met = []
    for key in "nnnnnnnpp":
        page.keyboard.press(key)
        met.append(focused(page))
    assert met == ["1", "2", "3", "4", "5", "6", "1", "6", "5"]


def test_p_from_the_top_goes_to_the_last(page):
    page.keyboard.press("p")
    assert focused(page) == "6"


def test_they_pass_over_what_is_hidden(page):
    page.get_by_label("Claims").uncheck()
    met = []
    for key in "nnnnn":
        page.keyboard.press(key)
        met.append(focused(page))
    assert met == ["1", "3", "5", "6", "1"]


def test_they_begin_at_what_is_on_the_screen_and_bring_notes_into_view(page):
    page.goto(DENSEST)
    marker = page.locator(".marker").nth(30)
    marker.evaluate("marker => scrollBy({ top: marker.getBoundingClientRect().top - 5, behavior: 'instant' })")
    page.keyboard.press("n")
    number = int(focused(page))
    assert 28 <= number <= 33
    expect(page.locator(".marker:focus")).to_be_in_viewport()


@pytest.mark.parametrize("before", ["Quiet", "On"])
def test_h_hides_and_shows(page, before):
    page.get_by_label(before, exact=True).check()
    page.keyboard.press("h")
    expect(markers(page)).to_have_count(0)
    assert page.get_by_label("Off", exact=True).is_checked()
    page.keyboard.press("h")
    expect(markers(page)).to_have_count(6)
    assert page.get_by_label(before, exact=True).is_checked()  # as it was


def test_slash_goes_to_the_search_field(page):
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    assert page.locator("[data-search]").input_value() == ""


def test_a_question_mark_opens_the_help(page):
    page.keyboard.press("?")
    help_ = page.locator("[data-help]")
    expect(help_).to_be_visible()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("h")
    assert level(page) == "quiet"
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()


def test_none_of_them_while_typing(page):
    field = page.locator("[data-search]")
    field.focus()
    page.keyboard.type("hnp/?")
    assert field.input_value() == "hnp/?"
    expect(field).to_be_focused()
    assert level(page) == "quiet"
    expect(page.locator("[data-help]")).to_be_hidden()


def test_none_of_them_with_another_key(page):
    for modifier in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{modifier}+h")
        assert level(page) == "quiet"


def test_they_can_be_switched_off_for_good(page):
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    for _ in range(2):
        for key in "hn/?":
            page.keyboard.press(key)
        assert level(page) == "quiet"
        assert focused(page) is False
        expect(page.locator("[data-help]")).to_be_hidden()
        expect(page.locator("[data-search]")).not_to_be_focused()
        page.reload()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert focused(page) == "1"


# ── The live region ──


def test_nothing_is_said_before_something_is_done(page):
    expect(status(page)).to_have_count(1)
    expect(status(page)).to_be_empty()


def test_choices_are_announced(page):
    page.get_by_label("Claims").uncheck()
    expect(status(page)).to_have_text("4 notes are shown")
    page.get_by_label("Off", exact=True).check()
    expect(status(page)).to_have_text("Notes are off")
    page.get_by_label("Quiet", exact=True).check()
    expect(status(page)).to_have_text("4 notes are shown")


def test_the_note_that_n_came_to_is_announced(page):
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(status(page)).to_contain_text("Claim")
    expect(status(page)).to_contain_text("Unchecked")
    page.get_by_label("Off", exact=True).check()
    page.keyboard.press("n")
    expect(status(page)).to_have_text("No notes are shown")


# ── Without anything to choose ──


def test_an_article_without_notes_has_its_keys(page):
    page.goto("/articles/the-woman-who-checked-the-tides/")
    page.keyboard.press("n")
    expect(status(page)).to_have_text("No notes are shown")
    page.keyboard.press("?")
    expect(page.locator("[data-help]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()


# ── The strip itself ──


@pytest.mark.parametrize("width", [320, 390, 1180, 1400])
def test_the_button_of_keys_stands_at_the_end_of_the_first_line(page, width):
    """However many kinds fill the line."""
    page.set_viewport_size({"width": width, "height": 900})
    for kinds in range(4):
        if kinds:
            page.locator(".filter").first.evaluate("label => label.remove()")
        strip = page.locator(".tools").bounding_box()
        button = page.get_by_role("button", name="Keys").bounding_box()
        assert abs(button["x"] + button["width"] - strip["x"] - strip["width"]) <= 1
        assert button["y"] - strip["y"] < 10
        for other in (".filters", ".levels"):
            box = page.locator(other).bounding_box()
            assert box["x"] + box["width"] <= button["x"]
