"""axe finds nothing while the card or the sheet is open, nor after it has closed, in any colours."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import ARABIC, DENSEST

COLOURS = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
OVERLAPPING = 'mark[data-notes*=" "]'


def violations(page, part):
    found = Axe().run(page, context=part, options={"resultTypes": ["violations"]}).response["violations"]
    return [(problem["id"], node["target"]) for problem in found for node in problem["nodes"]]


def check(page, part=None):
    """The page, or only a part of it: on a long page, axe takes a minute."""
    for colours in COLOURS:
        page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", **colours})
        assert (colours, violations(page, part)) == (colours, [])


@pytest.mark.parametrize(
    ("address", "part", "width"),
    [
        (DENSEST, ".card", 1400),
        (ARABIC, ".card", 390),
        ("/articles/lines/", None, 1400),
        ("/articles/lines/", None, 390),
    ],
)
def test_open_and_closed(page, address, part, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.locator(OVERLAPPING).first.click()
    expect(page.locator(".card")).to_be_visible()
    check(page, part)
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_be_hidden()
    check(page, part and ".article-header")


def test_opened_by_the_keyboard(page):
    page.goto("/articles/lines/")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


def test_the_help(page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/articles/lines/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check(page)


def test_with_all_tints(page):
    page.goto("/articles/lines/")
    page.get_by_label("On", exact=True).check()
    check(page)
