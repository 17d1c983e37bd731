"""A mirror that follows the changes has what a reader sees, deletions included, and learns of nothing else."""

from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from articles.models import (
    Annotation,
    Group,
    Tombstone,
    User,
    add_notes,
    close_account,
    delete_annotation,
    destroy_annotations,
    from_document,
    replace_note,
    restore_note,
)
from tests.api.conftest import codes, problem
from tests.views.samples import COMMENT, QUOTE, titled

CHANGES = "/api/v1/annotations/changes"


class Mirror:
    """What a program has that follows the changes."""

    def __init__(self, client, limit: int = 50):
        self.client, self.url, self.rows, self.seen = client, f"{CHANGES}?limit={limit}", {}, []

    def follow(self) -> dict:
        """Fetch all that is new."""
        more = True
        while more:
            body = self.client.get(self.url).json()
            for item in body["results"]:
                self.seen.append((item["id"], item["change"]))
                if item["change"] == "deleted":
                    self.rows.pop(item["id"], None)
                else:
                    self.rows[item["id"]] = item["annotation"]
            more, self.url = body["more"], body["next"]
        return self.rows


def listed(client) -> dict:
    """What the list shows."""
    body = client.get("/api/v1/annotations/?status=published,suggested,rejected&limit=200").json()
    return {item["id"]: item for item in body["results"]}


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_mirror_follows(api, annotator, other, article, ines, limit):
    mirrors = [Mirror(client, limit) for client in (api, annotator, other)]
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
    first, second, third = add_notes(
        article,
        [replace(COMMENT, id=name) for name in ("first23456", "second2345")]
        + [replace(COMMENT, id="third23456", visibility="private")],
        actor=ines,
    )
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
    replace_note(first, replace(COMMENT, body="Changed"), actor=ines)
    delete_annotation(second, actor=ines)
    replace_note(third, replace(COMMENT, body="Now public"), actor=ines)
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
    replace_note(first, replace(COMMENT, visibility="private"), actor=ines)
    replace_note(third, replace(COMMENT, status="rejected", status_reason="No."), actor=None)
    restore_note(second, 1, actor=ines)
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
    assert ("first23456", "deleted") in mirrors[0].seen
    assert ("first23456", "updated") in mirrors[1].seen


def by_an_administrator(admin_client, article, notes):
    admin_client.post(reverse("admin:articles_annotation_delete", args=[notes[0].pk]), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [note.pk for note in notes[1:]], "post": "yes"}
    admin_client.post(reverse("admin:articles_annotation_changelist"), data)


def with_the_article(admin_client, article, notes):
    admin_client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})


@pytest.mark.parametrize("destroy", [by_an_administrator, with_the_article])
@pytest.mark.parametrize("limit", [1, 50])
def test_what_is_destroyed_is_told_to_those_who_saw_it(admin_client, api, annotator, article, ines, destroy, limit):
    names = ("first23456", "second2345", "third23456")
    notes = add_notes(article, [replace(COMMENT, id=name) for name in names], actor=ines)
    replace_note(notes[2], replace(COMMENT, status="rejected", status_reason="No."), actor=None)
    mirrors = [Mirror(client, limit) for client in (api, annotator)]
    for mirror in mirrors:
        mirror.follow()
    delete_annotation(notes[1], actor=ines)
    destroy(admin_client, article, notes)
    (again,) = add_notes(from_document(titled("Another")), [replace(COMMENT, id=names[0])], actor=ines)
    assert not Annotation.objects.filter(public_id__in=names).exclude(pk=again.pk).exists()
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
        assert set(names) <= {name for name, change in mirror.seen if change == "deleted"}


def test_what_is_destroyed_with_an_account_is_told_to_its_groups(api, annotator, other, article, ines):
    otto = User.objects.get(username="otto")
    group = Group.objects.create(slug="desk", name="Desk", owner=otto)
    for user in (ines, otto):
        group.memberships.create(user=user)
    shared = replace(COMMENT, id="shared2345", visibility="group", group="desk")
    add_notes(article, [shared, replace(COMMENT, id="private234", visibility="private")], actor=ines)
    mirrors = [Mirror(client) for client in (api, other)]
    for mirror in mirrors:
        mirror.follow()
    close_account(ines, keep_public=True)
    for mirror in mirrors:
        assert mirror.follow() == listed(mirror.client)
        assert "private234" not in dict(mirror.seen)
    assert "shared2345" not in dict(mirrors[0].seen)
    assert Tombstone.objects.get().public_id == "shared2345"


