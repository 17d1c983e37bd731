"""Nothing moves while a page loads, and nothing is wrong in the console: every page is opened and scrolled through."""

import pytest

from tests.browser.conftest import ARABIC, DENSEST

OBSERVE = """
  window.shifts = [];
  new PerformanceObserver(list => { for (const entry of list.getEntries())
      shifts.push([entry.value, entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent)]) })
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize(
    ("address", "width"),
    [("/", 390), ("/", 1400), (DENSEST, 390), (DENSEST, 1400), (ARABIC, 1400), ("/articles/tough/", 390)],
)
def test_nothing_moves(new_page, address, width):
    page = new_page(viewport={"width": width, "height": 800})
    page.add_init_script(OBSERVE)
    page.goto(address, wait_until="networkidle")
    for _ in range(3):
        page.mouse.wheel(0, 2000)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("shifts") == []


def test_nothing_moves_without_script(new_page):
    """The observer itself needs script, so that the heights of all blocks are compared instead."""
    heights = [
        [
            block.bounding_box()["height"]
            for block in opened(new_page(java_script_enabled=script, viewport={"width": 700, "height": 800}))
        ]
        for script in (True, False)
    ]
    assert heights[0] == heights[1]


def opened(page):
    page.goto("/articles/lines/", wait_until="networkidle")
    return page.locator(".article-text > *").all()
