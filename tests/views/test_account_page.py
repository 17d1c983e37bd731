"""What is one's own: notes in every state, news of them, a copy of everything, and a way out that leaves no name."""

import json
from dataclasses import replace

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.formats.native import to_dict
from articles.models import (
    Annotation,
    AnnotationVersion,
    Flag,
    Group,
    Notice,
    Source,
    User,
    add_notes,
    delete_annotation,
    document_with,
    edit_source,
    from_document,
    notify,
    replace_note,
    revise,
)
from tests.views.conftest import new_browser
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, QUOTE, titled

pytestmark = pytest.mark.django_db

PASSWORD = "seven dry wells"
PAGES = [
    ("get", "/account/"),
    ("get", "/account/notices/"),
    ("post", "/account/notices/read/"),
    ("get", "/account/settings/"),
    ("post", "/account/settings/"),
    ("get", "/account/download"),
    ("get", "/account/close/"),
    ("post", "/account/close/"),
    ("get", "/password/change/"),
]


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def article(db):
    return from_document(replace(DOCUMENT, notes=()))


@pytest.fixture
def ines(quick_hashes, db):
    return User.objects.create_user("ines", "ines@mail.example", PASSWORD)


@pytest.fixture
def omar(quick_hashes, db):
    return User.objects.create_user("omar", password=PASSWORD)


@pytest.fixture
def desk(ines, omar):
    group = Group.objects.create(slug="desk", name="The desk", owner=omar)
    for user in (ines, omar):
        group.memberships.create(user=user)
    return group


@pytest.fixture
def notes(article, ines, desk):
    """One's notes of every sort, by name."""
    values = {
        "public": QUOTE,
        "claim": CLAIM,
        "private": replace(COMMENT, body="Only for me.", visibility="private"),
        "group": replace(COMMENT, body="For the desk.", visibility="group", group="desk"),
        "suggested": replace(COMMENT, body="Perhaps.", status="suggested"),
        "rejected": replace(COMMENT, body="No.", status="rejected", status_reason="Nobody said so."),
        "deleted": replace(COMMENT, body="Taken back."),
    }
    rows = add_notes(article, [replace(note, id=name) for name, note in values.items()], actor=ines)
    notes = dict(zip(values, rows, strict=True))
    delete_annotation(notes["deleted"], actor=ines)
    return notes


def listed(page):
    return len(BeautifulSoup(page.content, "html.parser").select(".rows > li"))


def test_reasons_of_several_lines_keep_them(reader, ines, article):
    rejected = replace(COMMENT, status="rejected", status_reason="No.\n<b>")
    (annotation,) = add_notes(article, [rejected], actor=ines)
    notify(annotation, "rejected", "No.\n<b>", actor=None)
    for address in ("/account/", "/account/notices/"):
        assert "No.<br>&lt;b&gt;" in reader.get(address).text


@pytest.mark.parametrize(("method", "address"), PAGES)
def test_signing_in_comes_first(client, method, address):
    response = getattr(client, method)(address)
    assert response.status_code == 302
    back = "/account/" if address.endswith("/read/") else address  # which shows nothing by itself
    assert response["Location"] == f"/sign-in/?next={back}"


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("/account/settings/", {"E-mail address", "Your password"}),
        ("/account/close/", {"Your password"}),
        ("/account/import/", {"File"}),
        ("/groups/own/settings/", {"Name", "New owner"}),
        ("/groups/new/", {"Name"}),
    ],
)
def test_labels_end_in_no_colon(reader, ines, omar, address, labels):
    ines.groups.add(Role.objects.get(name="annotator"))
    own = Group.objects.create(slug="own", name="Own", owner=ines if "own" in address else omar)
    for user in (ines, omar):
        own.memberships.create(user=user)
    page = BeautifulSoup(reader.get(address).content, "html.parser")
    found = {element.get_text() for element in page.select("main :is(label, legend)")}
    assert labels <= found
    assert not [text for text in found if text.endswith(":")]


