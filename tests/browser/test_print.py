"""On paper: always light, without tools, with the notes, and with the addresses behind their links."""

import pytest

from tests.browser.conftest import ARABIC, DENSEST, EXTRAORDINARY

SEARCH = "/search/?q=tide&kind=quote&since=2020-01-01"


@pytest.fixture
def printed(page):
    """Open an address as it is printed by somebody who reads in the dark."""

    def printed(address):
        page.goto(address)
        page.emulate_media(media="print", color_scheme="dark")
        return page

    return printed


@pytest.mark.parametrize("address", ["/", DENSEST, ARABIC, "/annotations/toughclaim", SEARCH, *EXTRAORDINARY])
def test_it_is_light_and_without_tools(printed, address):
    page = printed(address)
    tools = page.locator("form, button, input, nav, dialog, .skip, [popover], [role=search], aside")
    assert [tool.evaluate("e => e.outerHTML.slice(0, 80)") for tool in tools.filter(visible=True).all()] == []
    dark = page.locator("body *").evaluate_all(
        """elements => elements.filter(element => element.checkVisibility()).filter(element => {
              const light = color => { const [r, g, b] = color.match(/[\\d.]+/g).map(Number); return (r + g + b) / 3 };
              const style = getComputedStyle(element), ground = style.backgroundColor;
              const lit = !/, 0\\)$/.test(ground) && light(ground) < 200;
              return lit || light(style.color) > 120 }).map(element => element.outerHTML.slice(0, 80))"""
    )
    assert dark == []
    paper = page.locator("html").evaluate("html => getComputedStyle(html).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    "address", ["/account/", "/groups/", "/review/?status=published", "/annotations/linesclaim/history/"]
)
def test_lists_are_without_what_is_done_with_them(signed_in, printed, address):
    tools = printed(address).locator("button, input:not([type=hidden]), select, nav, .actions").filter(visible=True)
    assert [tool.evaluate("e => e.outerHTML.slice(0, 80)") for tool in tools.all()] == []


@pytest.mark.parametrize("address", ["/", DENSEST])
def test_a_pdf_is_made(printed, address):
    assert printed(address).pdf().startswith(b"%PDF")


@pytest.mark.parametrize("address", [ARABIC, "/articles/tough/", "/annotations/toughclaim"])
def test_addresses_stand_behind_their_links(printed, address):
    page = printed(address)
    links = page.locator('article a[href^="http"]').filter(visible=True)
    assert links.count() >= 1
    for link in links.all():
        assert link.get_attribute("href") in link.evaluate("a => getComputedStyle(a, '::after').content")
    for marker in page.locator('[role="doc-noteref"]').all()[:5]:
        assert "#" not in marker.evaluate("a => getComputedStyle(a, '::after').content")


@pytest.mark.parametrize("address", [DENSEST, ARABIC])
def test_the_notes_and_their_numbers_are_kept(printed, address):
    page = printed(address)
    numbers = page.locator('[role="doc-noteref"]')
    assert numbers.filter(visible=True).count() == numbers.count() > 20
    items = page.locator("section[role=doc-endnotes] > ol > li")
    assert items.filter(visible=True).count() == items.count() >= numbers.count()
    assert set(items.evaluate_all("items => items.map(item => getComputedStyle(item).breakInside)")) == {"avoid"}


def test_what_was_hidden_on_the_screen_is_not_printed(printed, page):
    page.goto("/articles/lines/")
    page.get_by_label("Claims").uncheck()
    page.emulate_media(media="print")
    assert page.locator('[role="doc-noteref"][aria-label*="claim"]').filter(visible=True).count() == 0
    assert page.locator('[role="doc-noteref"]').filter(visible=True).count() == 4


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (SEARCH, "Searched for “tide”; kind: Quotes; from 2020-01-01"),
        ("/search/?q=tide&in=articles", "Searched for “tide”; articles only"),
        ("/search/?q=nowhere-to-be-found", "Searched for “nowhere-to-be-found”"),
        ("/claims/?q=tide&verdict=disputed", "Searched for “tide”; verdict: Disputed"),
    ],
)
def test_what_was_searched_stands_above_what_was_found(page, printed, address, said):
    page.goto(address)
    asked = page.locator(".finding-asked")
    assert not asked.is_visible()
    printed(address)
    assert asked.is_visible()
    assert asked.inner_text() == said
    assert page.locator("#id_q").is_hidden()


def test_nothing_is_said_where_nothing_was_searched(printed):
    assert printed("/claims/").locator(".finding-asked").count() == 0
    assert printed("/search/").locator(".finding-asked").count() == 0


@pytest.mark.parametrize(
    ("address", "words"),
    [(DENSEST, ".article-text"), ("/annotations/toughclaim", ".passage"), ("/quotes/", ".hits")],
)
def test_no_column_is_left_for_what_is_not_printed(printed, address, words):
    """However wide the window is, which is what Safari asks when it prints."""
    page = printed(address)
    head = page.locator(".masthead").bounding_box()["width"]
    assert page.locator(words).bounding_box()["width"] >= head
