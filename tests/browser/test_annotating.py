"""Words are selected and become notes: with the mouse, by keys, by touch and without script."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as Role
from django.utils.crypto import get_random_string
from playwright.sync_api import expect

from articles.document import Document, Mark, Note, Paragraph, SourceRef, describe_span
from articles.models import Annotation, Group, Source, User, add_notes, from_document
from tests.browser.test_axe import violations

P1 = Paragraph(
    "p1",
    "paragraph",
    "“We will close the plant,” wrote Maria Ortiz 👩🏽‍🌾 to all, “but not before spring.” "
    "Cafe\u0301s nearby fear for their trade.",
    (Mark(3, 7, "em"), Mark(33, 44, "a", "https://ortiz.example/")),
)
P2 = Paragraph("p2", "list item", "A first point, with more below.", (), 1, 1)
P3 = Paragraph("p3", "list item", "A point inside the first.", (), 2)
P4 = Paragraph("p4", "paragraph", "قالت المديرة إنّ المصنع 🏭 سيُغلق في الربيع.")
FILLER = [Paragraph(f"p{n}", "paragraph", "Nothing is said here. " * 30) for n in range(5, 12)]
ORTIZ = SourceRef("Maria Ortiz", "person")


def over(paragraph, words, role="content"):
    start = paragraph.text.index(words)
    return describe_span(paragraph, start, start + len(words), role)


DOCUMENT = Document(
    title="The plant",
    language="en",
    paragraphs=(P1, P2, P3, P4, *FILLER),
    notes=(
        Note("plantclaim", "claim", (over(P1, "close the plant"),), verdict="unchecked"),
        Note("plantquote", "quote", (over(P1, "the plant,” wrote"), over(P1, "not before")), ORTIZ),
    ),
)


@pytest.fixture
def annotator(server, db):
    user = User.objects.create_user("ines")
    user.groups.add(Role.objects.get(name="annotator"))
    Source.objects.get_or_create(slug="maria-ortiz", name="Maria Ortiz", kind="person")
    return user


@pytest.fixture
def address(annotator):
    return from_document(DOCUMENT, slug="plant").get_absolute_url()


@pytest.fixture
def sign_in(client, server):
    def sign_in(page, user):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
        return page

    return sign_in


@pytest.fixture
def page(new_page, sign_in, annotator, address):
    page = sign_in(new_page(), annotator)
    page.goto(address)
    return page


SELECT = """([from, start, to, end]) => {
  const place = (id, point) => {
    const paragraph = document.getElementById(id);
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let left = point, last = null;
    for (let node; (node = walker.nextNode()); ) {
      const parent = node.parentElement;
      if (parent.closest(".marker, .annotate") || parent.closest(".paragraph") !== paragraph) continue;
      const points = [...node.data];
      if (left <= points.length) return [node, points.slice(0, left).join("").length];
      left -= points.length; last = node;
    }
    return [last, last.length];
  };
  getSelection().setBaseAndExtent(...place(from, start), ...place(to, end));
  return getSelection().toString();
}"""


def select(page, paragraph, words, to=None, end=None):
    start = paragraph.text.index(words)
    page.evaluate(SELECT, [paragraph.id, start, (to or paragraph).id, end or start + len(words)])


def bar(page):
    return page.get_by_role("toolbar", name="Annotate the selected words")


def panel(page):
    return page.locator(".panel")


def saved(page):
    expect(page.locator(".messages")).to_contain_text("saved")
    rows = Annotation.objects.filter(article__slug="plant").exclude(public_id__in=["plantclaim", "plantquote"])
    return rows.with_values().get().to_note()


def test_what_was_saved_far_down_is_told_in_sight_and_undone_there(page):
    page.set_viewport_size({"width": 800, "height": 300})
    select(page, P1, "“We will close the plant,”")
    bar(page).get_by_role("button", name="Quote").click()
    panel(page).get_by_label("Speaker").fill("Maria Ortiz")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 100
    page.locator(".messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).not_to_contain_text("saved")
    assert Annotation.objects.latest("pk").deleted


def test_an_existing_speakers_quote_takes_four_actions(page):
    select(page, P1, "“We will close the plant,”")
    bar(page).get_by_role("button", name="Quote").click()  # 1
    speaker = panel(page).get_by_label("Speaker")
    expect(speaker).to_be_focused()
    speaker.fill("Maria Ortiz")  # 2, typed or chosen from the list
    page.keyboard.press("Control+Enter")  # 3
    note = saved(page)
    assert note.spans == (over(P1, "“We will close the plant,”"),)
    assert note.source == ORTIZ
    page.mouse.move(1, 1)  # the first move on a page comes from nowhere, and is by nothing
    page.locator(f'mark[data-notes~="n-{note.id}"]').first.hover()
    expect(page.locator(".card")).to_contain_text("Maria Ortiz")


def test_a_known_name_brings_its_kind_and_is_offered_as_itself(page):
    """Firefox shows and matches an option's label in place of its value."""
    select(page, P1, "wrote")
    page.keyboard.press("s")
    name, known = panel(page).get_by_label("Who or what"), panel(page).locator("datalist option")
    expect(known.and_(page.locator("[value='Maria Ortiz']"))).to_have_count(1)
    assert set(known.evaluate_all("options => options.map(option => option.label)")) == {""}
    name.fill("Maria Or")
    expect(known).to_have_count(1)
    assert known.evaluate("option => [option.value, option.label]") == ["Maria Ortiz", ""]
    name.fill("Maria Ortiz")
    expect(panel(page).locator("[name=source_kind]")).to_have_value("person")