def test_what_is_destroyed_is_410_for_those_who_saw_it(api, annotator, other, article, ines):
    note = replace(COMMENT, visibility="private")
    add_notes(article, [replace(COMMENT, id="public2345"), replace(note, id="private234")], actor=ines)
    destroy_annotations(ines.annotations.all())
    for door in ("/api/v1/annotations/", "/annotations/"):
        problem(api.get(f"{door}public2345"), 410)
        problem(api.get(f"{door}private234"), 404)
        problem(other.get(f"{door}private234"), 404)
        problem(annotator.get(f"{door}private234"), 410)
        problem(annotator.delete(f"{door}public2345"), 410)
    problem(annotator.get("/api/v1/annotations/public2345/history"), 410)
    add_notes(article, [replace(note, id="public2345")], actor=ines)
    problem(api.get("/api/v1/annotations/public2345"), 410)
    assert annotator.get("/api/v1/annotations/public2345").status_code == 200


@pytest.mark.parametrize("table", ["articles_annotationversion", "articles_tombstone"])
def test_what_is_committed_between_two_queries_is_told_next_time(api, article, ines, table):
    old, other = add_notes(article, [replace(COMMENT, id=name) for name in ("first23456", "second2345")], actor=ines)
    mirror, waiting = Mirror(api), [True]
    mirror.follow()

    def commit(execute, sql, *arguments):
        if waiting and f'FROM "{table}"' in sql:
            waiting.clear()
            destroy_annotations(Annotation.objects.filter(pk=old.pk))
            replace_note(other, replace(COMMENT, body="Changed"), actor=ines)
            destroy_annotations(Annotation.objects.filter(public_id=QUOTE.id))
        return execute(sql, *arguments)

    with connection.execute_wrapper(commit):
        mirror.follow()
    assert not waiting
    assert mirror.follow() == listed(api)


def test_of_a_draft_nothing_is_told(admin_client, api, article, ines):
    draft = from_document(titled("A draft"), state="draft")
    (note,) = add_notes(draft, [replace(COMMENT, id="first23456")], actor=ines)
    by_an_administrator(admin_client, draft, [note])
    assert not Annotation.objects.filter(pk=note.pk).exists()
    mirror = Mirror(api)
    mirror.follow()
    assert "first23456" not in dict(mirror.seen)


def test_what_one_never_saw_is_not_told(api, article, ines):
    (private,) = add_notes(article, [replace(COMMENT, id="private234", visibility="private")], actor=ines)
    delete_annotation(private, actor=ines)
    mirror = Mirror(api)
    mirror.follow()
    assert "private234" not in dict(mirror.seen)


def test_nothing_new(api, article):
    body = api.get(CHANGES).json()
    assert len(body["results"]) == 4
    assert {item["change"] for item in body["results"]} == {"created"}
    again = api.get(body["next"]).json()
    assert (again["results"], again["more"], again["since"]) == ([], False, body["since"])


def test_tokens_that_are_none(api, db):
    assert codes(api.get(CHANGES + "?since=5"), 400) == {"?since": "invalid"}


@pytest.mark.parametrize(("name", "most"), [("api", 11), ("other", 16)])
def test_queries_do_not_grow(request, name, most, article, ines, django_assert_max_num_queries):
    client = request.getfixturevalue(name)
    rows = add_notes(article, [replace(COMMENT, id="") for _ in range(50)], actor=ines)
    for row in rows[:25]:
        delete_annotation(row, actor=ines)
    with django_assert_max_num_queries(most):
        body = client.get(CHANGES + "?limit=200").json()
    assert len(body["results"]) == 54
    assert Annotation.objects.count() == 54
