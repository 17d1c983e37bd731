"""Without script: from the marker to its note and back, and filters by the form."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARABIC, DENSEST

MARKER = '[role="doc-noteref"]'


@pytest.mark.parametrize(("address", "place"), [(DENSEST, "last"), (ARABIC, "first")])
def test_from_a_marker_to_its_note_and_back(plain_page, address, place):
    plain_page.goto(address)
    marker = getattr(plain_page.locator(MARKER), place)
    name = marker.get_attribute("href").removeprefix("#")
    marker.click()
    expect(plain_page).to_have_url(re.compile(f"#{name}$"))
    item = plain_page.locator("li:target")
    expect(item).to_have_attribute("id", name)
    expect(item).to_be_in_viewport()
    assert looks(item) != looks(plain_page.locator(f"li.note:not(#{name})").first)

    item.locator('[role="doc-backlink"]').click()
    expect(plain_page.locator(f"{MARKER}:target")).to_have_attribute("href", f"#{name}")
    expect(marker).to_be_in_viewport()


def looks(locator):
    return locator.evaluate("element => getComputedStyle(element).backgroundColor")


def test_the_form_asks_the_server(plain_page):
    plain_page.goto("/articles/lines/")
    plain_page.get_by_label("Claims").uncheck()
    plain_page.get_by_label("Quotes").uncheck()
    plain_page.get_by_role("button", name="Apply").click()
    expect(plain_page).to_have_url(re.compile(r"show=sources(&|$)"))
    labels = [marker.get_attribute("aria-label") for marker in plain_page.locator(MARKER).all()]
    assert labels == ["1, source", "6, source"]
    assert plain_page.get_by_label("Sources").is_checked()
    assert not plain_page.get_by_label("Claims").is_checked()


def test_all_boxes_cleared_shows_none(plain_page):
    plain_page.goto("/articles/lines/")
    for name in ("Sources", "Claims", "Quotes"):
        plain_page.get_by_label(name).uncheck()
    plain_page.get_by_role("button", name="Apply").click()
    assert plain_page.locator(f"{MARKER}, mark").count() == 0


@pytest.mark.parametrize("kind", ["source", "claim", "quote"])
def test_clearing_a_box_hides_at_once_where_has_is_known(plain_page, kind):
    plain_page.goto("/articles/lines/")
    box = plain_page.get_by_label(f"{kind.capitalize()}s")
    drawn = {name: lines(plain_page, name) for name in ("source", "claim", "quote")}
    for checked in (False, True):
        box.set_checked(checked)
        for marker in plain_page.locator(MARKER).all():
            is_of_kind = kind in marker.get_attribute("aria-label")
            expect(marker).to_be_visible(visible=checked or not is_of_kind)
            item = plain_page.locator(marker.get_attribute("href"))
            expect(item).to_be_visible(visible=checked or not is_of_kind)
        for name, before in drawn.items():
            assert (lines(plain_page, name) == before) is (checked or name != kind)


def lines(page, kind):
    """How a mark of this kind alone is drawn."""
    return page.locator(f'mark[data-notes="n-lines{kind}"]'.replace("linessource", "linesource")).evaluate(
        """mark => { const s = getComputedStyle(mark); return [s.textDecorationLine, s.borderBottomStyle,
           s.borderBottomWidth, s.borderTopStyle, s.borderTopWidth, s.backgroundColor].join() }"""
    )


def test_no_tool_is_shown_that_needs_script(plain_page):
    """A level of notes, a help with keys: what only script can do is not offered without it."""
    plain_page.goto(DENSEST)
    for name in ("On", "Quiet", "Off"):
        expect(plain_page.get_by_label(name, exact=True)).to_be_hidden()
    expect(plain_page.locator(".levels, .help-open").filter(visible=True)).to_have_count(0)


def test_the_search_field_is_sent_without_script(plain_page):
    plain_page.goto("/")
    field = plain_page.get_by_role("searchbox")
    field.fill("bell")
    field.press("Enter")
    expect(plain_page).to_have_url(re.compile(r"/search/\?.*q=bell"))
    expect(plain_page.get_by_role("link", name="late bell").first).to_be_visible()