def test_a_broken_quote_with_the_words_of_speaker_and_verb(page):
    select(page, P1, "“We will close the plant,”")
    page.keyboard.press("q")
    expect(panel(page)).to_be_visible()
    for words, button in (
        ("“but not before spring.”", "More words"),
        ("Maria Ortiz", "Who says it"),
        ("wrote", "The verb"),
    ):
        select(page, P1, words)
        bar(page).get_by_role("button", name=button).click()
    expect(panel(page).get_by_label("Speaker")).to_have_value("Maria Ortiz")
    assert page.evaluate('CSS.highlights.get("draft").size') == 4
    panel(page).get_by_role("button", name="Save", exact=True).last.click()
    note = saved(page)
    assert [(span.role, span.exact) for span in note.spans] == [
        ("content", "“We will close the plant,”"),
        ("content", "“but not before spring.”"),
        ("source", "Maria Ortiz"),
        ("cue", "wrote"),
    ]


def test_words_of_a_headline_that_is_a_paragraph(page):
    headline = Paragraph("p1", "heading", "The plant closes.", (), 1)
    document = Document("The plant closes", language="en", paragraphs=(headline, *FILLER))
    page.goto(from_document(document, slug="headline").get_absolute_url())
    select(page, headline, "plant")
    bar(page).get_by_role("button", name="Claim").click()
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1 mark")).to_have_text("plant")
    assert Annotation.objects.with_values().get(article__slug="headline").to_note().spans == (over(headline, "plant"),)
    assert violations(page) == []


def test_a_claim_with_evidence_and_a_mistake_on_the_way(page):
    select(page, P1, "Cafe\u0301s nearby fear for their trade")
    page.keyboard.press("c")
    panel(page).get_by_label("Verdict").select_option("disputed")
    panel(page).get_by_text("More about it").click()
    panel(page).get_by_label("Address").fill("https://trade.example/")
    panel(page).get_by_role("button", name="Save", exact=True).last.click()
    expect(panel(page).locator(".errorlist")).to_contain_text("Say why")
    panel(page).get_by_label("Reason").fill("Two of three do not.")
    panel(page).get_by_role("button", name="Save", exact=True).last.click()
    note = saved(page)
    assert (note.verdict, note.evidence[0].url) == ("disputed", "https://trade.example/")
    assert note.spans[0].exact == "Cafe\u0301s nearby fear for their trade"


def test_a_wrong_field_stands_clear_of_the_buttons_with_what_is_said_of_it(page):
    select(page, P1, "Cafe\u0301s nearby fear for their trade")
    page.keyboard.press("c")
    panel(page).get_by_text("More about it").click()
    panel(page).get_by_label("Address").fill("javascript:x")
    page.keyboard.press("Control+Enter")
    said = panel(page).locator(".errorlist")
    expect(said).to_be_visible()
    expect(panel(page).get_by_label("Address")).to_be_focused()
    end = said.bounding_box()
    assert end["y"] + end["height"] <= panel(page).locator(".note-form-actions").bounding_box()["y"]


