"""The admin shows every row in few queries, changes no text, and writes notes through the gate like everybody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group as Role
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.parts import ReadOnly
from articles.document import SourceRef, describe_span
from articles.models import (
    Annotation,
    Article,
    ArticleAddress,
    Flag,
    Group,
    IdempotencyKey,
    Notice,
    Publication,
    Revision,
    Source,
    Token,
    User,
    add_notes,
    delete_annotation,
    from_document,
    issue_token,
    replace_note,
    revise,
)
from tests.at_once import one_after_the_other, only_on_postgresql
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, P3, QUOTE, titled

pytestmark = pytest.mark.django_db

MODELS = [model for model in admin.site._registry if model._meta.app_label == "articles"]
NAMES = [model._meta.model_name for model in MODELS]
TEXTS = {
    "text",
    "exact",
    "prefix",
    "suffix",
    "start",
    "end",
    "marks",
    "position",
    "document",
    "original",
    "note",
    "fingerprint",
}


@pytest.fixture
def admin_user():
    """An administrator whose password nobody has to hash."""
    return User.objects.create_superuser("root")


@pytest.fixture
def article(admin_user):
    """An article with rows of every model."""
    article = from_document(DOCUMENT, actor=admin_user)
    ArticleAddress.objects.create(article=article, url="https://m.reservoir.example/dam")
    ines = User.objects.create_user("ines")
    group = Group.objects.create(slug="desk", name="Desk", owner=ines)
    group.memberships.create(user=ines)
    Flag.objects.create(annotation=article.annotations.first(), reporter=ines, reason="Not so.")
    Notice.objects.create(annotation=article.annotations.first(), user=ines, occasion="disputed", text="Not so.")
    keep_access(ines)
    return article


def keep_access(user):
    """A token of this account, and an answer that is kept for it."""
    issue_token(user, "dam", ["read"])
    IdempotencyKey.objects.create(user=user, key="dam", digest="0", status=201, body="{}")


def address(model, page, *arguments):
    return reverse(f"admin:articles_{model._meta.model_name}_{page}", args=arguments)


def fields(response):
    """The names of what can be filled in."""
    page = BeautifulSoup(response.content, "html.parser")
    controls = page.select("#content-main input:not([type=hidden]):not([type=submit]), #content-main select, textarea")
    return {control["name"] for control in controls if control.get("name")}


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
class TestEveryModel:
    def test_its_pages_open(self, admin_client, article, model):
        row = model.objects.first()
        assert row, "the fixture has no row of it"
        assert admin_client.get(address(model, "changelist")).status_code == 200
        assert admin_client.get(address(model, "changelist"), {"q": "dam"}).status_code == 200
        assert admin_client.get(address(model, "change", row.pk)).status_code == 200
        assert admin_client.get(address(model, "history", row.pk)).status_code == 200

    def test_no_text_and_no_offset_can_be_changed(self, admin_client, article, model):
        response = admin_client.get(address(model, "change", model.objects.first().pk))
        assert not {name.split("-")[-1] for name in fields(response)} & TEXTS

    def test_what_the_program_writes_is_not_destroyed_by_itself(self, admin_client, article, model):
        row = model.objects.first()
        response = admin_client.post(address(model, "delete", row.pk), {"post": "yes"})
        if isinstance(admin.site._registry[model], ReadOnly):
            assert response.status_code == 403
            data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
            admin_client.post(address(model, "changelist"), data)
            assert model.objects.filter(pk=row.pk).exists()

    def test_readers_stay_outside(self, client, article, model):
        client.force_login(User.objects.create_user("reader"))
        response = client.get(address(model, "changelist"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))

    def test_more_rows_cost_no_more_queries(self, admin_client, article, model):
        pages = [(address(model, "changelist"), query) for query in ({}, {"q": "dam"})]
        pages.append((address(model, "change", model.objects.first().pk), {}))
        if model in (Annotation, Article):
            pages.append((address(model, "delete", model.objects.last().pk), {}))
        grow(article, 0)
        for page in pages:
            admin_client.get(*page)  # from here on, Django knows the kinds of content
        before = [queries(admin_client, *page) for page in pages]
        for number in range(1, 5):
            grow(article, number)
        assert [queries(admin_client, *page) for page in pages] == before
        assert max(before) <= 30


@pytest.fixture
def submit(admin_client):
    """Open the page of a row, change some fields and press Save; others may do something in the meantime."""

    def submit(row, *, meanwhile=lambda: None, **changes):
        page = address(type(row), "change", row.pk)
        form = BeautifulSoup(admin_client.get(page).content, "html.parser").select_one("#content-main form")
        data = {}
        for control in form.select("input[name]:not([type=checkbox]:not([checked]))"):
            ticked = "on" if control["type"] == "checkbox" else ""
            data.setdefault(control["name"], []).append(control.get("value", ticked))
        data |= {area["name"]: area.get_text().removeprefix("\n") for area in form.select("textarea[name]")}
        for menu in form.select("select[name]"):
            chosen = [option["value"] for option in menu.select("option[selected]")]
            data[menu["name"]] = chosen if menu.has_attr("multiple") else "".join(chosen)
        data = {name: value for name, value in data.items() if name not in ("_addanother", "_continue")}
        meanwhile()
        return admin_client.post(page, data | changes)

    return submit


def queries(client, *page):
    with CaptureQueriesContext(connection) as captured:
        client.get(*page)
    return len(captured)


def grow(article, number):
    """One more row of everything."""
    user = User.objects.create_user(f"user{number}")
    source = replace(QUOTE.source, name=f"Source {number}")
    add_notes(article, [replace(CLAIM, id=""), replace(QUOTE, id="", source=source)], actor=user)
    from_document(titled(f"The dam {number}", publication=f"The Dam {number}"), actor=user)
    group = Group.objects.create(slug=f"dam-{number}", name=f"Dam {number}", owner=user)
    group.memberships.create(user=user)
    Group.objects.get(slug="desk").memberships.create(user=user)
    Revision.objects.create(article=article, number=100 + number, document={}, created_by=user)
    first = article.annotations.first()
    note = first.to_note()
    replace_note(first, replace(note, spans=(*note.spans, describe_span(P3, 3 + number, 4 + number))), actor=user)
    Flag.objects.create(annotation=first, reporter=user, reason="The dam.")
    Notice.objects.create(annotation=first, user=user, occasion="disputed", text="The dam.")
    keep_access(user)
    ArticleAddress.objects.create(article=article, url=f"https://{number}.reservoir.example/dam")


class TestAnnotation:
    @pytest.fixture
    def claim(self, article):
        return article.annotations.get(public_id=CLAIM.id)

    def test_saving_keeps_a_version_and_raises_the_articles(self, submit, claim, article, admin_user):
        before = article.version
        response = submit(claim, verdict="supported", verdict_reason="It did rain.")
        assert response.status_code == 302
        claim.refresh_from_db()
        article.refresh_from_db()
        assert (claim.verdict, claim.verdict_reason, claim.version) == ("supported", "It did rain.", 2)
        assert article.version == before + 1
        newest, oldest = claim.versions.all()
        assert (newest.action, newest.actor, newest.note["verdict"]) == ("edited", admin_user, "supported")
        assert oldest.note["verdict"] == "disputed"

    def test_saving_changes_nothing_else(self, submit, claim):
        before = Annotation.objects.with_values().get(pk=claim.pk).to_note()
        submit(claim, body="More.")
        after = Annotation.objects.with_values().get(pk=claim.pk).to_note()
        assert replace(after, modified=before.modified, body="") == before
        assert after.body == "More."

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"verdict": "refuted", "verdict_reason": ""}, "verdict_reason"),
            ({"verdict": "refuted", "verdict_reason": "  "}, "verdict_reason"),
            ({"status": "rejected"}, "status_reason"),
            ({"why_unnamed": "Afraid."}, "why_unnamed"),
            ({"body": "x" * 20_001}, "body"),
            ({"body": "a\x0cb"}, "body"),
        ],
    )
    def test_what_the_gate_refuses_is_said_beside_the_field(self, submit, claim, article, changes, field):
        version = article.version
        response = submit(claim, **changes)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select_one(f".field-{field} .errorlist").get_text()
        article.refresh_from_db()
        assert (article.version, claim.versions.count()) == (version, 1)

    def test_a_claim_without_its_verdict(self, submit, claim):
        assert submit(claim, verdict="").status_code == 200
        claim.refresh_from_db()
        assert claim.verdict == "disputed"

    def test_a_rejection_is_a_decision_of_which_its_creator_is_told(self, submit, article):
        ines = User.objects.get(username="ines")
        (note,) = add_notes(article, [replace(COMMENT, id="")], actor=ines)
        Notice.objects.all().delete()
        assert submit(note, status="rejected", status_reason="Not so.").status_code == 302
        assert note.versions.first().action == "rejected"
        notice = Notice.objects.get()
        assert (notice.user, notice.occasion, notice.text) == (ines, "rejected", "Not so.")

    def test_one_that_is_deleted_is_not_changed(self, admin_client, claim, admin_user):
        delete_annotation(claim, actor=admin_user)
        assert not fields(admin_client.get(address(Annotation, "change", claim.pk)))
        assert admin_client.post(address(Annotation, "change", claim.pk), {"body": "x"}).status_code == 403

    def test_the_words_cannot_be_posted(self, submit, claim):
        span = claim.spans.get()
        submit(claim, **{"spans-0-start": "3", "spans-0-exact": "other", "spans-0-id": str(span.pk)})
        span = claim.spans.get()
        assert (span.start, span.exact) == (0, CLAIM.spans[0].exact)

    def test_deleting_softly_keeps_the_history(self, admin_client, claim, article):
        data = {"action": "delete_softly", "_selected_action": [claim.pk]}
        admin_client.post(address(Annotation, "changelist"), data)
        claim.refresh_from_db()
        assert claim.deleted
        assert [version.action for version in claim.versions.all()] == ["deleted", "imported"]

    def test_destroying_raises_the_articles_version(self, admin_client, claim, article):
        version = article.version
        response = admin_client.post(address(Annotation, "delete", claim.pk), {"post": "yes"})
        assert response.status_code == 302
        article.refresh_from_db()
        assert article.version > version
        assert not Annotation.objects.filter(pk=claim.pk).exists()


class TestPrivateNotes:
    @pytest.fixture(autouse=True)
    def notes(self, article, admin_user):
        ines = User.objects.get(username="ines")
        theirs = [
            replace(CLAIM, id="theirs", body="Secret.", visibility="private"),
            replace(CLAIM, id="desk", body="Group secret.", visibility="group", group="desk"),
        ]
        add_notes(article, theirs, actor=ines)
        add_notes(article, [replace(CLAIM, id="mine", visibility="private")], actor=admin_user)

    def listed(self, admin_client, model, **query):
        return admin_client.get(address(model, "changelist"), query).text

    def test_only_ones_own_are_listed(self, admin_client):
        text = self.listed(admin_client, Annotation)
        assert "mine" in text
        assert "theirs" not in text
        assert "theirs" not in self.listed(admin_client, Annotation, q="secret")

    def test_those_of_a_group_are_for_its_members(self, admin_client):
        assert ">desk<" not in self.listed(admin_client, Annotation)

    @pytest.mark.parametrize("name", ["theirs", "desk"])
    def test_they_do_not_open(self, admin_client, name):
        pk = Annotation.objects.get(public_id=name).pk
        response = admin_client.get(address(Annotation, "change", pk), follow=True)
        assert "ecret." not in response.text

    @pytest.mark.parametrize("name", ["theirs", "desk"])
    def test_nor_do_their_versions(self, admin_client, name):
        version = Annotation.objects.get(public_id=name).versions.get()
        model = type(version)
        assert "ecret." not in admin_client.get(address(model, "change", version.pk), follow=True).text
        assert version.annotation.public_id not in self.listed(admin_client, model)

    @pytest.mark.parametrize("name", ["theirs", "desk"])
    def test_nor_do_their_versions_once_they_are_shown(self, admin_client, name):
        row = Annotation.objects.with_values().get(public_id=name)
        replace_note(row, replace(CLAIM, id=name, body="Shown."), actor=row.creator)
        shown, hidden = row.versions.all()
        model = type(shown)
        assert "Shown." in admin_client.get(address(model, "change", shown.pk)).text
        assert "ecret." not in admin_client.get(address(model, "change", hidden.pk), follow=True).text
        admin_client.force_login(row.creator)
        row.creator.is_staff = row.creator.is_superuser = True
        row.creator.save()
        assert "ecret." in admin_client.get(address(model, "change", hidden.pk)).text

    @pytest.mark.parametrize("name", ["theirs", "desk"])
    def test_nor_do_their_sources(self, admin_client, article, name):
        note = Annotation.objects.with_values().get(public_id=name)
        source = SourceRef("Kept Friend", "person")
        replace_note(note, replace(note.to_note(), source=source), actor=note.creator)
        assert "Kept Friend" not in self.listed(admin_client, Source)
        pk = Source.objects.get(name="Kept Friend").pk
        assert "Kept Friend" not in admin_client.get(address(Source, "change", pk), follow=True).text
        add_notes(article, [replace(QUOTE, id="", source=source)], actor=None)
        assert "Kept Friend" in self.listed(admin_client, Source)

    def test_nor_do_the_disputes_tell_of_them(self, admin_client, admin_user):
        Flag.objects.create(annotation=Annotation.objects.get(public_id="theirs"), reason="No.")
        assert "theirs" not in self.listed(admin_client, Flag)

    def test_deleting_all_on_the_list_leaves_them(self, admin_client):
        rows = Annotation.objects.values_list("pk", flat=True)
        data = {"action": "delete_selected", "_selected_action": list(rows), "post": "yes"}
        admin_client.post(address(Annotation, "changelist"), data)
        assert set(Annotation.objects.values_list("public_id", flat=True)) >= {"theirs"}


class TestRaisingVersions:
    """What pages show of other rows changes the articles' versions, so that no reader keeps an old page."""

    @pytest.mark.parametrize("model", [Publication, Source])
    def test_a_new_name(self, admin_client, article, model):
        row, version = model.objects.first(), article.version
        page = BeautifulSoup(admin_client.get(address(model, "change", row.pk)).content, "html.parser")
        data = {control["name"]: control.get("value", "") for control in page.select("#content-main input[name]")}
        data |= {area["name"]: area.get_text() for area in page.select("#content-main textarea[name]")}
        response = admin_client.post(address(model, "change", row.pk), data | {"name": "Another"})
        assert response.status_code == 302
        row.refresh_from_db()
        article.refresh_from_db()
        assert row.name == "Another"
        assert article.version > version


