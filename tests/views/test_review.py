"""Editors decide about notes one by one or many at once, as they saw them, with a reason, and can take it back."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role

from articles.models import Annotation, Group, Notice, User, add_notes, decide, delete_annotation, replace_note
from tests.views.conftest import new_browser, press
from tests.views.samples import CLAIM, QUOTE

pytestmark = pytest.mark.django_db

PAGE = "/review/"


def browser(role):
    user = User.objects.create_user(f"the {role}")
    user.groups.add(Role.objects.get(name=role))
    client = new_browser()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return browser("editor")


@pytest.fixture
def suggested(article, ines):
    """Three proposals: two by a program, one by a reader."""
    claim = replace(CLAIM, id="", status="suggested", proposed_by="rules 1", confidence=0.875)
    by_program = add_notes(
        article, [claim, replace(claim, kind="quote", verdict="", verdict_reason="", evidence=())], actor=None
    )
    return [*by_program, *add_notes(article, [replace(QUOTE, id="", status="suggested")], actor=ines)]


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def picks(*annotations):
    return [f"{row.public_id}@{row.version}" for row in annotations]


def statuses(*annotations):
    return [Annotation.objects.get(pk=row.pk).status for row in annotations]


def undo(client, response_page):
    """Press Undo in the message."""
    return press(client, response_page.select_one(".messages form"))


class TestWho:
    def test_without_an_account_one_signs_in_and_comes_back(self, client):
        assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"

    def test_readers_and_annotators_may_not(self, suggested, reader):
        for client in (reader, browser("annotator")):
            assert client.get(PAGE).status_code == 403
            sent = {"note": picks(*suggested), "decision": "published"}
            assert client.post(PAGE, sent).status_code == 403
            assert client.post(f"{PAGE}undo/", {"note": picks(suggested[0])}).status_code == 403
        assert set(statuses(*suggested)) == {"suggested"}

    def test_links_are_for_editors(self, article, client, reader, editor):
        assert f'href="{PAGE}"' in editor.get("/").text
        assert f'href="{PAGE}"' not in client.get("/").text + reader.get("/").text


class TestList:
    def seen(self, editor, **query):
        page = soup(editor.get(PAGE, query))
        return {item["value"].partition("@")[0] for item in page.select(".pickable input[type=checkbox]")}

    def test_statuses_and_kinds(self, suggested, editor):
        ids = {row.public_id for row in suggested}
        assert self.seen(editor) == self.seen(editor, status="nonsense") == ids
        assert self.seen(editor, kind="claim") == {suggested[0].public_id}
        assert len(self.seen(editor, status="published")) == 4
        assert self.seen(editor, status="rejected") == set()

    def test_newest_first_with_words_maker_and_certainty(self, suggested, editor):
        rows = [item.text for item in soup(editor.get(PAGE)).select(".pickable")]
        assert "by ines" in rows[0]
        assert "The dam will hold" in rows[0]
        assert "proposed by rules 1" in rows[1]
        assert "sure by 88 %" in rows[1]

    def test_what_is_not_shared_is_not_there(self, article, ines, editor):
        group = Group.objects.create(slug="desk", name="Desk", owner=ines)
        group.memberships.create(user=ines)
        notes = [
            replace(QUOTE, id="private", status="suggested", visibility="private"),
            replace(QUOTE, id="group", status="suggested", visibility="group", group="desk"),
            replace(QUOTE, id="deleted", status="suggested"),
        ]
        rows = add_notes(article, notes, actor=ines)
        delete_annotation(rows[2], actor=ines)
        assert self.seen(editor) == set()
        editor.post(PAGE, {"note": picks(*rows), "decision": "published"})
        assert statuses(*rows) == ["suggested"] * 3
        group.memberships.create(user=User.objects.get(username="the editor"))
        assert self.seen(editor) == {"group"}

    def test_pages_and_their_queries(self, article, editor, django_assert_max_num_queries):
        add_notes(article, [replace(QUOTE, id="", status="suggested") for _ in range(70)], actor=None)
        with django_assert_max_num_queries(11):
            assert len(self.seen(editor)) == 30
        assert len(self.seen(editor, page="3")) == 10

    def test_all_of_a_page_are_chosen_by_a_link(self, article, editor):
        add_notes(article, [replace(QUOTE, id="", status="suggested") for _ in range(40)], actor=None)
        page = soup(editor.get(PAGE, {"kind": "quote"}))
        assert not page.select(".pickable input[checked]")
        link = page.find("a", string="Choose all 30 on this page")
        page = soup(editor.get(PAGE + link["href"]))
        assert len(page.select(".pickable input[checked]")) == 30
        nothing = soup(editor.get(PAGE + page.find("a", string="Choose none")["href"]))
        assert not nothing.select(".pickable input[checked]")
        action = page.select_one("form#chosen")["action"]  # what comes next is not chosen before it was seen
        sent = {"note": [box["value"] for box in page.select(".pickable input[checked]")], "decision": "published"}
        page = soup(editor.post(PAGE + action, sent, follow=True))
        assert "30 notes accepted." in page.select_one(".messages").text
        assert len(page.select(".pickable")) == 10
        assert not page.select(".pickable input[checked]")

    def test_of_the_whole_list_too(self, suggested, editor):
        page = soup(editor.get(PAGE, {"choose": "all"}))
        assert len(page.select(".pickable input[checked]")) == 3
        assert page.select_one("form#chosen")["action"] == "?#chosen"

    def test_attacks_stay_text(self, article, ines, editor):
        attack = "\"><script>alert('x')</script>"
        note = replace(CLAIM, id="", status="suggested", body=attack, verdict_reason=attack, proposed_by=attack)
        add_notes(article, [note], actor=None)
        page = soup(editor.get(PAGE))
        assert page.text.count(attack) >= 2
        assert not [script for script in page.select("script") if "alert" in script.text]


class TestDeciding:
    def post(self, editor, *annotations, **sent):
        return editor.post(PAGE, {"note": picks(*annotations)} | sent, follow=True)

    def test_accepting_one(self, suggested, editor, client):
        version = suggested[0].article.version
        page = soup(self.post(editor, suggested[0], row=suggested[0].public_id, decision="published"))
        assert "1 note accepted." in page.select_one(".messages").text
        row = Annotation.objects.get(pk=suggested[0].pk)
        assert (row.status, row.version, row.versions.first().action) == ("published", 2, "accepted")
        assert row.versions.first().actor.username == "the editor"
        assert row.article.version > version
        assert row.public_id in client.get(row.article.get_absolute_url()).text

    def test_rejecting_many_tells_who_made_them(self, suggested, editor, ines):
        page = soup(self.post(editor, *suggested, decision="rejected", reason="Not in the text."))
        assert "3 notes rejected." in page.select_one(".messages").text
        assert statuses(*suggested) == ["rejected"] * 3
        notice = Notice.objects.get()
        assert (notice.user, notice.annotation, notice.occasion) == (ines, suggested[2], "rejected")
        assert notice.text == "Not in the text."

    def test_what_was_published_can_be_rejected_and_accepted_again(self, article, editor, client):
        row = article.annotations.get(public_id=CLAIM.id)
        self.post(editor, row, decision="rejected", reason="Wrong.")
        assert CLAIM.id not in client.get(article.get_absolute_url()).text
        row.refresh_from_db()
        self.post(editor, row, decision="published")
        row.refresh_from_db()
        assert (row.status, row.status_reason, row.version) == ("published", "", 3)

    def test_a_rejection_needs_a_reason(self, suggested, editor):
        response = self.post(editor, *suggested[:2], decision="rejected", reason=" ")
        assert response.status_code == 422
        page = soup(response)
        field = page.select_one("#reason")
        assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "reason-error")
        assert "Say why" in page.select_one("#reason-error").text
        assert [item["value"] for item in page.select("input[checked]")] == picks(*suggested[1::-1])
        assert set(statuses(*suggested)) == {"suggested"}

    def test_a_wrong_reason_of_one_stays_with_it(self, suggested, editor):
        row = suggested[1]
        page = soup(self.post(editor, row, row=row.public_id, decision="rejected", reason="a\x07b"))
        field = page.select_one(f"#reason-{row.public_id}")
        assert field["value"] == "a\x07b"
        assert field.find_parent("details").has_attr("open")
        assert not page.select_one("#reason").has_attr("aria-invalid")
        assert len(page.select("details[open]")) == 1

    @pytest.mark.parametrize(
        "sent",
        [
            {"note": []},
            {"note": ["nonsense"]},
            {"note": ["a@b"]},
            {"note": ["a\0@1"]},
            {"decision": "deleted"},
            {"decision": ""},
        ],
    )
    def test_nonsense_is_refused(self, suggested, editor, sent):
        response = editor.post(PAGE, {"note": picks(suggested[0]), "decision": "published"} | sent)
        assert response.status_code == 422
        assert soup(response).select(".errorlist")
        assert set(statuses(*suggested)) == {"suggested"}

    def test_what_was_changed_since_is_left_and_said(self, suggested, editor, ines):
        stale = picks(*suggested)
        replace_note(suggested[0], replace(suggested[0].to_note(), body="Changed"), actor=ines)
        delete_annotation(suggested[1], actor=ines)
        page = soup(editor.post(PAGE, {"note": stale, "decision": "published"}, follow=True))
        messages = [item.text for item in page.select(".messages > div")]
        assert "1 note accepted." in messages[0]
        assert "has been changed in the meantime" in messages[1]
        assert "1 could not be found" in messages[2]
        assert statuses(*suggested) == ["suggested", "suggested", "published"]

    def test_what_is_so_already_gets_no_version(self, article, editor):
        row = article.annotations.get(public_id=CLAIM.id)
        page = soup(self.post(editor, row, decision="published"))
        row.refresh_from_db()
        assert row.version == 1
        assert not page.select(".messages form")

    @pytest.mark.parametrize("decision", ["published", "rejected"])
    def test_pressed_twice_it_is_done_once_and_says_so(self, suggested, editor, decision):
        sent = {"note": picks(suggested[0]), "decision": decision, "reason": "Wrong."}
        for _ in range(2):
            page = soup(editor.post(PAGE, sent, follow=True))
            assert "1 note " in page.select_one(".messages").text
            assert "in the meantime" not in page.text
        row = Annotation.objects.get(pk=suggested[0].pk)
        assert (row.status, row.version) == (decision, 2)
        undo(editor, page)
        row.refresh_from_db()
        assert row.status == "suggested"

    def test_what_another_decided_meanwhile_is_said(self, suggested, editor, ines):
        sent = {"note": picks(suggested[0]), "decision": "published"}
        decide(suggested[0], "published", actor=ines, version=suggested[0].version)
        assert "has been changed in the meantime" in editor.post(PAGE, sent, follow=True).text

    def test_who_decides_in_the_list_goes_on_there(self, suggested, editor):
        names = [row["id"].removeprefix("row-") for row in soup(editor.get(PAGE)).select(".rows > li")]
        assert len(names) == len(suggested) > 2
        for at, then in ((0, names[1]), (-1, names[-2])):
            row = soup(editor.get(PAGE)).select(".rows > li")[at]
            forms = row.select(".decide form")
            assert {form["action"].partition("#")[2] for form in forms} == {row["id"]}  # where a mistake is told
            sent = {field["name"]: field["value"] for field in forms[0].select("[name]")}
            assert editor.post(PAGE, sent)["Location"] == f"{PAGE}#row-{then}"
            page = soup(editor.get(PAGE))
            assert undo(editor, page)["Location"] == f"{PAGE}#row-{row['id'].removeprefix('row-')}"
        sent = {"note": picks(suggested[0]), "decision": "published", "after": "//evil.example"}
        assert editor.post(PAGE, sent)["Location"] == PAGE
        stale = sent | {"row": names[0], "after": names[1], "note": f"{names[0]}@1"}  # which was taken back
        assert editor.post(PAGE, stale)["Location"] == f"{PAGE}#row-{names[0]}"


class TestUndo:
    def test_many_go_back_to_what_they_were(self, suggested, article, editor):
        published = article.annotations.get(public_id=CLAIM.id)
        sent = {"note": picks(published, *suggested), "decision": "rejected", "reason": "All wrong."}
        page = soup(editor.post(f"{PAGE}?kind=claim", sent, follow=True))
        assert undo(editor, page)["Location"] == f"{PAGE}?kind=claim"
        assert statuses(published, *suggested) == ["published", "suggested", "suggested", "suggested"]
        assert not Notice.objects.exists()
        published.refresh_from_db()
        assert (published.version, published.versions.first().action) == (3, "restored")

    def test_not_over_what_came_after(self, suggested, editor, ines):
        page = soup(editor.post(PAGE, {"note": picks(suggested[0]), "decision": "published"}, follow=True))
        row = Annotation.objects.get(pk=suggested[0].pk)
        replace_note(row, replace(row.to_note(), body="Later"), actor=ines)
        undo(editor, page)
        row.refresh_from_db()
        assert (row.status, row.body) == ("published", "Later")

    def test_pressed_twice_it_is_done_once_and_says_so(self, suggested, editor):
        page = soup(editor.post(PAGE, {"note": picks(*suggested), "decision": "published"}, follow=True))
        undo(editor, page)
        said = soup(editor.get(undo(editor, page)["Location"])).select_one(".messages").text
        assert said.count(f"{len(suggested)} notes as before.") == 2
        assert "in the meantime" not in said
        assert {row.version for row in Annotation.objects.filter(status="suggested")} == {3}

    def test_so_many_that_no_address_could_name_them(self, suggested, editor):
        page = soup(editor.post(PAGE, {"note": picks(*suggested), "decision": "published"}, follow=True))
        form = page.select_one(".messages form")
        assert form["action"] == f"{PAGE}undo/"
        assert len(form.select("[name=note]")) == len(suggested)

    @pytest.mark.parametrize("note", ["", "x", "nobody@1", "claim23456@1", "claim23456@0"])
    def test_nonsense_changes_nothing(self, article, editor, note):
        assert editor.post(f"{PAGE}undo/", {"note": note}).status_code == 302
        assert {row.version for row in Annotation.objects.all()} == {1}

    def test_it_leads_nowhere_else(self, editor):
        assert editor.post(f"{PAGE}undo/", {"next": "https://evil.example/"})["Location"] == PAGE


def test_a_note_that_came_without_a_name_is_not_said_to_have_lost_one(editor, article):
    text = editor.get("/review/?status=published").text
    assert "by somebody who is not named" in text
    assert "no longer" not in text
