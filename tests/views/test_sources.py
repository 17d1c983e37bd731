"""Editors find sources, correct them and merge two; others' private notes stay unknown throughout."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role

from articles.document import SourceRef
from articles.models import Annotation, Source, User, add_notes
from tests.views.conftest import new_browser
from tests.views.samples import ANA, QUOTE

pytestmark = pytest.mark.django_db

LIST, EDIT, MERGE = "/sources/", "/sources/ana-lund/edit/", "/sources/ana-lund/merge/"


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
def others(article, ines):
    """Further sources of the article: named, a document, an unnamed one, and one that only a private note names."""
    refs = [
        SourceRef("A. Lund", "person"),
        SourceRef("The Ækvator report", "document", "https://report.example/"),
        SourceRef("a neighbour", "unnamed"),
    ]
    add_notes(article, [replace(QUOTE, id="", source=ref) for ref in refs], actor=None)
    secret = replace(QUOTE, id="", source=SourceRef("Secret Friend", "person"), visibility="private")
    add_notes(article, [secret], actor=ines)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(response):
    form = soup(response).select_one("main form[method=post]")
    sent = {item["name"]: item.get("value", "") for item in form.select("input[name]")}
    sent |= {item["name"]: item.text.removeprefix("\n") for item in form.select("textarea[name]")}
    return sent | {item["name"]: item.select_one("[selected]")["value"] for item in form.select("select")}


def errors(response, name):
    wrong = soup(response).select_one(f"#id_{name}").find_parent(class_="field")
    return " ".join(item.text for item in wrong.select(".errorlist li"))


@pytest.mark.parametrize("address", [EDIT, MERGE])
class TestWho:
    def test_without_an_account_one_signs_in_and_comes_back(self, article, client, address):
        assert client.get(address)["Location"] == f"/sign-in/?next={address}"

    def test_readers_and_annotators_may_not(self, others, reader, address):
        for client in (reader, browser("annotator")):
            assert client.get(address).status_code == 403
            assert client.post(address, {"name": "X", "kind": "person", "into": "a-lund"}).status_code in (403, 405)
        assert Source.objects.filter(name="Ana Lund", merged_into=None).exists()

    def test_editors_may(self, article, editor, address):
        assert editor.get(address).status_code == 200


class TestList:
    def names(self, editor, **query):
        return [item.text for item in soup(editor.get(LIST, query)).select(".source-link")]

    def test_it_is_sorted_and_leaves_out_what_is_not_known(self, others, editor):
        assert self.names(editor) == ["A. Lund", "Ana Lund", "The Ækvator report", "a neighbour"]

    def test_those_who_know_more_see_more(self, others, ines, reader):
        ines.groups.add(Role.objects.get(name="editor"))
        assert "Secret Friend" in self.names(reader)

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("lund", ["A. Lund", "Ana Lund"]),
            ("lund ana", ["Ana Lund"]),
            ("Ækv", ["The Ækvator report"]),
            ("ingeniør", ["Ana Lund"]),
            ("secret", []),
            ("%", []),
            ("\0", ["A. Lund", "Ana Lund", "The Ækvator report", "a neighbour"]),
        ],
    )
    def test_searching(self, others, editor, words, found):
        source = Source.objects.get(name="Ana Lund")
        source.aliases = ["Den ingeniør"]
        source.save()
        assert self.names(editor, q=words) == found

    def test_counting_only_what_is_known(self, others, editor, article, ines):
        add_notes(article, [replace(QUOTE, id="", visibility="private")], actor=ines)
        row = soup(editor.get(LIST, {"q": "ana lund"})).select_one(".source-counts")
        assert row.get_text(" ", strip=True).startswith("1 quote named once")

    def test_pages_and_their_queries(self, article, editor, django_assert_max_num_queries):
        refs = [SourceRef(f"Witness {number:03}", "person") for number in range(120)]
        add_notes(article, [replace(QUOTE, id="", source=ref) for ref in refs], actor=None)
        with django_assert_max_num_queries(10):
            assert len(self.names(editor)) == 60
        assert len(self.names(editor, page="3")) == 1
        assert len(self.names(editor, page="nonsense")) == 60


class TestEditing:
    def test_whoever_saves_second_is_told_and_keeps_what_was_typed(self, others, editor):
        """As when another source was merged into it in between: its name is one of the other names since."""
        form = fields(editor.get(EDIT))
        editor.post("/sources/a-lund/merge/", {"into": "ana-lund"}, follow=True)
        response = editor.post(EDIT, form | {"name": "Ana B. Lund", "aliases": "Ana"})
        assert response.status_code == 409
        told = soup(response).select_one(".messages").text
        assert "It is “Ana Lund” (person), also A. Lund. Save again" in " ".join(told.split())
        assert Source.objects.get(slug="ana-lund").aliases == ["A. Lund"]
        assert (fields(response)["name"], fields(response)["aliases"]) == ("Ana B. Lund", "Ana")
        editor.post(EDIT, fields(response))
        assert Source.objects.get(slug="ana-lund").aliases == ["Ana"]

    def test_changing_everything(self, article, editor):
        version = article.version
        sent = {"name": " Ana  Lund-Berg ", "kind": "organisation", "url": "https://ana.example/"}
        editor.post(EDIT, sent | {"aliases": "Ana Lund\r\n\r\n Dr Lund \r\nAna Lund"})
        source = Source.objects.get()
        assert (source.name, source.kind, source.url) == ("Ana Lund-Berg", "organisation", "https://ana.example/")
        assert (source.slug, source.aliases) == ("ana-lund", ["Ana Lund", "Dr Lund"])
        article.refresh_from_db()
        assert article.version > version
        assert {row.version for row in Annotation.objects.filter(source=source)} == {2}

    def test_saving_it_untouched_changes_no_note(self, article, editor):
        assert editor.post(EDIT, fields(editor.get(EDIT))).status_code == 302
        assert {row.version for row in Annotation.objects.all()} == {1}

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "n" * 301}, "name"),
            ({"name": "Ana\x07"}, "name"),
            ({"name": "Ana\0"}, "name"),
            ({"name": "A. Lund"}, "name"),
            ({"kind": "unnamed"}, "kind"),
            ({"kind": "god"}, "kind"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "https://a.example/" + "ü" * 600}, "url"),
            ({"aliases": "x" * 301}, "aliases"),
            ({"aliases": "\n".join(map(str, range(101)))}, "aliases"),
        ],
    )
    def test_an_error_stands_beside_its_field(self, others, editor, changed, field):
        response = editor.post(EDIT, fields(editor.get(EDIT)) | changed)
        assert response.status_code == 422
        assert errors(response, field)
        assert Source.objects.filter(name="Ana Lund", kind="person", url="", aliases=[]).exists()

    def test_a_taken_name_leads_to_merging(self, others, editor):
        response = editor.post(EDIT, fields(editor.get(EDIT)) | {"name": "A. Lund"})
        assert soup(response).select_one(f"a[href='{MERGE}?into=a-lund']")

    def test_the_name_of_an_unknown_one_is_not_linked(self, others, editor):
        response = editor.post(EDIT, fields(editor.get(EDIT)) | {"name": "Secret Friend"})
        assert "secret-friend" not in response.text

    def test_an_unnamed_one_keeps_its_kind(self, others, editor):
        address = "/sources/a-neighbour/edit/"
        assert "kind" not in fields(editor.get(address))
        editor.post(address, fields(editor.get(address)) | {"name": "two neighbours", "kind": "person"})
        source = Source.objects.get(slug="a-neighbour")
        assert (source.name, source.kind) == ("two neighbours", "unnamed")

    def test_what_only_private_notes_name_is_not_there(self, others, editor):
        assert editor.get("/sources/secret-friend/edit/").status_code == 404

    def test_attacks_stay_text(self, article, editor):
        attack = "\"><script>alert('x')</script>"
        assert editor.post(EDIT, {"name": attack, "kind": "person", "aliases": attack}).status_code == 302
        for address in (LIST, EDIT, MERGE, article.get_absolute_url()):
            page = soup(editor.get(address))
            assert attack in page.text
            assert not [script for script in page.select("script:not([type='application/ld+json'])") if script.text]


class TestMerging:
    def test_choosing_looking_and_merging(self, others, editor):
        page = soup(editor.get(MERGE, {"q": "lund"}))
        (link,) = page.select(".rows a[href^='?into']")
        assert link["href"] == "?into=a-lund"
        page = soup(editor.get(MERGE, {"into": "a-lund"}))
        assert "2 notes would move" in page.text
        assert Source.objects.filter(merged_into=None).count() == 5
        response = editor.post(MERGE, fields(editor.get(MERGE, {"into": "a-lund"})))
        assert response["Location"] == "/sources/a-lund/edit/"
        source = Source.objects.get(slug="a-lund")
        assert source.aliases == ["Ana Lund"]
        assert source.annotations.count() == 3

    def test_it_is_undone_at_once_or_later(self, others, editor):
        for undo in (".messages form", ".merged form"):
            response = editor.post(MERGE, fields(editor.get(MERGE, {"into": "a-lund"})), follow=True)
            address = soup(response).select_one(undo)["action"]
            assert address == "/sources/ana-lund/part/"
            page = soup(editor.post(address, follow=True))
            assert "a source of its own again" in page.select_one(".messages").text
            assert not page.select(".merged")
            assert Source.objects.get(slug="ana-lund").annotations.count() == 2
        assert "of its own" in editor.post(address, follow=True).text
        assert editor.get(address).status_code == 405

    def test_only_editors_part(self, others, editor, client, reader):
        editor.post(MERGE, {"into": "a-lund"})
        for visitor in (client, reader):
            assert visitor.post("/sources/ana-lund/part/").status_code in (302, 403)
        assert Source.objects.get(slug="ana-lund").merged_into
        assert editor.post("/sources/nobody/part/").status_code == 404

    def test_who_edits_one_that_is_merged_meanwhile_keeps_what_was_typed(self, others, editor):
        Source.objects.filter(name="A. Lund").update(url="https://lund.example/")
        form = fields(editor.get(EDIT)) | {"kind": "organisation", "aliases": "Ana\r\nA. Lund"}
        editor.post(MERGE, {"into": "a-lund"}, follow=True)
        answer = editor.post(EDIT, form)
        page = soup(answer)
        assert answer.status_code == 409
        assert "“Ana Lund” is another name of “A. Lund” by now. Nothing was saved." in page.select_one(".messages").text
        assert page.h1.text == "A. Lund"
        address, offered = page.select_one("main form")["action"], fields(answer)
        del offered["seen"], offered["csrfmiddlewaretoken"]
        assert address == "/sources/a-lund/edit/"
        assert offered == {
            "name": "A. Lund",
            "kind": "organisation",
            "url": "https://lund.example/",
            "aliases": "Ana Lund\nAna\nA. Lund",
        }
        assert editor.post(address, fields(answer))["Location"] == LIST
        into = Source.objects.get(slug="a-lund")
        assert (into.kind, into.aliases) == ("organisation", ["Ana Lund", "Ana"])

    def test_what_was_typed_wrong_is_kept_too(self, others, editor):
        form = fields(editor.get(EDIT)) | {"url": "nowhere"}
        editor.post(MERGE, {"into": "a-lund"}, follow=True)
        answer = editor.post(EDIT, form)
        assert fields(answer)["url"] == "nowhere"
        assert "An address begins with" in errors(answer, "url")

    def test_a_merged_one_leads_to_what_it_became(self, others, editor):
        editor.post(MERGE, {"into": "a-lund"})
        assert editor.get(EDIT)["Location"] == "/sources/a-lund/edit/"
        assert editor.get(MERGE)["Location"] == "/sources/a-lund/edit/"
        assert editor.post(MERGE, {"into": "a-lund"})["Location"] == "/sources/a-lund/edit/"
        assert "Ana Lund" not in [item.text for item in soup(editor.get(LIST)).select("tbody th")]
        assert "Ana Lund" in editor.get("/sources/a-lund/edit/").text

    @pytest.mark.parametrize(
        ("source", "into", "sentence"),
        [
            ("ana-lund", "ana-lund", "the same"),
            ("ana-lund", "a-neighbour", "unnamed"),
            ("a-neighbour", "a-lund", "unn"),
        ],
    )
    def test_what_cannot_be(self, others, editor, source, into, sentence):
        address = f"/sources/{source}/merge/"
        assert sentence in soup(editor.get(address, {"into": into})).select_one("[role=alert]").text
        response = editor.post(address, {"into": into})
        assert response.status_code == 422
        assert sentence in response.text
        assert not Source.objects.exclude(merged_into=None).exists()

    @pytest.mark.parametrize("into", ["", "nobody", "secret-friend", "\0"])
    def test_into_nothing(self, others, editor, into):
        assert editor.post(MERGE, {"into": into}).status_code == 404

    def test_other_kinds_are_pointed_out(self, others, editor):
        assert "different kinds" in editor.get(MERGE, {"into": "the-ækvator-report"}).text

    def test_private_notes_are_neither_shown_nor_counted_but_move(self, others, editor, article, ines):
        (secret,) = add_notes(article, [replace(QUOTE, id="", body="Hidden.", visibility="private")], actor=ines)
        page = soup(editor.get(MERGE, {"into": "a-lund"}))
        assert "2 notes would move" in page.text
        assert secret.public_id not in str(page)
        editor.post(MERGE, {"into": "a-lund"})
        secret.refresh_from_db()
        assert secret.source.slug == "a-lund"

    def test_its_queries_do_not_grow(self, others, editor, article, django_assert_max_num_queries):
        add_notes(article, [replace(QUOTE, id="", source=ANA) for _ in range(60)], actor=None)
        with django_assert_max_num_queries(14):
            page = soup(editor.get(MERGE, {"into": "a-lund"}))
        assert len(page.select(".rows li")) == 50
        assert "Only the first 50 are shown" in page.text
