"""No page scrolls sideways: not on the narrowest phone, not at 200 %, whatever the text."""

import pytest

from tests.browser.conftest import EXTRAORDINARY, ORDINARY

PAGES = [*ORDINARY, *EXTRAORDINARY]


def overflow(page):
    """By how many pixels the page is wider than the window, and what sticks out."""
    return page.evaluate(
        """() => { const root = document.scrollingElement, out = root.scrollWidth - root.clientWidth;
              const wide = [...document.body.querySelectorAll('*')].filter(element => {
                  const box = element.getBoundingClientRect();
                  return (box.right > root.clientWidth + 1 || box.left < -1) && box.width > 1 && box.left > -5000 });
              return [out, out ? wide.slice(0, 4).map(e => e.tagName + '.' + e.className) : []] }"""
    )


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(page, address):
    page.goto(address)
    for width in (320, 390, 768, 1180, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, *overflow(page)) == (width, 0, [])


@pytest.mark.parametrize("address", PAGES)
def test_nor_at_twice_the_size(new_page, address):
    """The browser's zoom, which halves the window, and text that alone is twice as large."""
    page = new_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page.goto(address)
    assert overflow(page) == [0, []]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == [0, []]
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) == [0, []]


def test_a_wide_table_scrolls_in_its_own_box(new_page):
    page = new_page(viewport={"width": 320, "height": 800})
    page.goto("/articles/tough/")
    table = page.locator("pre.paragraph")
    assert table.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    assert table.evaluate("pre => pre.tabIndex") == 0
