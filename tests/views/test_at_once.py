"""What is sent about something at the moment when others write to it, or destroy it."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group as Role
from rest_framework.test import APIClient

from articles.document import Document
from articles.forms.importing import Original
from articles.models import (
    Annotation,
    Article,
    Feed,
    User,
    add_notes,
    close_account,
    destroy_annotations,
    from_document,
    lock_article,
    revise,
)
from tests.api.conftest import client_of
from tests.at_once import one_after_the_other, only_on_postgresql
from tests.views.conftest import new_browser
from tests.views.samples import DOCUMENT, QUOTE

pytestmark = only_on_postgresql


@pytest.fixture
def article() -> Article:
    return from_document(DOCUMENT)


@pytest.fixture
def editor() -> User:
    user = User.objects.create_superuser("editor")
    user.groups.add(Role.objects.get(name="editor"))
    return user


@pytest.fixture
def browser(editor):
    client = new_browser()
    client.force_login(editor)
    return client


class TestWhatIsDestroyed:
    """It is not there, and it is no error of the server."""

    @pytest.mark.parametrize("page", ["delete", "restore/1"])
    def test_is_not_found_by_a_form(self, browser, article, editor, page):
        (row,) = add_notes(article, [QUOTE], actor=editor)
        sent = one_after_the_other(
            lambda: destroy_annotations(Annotation.objects.filter(pk=row.pk)),
            lambda: browser.post(f"/annotations/{row.public_id}/{page}/"),
        )
        assert sent.result().status_code == 404

    def test_fails_alone_among_others(self, browser, article, editor):
        one, other = add_notes(article, [QUOTE, QUOTE], actor=None)
        sent = one_after_the_other(
            lambda: destroy_annotations(Annotation.objects.filter(pk=one.pk)),
            lambda: browser.post(
                "/review/",
                {"decision": "rejected", "reason": "No.", "note": [f"{row.public_id}@1" for row in (one, other)]},
            ),
        )
        assert sent.result().status_code == 302
        other.refresh_from_db()
        assert other.status == "rejected"

    def test_is_refused_to_a_program(self, editor):
        article = from_document(DOCUMENT)
        Annotation.objects.all().delete()
        body = {"article": {"slug": article.slug}, "kind": "comment", "body": "Hm."}
        sent = one_after_the_other(
            lambda: lock_article(article).delete(),
            lambda: client_of(editor).post("/api/v1/annotations/", body, format="json"),
        )
        assert sent.result().status_code == 422
        assert sent.result()["Content-Type"] == "application/problem+json"

    def test_is_an_account_that_writes_no_more(self, article):
        browser, tove = new_browser(), User.objects.create_user("tove")
        tove.groups.add(Role.objects.get(name="annotator"))
        browser.force_login(tove)
        comment = {"body": "Hm.", "source_kind": "person", "reported_by_kind": "publication", "shown_to": "public"}
        comment |= {f"{part}-{count}_FORMS": 0 for part in ("words", "evidence") for count in ("TOTAL", "INITIAL")}
        sent = one_after_the_other(
            lambda: close_account(User.objects.get(pk=tove.pk), keep_public=True),
            lambda: browser.post(f"{article.get_absolute_url()}annotations/new/?kind=comment", comment),
        )
        assert sent.result().status_code == 403
        assert "sign in in another window" in sent.result().text

    def test_is_an_account_whose_program_writes_no_more(self, article):
        tove = User.objects.create_user("tove")
        tove.groups.add(Role.objects.get(name="annotator"))
        program, body = APIClient(), {"article": {"slug": article.slug}, "kind": "comment", "body": "Hm."}
        program.force_login(tove)
        sent = one_after_the_other(
            lambda: close_account(User.objects.get(pk=tove.pk), keep_public=True),
            lambda: program.post("/api/v1/annotations/", body, format="json"),
        )
        assert sent.result().status_code == 401


def test_a_feed_that_two_follow_is_followed_once(browser):
    said = {"url": "https://news.example/feed", "wanted": "draft"}
    sent = one_after_the_other(lambda: Feed.objects.create(**said), lambda: browser.post("/import/feeds/", said))
    assert sent.result().status_code == 302
    assert Feed.objects.count() == 1


def test_a_name_is_one_accounts_alone(settings):
    settings.SIGN_UP = True
    said = {"username": "tove", "password1": "seven dry wells", "password2": "seven dry wells"}
    sent = one_after_the_other(lambda: User.objects.create_user("tove"), lambda: new_browser().post("/sign-up/", said))
    assert sent.result().status_code == 200
    assert "already exists" in sent.result().text


def test_a_text_that_two_paste_is_stored_once(browser):
    other, text = new_browser(), b"It froze on Monday, said the pilot."
    other.force_login(User.objects.create_superuser("other"))
    sent = {"original": Original(text, "text", "").dumps(), "title": "The harbour", "state": "draft"}
    again = one_after_the_other(lambda: other.post("/import/", sent), lambda: browser.post("/import/", sent))
    assert again.result().status_code == 422
    assert "is here already" in again.result().text
    assert Article.objects.count() == 1


@pytest.mark.parametrize("name", [lambda article: article.slug, lambda article: {"url": article.url}])
def test_many_writes_wait_for_a_revision_and_find_their_words_after_it(editor, article, name):
    words = DOCUMENT.paragraphs[0].text[:20]
    new = {"article": name(article), "kind": "comment", "body": "Hm.", "spans": [{"exact": words}]}
    text = Document("", paragraphs=(replace(DOCUMENT.paragraphs[0], text=f"Today. {DOCUMENT.paragraphs[0].text}"),))
    sent = one_after_the_other(
        lambda: revise(article, text, actor=editor),
        lambda: client_of(editor).post(
            "/api/v1/annotations/bulk", [{"op": "create", "annotation": new}], format="json"
        ),
    )
    (result,) = sent.result().json()["results"]
    assert result["annotation"]["spans"][0]["start"] == len("Today. ")
