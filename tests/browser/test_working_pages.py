"""The pages that people work on: none has a fault for axe or scrolls sideways, and each can be walked through."""

from html import escape

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as Role
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Annotation, Article, Feed, Flag, Group, Import, User
from articles.tasks import import_address
from tests.browser.test_axe import violations
from tests.browser.test_widths import overflow, overflow_of_large_letters
from tests.importers.hosts import answer, serving

TEXT = """A bridge for Lund

By Ines Holm, 3 April 2026

The council will build a bridge, the mayor said. “It opens in May,” she wrote.

Nobody has seen the plans so far, and the council did not answer.
"""


@pytest.fixture
def editor(server, db):
    user = User.objects.create_user("ed", password="a long password", email="ed@news.example")
    user.groups.add(Role.objects.get(name="editor"))
    group = Group.objects.create(slug="desk", name="The desk", owner=user)
    group.memberships.create(user=user)
    claim = Annotation.objects.filter(kind="claim").first()
    Import.objects.create(public_id="onitsway22", url="https://news.example/bridge", asked_by=user)
    why = {"state": "failed", "reason": "news.example has no such page (404)."}
    feed = Feed.objects.create(url="https://news.example/rss", title="News", problem="News.example does not answer.")
    Feed.objects.update(failing_since=feed.added, looked=feed.added)
    Import.objects.create(public_id="nosuchpage", url="https://news.example/no", asked_by=user, feed=feed, **why)
    Flag.objects.create(annotation=claim, reason="That is not what the report says.")
    return user


