"""Readers dispute notes, not too often; editors are told why, resolve it, and whoever made the note is told too."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.core.cache import cache
from django.utils import timezone

from articles.models import Annotation, Flag, Group, Notice, User, add_notes, delete_annotation, replace_note
from tests.views.conftest import new_browser
from tests.views.samples import CLAIM, COMMENT, QUOTE

pytestmark = pytest.mark.django_db

DISPUTE, LIST = f"/annotations/{CLAIM.id}/dispute/", "/review/?flags=open"


@pytest.fixture(autouse=True)
def nobody_has_said_anything_yet():
    cache.clear()


@pytest.fixture
def editor():
    user = User.objects.create_user("vera")
    user.groups.add(Role.objects.get(name="editor"))
    client = new_browser()
    client.force_login(user)
    return client


@pytest.fixture
def flag(article):
    return Flag.objects.create(
        annotation=article.annotations.get(public_id=CLAIM.id), reason="It rained for <six> days."
    )


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


class TestDisputing:
    def test_without_an_account(self, article, client, editor):
        assert f'href="{DISPUTE}"' in client.get(f"/annotations/{CLAIM.id}").text
        assert "It rained for a week" in client.get(DISPUTE).text
        response = client.post(DISPUTE, {"reason": "It rained for <six> days."}, follow=True)
        assert "Editors will look at it." in response.text
        flag = Flag.objects.get()
        assert (flag.annotation.public_id, flag.reporter) == (CLAIM.id, None)
        assert "It rained for &lt;six&gt; days." in editor.get(LIST).text

    def test_with_an_account_once_while_it_is_open(self, article, reader, ines):
        for _ in range(2):
            reader.post(DISPUTE, {"reason": "No."})
        assert Flag.objects.get().reporter == ines
        assert "already" in reader.get(DISPUTE).text
        Flag.objects.update(resolved=timezone.now())
        reader.post(DISPUTE, {"reason": "Still no."})
        assert Flag.objects.count() == 2

    @pytest.mark.parametrize("who", ["client", "reader"])
    def test_sent_twice_it_is_one_and_thanked_for(self, article, request, who):
        browser = request.getfixturevalue(who)
        for _ in range(2):
            assert "Editors will look at it." in browser.post(DISPUTE, {"reason": "No.\r\nNo."}, follow=True).text
        assert Flag.objects.count() == 1
        browser.post(DISPUTE, {"reason": "Another reason."})
        assert Flag.objects.count() == (2 if who == "client" else 1)

    def test_whoever_made_it_is_told(self, article, client, ines):
        (note,) = add_notes(article, [replace(COMMENT, id="")], actor=ines)
        client.post(f"/annotations/{note.public_id}/dispute/", {"reason": "It is not."})
        notice = Notice.objects.get()
        assert (notice.user, notice.occasion, notice.text) == (ines, "disputed", "It is not.")

    @pytest.mark.parametrize("reason", ["", " \r\n ", "x" * 2_001, "a\x07b", "a\0b"])
    def test_a_reason_is_needed_and_kept(self, article, client, reason):
        response = client.post(DISPUTE, {"reason": reason})
        assert response.status_code == 422
        assert soup(response).select(".field .errorlist")
        assert not Flag.objects.exists()

    def test_lines_are_kept(self, article, client):
        client.post(DISPUTE, {"reason": "One.\r\nTwo."})
        assert Flag.objects.get().reason == "One.\nTwo."

    def test_only_what_is_public_and_shown(self, article, client, reader, ines):
        Group.objects.create(slug="desk", name="Desk", owner=ines).memberships.create(user=ines)
        notes = [
            replace(QUOTE, id="private", visibility="private"),
            replace(QUOTE, id="group", visibility="group", group="desk"),
            replace(QUOTE, id="suggested", status="suggested"),
            replace(QUOTE, id="deleted"),
        ]
        delete_annotation(add_notes(article, notes, actor=ines)[3], actor=ines)
        for name in ("private", "group", "suggested", "deleted", "unknown"):
            for browser in (client, reader):
                assert browser.get(f"/annotations/{name}/dispute/").status_code == 404
                assert browser.post(f"/annotations/{name}/dispute/", {"reason": "No."}).status_code == 404
        assert "dispute" not in reader.get("/annotations/private").text

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_not_on_what_is_not_published(self, article, client, state):
        type(article).objects.update(state=state, withdrawn_reason="A mistake.")
        assert client.post(DISPUTE, {"reason": "No."}).status_code == 404


class TestTooOften:
    def test_five_an_hour_from_an_address(self, article, client):
        assert client.post(DISPUTE, {"reason": ""}).status_code == 422  # mistakes do not count
        sent = [client.post(DISPUTE, {"reason": f"No {number}."}) for number in range(5)]
        assert [response.status_code for response in sent] == [302] * 5
        response = client.post(DISPUTE, {"reason": "My long text."})
        assert (response.status_code, response["Retry-After"]) == (429, "3600")
        assert "My long text." in response.text
        assert client.post(DISPUTE, {"reason": "No."}, REMOTE_ADDR="192.0.2.7").status_code == 302
        assert Flag.objects.count() == 6

    def test_twenty_an_hour_of_an_account_whatever_the_address(self, article, reader):
        for number in range(21):
            Flag.objects.all().delete()
            response = reader.post(DISPUTE, {"reason": "No."}, REMOTE_ADDR=f"192.0.2.{number}")
            assert response.status_code == (302 if number < 20 else 429)


class TestList:
    @pytest.mark.parametrize("address", [LIST, "/review/flags/1/"])
    def test_who(self, article, client, reader, address):
        assert client.get(address).status_code == 302
        assert reader.get(address).status_code == 403

    def test_open_and_resolved(self, flag, editor):
        assert "1 open dispute" in editor.get(LIST).text
        Flag.objects.update(resolved=timezone.now(), resolution="Checked.")
        assert "0 open disputes" in editor.get(LIST).text
        assert "Checked." in editor.get("/review/?flags=resolved").text

    def test_its_queries_do_not_grow(self, article, ines, editor, django_assert_max_num_queries):
        notes = add_notes(article, [replace(QUOTE, id="") for _ in range(40)], actor=ines)
        Flag.objects.bulk_create(Flag(annotation=note, reporter=ines, reason="No.") for note in notes)
        with django_assert_max_num_queries(12):
            page = soup(editor.get(LIST))
        assert len(page.select(".rows > li")) == 30

    def test_those_of_notes_that_are_not_shared_are_not_there(self, article, ines, editor):
        (note,) = add_notes(article, [replace(QUOTE, id="", visibility="private")], actor=ines)
        flag = Flag.objects.create(annotation=note, reason="From when it was public.")
        assert "From when" not in editor.get(LIST).text
        assert editor.get(f"/review/flags/{flag.pk}/").status_code == 404


class TestResolving:
    def post(self, editor, flag, **sent):
        address = f"/review/flags/{flag.pk}/"
        page = soup(editor.get(address))
        version = page.select_one("input[name=version]")["value"]
        return editor.post(address, {"version": version} | sent)

    def test_with_what_was_found(self, flag, editor):
        assert self.post(editor, flag, resolution="Five, says the office.").status_code == 302
        flag.refresh_from_db()
        assert (flag.resolution, flag.resolved_by.username) == ("Five, says the office.", "vera")
        assert flag.resolved
        assert Annotation.objects.get(public_id=CLAIM.id).status == "published"
        assert not soup(editor.get(f"/review/flags/{flag.pk}/")).select("main form")

    def test_rejecting_the_note_too(self, article, editor, ines):
        (note,) = add_notes(article, [replace(QUOTE, id="")], actor=ines)
        flag = Flag.objects.create(annotation=note, reason="She said otherwise.")
        self.post(editor, flag, resolution="So she did.", reject="on")
        note.refresh_from_db()
        assert (note.status, note.status_reason) == ("rejected", "So she did.")
        assert Notice.objects.get(occasion="rejected").user == ines

    @pytest.mark.parametrize(
        "sent", [{"resolution": ""}, {"resolution": "ok", "version": "x"}, {"resolution": "a\x07"}]
    )
    def test_an_error_is_said(self, flag, editor, sent):
        response = self.post(editor, flag, **sent)
        assert response.status_code == 422
        assert soup(response).select(".errorlist")
        assert Flag.objects.get().resolved is None

    def test_a_note_that_was_changed_since_is_not_rejected_and_nothing_resolved(self, flag, editor):
        note = Annotation.objects.get(public_id=CLAIM.id)
        replace_note(note, replace(note.to_note(), body="Corrected"), actor=None)
        response = self.post(editor, flag, resolution="Wrong.", reject="on", version="1")
        assert response.status_code == 422
        assert "has been changed" in response.text
        assert "Wrong." in response.text
        assert Flag.objects.get().resolved is None
        sent = {"resolution": "Wrong.", "reject": "on", "version": soup(response).select_one("[name=version]")["value"]}
        assert editor.post(f"/review/flags/{flag.pk}/", sent).status_code == 302

    def test_it_is_resolved_once(self, flag, editor):
        self.post(editor, flag, resolution="First.")
        editor.post(f"/review/flags/{flag.pk}/", {"resolution": "Second.", "version": "1", "reject": "on"})
        assert Flag.objects.get().resolution == "First."
        assert Annotation.objects.get(public_id=CLAIM.id).status == "published"