@pytest.mark.parametrize(
    ("note", "main"),
    [
        (Note("", "comment", (over(P1, "wrote"),), body="First"), "Note"),
        (Note("", "quote", (over(P1, "“We will close the plant,”"),), ORTIZ), "Speaker"),
        (Note("", "source", (over(P1, "Maria Ortiz"),), ORTIZ), "Who or what"),
    ],
)
def test_a_note_is_edited_in_its_main_field(page, annotator, note, main):
    article = Annotation.objects.get(public_id="plantquote").article
    (annotation,) = add_notes(article, [note], actor=annotator)
    page.reload()
    page.locator(f"#n-{annotation.public_id}").get_by_role("link", name="Edit").click()
    expect(panel(page).get_by_label(main, exact=True)).to_be_focused()
    expect(panel(page).locator("details.more")).not_to_have_attribute("open", "")


@pytest.mark.parametrize(
    ("first", "start", "last", "end", "words"),
    [
        (P1, 3, P1, 25, ["will close the plant,"]),
        (P1, 45, P1, 48, ["👩🏽‍🌾"[:3]]),
        (P2, 2, P3, 7, ["first point, with more below.", "A point"]),
        (P3, 15, P4, 11, ["the first.", "قالت المديرة"[:11]]),
        (P4, 22, P4, 31, [P4.text[22:31].strip()]),
    ],
)
def test_what_is_selected_is_what_is_stored(page, first, start, last, end, words):
    page.evaluate(SELECT, [first.id, start, last.id, end])
    page.keyboard.press("m")
    panel(page).get_by_role("textbox", name="Note", exact=True).fill("Here.")
    panel(page).get_by_role("button", name="Save", exact=True).last.click()
    assert [span.exact for span in saved(page).spans] == words


def test_any_selection_is_told_as_the_reader_sees_it(page):
    """Every stretch of a text under marks, links and notes, there and back."""
    for paragraph in (P1, P2, P3, P4):
        texts = page.evaluate(
            """async id => {
              const address = document.querySelector('script[src*="annotate"]').src;
              const { placesOf } = await import(address.replace("annotate", "selection"));
              const { rangeOf } = await import(address.replace("annotate", "notes"));
              const paragraph = document.getElementById(id), found = [];
              for (let start = 0; start < 40; start++) for (let end = start + 1; end < 44; end += 3) {
                const places = placesOf(rangeOf(paragraph, start, end));
                found.push([start, end, ...(places[0] ? [places[0].at, places[0].words] : [null, ""]), places.length]);
              }
              return found;
            }""",
            paragraph.id,
        )
        for start, end, at, words, count in texts:
            if end > len(paragraph.text):
                continue
            expected = paragraph.text[start:end].strip()
            assert words == expected
            assert count == bool(expected)
            if expected:
                _, first, last = re.fullmatch(r"(p\d+):(\d+)-(\d+)", at).groups()
                assert paragraph.text[int(first) : int(last)] == expected


def test_escape_asks_before_it_throws_work_away(page):
    select(page, P1, "wrote")
    page.keyboard.press("m")
    panel(page).get_by_role("textbox", name="Note", exact=True).fill("My thoughts")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.keyboard.press("Escape")
    expect(panel(page).get_by_role("textbox", name="Note", exact=True)).to_have_value("My thoughts")
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_a_draft_survives_a_reload(page):
    select(page, P1, "wrote")
    page.keyboard.press("m")
    panel(page).get_by_role("textbox", name="Note", exact=True).fill("My thoughts")
    page.reload()
    page.get_by_role("button", name="Continue").click()
    expect(panel(page).get_by_role("textbox", name="Note", exact=True)).to_have_value("My thoughts")
    panel(page).get_by_role("button", name="Save", exact=True).last.click()
    assert saved(page).spans == (over(P1, "wrote"),)
    page.reload()
    expect(page.locator(".draft-kept")).to_have_count(0)


def test_a_draft_is_offered_where_one_reads_until_it_is_thrown_away(page):
    page.locator("#p11").scroll_into_view_if_needed()
    select(page, FILLER[-1], "Nothing")
    page.keyboard.press("m")
    panel(page).get_by_role("textbox", name="Note", exact=True).fill("My thoughts")
    page.reload()
    expect(page.locator(".draft-kept")).to_be_in_viewport()
    select(page, FILLER[-1], "said")
    page.keyboard.press("q")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    page.reload()
    expect(page.locator(".draft-kept")).to_have_count(0)


