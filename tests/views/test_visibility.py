"""Who sees what: drafts are for editors, withdrawn articles say so, private notes are their creator's alone."""

from dataclasses import replace
from html import unescape

import pytest
from bs4 import BeautifulSoup

from articles.models import Article, Group, User, add_notes, delete_annotation
from tests.views.samples import CLAIM, DOCUMENT, P1, QUOTE

pytestmark = pytest.mark.django_db

PAGES = ["/articles/the-dam-the-flood/", f"/annotations/{CLAIM.id}"]


@pytest.mark.parametrize("address", PAGES)
class TestStates:
    def set_state(self, state):
        Article.objects.update(state=state, withdrawn_reason="The report was <forged>.")

    def test_a_published_article_is_for_all(self, article, address, client, reader, editor):
        assert [browser.get(address).status_code for browser in (client, reader, editor)] == [200] * 3

    def test_a_draft_is_for_editors(self, article, address, client, reader, editor):
        self.set_state("draft")
        for browser in (client, reader):
            response = browser.get(address)
            assert response.status_code == 404
            assert "Ana Lund" not in response.text
            assert DOCUMENT.title not in unescape(response.text)
        response = editor.get(address)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]

    def test_a_withdrawn_one_says_why(self, article, address, client, reader, editor):
        self.set_state("withdrawn")
        for browser in (client, reader):
            response = browser.get(address)
            assert response.status_code == 410
            assert "The report was &lt;forged&gt;." in response.text
            assert "Ana Lund" not in response.text
        assert editor.get(address).status_code == 200

    def test_a_copy_from_before_is_not_confirmed(self, article, address, client):
        etag = client.get(address)["ETag"]
        for state, status in [("draft", 404), ("withdrawn", 410)]:
            self.set_state(state)
            assert client.get(address, headers={"If-None-Match": etag}).status_code == status


def test_an_editor_is_told_that_others_do_not_see_it(article, editor):
    Article.objects.update(state="draft")
    assert "Draft: only editors see this" in editor.get(PAGES[0]).text


class TestNotes:
    @pytest.fixture(autouse=True)
    def notes(self, article, ines):
        Group.objects.create(slug="desk", name="Desk", owner=ines).memberships.create(user=ines)
        notes = [
            replace(CLAIM, id="private", body="My own secret.", visibility="private"),
            replace(CLAIM, id="group", body="For the desk.", visibility="group", group="desk"),
            replace(CLAIM, id="suggested", body="Proposed.", status="suggested"),
            replace(CLAIM, id="rejected", body="Turned down.", status="rejected", status_reason="No."),
        ]
        add_notes(article, notes, actor=ines)

    def seen(self, browser):
        text = browser.get(PAGES[0]).text
        in_article = {name for name in ("private", "group", "suggested", "rejected") if f'id="n-{name}"' in text}
        own_page = {
            name
            for name in ("private", "group", "suggested", "rejected")
            if browser.get(f"/annotations/{name}").status_code == 200
        }
        assert in_article == own_page
        return in_article

    def test_who_else_sees_it_is_told_of_what_is_not_public(self, reader):
        page = BeautifulSoup(reader.get(PAGES[0]).content, "html.parser")
        feet = [(note["id"], note.select_one(".note-foot").text.removesuffix(" ↩")) for note in page.select(".note")]
        assert {name: foot.rpartition(" · ")[2] for name, foot in feet if "shown to" in foot} == {
            "n-private": "shown to only you",
            "n-group": "shown to only Desk",
        }
        assert {note["id"] for note in page.select(".for-private, .for-group")} == {"n-private", "n-group"}
        for name, words in (("private", "Shown to only you"), ("group", "Shown to only Desk")):
            page = BeautifulSoup(reader.get(f"/annotations/{name}").content, "html.parser")
            assert page.select_one(".note-foot").text == words
        assert "Shown to" not in reader.get(PAGES[1]).text

    def test_without_an_account(self, client):
        assert self.seen(client) == set()

    def test_their_creator(self, reader):
        assert self.seen(reader) == {"private", "group"}

    def test_editors_are_no_exception(self, editor):
        assert self.seen(editor) == set()

    def test_members_of_the_group(self, client):
        user = User.objects.create_user("moss")
        Group.objects.get().memberships.create(user=user)
        client.force_login(user)
        assert self.seen(client) == {"group"}

    def test_a_hidden_note_leaves_no_trace(self, client, editor):
        for browser in (client, editor):
            text = browser.get(PAGES[0]).text
            assert "secret" not in text
            assert "For the desk" not in text
            assert browser.get("/annotations/private").status_code == 404

    def test_a_private_note_changes_no_count_and_no_number(self, client):
        text = client.get(PAGES[0]).text
        assert 'aria-label="3, claim, disputed"' in text
        assert "4, claim" not in text

    def test_a_deleted_private_note_was_never_there(self, client, reader, article, ines):
        delete_annotation(article.annotations.get(public_id="private"), actor=ines)
        assert client.get("/annotations/private").status_code == 404


class TestHistory:
    """What somebody wrote in private stays so when the note is published later, and what was public goes with it."""

    def test_the_page_shows_no_old_words(self, client, article, ines):
        private = replace(QUOTE, id="later", body="My own secret.", visibility="private")
        (annotation,) = add_notes(article, [private], actor=ines)
        article.annotations.filter(pk=annotation.pk).update(visibility="public", body="Ready.")
        text = client.get("/annotations/later").text
        assert "Ready." in text
        assert "secret" not in text


def test_the_paragraph_of_the_samples_is_the_one_of_the_article(article):
    assert article.paragraphs.first().to_value() == P1
    assert article.title == DOCUMENT.title
