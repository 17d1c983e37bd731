"""axe finds nothing on any page, light and dark, narrow and wide, nor in forced colours."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import ARABIC, BARE, DENSEST, EXTRAORDINARY

VARIANTS = [("light", 1400), ("dark", 390)]
OTHER_VARIANTS = [("light", 390), ("dark", 1400)]


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(problem["id"], node["target"], node["any"][:1]) for problem in found for node in problem["nodes"]]


def check(page, address, variants=VARIANTS):
    page.goto(address)
    for scheme, width in variants:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert (scheme, width, violations(page)) == (scheme, width, [])


# One of each sort: on a long article axe takes long.
PAGES = ["/", DENSEST, ARABIC, BARE, "/articles/tough/", f"{ARABIC}?show=claims", "/annotations/toughclaim"]


@pytest.mark.parametrize("address", [*PAGES, *EXTRAORDINARY])
def test_pages(page, address):
    check(page, address)


@pytest.mark.parametrize("address", ["/", "/articles/lines/", "/articles/tough/", "/nowhere"])
def test_the_other_variants(page, address):
    check(page, address, OTHER_VARIANTS)


def test_the_empty_front_page(page, nothing_published):
    check(page, "/")
    assert "There are no articles yet" in page.content()


@pytest.mark.parametrize("address", ["/", "/articles/lines/", "/annotations/toughclaim"])
def test_forced_colours_and_more_contrast(page, address):
    page.goto(address)
    for media in ({"forced_colors": "active"}, {"contrast": "more"}):
        page.emulate_media(**media)
        assert violations(page) == []


def test_without_script(page):
    """As axe is a script itself, only those of the page are taken away."""

    def without_scripts(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub("<script.*?</script>", "", answer.text(), flags=re.DOTALL))

    page.route("/articles/lines/", without_scripts)
    check(page, "/articles/lines/")
    assert page.locator("script").count() == 0
    check(page, "/articles/lines/#n-linesclaim")