def test_another_note_is_not_opened_over_what_is_typed(page, annotator):
    Annotation.objects.filter(article__slug="plant").update(creator=annotator, creator_name="")
    page.reload()
    edit = page.locator("#n-plantclaim a[data-panel]")
    edit.focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading")).to_have_text("Change this claim")
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    panel(page).get_by_label("Who claims it").fill("Ana Lund")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator("#n-plantquote a[data-panel]").evaluate("link => link.click()")
    expect(panel(page).get_by_label("Who claims it")).to_have_value("Ana Lund")


def test_saving_twice_stores_once(page, contexts):
    """While the first answer is awaited, the second is not asked for."""
    held = []
    page.route("**/annotations/new/**", lambda route: held.append(route))
    select(page, P1, "wrote")
    with page.expect_request("**/annotations/new/**"):
        page.keyboard.press("m")
    expect(bar(page)).to_be_hidden()
    held.pop().continue_()
    text = panel(page).get_by_role("textbox", name="Note", exact=True)
    save = panel(page).get_by_role("button", name="Save", exact=True).last
    text.fill("My thoughts")
    with page.expect_request("**/annotations/new/**"):
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(save).to_have_attribute("aria-disabled", "true")
    save.dispatch_event("click")
    held.pop().abort()
    expect(panel(page).get_by_role("alert")).to_contain_text("The server does not answer")
    expect(save).to_have_attribute("aria-disabled", "false")
    assert held == []
    assert contexts.watch.wrong == ["Failed to load resource: net::ERR_FAILED"]
    contexts.watch.wrong.clear()
    page.unroute_all()
    page.keyboard.press("Control+Enter")
    assert saved(page).body == "My thoughts"


def begin_comment(page, text):
    select(page, P1, "wrote")
    page.keyboard.press("m")
    panel(page).get_by_role("textbox", name="Note", exact=True).fill(text)


def renew_token(page, server):
    """What signing in again in another window does."""
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": get_random_string(32), "url": server}])


def test_who_signed_in_again_elsewhere_saves_all_the_same(page, contexts, server):
    begin_comment(page, "My thoughts")
    renew_token(page, server)
    page.keyboard.press("Control+Enter")
    assert saved(page).body == "My thoughts"
    assert all("403" in wrong for wrong in contexts.watch.wrong)
    contexts.watch.wrong.clear()


def test_what_is_refused_is_told_so(page, contexts, annotator):
    begin_comment(page, "My thoughts")
    annotator.groups.clear()
    page.keyboard.press("Control+Enter")
    expect(panel(page).get_by_role("alert")).to_contain_text("The server refuses this note.")
    expect(panel(page).get_by_role("textbox", name="Note", exact=True)).to_have_value("My thoughts")
    assert all("403" in wrong for wrong in contexts.watch.wrong)
    contexts.watch.wrong.clear()


def test_who_has_to_sign_in_comes_back_to_the_draft(page, sign_in, annotator):
    annotator.set_password("plant-and-spring")
    annotator.save()
    sign_in(page, annotator).goto(f"{page.url}#p2")
    begin_comment(page, "My thoughts")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("Control+Enter")
    page.get_by_label("Username").fill("ines")
    page.get_by_label("Password").fill("plant-and-spring")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Continue").click()
    assert page.url.endswith("/articles/plant/#p2")
    expect(panel(page).get_by_role("textbox", name="Note", exact=True)).to_have_value("My thoughts")
    page.keyboard.press("Control+Enter")
    assert saved(page).body == "My thoughts"


def test_a_draft_is_its_writers_on_a_device_that_several_share(page, sign_in, annotator):
    begin_comment(page, "My thoughts")
    other = User.objects.create_user("otto")
    other.groups.add(Role.objects.get(name="annotator"))
    sign_in(page, other).reload()
    expect(page.get_by_role("link", name="otto")).to_be_visible()
    expect(page.locator(".draft-kept")).to_have_count(0)
    sign_in(page, annotator).reload()
    expect(page.locator(".draft-kept")).to_be_visible()