@pytest.mark.parametrize("address", ["/account/", "/account/notices/"])
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_links_of_articles_that_are_not_published_lead_somewhere(reader, ines, article, notes, address, state):
    ines.groups.add(Role.objects.get(name="annotator"))
    notify(notes["public"], "disputed", "Why?")
    article.state, article.withdrawn_reason = state, "Forged." if state == "withdrawn" else ""
    article.save()
    rows = BeautifulSoup(reader.get(address).content, "html.parser").select_one(".rows")
    assert f"{article.title} ({state})" in rows.get_text()
    assert {reader.get(link["href"]).status_code for link in rows.select("a")} == (
        {410} if state == "withdrawn" else set()
    )


class TestNotes:
    def test_newest_first_in_every_state_but_deleted(self, reader, notes):
        page = reader.get("/account/").text
        assert listed(reader.get("/account/")) == 6
        assert page.index("Perhaps.") < page.index("For the desk.") < page.index("Only for me.")
        assert "Nobody said so." in page
        assert "Taken back." not in page
        assert "all but deleted" in page
        for shown_to in ("everyone", "only you", "only <bdi>The desk</bdi>"):
            assert f"shown to {shown_to} ·" in page

    @pytest.mark.parametrize("status", ["suggested", "rejected", "deleted"])
    def test_what_nobody_sees_is_not_said_to_be_shown(self, reader, notes, status):
        page = reader.get(f"/account/?status={status}").text
        assert "not shown ·" in page
        assert "shown to" not in page

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("kind=quote", 1),
            ("kind=comment", 4),
            ("visibility=private", 1),
            ("visibility=group", 1),
            ("status=rejected", 1),
            ("status=deleted", 1),
            ("status=deleted&kind=quote", 0),
            ("kind=comment&visibility=public&status=suggested", 1),
            ("kind=rumour", 6),
            ("kind=%00&page=99&status=%F0%9F%99%82", 6),
        ],
    )
    def test_filters(self, reader, notes, query, count):
        assert listed(reader.get(f"/account/?{query}")) == count

    def test_what_is_deleted_can_come_back(self, reader, notes):
        links = BeautifulSoup(reader.get("/account/?status=deleted").content, "html.parser").select(".rows a")
        assert "Restore" in [link.get_text() for link in links]

    def test_nobody_elses(self, client, omar, notes):
        client.force_login(omar)
        page = client.get("/account/").text
        assert "You have marked nothing yet" in page

    def test_paging_keeps_the_filter(self, reader, ines, article):
        add_notes(article, [replace(COMMENT, id="", body=f"Note {number}") for number in range(45)], actor=ines)
        page = reader.get("/account/?kind=comment&page=2")
        assert listed(page) == 20
        links = {
            a["rel"][0]: a["href"]
            for a in BeautifulSoup(page.content, "html.parser").select("a[rel=prev], a[rel=next]")
        }
        assert links == {"prev": "?kind=comment&page=1", "next": "?kind=comment&page=3"}

    @pytest.mark.parametrize("count", [1, 20])
    def test_queries(self, reader, ines, article, count, django_assert_max_num_queries):
        others = [from_document(titled(f"Article {number}")) for number in range(count)]
        for other in others:
            add_notes(other, [replace(QUOTE, id="")], actor=ines)
        with django_assert_max_num_queries(10):
            assert listed(reader.get("/account/")) == count