class TestSource:
    @pytest.fixture
    def source(self, article):
        return Source.objects.get(name=QUOTE.source.name)

    def test_its_notes_get_a_version_of_its_new_name(self, submit, source, admin_user):
        assert submit(source, name="A. Lund", aliases='["Lund"]').status_code == 302
        source.refresh_from_db()
        assert (source.name, source.aliases) == ("A. Lund", ["Lund"])
        for note in source.annotations.all():
            newest = note.versions.first()
            assert (newest.note["source"]["name"], newest.action, newest.actor) == ("A. Lund", "edited", admin_user)

    @pytest.mark.parametrize(
        "changes",
        [
            {"aliases": '{"a": 1}'},
            {"aliases": '["a", 3]'},
            {"aliases": '"abc"'},
            {"url": "javascript:alert(1)"},
            {"name": "a\x07"},
            {"name": "Taken"},
        ],
    )
    def test_what_pages_refuse_is_refused(self, submit, source, changes):
        Source.objects.create(slug="taken", name="Taken", kind=source.kind)
        response = submit(source, **changes)
        assert (response.status_code, "errorlist" in response.text) == (200, True)

    def test_it_is_merged_by_pages_alone(self, submit, source):
        other = Source.objects.create(slug="other", name="Other", kind=source.kind)
        submit(source, merged_into=other.pk)
        source.refresh_from_db()
        assert source.merged_into is None


