"""The pages of finding in a browser: results while one types, filters, keys, the card on another site, and axe."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from articles.models import Annotation, Article, Publication
from tests.browser.conftest import ARABIC, DENSEST
from tests.browser.samples import WORD
from tests.browser.test_axe import violations
from tests.browser.test_widths import overflow, overflow_of_large_letters

CARD = "/annotations/linesquote/embed/"
PAGES = [
    "/search/",
    "/search/?q=tide",
    "/search/?q=water&in=notes",
    "/search/?q=nothinghasthis",
    f"/search/?q={WORD[:30]}&typing=1",
    "/quotes/",
    "/claims/?verdict=disputed",
    "/sources/",
    "/sources/?kind=person&sort=often",
    "/sources/she/",
    "/publications/",
    "/articles/tough/sourcing/",
    f"{DENSEST}sourcing/",
    f"{ARABIC}sourcing/",
    CARD,
]


def check(page, address):
    assert page.goto(address).status == 200
    for scheme, width in (("light", 1400), ("dark", 320), ("dark", 1400), ("light", 320)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, *overflow(page)) == (width, 0, [])
        assert (scheme, width, violations(page)) == (scheme, width, [])
    assert (address, *overflow_of_large_letters(page)) == (address, 0, [])


@pytest.mark.parametrize("address", PAGES)
def test_pages(page, address):
    check(page, address)


def test_the_page_of_a_publication(page, server):
    outlet = Publication.objects.get(name="The Marrow Valley Courier")
    check(page, f"/publications/{outlet.pk}/")


def test_the_page_of_a_much_quoted_source(page, server):
    note = Annotation.objects.filter(kind="quote", source__kind="person", article__slug=DENSEST.split("/")[2]).first()
    check(page, note.source.get_absolute_url())


@pytest.mark.parametrize("address", ["/search/?q=tide", f"{DENSEST}sourcing/", "/sources/she/"])
def test_forced_colours_and_more_contrast(page, address):
    page.goto(address)
    for media in ({"forced_colors": "active"}, {"contrast": "more"}):
        page.emulate_media(**media)
        assert violations(page) == []


class TestTyping:
    def test_results_come_while_one_types_and_the_address_says_what(self, page):
        page.goto("/search/")
        field = page.get_by_role("searchbox")
        expect(field).to_be_focused()
        field.press_sequentially("tid")
        expect(page.locator(".hit-title").first).to_be_visible()
        assert "tid" in page.locator(".lit").first.inner_text().casefold()
        expect(page).to_have_url(re.compile(r"\?q=tid$"))
        expect(page).to_have_title("tid · Search · Newsreader")
        expect(field).to_be_focused()
        field.fill("nothinghasthis")
        expect(page.get_by_role("status")).to_contain_text("Nothing found")
        assert page.locator("main").count() == 1

    def test_an_answer_that_comes_late_does_not_replace_a_newer_one(self, page):
        page.goto("/search/")
        held = []
        page.route("**/search/?q=tide*", lambda route: held.append(route))
        with page.expect_request("**/search/?q=tide*"):
            page.get_by_role("searchbox").fill("tide")
        page.get_by_role("searchbox").fill("nothinghasthis")
        expect(page.get_by_role("status")).to_contain_text("Nothing found")
        for route in held:
            route.abort()
        expect(page.get_by_role("status")).to_contain_text("Nothing found")

    @pytest.mark.parametrize(
        ("address", "said"), [("/quotes/", r"\d+ quotes? with “the”"), ("/search/?q=t", r"Found: .*\d names?")]
    )
    def test_what_is_counted_is_said_once_by_a_region_that_stays(self, page, address, said):
        page.goto(address)
        region = page.locator("form [role=status]").element_handle()
        page.get_by_role("searchbox").fill("the")
        expect(page.get_by_role("status")).to_have_text(re.compile(f"^{said}$"))
        assert region.evaluate("region => region.isConnected && region.textContent")

    def test_filters_stay_while_one_types(self, page):
        page.goto("/claims/?verdict=disputed")
        before = page.locator(".hit").count()
        page.get_by_role("searchbox").fill("the")
        expect(page).to_have_url(re.compile("verdict=disputed"))
        expect(page.locator(".finding-count")).to_contain_text("with")
        assert 0 < page.locator(".hit").count() < before
        assert set(page.locator(".hit .verdict").evaluate_all("all => all.map(one => one.className)")) == {
            "verdict disputed"
        }

    def test_names_while_one_types(self, page):
        page.goto("/sources/")
        page.get_by_role("searchbox").fill("brisl")
        expect(page.locator(".source-link")).to_have_text(["Anton Brisley"])


def test_filters_are_chosen_and_left_again(page):
    page.goto("/search/?q=the")
    filters = page.get_by_role("navigation", name="Filters")
    choice = filters.get_by_role("link", name=re.compile(r"^Claims \d"))
    count = choice.locator(".facet-count").inner_text()
    choice.click()
    expect(page.locator(".finding-count")).to_contain_text(f"{count} note")
    chosen = filters.locator("[aria-current=true]")
    expect(chosen).to_contain_text("Claims")
    chosen.click()
    expect(page.locator(".finding-count")).to_contain_text("article")


@pytest.mark.parametrize("address", ["/search/?q=water", "/sources/", "/quotes/"])
def test_what_is_typed_is_seen_in_large_letters_on_a_phone(page, address):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    field, button = page.locator(".finding-form [type=search]"), page.locator(".finding-button")
    assert field.bounding_box()["y"] + field.bounding_box()["height"] > button.bounding_box()["y"]  # side by side
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert field.bounding_box()["width"] >= 300
    assert overflow(page) == [0, []]


def test_dates_narrow(page):
    page.goto("/search/?q=the")
    page.get_by_label("From").fill("2026-10-01")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("since=2026-10-01"))
    expect(page.locator(".hit-title")).to_have_count(Article.objects.filter(listed__gte="2026-10-01").count())


def test_a_result_leads_to_its_words(page):
    page.goto("/quotes/?q=brisley")
    page.locator(".hit-words a").first.click()
    expect(page).to_have_url(re.compile(r"/articles/.+#r-\w+$"))
    expect(page.locator(":target")).to_be_in_viewport()


def test_everything_works_without_script(plain_page):
    plain_page.goto("/search/")
    plain_page.get_by_role("searchbox").fill("bell")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.locator(".hit-title").first).to_be_visible()
    plain_page.get_by_role("link", name=re.compile("notes?$")).first.click()
    expect(plain_page.locator(".hit-words .lit").first).to_be_visible()
    plain_page.goto(f"{DENSEST}sourcing/")
    expect(plain_page.locator(".miniature-page rect.fill-quote").first).to_be_visible()
    plain_page.locator("summary").first.click()
    expect(plain_page.locator(".miniature table")).to_be_visible()


class TestKeys:
    @pytest.mark.parametrize("address", ["/", DENSEST, "/annotations/linesquote", "/publications/", "/nowhere"])
    def test_the_slash_leads_to_the_search(self, page, address):
        page.goto(address)
        page.keyboard.press("/")
        expect(page.locator("[data-search]")).to_be_focused()
        page.keyboard.type("tides")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=tides|/\?.*q=tides"))

    @pytest.mark.parametrize("address", ["/", DENSEST, "/quotes/", "/sources/", f"{DENSEST}sourcing/"])
    def test_the_question_mark_lists_all_keys(self, page, address):
        page.goto(address)
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        expect(dialog).to_be_visible()
        for key in "/?nphqcsm":
            expect(dialog.locator("kbd").get_by_text(key, exact=True)).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def test_they_write_where_one_writes(self, page):
        page.goto("/search/")
        expect(page.get_by_role("searchbox")).to_be_focused()  # autofocus comes with the first frame, after load
        page.keyboard.type("a/b?")
        expect(page.get_by_role("searchbox")).to_have_value("a/b?")

    def test_they_can_be_switched_off(self, page):
        page.goto("/quotes/")
        page.keyboard.press("?")
        page.get_by_label("Single keys do something").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()


class Site(ThreadingHTTPServer):
    """Another site, whose every page is `body`."""

    body = b""


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *arguments):
        pass


class TestCardElsewhere:
    @pytest.fixture
    def elsewhere(self, browser, server):
        """Show a page of another site, in a context of its own: it calls on more than our server."""
        site = Site(("127.0.0.1", 0), Answer)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        context = browser.new_context()

        def show(body):
            site.body = f"<!doctype html><title>Another site</title>{body}".encode()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{site.server_port}/")
            return page

        yield show
        context.close()
        site.shutdown()
        site.server_close()

    def test_what_oembed_says_shows_the_card_and_its_links_lead_here(self, elsewhere, server, page):
        asked = page.request.get(f"{server}/oembed?url={server}/annotations/linesquote")
        site = elsewhere(asked.json()["html"])
        card = site.frame_locator("iframe")
        expect(card.locator(".hit-words")).to_contain_text("A quote")
        assert site.frames[1].evaluate("getComputedStyle(document.querySelector('.hit-words')).fontStyle") == "italic"
        with site.context.expect_page() as opened:
            card.get_by_role("link", name="Three lines").click()
        expect(opened.value).to_have_url(f"{server}/articles/lines/")

    @pytest.mark.parametrize("address", ["/articles/lines/", "/annotations/linesquote", "/search/?q=she", "/sign-in/"])
    def test_nothing_else_can_be_framed(self, elsewhere, server, address):
        site = elsewhere(f'<iframe src="{server}{address}"></iframe><iframe src="{server}{CARD}"></iframe>')
        expect(site.frame_locator("iframe").nth(1).locator(".hit-words")).to_be_visible()
        assert site.frames[1].url.startswith("chrome-error:")


def test_a_long_name_of_a_publication_leaves_its_counts_and_the_other_publications_in_sight(page, server):
    Publication.objects.create(name=WORD[:150]).articles.set(Article.objects.filter(slug="lines"))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/publications/")
    hidden = "box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]"
    assert page.locator(".scrolls").evaluate(hidden) == [0, 0]