def test_a_draft_of_the_form_on_its_own_page(page):
    form = "/articles/plant/annotations/new/?kind=claim&paragraph=p1"
    page.goto(form)
    page.get_by_role("button", name="More words").click()
    page.get_by_label("Words", exact=True).last.fill("close the plant")
    page.get_by_label("Reason").fill("My thoughts\non it")
    page.goto("/")
    page.goto(form)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Reason")).to_have_value("My thoughts\non it")
    expect(page.locator(".draft-kept")).to_have_count(0)
    page.get_by_label("Verdict").select_option("mixed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    assert saved(page).verdict_reason == "My thoughts\non it"
    page.goto(form)
    expect(page.get_by_label("Reason")).to_have_value("")
    expect(page.locator(".draft-kept")).to_have_count(0)


def test_by_keyboard_alone(page):
    page.locator("#p1 .annotate").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New quote")).to_be_visible()
    first = page.get_by_role("checkbox").first
    first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Speaker").focus()
    page.keyboard.type("Maria Ortiz")
    page.keyboard.press("Enter")
    note = saved(page)
    assert note.source == ORTIZ
    assert note.spans[0].paragraph == "p1"


def test_by_touch(new_page, sign_in, annotator, address):
    page = sign_in(new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), annotator)
    page.goto(address)
    select(page, P1, "“We will close the plant,”")
    bar(page).get_by_role("button", name="Quote").tap()
    panel(page).get_by_label("Speaker").fill("Maria Ortiz")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel(page).get_by_role("button", name="Save", exact=True).last.tap()
    assert saved(page).source == ORTIZ