class TestGroup:
    def test_its_owner_is_a_member(self, submit, admin_client, article):
        root = User.objects.get(username="root")
        group = Group.objects.get(slug="desk")
        assert submit(group, owner=root.pk).status_code == 302
        assert root in group.members.all()
        none = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
        admin_client.post(address(Group, "add"), {"slug": "new", "name": "New", "owner": root.pk, **none})
        assert list(Group.objects.get(slug="new").members.all()) == [root]

    def test_its_address_stays(self, submit, article):
        group = Group.objects.get(slug="desk")
        assert submit(group, slug="other", name="Other").status_code == 302
        group.refresh_from_db()
        assert (group.slug, group.name) == ("desk", "Other")


class TestArticle:
    def test_another_headline_is_a_version(self, submit, article, admin_user):
        assert submit(article, licence="© The Reservoir").status_code == 302
        article.refresh_from_db()
        assert article.current_revision.number == 1
        assert submit(article, title="The dam holds").status_code == 302
        article.refresh_from_db()
        revision = article.current_revision
        assert (revision.number, revision.created_by, revision.document["title"]) == (2, admin_user, "The dam holds")
        assert article.revisions.get(number=1).document["title"] == DOCUMENT.title

    @pytest.mark.parametrize(
        "changes",
        [
            {"url": "javascript:alert(1)"},
            {"picture": "cat.png"},
            {"title": "a\x07"},
            {"published_offset": "60", "published_at_0": "", "published_at_1": ""},
        ],
    )
    def test_what_the_gate_refuses_is_said(self, submit, article, changes):
        response = submit(article, **changes)
        assert (response.status_code, "errorlist" in response.text) == (200, True)

    def test_withdrawing_needs_a_reason(self, admin_client, article):
        page = BeautifulSoup(admin_client.get(address(Article, "change", article.pk)).content, "html.parser")
        data = {control["name"]: control.get("value", "") for control in page.select("#article_form input[name]")}
        data |= {area["name"]: area.get_text() for area in page.select("#article_form textarea[name]")}
        data |= {"state": "withdrawn", "publication": str(article.publication_id)}
        response = admin_client.post(address(Article, "change", article.pk), data)
        assert response.status_code == 200
        assert "errorlist" in response.text
        response = admin_client.post(address(Article, "change", article.pk), data | {"withdrawn_reason": "Forged."})
        assert response.status_code == 302
        version = article.version
        article.refresh_from_db()
        assert (article.state, article.withdrawn_reason) == ("withdrawn", "Forged.")
        assert article.version > version

    def test_none_is_added_by_hand(self, admin_client, article):
        assert admin_client.get(address(Article, "add")).status_code == 403

    def test_it_can_be_destroyed_with_all_that_belongs_to_it(self, admin_client, article):
        response = admin_client.post(address(Article, "delete", article.pk), {"post": "yes"})
        assert response.status_code == 302
        assert not Article.objects.exists()
        assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("model", "theirs", "mine"),
    [
        (Flag, {"resolution": "It stands."}, {"resolved_0": "2026-05-01", "resolved_1": "09:30"}),
        (Group, {"owner": "root"}, {"name": "The other desk"}),
        (Publication, {"domain": "dam.example"}, {"name": "The Dam"}),
        (Token, {"expires": datetime(2030, 1, 1, tzinfo=UTC)}, {"name": "Of the desk"}),
        (User, {"email": "ines@dam.example"}, {"last_name": "Holm"}),
    ],
)
def test_what_another_saves_meanwhile_stays(submit, article, admin_user, model, theirs, mine):
    row = model.objects.first()
    theirs = {name: admin_user if value == "root" else value for name, value in theirs.items()}
    assert submit(row, meanwhile=lambda: model.objects.update(**theirs), **mine).status_code == 302
    now = model.objects.get(pk=row.pk)
    assert {name: getattr(now, name) for name in theirs} == theirs
    (name, said), *_ = mine.items()
    name = name.removesuffix("_0")
    assert getattr(now, name) != getattr(row, name)
    assert said in str(getattr(now, name))
    assert getattr(now, "is_active", True)