@pytest.fixture
def editor_page(page, editor, client, server):
    client.force_login(editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    return page


PAGES = [
    "/account/",
    "/account/import/",
    "/account/tokens/",
    "/groups/",
    "/groups/new/",
    "/groups/desk/",
    "/import/",
    "/import/onitsway22/",
    "/import/nosuchpage/",
    "/import/feeds/",
    "/articles/lines/edit/",
    "/articles/lines/state/",
    "/articles/lines/revise/",
    "/sources/",
    "/sources/a-source/edit/",
    "/review/",
    "/review/?status=published",
    "/review/?flags=open",
    "/annotations/linesclaim/dispute/",
    "/annotations/linesclaim/history/",
    "/annotations/linesclaim/edit/",
    "/annotations/linesclaim/delete/",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages(editor_page, address):
    response = editor_page.goto(address)
    assert response.status == 200
    for scheme, width in (("light", 1400), ("dark", 320)):
        editor_page.emulate_media(color_scheme=scheme)
        editor_page.set_viewport_size({"width": width, "height": 900})
        assert (width, *overflow(editor_page)) == (width, 0, [])
        assert (scheme, violations(editor_page)) == (scheme, [])
    assert overflow_of_large_letters(editor_page) == [0, []]


@pytest.mark.parametrize("address", ["/import/", "/account/import/", "/articles/lines/revise/"])
def test_a_file_is_chosen_with_a_button_as_large_as_the_others(editor_page, address):
    editor_page.goto(address)
    assert editor_page.get_by_label("file", exact=False).last.bounding_box()["height"] >= 40


def test_a_field_that_is_wrong_is_seen_to_be(editor_page):
    editor_page.goto("/articles/lines/edit/")
    field = editor_page.get_by_label("Zone of that time")
    border = "field => [getComputedStyle(field).borderTopWidth, getComputedStyle(field).borderTopColor]"
    assert field.evaluate(border)[0] == "1px"
    field.fill("abc")
    editor_page.get_by_role("button", name="Save").click()
    expect(editor_page.locator(".errorlist")).to_be_visible()
    assert field.evaluate(border) == ["2px", "rgb(160, 23, 34)"]


@pytest.mark.parametrize(("address", "width"), [("lines", 1400), ("the-foggara-of-tinhar", 1400), ("lines", 390)])
def test_what_was_done_is_said_where_the_article_begins(editor_page, address, width):
    editor_page.set_viewport_size({"width": width, "height": 900})
    editor_page.goto(f"/articles/{address}/edit/")
    editor_page.get_by_role("button", name="Save").click()
    said, article = editor_page.locator(".messages").bounding_box(), editor_page.locator("article").bounding_box()
    assert (said["x"], said["width"]) == (article["x"], article["width"])


@pytest.mark.parametrize(("address", "column"), [("/groups/new/", ".work"), ("/sign-up/?next=/", ".front")])
def test_what_was_done_is_said_as_wide_as_what_follows(editor_page, settings, address, column):
    settings.SIGN_UP = True
    editor_page.goto(address)
    for field in editor_page.locator("main input:not([type=hidden], [type=email])").all():
        field.fill("seven dry wells" if field.get_attribute("type") == "password" else "Desk7")
    editor_page.locator("main").get_by_role("button").click()
    said, page = (editor_page.locator(place).bounding_box() for place in (".messages", column))
    assert (said["x"], said["width"]) == (page["x"], page["width"])


def test_a_name_that_has_no_room_in_the_masthead_stands_at_the_end_of_its_own_line(editor_page, editor):
    User.objects.filter(pk=editor.pk).update(username="hana-maria-magdalena.konstantinopoulou")
    for width in (700, 1000, 1280):
        editor_page.set_viewport_size({"width": width, "height": 900})
        editor_page.goto("/groups/")
        head, name = (editor_page.locator(place).bounding_box() for place in (".masthead", ".masthead-account"))
        assert name["x"] + name["width"] == pytest.approx(head["x"] + head["width"], abs=1)


@pytest.mark.parametrize("name", ["sign-in", "password-reset"])
def test_pages_for_those_who_come_in(page, name):
    page.goto(reverse(name))
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_the_api_can_be_read(page, scheme):
    """How its parts are nested and which headings it has is Swagger UI's own."""
    page.emulate_media(color_scheme=scheme)
    page.goto("/api/v1/docs/")
    expect(page.locator(".opblock").first).to_be_visible()
    page.locator('[id$="create_annotation"] .opblock-summary-control').click()
    expect(page.locator(".highlight-code").first).to_be_visible()
    expect(page.locator(".errors-wrapper")).to_have_count(0)
    ground = page.locator("[data-api-docs]").evaluate("place => getComputedStyle(place).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    faults = {fault for fault, *_ in violations(page)}
    assert not [fault for fault in faults if fault == "color-contrast" or "main" in fault]


def test_signing_in_leads_back_to_where_one_was(page, editor):
    page.goto("/articles/lines/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Username").fill("ed")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/articles/lines/")
    expect(page.get_by_role("banner")).to_contain_text("ed")


def test_a_text_is_pasted_previewed_and_published(editor_page):
    editor_page.goto("/import/")
    editor_page.locator("textarea").first.fill(TEXT)
    editor_page.get_by_role("main").get_by_role("button", name="Preview").first.click()
    expect(editor_page.get_by_label("Title", exact=True)).to_have_value("A bridge for Lund")
    assert not Article.objects.filter(title="A bridge for Lund").exists()
    assert violations(editor_page) == []
    editor_page.get_by_role("button", name="Publish").click()
    expect(editor_page.get_by_role("heading", level=1)).to_have_text("A bridge for Lund")


def test_notes_are_downloaded_tried_and_imported(editor_page):
    editor_page.goto("/articles/lines/")
    with editor_page.expect_download() as download:
        editor_page.get_by_role("link", name="CSV").click()
    path = download.value.path()
    Annotation.objects.filter(article__slug="lines").delete()
    for said in ("Nothing is stored yet. There would be", " stored, 0 there already."):
        editor_page.goto("/account/import/")
        editor_page.get_by_label("File").set_input_files(path)
        editor_page.get_by_label("Format").select_option("csv")
        if "stored," in said:
            editor_page.get_by_label("Only say what would be stored").uncheck()
        editor_page.get_by_role("main").get_by_role("button", name="Import").click()
        expect(editor_page.get_by_role("status")).to_contain_text(said)
        assert violations(editor_page) == []
    editor_page.goto("/articles/lines/")
    expect(editor_page.locator("mark").first).to_be_visible()


def test_a_dispute_arrives_at_the_review(page, editor_page):
    editor_page.goto("/annotations/linesquote/dispute/")
    editor_page.locator("textarea").first.fill("She did not say so.")
    editor_page.get_by_role("main").get_by_role("button").first.click()
    editor_page.goto("/review/?flags=open")
    expect(editor_page.get_by_role("main")).to_contain_text("She did not say so.")


def test_an_article_comes_from_its_address_without_script(browser, editor_page, server, settings):
    settings.PRIVATE_HOSTS = ["localhost"]
    story = "<!doctype html><title>The quay</title><h1>The quay</h1><p>It was built in a year, and on mud.</p>"
    context = browser.new_context(java_script_enabled=False, base_url=server)
    context.add_cookies(editor_page.context.cookies())
    with serving({"/quay": answer(body=story.encode())}) as host:
        page = context.new_page()
        page.goto("/import/")
        page.get_by_label("Address of the article").fill(host.url("/quay", "localhost"))
        page.get_by_role("button", name="Fetch").click()
        expect(page.get_by_role("heading", name="The article is on its way")).to_be_visible()
        import_address.func(Import.objects.latest("pk").pk)
        expect(page.get_by_role("heading", name="Preview")).to_be_visible()  # the page looked again by itself
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("It was built in a year, and on mud.")).to_be_visible()
    context.close()


def test_an_article_is_fetched_again(editor_page, settings):
    settings.PRIVATE_HOSTS = ["localhost"]
    article = Article.objects.get(slug="lines")
    first, *others = article.paragraphs.values_list("text", flat=True)
    texts = [
        first.replace(first.split()[-1], "at last"),
        *others[1:],
        "It rained again on Sunday, said the keeper of the dam.",
    ]
    story = f"<!doctype html><title>{article.title}</title>{''.join(f'<p>{escape(text)}</p>' for text in texts)}"
    with serving({"/lines": answer(body=story.encode())}) as host:
        Article.objects.filter(pk=article.pk).update(url=host.url("/lines", "localhost"))
        editor_page.goto("/articles/lines/revise/")
        editor_page.get_by_role("button", name="Fetch it again").click()
        expect(editor_page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(editor_page.get_by_role("main")).to_contain_text("It rained again on Sunday")
    for scheme, width in (("light", 1400), ("dark", 320)):
        editor_page.emulate_media(color_scheme=scheme)
        editor_page.set_viewport_size({"width": width, "height": 900})
        assert (width, *overflow(editor_page)) == (width, 0, [])
        assert (scheme, violations(editor_page)) == (scheme, [])
    editor_page.get_by_role("button", name="Store this version").click()
    expect(editor_page.get_by_text("Version 2 is stored.")).to_be_visible()


def test_what_is_folded_is_seen_to_open(editor_page):
    editor_page.goto("/articles/lines/revise/")
    text = editor_page.get_by_label("Text of the article")
    text.fill(f"{text.input_value()}\n\nIt rained again on Sunday.")
    editor_page.get_by_role("button", name="Preview").click()
    expect(editor_page.locator(".fold summary").first).to_have_css("display", "list-item")  # with its triangle


def test_a_double_click_makes_one_token(editor_page, editor, server):
    editor_page.goto(f"{server}/account/tokens/")
    editor_page.get_by_role("textbox", name="Name").fill("My script")
    button = editor_page.get_by_role("button", name="Make the token")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 100) }")
    expect(editor_page.get_by_text("This is the new token.")).to_be_visible()
    assert editor.tokens.count() == 1