class TestNotices:
    @pytest.fixture
    def notice(self, notes, omar):
        return notify(notes["rejected"], "rejected", "<b>Nobody</b> said so.", actor=omar)

    def test_the_masthead_counts_them_until_they_are_read(self, reader, notice):
        assert "1 new notice<" in reader.get("/").text
        page = reader.get("/account/notices/").text
        assert "Your comment was rejected" in page
        assert "&lt;b&gt;Nobody&lt;/b&gt; said so." in page
        place = f"#notice-{notice.pk}"
        for page, back in ({}, "/account/notices/"), ({"page": 2}, "/account/notices/?page=2"):
            assert reader.post("/account/notices/read/", {"notice": notice.pk, **page})["Location"] == back + place
        assert "new notice" not in reader.get("/").text
        assert "Your comment was rejected" in reader.get("/account/notices/").text

    def test_all_at_once(self, reader, notice, notes):
        notify(notes["public"], "disputed", "Why?")
        assert "2 new notices" in reader.get("/").text
        assert reader.post("/account/notices/read/")["Location"] == "/account/notices/"
        assert not Notice.objects.filter(read=None).exists()

    @pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "²", "1 OR 1=1"])
    def test_strange_numbers(self, reader, notice, value):
        assert reader.post("/account/notices/read/", {"notice": value}).status_code == 302
        assert Notice.objects.filter(read=None).exists()

    def test_others_cannot_read_or_mark_them(self, client, omar, notice):
        client.force_login(omar)
        assert "Nobody" not in client.get("/account/notices/").text
        client.post("/account/notices/read/", {"notice": notice.pk})
        notice.refresh_from_db()
        assert notice.read is None

    def test_queries(self, reader, notes, django_assert_max_num_queries):
        for _ in range(30):
            notify(notes["public"], "disputed", "Why?")
        with django_assert_max_num_queries(7):
            assert listed(reader.get("/account/notices/")) == 30

    def test_the_count_costs_one_query_and_nothing_without_an_account(
        self, client, reader, notice, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as captured:
            reader.get("/account/notices/")
        assert len([query for query in captured if "COUNT" in query["sql"] and '"read" IS NULL' in query["sql"]]) == 1
        with django_assert_num_queries(0):
            client.get("/nowhere")


class TestSettings:
    def test_the_address_of_mail_needs_the_password(self, reader, ines):
        wrong = reader.post("/account/settings/", {"email": "new@mail.example", "password": "wrong"})
        assert "This is not your password" in wrong.text
        assert 'value="new@mail.example"' in wrong.text
        right = reader.post("/account/settings/", {"email": "new@mail.example", "password": PASSWORD}, follow=True)
        assert "is saved" in right.text
        ines.refresh_from_db()
        assert ines.email == "new@mail.example"

    def test_guessing_it_is_counted(self, reader, ines):
        for number in range(5):
            last = reader.post("/account/settings/", {"email": "", "password": f"guess {number}"})
        assert last.status_code == 429
        assert reader.post("/account/settings/", {"email": "", "password": PASSWORD}).status_code == 429
        ines.refresh_from_db()
        assert ines.email == "ines@mail.example"


def test_the_download_has_all_that_one_wrote_and_nothing_else(reader, ines, omar, article, notes):
    (theirs,) = add_notes(article, [replace(COMMENT, id="", body="By Omar.")], actor=omar)
    Flag.objects.create(annotation=theirs, reporter=ines, reason="Not so.")
    notify(notes["rejected"], "rejected", "No.", actor=omar)
    response = reader.get("/account/download")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="newsreader-')
    data = json.loads(response.content)
    assert data["profile"]["username"] == "ines"
    assert data["profile"]["email"] == "ines@mail.example"
    annotations = {item.pop("id"): item for item in data["annotations"]}
    assert annotations.keys() == notes.keys()
    assert annotations["deleted"]["deleted"]
    assert annotations["claim"]["article"] == {"title": DOCUMENT.title, "slug": article.slug, "url": DOCUMENT.url}
    stored = to_dict(Annotation.objects.with_values().get(public_id="claim").to_note())
    assert {"article": annotations["claim"]["article"], "deleted": None, **stored} == {
        **annotations["claim"],
        "id": "claim",
    }
    assert len(data["versions"]) == len(notes) + 1
    assert data["disputes"][0]["reason"] == "Not so."
    assert data["notices"][0]["text"] == "No."
    assert [(group["name"], group["owner"]) for group in data["groups"]] == [("The desk", False)]
    assert "By Omar." not in response.text
    assert "pbkdf2" not in response.text
    assert ines.password not in response.text


def test_the_download_has_no_hidden_note_of_others_that_changed_with_a_source_or_a_text(reader, ines, omar, article):
    group = Group.objects.create(slug="omars", name="Omar's", owner=omar)
    group.memberships.create(user=omar)
    private = replace(QUOTE, id="private", body="Omar's secret.", visibility="private")
    grouped = replace(private, id="grouped", visibility="group", group="omars")
    add_notes(article, [private, grouped, replace(QUOTE, id="shown")], actor=omar)
    edit_source(Source.objects.get(name="Ana Lund"), actor=ines, name="A. Lund", kind="person", url="", aliases=[])
    text = document_with(article, ())
    revise(article, replace(text, paragraphs=text.paragraphs[1:]), actor=ines)
    assert AnnotationVersion.objects.filter(annotation__public_id="private", actor=ines).count() == 2
    response = reader.get("/account/download")
    assert {version["annotation"] for version in json.loads(response.content)["versions"]} == {"shown"}
    assert "secret" not in response.text


class TestClosing:
    def close(self, client, choice, follow=False, **data):
        return client.post("/account/close/", {"public_notes": choice, "password": PASSWORD, **data}, follow=follow)

    def assert_no_name_is_left(self, article):
        assert not User.objects.filter(username="ines").exists()
        assert not Annotation.objects.filter(creator_name="ines").exists()
        assert not [row for row in AnnotationVersion.objects.all() if "ines" in json.dumps(row.note)]
        assert not AccessAttempt.objects.filter(username="ines").exists()

    def test_public_notes_stay_without_the_name(self, reader, article, notes):
        version = article.version
        response = self.close(reader, "keep", follow=True)
        assert "Your account is closed" in response.text
        assert "_auth_user_id" not in reader.session
        self.assert_no_name_is_left(article)
        left = set(Annotation.objects.values_list("public_id", flat=True))
        assert left == {"public", "claim", "suggested", "rejected", "deleted"}
        page = new_browser().get(article.get_absolute_url())
        assert QUOTE.speaker_role in page.text
        assert "ines" not in BeautifulSoup(page.content, "html.parser").select_one("section.notes").get_text()
        assert "Name removed" in new_browser().get("/annotations/claim").text
        article.refresh_from_db()
        assert article.version > version

    def test_or_go(self, reader, article, notes):
        self.close(reader, "delete")
        self.assert_no_name_is_left(article)
        assert not Annotation.objects.kept().exists()
        assert new_browser().get("/annotations/claim").status_code == 410
        assert "Nobody has annotated this article yet" in new_browser().get(article.get_absolute_url()).text

    def test_what_only_few_saw_is_destroyed(self, reader, notes, desk):
        self.close(reader, "keep")
        assert not AnnotationVersion.objects.filter(annotation__public_id__in=["private", "group"]).exists()
        assert not desk.annotations.exists()

    def test_what_others_did_stays(self, reader, ines, omar, article, notes):
        (theirs,) = add_notes(article, [replace(COMMENT, id="", body="By Omar.")], actor=omar)
        flag = Flag.objects.create(annotation=theirs, reporter=ines, reason="Not so.")
        replace_note(notes["public"], replace(notes["public"].to_note(), body="Edited."), actor=omar)
        self.close(reader, "keep")
        flag.refresh_from_db()
        assert (flag.reporter, flag.reason) == (None, "Not so.")
        theirs.refresh_from_db()
        assert theirs.creator == omar
        assert Annotation.objects.get(public_id="public").versions.filter(actor=omar).exists()

    @pytest.mark.parametrize(
        "data", [{"password": "wrong"}, {"password": ""}, {"public_notes": ""}, {"public_notes": "sell"}]
    )
    def test_not_by_accident(self, reader, notes, data):
        response = self.close(reader, "keep", **data)
        assert response.status_code == 200
        assert "errorlist" in response.text
        assert User.objects.filter(username="ines").exists()

    def test_without_public_notes_there_is_nothing_to_choose(self, reader, notes):
        assert "Public notes (4)" in reader.get("/account/close/").text
        Annotation.objects.exclude(public_id="group").update(visibility="private")
        page = reader.get("/account/close/").text
        assert "ublic notes" not in page
        assert reader.post("/account/close/", {"password": PASSWORD}).status_code == 302
        assert not User.objects.filter(username="ines").exists()

    def test_groups_need_another_owner_first(self, reader, ines, notes, desk):
        desk.owner = ines
        desk.save()
        page = reader.get("/account/close/").text
        assert 'href="/groups/desk/settings/"' in page
        assert "Hand each over" in self.close(reader, "keep").text
        assert User.objects.filter(username="ines").exists()

    def test_other_devices_are_signed_out(self, reader, ines, notes):
        other = new_browser()
        other.force_login(ines)
        self.close(reader, "keep")
        assert other.get("/account/").status_code == 302

    def test_the_form_is_needed(self, ines):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ines)
        assert self.close(client, "keep").status_code == 403
