"""The three kinds are told apart without colour, and notes cost the keyboard one stop each."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARABIC, DENSEST

STYLE = """mark => { const s = getComputedStyle(mark); return {
    source: s.textDecorationLine + " " + s.textDecorationStyle,
    claim: s.borderBottomStyle + (parseFloat(s.borderBottomWidth) > 0),
    quote: s.borderTopStyle + (parseFloat(s.borderTopWidth) > 0)} }"""
DRAWN = {"source": "underline dotted", "claim": "solidtrue", "quote": "dashedtrue"}


MEDIA = [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"contrast": "more"}, {"media": "print"}]
KINDS = {
    "n-linesource": {"source"},
    "n-linesclaim": {"claim"},
    "n-linesquote": {"quote"},
    "n-allsource2": {"source", "claim", "quote"},
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_each_kind_has_a_property_of_its_own(new_page, script):
    page = new_page(java_script_enabled=script)
    page.goto("/articles/lines/")
    for media in MEDIA:
        page.emulate_media(**media)
        for name, kinds in KINDS.items():
            style = page.locator(f'mark[data-notes~="{name}"]').first.evaluate(STYLE)
            assert (media, {kind for kind, drawn in DRAWN.items() if style[kind] == drawn}) == (media, kinds)


def test_notes_move_no_line(page):
    """A line with all three kinds is as high as one without a note."""
    page.goto("/articles/lines/")
    page.set_viewport_size({"width": 1000, "height": 900})
    height = "p => p.getBoundingClientRect().height"
    annotated = page.locator("#p1").evaluate(height)
    page.locator("#p1").evaluate("p => p.replaceChildren(p.textContent)")
    assert page.locator("#p1").evaluate(height) == annotated


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("address", [DENSEST, ARABIC])
def test_one_tab_stop_a_note_in_the_running_text(new_page, address, script):
    page = new_page(java_script_enabled=script)
    page.goto(address)
    notes = page.locator('[role="doc-noteref"]').count()
    links = page.locator(".article-text a[href]:not([role=doc-noteref])").count()
    stops = page.locator(".article-text").evaluate(
        """text => [...text.querySelectorAll('*')].filter(element =>
              element.tabIndex >= 0 && !element.matches('pre')).length"""
    )
    assert notes > 20
    assert stops == notes + links


def test_the_keyboard_meets_them_in_reading_order(plain_page):
    plain_page.goto("/articles/lines/")
    plain_page.locator("#p1").evaluate("p => p.insertAdjacentHTML('beforebegin', '<a href=# id=before>before</a>')")
    plain_page.locator("#before").focus()
    met = []
    for _ in range(6):
        plain_page.keyboard.press("Tab")
        met.append(plain_page.evaluate("document.activeElement.textContent"))
    assert met == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("address", [DENSEST, ARABIC])
def test_a_marker_is_as_large_as_a_finger_needs(page, address):
    """24 px in each direction, with what lies around the number, where no other marker stands beside it."""
    page.goto(address)
    small = page.locator('sup:not(:has(a + a)) > [role="doc-noteref"]').evaluate_all(
        """markers => markers.filter(marker => {
              const {width, height} = getComputedStyle(marker, '::after');
              return Math.min(parseFloat(width), parseFloat(height)) < 24 }).map(marker => marker.textContent)"""
    )
    assert small == []


@pytest.mark.parametrize("address", [DENSEST, "/articles/lines/"])
def test_no_marker_lies_over_another(page, address):
    page.goto(address)
    covered = page.locator('[role="doc-noteref"]').evaluate_all(
        """markers => markers.filter(marker => {
              marker.scrollIntoView({block: "center"});
              const {x, y, width, height} = marker.getBoundingClientRect();
              return document.elementFromPoint(x + width / 2, y + height / 2) != marker })
            .map(marker => marker.textContent)"""
    )
    assert covered == []


def test_text_can_be_selected_through_marks(page):
    page.goto("/articles/lines/")
    page.locator("#p1").evaluate("p => getSelection().selectAllChildren(p)")
    assert "A source" in page.evaluate("getSelection().toString()")


CONTRAST = """element => {
    const luminance = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(value => value / 255)
            .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const style = getComputedStyle(element, "::selection")
    const [dark, light] = [style.color, style.backgroundColor].map(luminance).sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_selected_words_can_be_read(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/articles/lines/")
    assert all(page.locator(words).first.evaluate(CONTRAST) >= 4.5 for words in ("#p1", "mark", ".marker"))


def test_in_forced_colours_words_in_the_text_have_no_ground_and_those_quoted_have_both_colours(page):
    """Firefox makes any tint of a mark yellow, under words that may be white."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/articles/lines/")
    page.get_by_label("On", exact=True).check()
    mark = page.locator("mark").first
    mark.hover()
    expect(mark).to_have_css("background-color", re.compile(r"^rgba\(.*, 0\)$"))
    page.goto("/annotations/linesclaim")
    assert page.locator(".passage mark").first.evaluate(CONTRAST.replace(', "::selection"', "")) >= 4.5


def test_our_words_end_in_their_colon_beside_arabic_too(page):
    page.goto(ARABIC)
    ends = page.locator(".notes [lang=en-GB]").evaluate_all(
        """elements => elements.filter(({ textContent: text }) => text.endsWith(":")).map(({ firstChild: text }) => {
              const left = at => { const range = document.createRange(); range.setStart(text, at);
                                   range.setEnd(text, at + 1); return range.getBoundingClientRect().left; };
              return left(text.length - 1) - left(0); })"""
    )
    assert len(ends) > 2
    assert min(ends) > 0


def test_arabic_letters_hang_together(page):
    """Safari draws a gap where letters are spaced; other browsers do not space Arabic."""
    page.goto(ARABIC)
    for words in (".article-publication a", "h1"):
        assert page.locator(words).first.evaluate("e => getComputedStyle(e).letterSpacing") in {"0px", "normal"}