def test_without_script(plain_page, sign_in, annotator, address):
    page = sign_in(plain_page, annotator)
    page.goto(address)
    page.locator("#p1 .annotate").click()
    page.locator(".kinds").get_by_role("button", name="Claim").click()
    page.get_by_label("Words", exact=True).fill("Cafés nearby fear")
    page.get_by_label("Verdict").select_option("mixed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".errorlist")).to_contain_text("Say why")
    page.get_by_label("Reason").fill("Some do.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    note = saved(page)
    assert note.spans[0].exact == "Cafe\u0301s nearby fear"
    page.get_by_role("button", name="Undo").click()
    assert not Annotation.objects.kept().filter(creator=annotator).exists()


def test_what_was_sent_too_late_is_sent_again_without_script(plain_page, sign_in, annotator, address):
    annotator.set_password("plant-and-spring")
    annotator.save()
    page = sign_in(plain_page, annotator)
    page.goto(f"{address}annotations/new/?kind=comment&paragraph=p1")
    page.get_by_label("Words", exact=True).fill("Cafés nearby fear")
    page.get_by_role("textbox", name="Note", exact=True).fill("My thoughts\non it")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("not signed in any more")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="sign in in another window").click()
    opened.value.get_by_label("Username").fill("ines")
    opened.value.get_by_label("Password").fill("plant-and-spring")
    opened.value.get_by_role("button", name="Sign in").click()
    expect(opened.value.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()  # with the old token
    expect(page.get_by_role("alert")).to_contain_text("You have signed in since")
    page.get_by_role("textbox", name="Note", exact=True).fill("My other thoughts")
    page.get_by_role("button", name="Send it again").click()
    note = saved(page)
    assert (note.spans[0].exact, note.body) == ("Cafe\u0301s nearby fear", "My other thoughts")


def test_two_browsers_change_the_same_note(new_page, sign_in, annotator, address):
    article = Annotation.objects.get(public_id="plantquote").article
    (annotation,) = add_notes(article, [Note("", "comment", (over(P1, "wrote"),), body="First")], actor=annotator)
    one, two = (sign_in(new_page(), annotator) for _ in range(2))
    for page in (one, two):
        page.goto(f"/annotations/{annotation.public_id}/edit/")
    one.get_by_role("textbox", name="Note", exact=True).fill("From the first browser")
    one.get_by_role("button", name="Save", exact=True).last.click()
    expect(one.locator(".messages")).to_contain_text("saved")
    two.get_by_role("textbox", name="Note", exact=True).fill("From the second browser")
    two.get_by_role("button", name="Save", exact=True).last.click()
    expect(two.get_by_role("alert")).to_contain_text("since you opened it")
    expect(two.get_by_role("alert")).to_contain_text("first")
    expect(two.get_by_role("textbox", name="Note", exact=True)).to_have_value("From the second browser")
    two.get_by_role("button", name="Save", exact=True).last.click()
    expect(two.locator(".messages")).to_contain_text("saved")


@pytest.mark.parametrize(
    ("kind", "scheme", "width"),
    [("quote", "light", 1400), ("claim", "dark", 390), ("source", "dark", 1400), ("comment", "light", 390)],
)
def test_axe_finds_nothing_in_the_forms(page, kind, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    select(page, P1, "wrote")
    expect(bar(page)).to_be_visible()
    page.keyboard.press({"quote": "q", "claim": "c", "source": "s", "comment": "m"}[kind])
    expect(panel(page)).to_be_visible()
    assert violations(page) == []
    page.goto(f"/articles/plant/annotations/new/?kind={kind}&paragraph=p1")
    assert violations(page) == []
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Words", exact=True).fill("wrote")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    assert violations(page) == []


def test_readers_without_an_account_have_none_of_it(new_page, address):
    page = new_page()
    page.goto(address)
    select(page, P1, "wrote")
    page.wait_for_timeout(400)
    expect(page.locator(".bar, .annotate")).to_have_count(0)


def test_a_button_of_the_form_leads_to_what_it_brings(page):
    select(page, P2, "first point")
    page.keyboard.press("c")
    panel(page).get_by_text("More about it").click()
    panel(page).get_by_role("button", name="More evidence").click()
    rows = panel(page).locator(".evidence-row")
    expect(rows).to_have_count(2)
    expect(rows.last.get_by_label("Address", exact=True)).to_be_focused()
    panel(page).get_by_label("Note", exact=True).fill("It is *dry*.")
    panel(page).get_by_role("button", name="Preview the note").click()
    expect(panel(page).locator(".preview")).to_be_focused()
    expect(panel(page).locator(".preview")).to_be_in_viewport()
    assert violations(page) == []


def test_who_reads_the_notes_of_a_group_marks_words_for_it(page, address, annotator):
    group = Group.objects.create(slug="class-7b", name="Class 7b", owner=annotator)
    group.memberships.create(user=annotator)
    page.goto(f"{address}?group=class-7b")
    select(page, P2, "first point")
    page.keyboard.press("m")
    expect(panel(page).get_by_label("Shown to")).to_have_value("group:class-7b")
    panel(page).get_by_label("Note").fill("First of how many?")
    page.keyboard.press("Control+Enter")
    assert saved(page).group == "class-7b"
    expect(page).to_have_url(re.compile(r"\?group=class-7b#r-"))


def test_two_clicks_on_marked_words_select_them_and_no_card_covers_the_bar(page):
    mark = page.locator("mark").first
    x, y = mark.evaluate("mark => { const { left, top } = mark.getClientRects()[0]; return [left + 12, top + 8]; }")
    page.mouse.dblclick(x, y)
    expect(bar(page)).to_be_visible()
    expect(page.locator(".card")).to_be_hidden()
    bar(page).get_by_role("button", name="Quote").click()
    expect(panel(page)).to_be_visible()


@pytest.mark.parametrize("paragraph", [FILLER[0], FILLER[-1]], ids=["one among others", "the last"])
def test_three_clicks_select_a_paragraph_and_the_bar_stands_below_it(page, paragraph):
    words = page.locator(f"#{paragraph.id}")
    words.click(click_count=3, position={"x": 100, "y": 10})
    expect(bar(page)).to_be_visible()
    box = words.bounding_box()
    assert bar(page).bounding_box()["y"] >= box["y"] + box["height"]
    bar(page).get_by_role("button", name="Quote").click()
    expect(panel(page).locator("textarea").first).to_have_value(paragraph.text.strip())


def test_the_panel_covers_no_words_that_are_written_from_the_right(new_page, sign_in, annotator):
    words = Paragraph("p1", "paragraph", "قالت آنا لوند: «سيصمد السد» يوم الجمعة.")
    address = from_document(replace(DOCUMENT, paragraphs=(words,), notes=(), language="ar")).get_absolute_url()
    page = sign_in(new_page(viewport={"width": 1400, "height": 900}), annotator)
    page.goto(address)
    select(page, words, "«سيصمد السد»")
    bar(page).get_by_role("button", name="Quote").click()
    expect(panel(page)).to_be_visible()
    form, text = panel(page).bounding_box(), page.locator("#p1").bounding_box()
    assert form["x"] + form["width"] <= text["x"]


def test_words_that_do_not_wrap_have_their_link_too(new_page, sign_in, annotator):
    words = Paragraph("p1", "preformatted", "year  level\n2025  341")
    address = from_document(replace(DOCUMENT, paragraphs=(words,), notes=())).get_absolute_url()
    page = sign_in(new_page(viewport={"width": 1400, "height": 900}), annotator)
    page.goto(address)
    page.get_by_role("link", name="Annotate paragraph 1").click(timeout=5_000)
    expect(page.get_by_role("heading", name="New quote")).to_be_visible()
