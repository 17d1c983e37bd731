"""A mirror that follows the changes has what a reader sees, deletions included, and learns of nothing else."""

from dataclasses import replace

import pytest

from articles.models import Annotation, add_notes, delete_annotation, replace_note, restore_note
from tests.api.conftest import codes
from tests.views.samples import COMMENT

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


def test_queries_do_not_grow(api, article, ines, django_assert_max_num_queries):
    rows = add_notes(article, [replace(COMMENT, id="") for _ in range(50)], actor=ines)
    for row in rows[:25]:
        delete_annotation(row, actor=ines)
    with django_assert_max_num_queries(9):
        body = api.get(CHANGES + "?limit=200").json()
    assert len(body["results"]) == 54
    assert Annotation.objects.count() == 54
