"""Proposals are reviewed where one reads, by keys alone: one for each that is accepted."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as Role
from playwright.sync_api import expect

from articles.models import Annotation, User, decide, from_document, propose
from tests.browser.test_axe import violations
from tests.suggesters.samples import ARTICLE


@pytest.fixture
def page(new_page, server, db, client):
    user = User.objects.create_user("edna")
    user.groups.add(Role.objects.get(name="editor"))
    propose(from_document(ARTICLE, slug="mended"))
    client.force_login(user)
    page = new_page()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    page.goto("/articles/mended/")
    return page


def rows(status):
    return Annotation.objects.filter(article__slug="mended", status=status)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_each_button_of_the_strip_is_one_line(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/articles/mended/?proposals=on")
    strip = page.get_by_role("toolbar", name="Review of proposals")
    expect(strip).to_be_visible()
    lines = """button => { const range = document.createRange(); range.selectNodeContents(button.firstChild);
                           return range.getClientRects().length }"""
    for button in strip.get_by_role("button").all():
        assert (button.text_content(), button.evaluate(lines)) == (button.text_content(), 1)
    assert strip.get_by_role("paragraph").bounding_box()["width"] > width * 0.8


def test_on_a_phone_every_figure_of_how_proposals_do_is_in_sight(page):
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto("/review/proposals/")
    for table in page.get_by_role("region").all():
        assert table.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_one_key_for_each_that_is_accepted(page):
    page.get_by_role("link", name="Show").press("Enter")
    strip = page.get_by_role("toolbar", name="Review of proposals")
    total = rows("suggested").count()
    expect(strip).to_contain_text(f"{total} to decide")
    expect(page.locator("mark.is-current").first).to_be_visible()
    assert violations(page) == []

    page.keyboard.press("n")  # on to the second and back to the first
    page.keyboard.press("p")
    for left in range(total - 1, 1, -1):  # a key for each, and no other
        page.keyboard.press("a")
        expect(strip).to_contain_text(f"{left} to decide")
    page.keyboard.press("r")
    expect(strip).to_contain_text("1 to decide")
    page.keyboard.press("u")
    expect(strip).to_contain_text("2 to decide")
    page.keyboard.press("r")
    expect(strip).to_contain_text("1 to decide")
    expect(strip.get_by_role("button", name="Undo")).to_be_enabled()

    page.keyboard.press("e")  # the last is edited first
    panel = page.locator(".panel")
    expect(panel).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text("saved")
    expect(strip).to_contain_text("1 to decide")  # the page that was loaded anew has its keys
    with page.expect_response(lambda response: response.request.method == "POST"):  # what is shown does not wait for it
        page.keyboard.press("a")
        expect(strip).to_contain_text("All are decided")
    page.goto("/articles/mended/")
    assert rows("published").count() == total - 1
    assert rows("rejected").count() == 1
    assert rows("suggested").count() == 0
    expect(page.locator(".proposals")).to_have_count(0)


def test_what_is_counted_above_the_text_follows_each_decision(page):
    total = rows("suggested").count()
    quotes = rows("suggested").filter(kind="quote", confidence__gt=0.9).count()
    page.goto("/articles/mended/?proposals=on")
    heading, said = page.locator(".proposals b"), page.get_by_role("status")
    expect(heading).to_have_text(f"{total} proposals")
    expect(page.locator(".summary").first).not_to_contain_text("speaker")
    quote = rows("suggested").filter(kind="quote", confidence__gt=0.9, source__isnull=False).first()
    page.locator(f"#n-{quote.public_id}").get_by_role("button", name="Accept").click()
    expect(heading).to_have_text(f"{total - 1} proposals")
    expect(said.filter(has_text=f"{total - 1} to decide.")).to_have_count(1)
    expect(page.locator(".summary").first).to_contain_text("1 speaker")
    expect(page.locator(".proposals form")).to_contain_text(f"Accept all {quotes - 1} quote")
    page.keyboard.press("u")
    expect(heading).to_have_text(f"{total} proposals")
    expect(page.locator(".summary").first).not_to_contain_text("speaker")
    assert violations(page) == []


def begin(page):
    """Turn the proposals on; the strip."""
    page.goto("/articles/mended/?proposals=on")
    return page.get_by_role("toolbar", name="Review of proposals")


def test_who_is_refused_is_told_why(page):
    page.set_viewport_size({"width": 320, "height": 844})
    strip = begin(page)
    expect(strip).to_contain_text("to decide")
    first = page.locator("li.is-current").get_attribute("id").removeprefix("n-")
    row = Annotation.objects.get(public_id=first)
    decide(row, "published", actor=User.objects.get(username="edna"), version=row.version)
    page.keyboard.press("r")
    expect(strip).to_contain_text("has been changed in the meantime")
    assert strip.get_by_role("paragraph").evaluate("line => line.scrollWidth <= line.clientWidth")
    expect(page.get_by_role("status").filter(has_text="has been changed in the meantime")).to_have_count(1)
    page.keyboard.press("n")
    expect(strip).not_to_contain_text("in the meantime")


def test_an_undo_that_was_not_answered_can_be_tried_again(page):
    strip = begin(page)
    total = rows("suggested").count()
    with page.expect_response("**/proposals/"):
        page.keyboard.press("a")
    page.route("**/proposals/", lambda route: route.fulfill(body="<p>A proxy has a break.</p>"))
    page.keyboard.press("u")
    expect(strip).to_contain_text("The server does not answer")
    page.unroute("**/proposals/")
    page.keyboard.press("u")
    expect(strip).to_contain_text(f"{total} to decide")
    assert rows("suggested").count() == total


def test_nobody_decides_about_what_is_hidden(page):
    strip = begin(page)
    kinds = {"Claims": "claim", "Sources": "source", "Quotes": "quote"}
    waiting = {label: rows("suggested").filter(kind=kind).count() for label, kind in kinds.items()}
    page.get_by_label("Quotes").uncheck()
    expect(strip).to_contain_text(f"{waiting['Claims'] + waiting['Sources']} to decide")
    for _ in range(waiting["Claims"] + waiting["Sources"]):
        expect(page.locator("li.is-current:not(.quote)")).to_be_visible()
        page.keyboard.press("n")
    page.get_by_label("Claims").uncheck()
    page.get_by_label("Sources").uncheck()
    expect(strip).to_contain_text("Those left are hidden")
    page.keyboard.press("a")
    page.get_by_label("Claims").check()
    expect(strip).to_contain_text(f"{waiting['Claims']} to decide")
    assert rows("published").count() == 0


def test_a_decision_is_undone_after_the_page_was_loaded_again(page):
    strip = begin(page)
    total = rows("suggested").count()
    name = page.locator("li.is-current").get_attribute("id")
    for key, left in (("r", total - 1), ("a", total - 2)):
        with page.expect_response("**/proposals/"):
            page.keyboard.press(key)
        expect(strip).to_contain_text(f"{left} to decide")
    page.reload()
    expect(strip).to_contain_text(f"{total - 2} to decide")
    page.keyboard.press("u")
    expect(strip).to_contain_text(f"{total - 1} to decide")
    page.keyboard.press("u")
    expect(strip).to_contain_text(f"{total} to decide")
    expect(page.locator(f"#{name}")).to_have_class(re.compile("is-current"))
    expect(strip.get_by_role("button", name="Undo")).to_be_disabled()
    assert rows("suggested").count() == total


def test_who_decides_in_the_list_goes_on_there(page):
    begin(page)
    items = page.locator("li.note.proposed")
    items.first.get_by_role("button", name="Accept").press("Enter")
    expect(items.nth(1).get_by_role("button", name="Accept")).to_be_focused()
    expect(items.nth(1).get_by_role("button", name="Accept")).to_be_in_viewport()
    items.nth(1).get_by_role("button", name="Reject").click()
    expect(items.nth(2).get_by_role("button", name="Reject")).to_be_focused()
    expect(items.nth(2).get_by_role("button", name="Reject")).to_be_in_viewport()


def test_who_leaves_before_all_is_sent_is_asked(page):
    strip = begin(page)
    total = rows("suggested").count()
    held, asked = [], []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.route("**/proposals/", lambda route: route.continue_() if asked else held.append(route))
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(strip).to_contain_text(f"{total - 2} to decide")
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.assign('/'))")
    assert asked == ["beforeunload"]
    with page.expect_response(lambda response: response.request.post_data and held[0].request != response.request):
        held[0].continue_()
    assert rows("published").count() == 2
