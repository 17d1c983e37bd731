"""An article's text is replaced through the API, and its annotations tell what became of their words."""

import pytest

from tests.api.conftest import codes, problem
from tests.views.samples import P1, P2, P3

TEXT = "/api/v1/articles/the-dam-the-flood/text"
NEW = "\n\n".join([P1.text.replace("on Friday", "late on Friday"), P2.text, "A report says that much has happened."])


def put(client, text: str, **headers):
    return client.generic("PUT", TEXT, text, content_type="text/plain", headers=headers)


def test_a_new_text_is_a_revision_and_moves_annotations(editor, api, article):
    since = api.get("/api/v1/annotations/changes").json()["next"]
    tag = api.get(TEXT)["ETag"]
    response = put(editor, NEW, **{"If-Match": tag})
    assert response.status_code == 200, response.content
    assert response.content.decode() == NEW
    assert response["ETag"] != tag
    body = api.get("/api/v1/articles/the-dam-the-flood").json()
    assert (body["revision"], body["title"]) == (2, "The dam & the <flood>")
    assert [item["id"] for item in body["paragraphs"]][:2] == ["p1", "p2"]
    assert body["paragraphs"][1]["kind"] == "heading"
    claim = api.get("/api/v1/annotations/claim23456").json()
    assert (claim["anchor"], claim["version"], claim["article"]["revision"]) == ("gone", 2, 2)
    assert claim["spans"][0]["text"] == P3.text[:20]
    assert claim["spans"][0]["paragraph"] is None
    changes = {item["id"]: item["change"] for item in api.get(since).json()["results"]}
    assert changes["claim23456"] == "updated"
    assert "remark2345" not in changes
    listed = api.get("/api/v1/annotations/?anchor=gone").json()["results"]
    assert [item["id"] for item in listed] == ["claim23456"]
    assert len(api.get("/api/v1/articles/the-dam-the-flood/revisions/").json()["results"]) == 2


def test_a_mark_of_the_order_of_bytes_is_no_part_of_the_text(editor, api, article):
    assert put(editor, "\ufeff" + NEW).content.decode() == NEW


def test_the_same_text_changes_nothing(editor, api, article):
    tag = api.get(TEXT)["ETag"]
    assert put(editor, api.get(TEXT).content.decode())["ETag"] == tag
    assert article.revisions.count() == 1


def test_what_is_refused(editor, annotator, api, article):
    problem(put(api, NEW), 401)
    problem(put(annotator, NEW), 403)
    problem(put(editor, NEW, **{"If-Match": '"1-text"'}), 412)
    assert codes(put(editor, " \n\n "), 422) == {"/paragraphs": "empty"}
    problem(put(editor, ""), 422)
    problem(editor.put(TEXT, {"text": NEW}, format="json"), 415)
    assert article.revisions.count() == 1


@pytest.mark.parametrize("text", ["A bad sign: \x07.", "Half a character: \x00."])
def test_what_the_gate_refuses(editor, article, text):
    assert set(codes(put(editor, text), 422).values()) == {"character"}
