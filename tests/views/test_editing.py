"""Editors correct what is said of an article and decide who may read it; who is second is told and loses nothing."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role

from articles.models import Annotation, Article, User, add_notes, from_document
from tests.views.conftest import new_browser
from tests.views.samples import COMMENT, titled

pytestmark = pytest.mark.django_db

PAGE = "/articles/the-dam-the-flood/"
EDIT, STATE = f"{PAGE}edit/", f"{PAGE}state/"


def browser(role):
    user = User.objects.create_user(f"the {role}")
    user.groups.add(Role.objects.get(name=role))
    client = new_browser()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return browser("editor")


def fields(response):
    """What the form on a page would send."""
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    inputs = [item for item in form.select("input[name]") if item.get("type") != "radio" or item.has_attr("checked")]
    sent = {item["name"]: item.get("value", "") for item in inputs}
    return sent | {item["name"]: item.text.removeprefix("\n") for item in form.select("textarea[name]")}


def errors(response, name):
    wrong = BeautifulSoup(response.content, "html.parser").select_one(f"#id_{name}").find_parent(class_="field")
    return " ".join(item.text for item in wrong.select(".errorlist li"))


@pytest.mark.parametrize("address", [EDIT, STATE])
class TestWho:
    def test_without_an_account_one_signs_in_and_comes_back(self, article, client, address):
        assert client.get(address)["Location"] == f"/sign-in/?next={address}"

    def test_readers_and_annotators_may_not(self, article, reader, address):
        for client in (reader, browser("annotator")):
            assert client.get(address).status_code == 403
            assert client.post(address, {"title": "Mine", "state": "withdrawn", "reason": "No."}).status_code == 403
        assert Article.objects.get().version == article.version

    def test_an_article_that_does_not_exist(self, editor, address):
        assert editor.get(address).status_code == 404

    def test_the_way_there_is_for_editors(self, article, client, reader, editor, address):
        assert address in editor.get(PAGE).text
        assert address not in client.get(PAGE).text + reader.get(PAGE).text


class TestMetadata:
    def test_saving_it_untouched_changes_nothing_but_the_version(self, article, editor):
        before = Article.objects.values().get()
        response = editor.post(EDIT, fields(editor.get(EDIT)))
        assert (response.status_code, response["Location"]) == (302, PAGE)
        after = Article.objects.values().get()
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"version", "modified"}
        assert article.revisions.count() == 1

    def test_everything_can_be_changed_but_the_slug_and_the_text(self, article, editor):
        sent = fields(editor.get(EDIT)) | {
            "title": "The dam",
            "byline": "Ines Holm and Ana Lund",
            "publication": "The Pilot",
            "published": "2026-04-02",
            "time": "23:30:00",
            "zone": "-05:00",
            "url": "https://pilot.example/dam",
            "language": "en-GB",
            "licence": "© The Pilot\r\nAll rights reserved",
        }
        editor.post(EDIT, sent)
        after = Article.objects.get()
        assert (after.title, after.byline, after.publication.name) == ("The dam", sent["byline"], "The Pilot")
        assert after.published_value.isoformat() == "2026-04-02T23:30:00-05:00"
        assert (after.url, after.language) == ("https://pilot.example/dam", "en-GB")
        assert after.licence == "© The Pilot\nAll rights reserved"
        assert (after.slug, after.version, after.annotations.count()) == (article.slug, article.version + 1, 4)
        assert fields(editor.get(EDIT))["zone"] == "-05:00"

    def test_it_is_a_version_that_can_be_compared(self, article, editor, client):
        client.get(PAGE), editor.get(PAGE)
        sent = fields(editor.get(EDIT))
        editor.post(EDIT, sent | {"title": "The dam stands", "byline": "Ada Moor"})
        row = Article.objects.get()
        assert (row.current_revision.number, row.current_revision.created_by.username) == (2, "the editor")
        changes = client.get(f"{PAGE}revisions/2/changes/").text
        words = " ".join(BeautifulSoup(changes, "html.parser").main.get_text(" ").split())
        assert "The dam & the <flood> stands" in words
        assert "Byline" in words
        assert "Moor" in words
        old = BeautifulSoup(client.get(f"{PAGE}revisions/1/").content, "html.parser")
        assert old.h1.get_text(strip=True) == "The dam & the <flood>"
        assert len(old.select(".notes .note")) == row.annotations.count()
        assert "changed since you read it" in client.get(PAGE).text
        assert "changed since you read it" not in editor.get(PAGE).text

    def test_a_text_that_is_revised_meanwhile_does_not_take_the_headline_back(self, article, editor):
        revise = f"{PAGE}revise/"
        preview = fields(editor.post(revise, {"text": "A new text."}))
        editor.post(EDIT, fields(editor.get(EDIT)) | {"title": "The dam stands"})
        assert editor.post(revise, preview | {"store": "1"}).status_code == 409
        assert Article.objects.get().title == "The dam stands"

    @pytest.mark.parametrize(("typed", "kept"), [("By Ada Moor", "Ada Moor"), ("Byron Low", "Byron Low"), ("By", "By")])
    def test_a_byline_does_without_the_by_that_stands_before_it(self, article, editor, typed, kept):
        editor.post(EDIT, fields(editor.get(EDIT)) | {"byline": typed})
        assert Article.objects.get().byline == kept

    def test_a_time_can_be_taken_away(self, article, editor):
        sent = fields(editor.get(EDIT)) | {"time": "10:00", "zone": "+02:00"}
        editor.post(EDIT, sent)
        editor.post(EDIT, fields(editor.get(EDIT)) | {"time": "", "zone": ""})
        after = Article.objects.get()
        assert (str(after.published), after.published_at, after.published_offset) == ("2026-04-01", None, None)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"title": " "}, "title"),
            ({"byline": "Ines\x07"}, "byline"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "https://taken.example/"}, "url"),
            ({"language": "<b>"}, "language"),
            ({"language": "German"}, "language"),
            ({"published": "yesterday"}, "published"),
            ({"zone": "+25:00", "time": "10:00"}, "zone"),
        ],
    )
    def test_an_error_stands_beside_its_field_and_nothing_is_lost(self, article, editor, changed, field):
        from_document(replace(titled("Another"), url="https://taken.example/"))
        sent = fields(editor.get(EDIT)) | {"licence": "A new one"} | changed
        response = editor.post(EDIT, sent)
        assert response.status_code == 422
        assert errors(response, field)
        again = fields(response)
        assert {name: again[name] for name in changed} | {"licence": "A new one"} == {**changed, "licence": "A new one"}
        assert Article.objects.get(pk=article.pk).version == article.version

    def test_a_taken_address_leads_to_its_article(self, article, editor):
        other = from_document(replace(titled("Another"), url="https://taken.example/"))
        response = editor.post(EDIT, fields(editor.get(EDIT)) | {"url": "https://taken.example/"})
        assert f'href="{other.get_absolute_url()}"' in response.text

    def test_who_saves_second_is_told_and_sees_both(self, article, editor):
        first, second = fields(editor.get(EDIT)), fields(editor.get(EDIT))
        editor.post(EDIT, first | {"title": "The first title"})
        response = editor.post(EDIT, second | {"title": "The second title"})
        assert response.status_code == 409
        assert "The first title" in BeautifulSoup(response.content, "html.parser").select_one("[role=alert]").text
        assert fields(response)["title"] == "The second title"
        assert Article.objects.get().title == "The first title"
        assert editor.post(EDIT, fields(response)).status_code == 302
        assert Article.objects.get().title == "The second title"

    def test_notes_that_come_in_meanwhile_disturb_nobody(self, article, editor):
        sent = fields(editor.get(EDIT))
        add_notes(article, [replace(COMMENT, id="")], actor=None)
        assert editor.post(EDIT, sent | {"title": "Mine"}).status_code == 302

    def test_attacks_stay_text(self, article, editor):
        attack = "\"><script>alert('x')</script>"
        sent = fields(editor.get(EDIT)) | dict.fromkeys(("title", "byline", "publication", "licence"), attack)
        assert editor.post(EDIT, sent).status_code == 302
        for address in (EDIT, STATE, PAGE):
            page = BeautifulSoup(editor.get(address).content, "html.parser")
            assert attack in page.text or attack in str(page.select("input[name=title]")[0]["value"])
            assert not [script for script in page.select("script:not([type='application/ld+json'])") if script.text]

    def test_its_queries(self, article, editor, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            editor.get(EDIT)


class TestState:
    def set(self, editor, **changed):
        return editor.post(STATE, fields(editor.get(STATE)) | changed)

    def test_withdrawing_says_why_and_destroys_nothing(self, article, editor, client):
        etag = client.get(PAGE)["ETag"]
        assert self.set(editor, state="withdrawn", reason="The report was <forged>.").status_code == 302
        response = client.get(PAGE, headers={"If-None-Match": etag})
        assert response.status_code == 410
        assert "The report was &lt;forged&gt;." in response.text
        assert Annotation.objects.count() == 4
        assert Article.objects.get().version == article.version + 1

    def test_it_can_be_published_again(self, article, editor, client):
        self.set(editor, state="withdrawn", reason="A mistake.")
        assert self.set(editor, state="published").status_code == 302
        assert client.get(PAGE).status_code == 200
        assert Article.objects.get().withdrawn_reason == ""

    @pytest.mark.parametrize("reason", ["It was forged.", ""])
    def test_its_reason_may_be_emptied_then_or_not(self, article, editor, reason):
        Article.objects.update(state="withdrawn", withdrawn_reason="It was forged.")
        sent = fields(editor.get(STATE)) | {"state": "published", "reason": reason}
        assert editor.post(STATE, sent).status_code == 302
        assert Article.objects.values_list("state", "withdrawn_reason").get() == ("published", "")

    def test_it_can_be_a_draft(self, article, editor, client):
        self.set(editor, state="draft")
        assert client.get(PAGE).status_code == 404
        assert "only editors see it" in editor.get(PAGE).text

    @pytest.mark.parametrize("reason", ["", " \n ", "x" * 2_001, "a\x07b"])
    def test_a_withdrawal_needs_a_reason(self, article, editor, reason):
        response = self.set(editor, state="withdrawn", reason=reason)
        assert response.status_code == 422
        assert errors(response, "reason")
        assert fields(response)["state"] == "withdrawn"
        assert Article.objects.get().state == "published"

    def test_a_reason_for_nothing_is_not_thrown_away(self, article, editor):
        response = self.set(editor, state="published", reason="A mistake.")
        assert (response.status_code, fields(response)["reason"].strip()) == (422, "A mistake.")

    @pytest.mark.parametrize(
        ("wanted", "state"), [("withdrawn", "withdrawn"), ("nonsense", "published"), ("", "published")]
    )
    def test_the_way_there_says_what_for(self, article, editor, wanted, state):
        assert fields(editor.get(STATE, {"state": wanted}))["state"] == state

    @pytest.mark.parametrize("state", ["", "deleted"])
    def test_other_states_do_not_exist(self, article, editor, state):
        assert self.set(editor, state=state).status_code == 422

    def test_who_is_second_is_told_and_keeps_their_reason(self, article, editor):
        sent = fields(editor.get(STATE)) | {"state": "withdrawn", "reason": "My reason."}
        self.set(editor, state="draft")
        response = editor.post(STATE, sent)
        assert response.status_code == 409
        assert "made it draft by now" in response.text
        assert Article.objects.get().state == "draft"
        assert fields(response)["reason"] == "My reason."
        assert editor.post(STATE, fields(response)).status_code == 302
