"""No page scrolls sideways: not on the narrowest phone, not at 200 %, whatever the text."""

import pytest

from tests.browser.conftest import EXTRAORDINARY, ORDINARY


def overflow(page):
    """By how many pixels the page is wider than the window, and what sticks out."""
    return page.evaluate(
        """() => { const root = document.scrollingElement, out = root.scrollWidth - root.clientWidth;
              const wide = [...document.body.querySelectorAll('*')].filter(element => {
                  const box = element.getBoundingClientRect();
                  return (box.right > root.clientWidth + 1 || box.left < -1) && box.width > 1 && box.left > -5000 });
              return [out, out ? wide.slice(0, 4).map(e => e.tagName + '.' + e.className) : []] }"""
    )


def overflow_of_large_letters(page):
    """The same on the narrowest phone with text alone twice as large."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return overflow(page)


@pytest.mark.parametrize("address", [*ORDINARY, *EXTRAORDINARY])
def test_no_page_scrolls_sideways(page, address):
    """At every width, which is also what the browser's zoom changes; then with text alone twice as large."""
    assert_fits(page, address)


def test_neither_does_the_empty_front_page(page, nothing_published):
    assert_fits(page, "/")


def assert_fits(page, address):
    """Nothing sticks out of the window."""
    page.goto(address)
    for size, widths in (("100%", (320, 390, 768, 1180, 1400)), ("200%", (320, 1280))):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            assert (size, width, *overflow(page)) == (size, width, 0, [])


def test_a_wide_table_scrolls_in_its_own_box(new_page):
    page = new_page(viewport={"width": 320, "height": 800})
    page.goto("/articles/tough/")
    table = page.locator("pre.paragraph")
    assert table.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    assert table.evaluate("pre => pre.tabIndex") == 0


@pytest.mark.parametrize("address", ["/", "/quotes/", "/articles/lines/", "/annotations/toughclaim", "/search/?q=the"])
def test_what_a_finger_touches_is_44_px_high(new_page, address):
    """Links within lines of text, markers and titles apart, which are as high as their lines."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(address)
    touched = ".masthead a, .masthead input, .colophon a, main :is(button, select, input[type=date], label), .facets a"
    heights = page.locator(touched).evaluate_all(
        "found => found.map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height])"
    )
    assert heights
    assert not [(text, height) for text, height in heights if 1 < height < 43.5]  # one is for the ear


FIELDS = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"


@pytest.mark.parametrize("address", ["/", "/quotes/", "/articles/lines/annotations/new/?kind=quote"])
def test_safari_need_not_zoom_in_where_one_types(new_page, administrator, address):
    """As it does on a phone where the letters are smaller than 16 px."""
    page = administrator(new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))
    page.goto(address)
    sizes = page.locator(FIELDS).evaluate_all("fields => fields.map(e => [e.name, getComputedStyle(e).fontSize])")
    assert len(sizes) > 2
    assert not [(name, size) for name, size in sizes if float(size.removesuffix("px")) < 16]