class TestUser:
    @pytest.fixture
    def omar(self, article):
        omar = User.objects.create_user("omar")
        private = replace(CLAIM, id="private", visibility="private")
        add_notes(article, [replace(CLAIM, id="public"), private], actor=omar)
        return omar

    def test_deleting_one_closes_the_account(self, admin_client, omar):
        admin_client.post(address(User, "delete", omar.pk), {"post": "yes"})
        assert not User.objects.filter(username="omar").exists()
        assert Annotation.objects.get(public_id="public").to_note().creator == ""
        assert not Annotation.objects.filter(public_id="private").exists()

    def test_several_at_once(self, admin_client, omar):
        data = {"action": "delete_selected", "_selected_action": [omar.pk], "post": "yes"}
        admin_client.post(address(User, "changelist"), data)
        assert not Annotation.objects.filter(public_id="private").exists()

    def test_a_role_that_another_gives_meanwhile_stays(self, submit, omar):
        annotator, editor = (Role.objects.get(name=name) for name in ("annotator", "editor"))
        omar.groups.add(annotator)
        assert submit(omar, meanwhile=lambda: omar.groups.add(editor), first_name="Omar").status_code == 302
        omar.refresh_from_db()
        assert (set(omar.groups.all()), omar.first_name) == ({annotator, editor}, "Omar")
        assert submit(omar, groups=[editor.pk]).status_code == 302
        assert set(omar.groups.all()) == {editor}

    def test_an_owner_of_groups_stays(self, admin_client, article):
        ines = User.objects.get(username="ines")
        admin_client.post(address(User, "delete", ines.pk), {"post": "yes"})
        assert User.objects.filter(username="ines").exists()


class TestArticleThatIsRevisedMeanwhile:
    """What the form does not say stays as the other has written it."""

    pytestmark = only_on_postgresql

    def test_keeps_its_new_text(self, submit, article, admin_user):
        text = replace(DOCUMENT, paragraphs=DOCUMENT.paragraphs[:1], notes=())
        sent = one_after_the_other(
            lambda: revise(article, text, actor=admin_user), lambda: submit(article, section="Politics")
        )
        assert sent.result().status_code == 302
        article.refresh_from_db()
        assert (article.section, article.current_revision.number) == ("Politics", 2)
