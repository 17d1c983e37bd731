"""Many operations in one request, each with its own result, or all or nothing."""

import json

import pytest

from articles.models import Annotation
from tests.api.conftest import problem

BULK = "/api/v1/annotations/bulk"


def create(article, start: int = 0, **fields) -> dict:
    spans = [{"paragraph": "p1", "start": start, "end": start + 5}]
    return {"op": "create", "annotation": {"kind": "quote", "article": article.slug, "spans": spans, **fields}}


def send(client, operations: list, query: str = "", **headers) -> list[dict]:
    response = client.post(BULK + query, {"operations": operations}, format="json", headers=headers)
    assert response.status_code == 200, response.content
    return response.json()["results"]


@pytest.fixture
def mine(annotator, article) -> list[str]:
    """The ids of three notes of the annotator."""
    return [item["id"] for item in send(annotator, [create(article, start) for start in (0, 10, 20)])]


def test_each_operation_has_its_own_result(annotator, article, mine):
    results = send(
        annotator,
        [
            create(article, 30),
            create(article, 30),
            create(article, 0),
            create(article, 999),
            {"op": "patch", "id": mine[0], "annotation": {"body": "New"}},
            {"op": "patch", "id": mine[0], "version": 1, "annotation": {"body": "Stale"}},
            {"op": "replace", "id": mine[1], "annotation": {"kind": "comment", "body": "Now a comment"}},
            {"op": "delete", "id": mine[2]},
            {"op": "delete", "id": mine[2]},
            {"op": "delete", "id": "nothing"},
            {"op": "patch", "id": "quote23456", "annotation": {"body": "Not mine"}},
            {"op": "move", "id": "x"},
            {"op": "create", "id": "x", "annotation": {}},
            "delete",
            None,
        ],
    )
    statuses = [item["status"] for item in results]
    assert statuses == [201, 409, 409, 422, 200, 412, 200, 204, 410, 404, 403, 400, 400, 400, 400]
    assert results[1]["problem"]["existing"]["id"] == results[0]["id"]
    assert results[2]["problem"]["existing"]["id"] == mine[0]
    assert results[3]["problem"]["errors"][0]["pointer"] == "/spans/0/end"
    assert results[4]["annotation"]["body"] == "New"
    assert results[5]["problem"]["version"] == 2
    assert results[6]["annotation"]["kind"] == "comment"
    assert results[7] == {"status": 204, "id": mine[2]}


def test_what_failed_leaves_nothing_behind(annotator, article, mine):
    send(annotator, [{"op": "patch", "id": mine[0], "annotation": {"verdict": "mixed"}}])
    assert Annotation.objects.get(public_id=mine[0]).version == 1


def test_all_or_nothing(annotator, article, mine):
    operations = [create(article, 30), {"op": "delete", "id": mine[0]}, create(article, 999)]
    results = send(annotator, operations, "?atomic=1")
    assert [item["status"] for item in results] == [424, 424, 422]
    assert Annotation.objects.kept().count() == 7
    assert [item["status"] for item in send(annotator, operations[:2], "?atomic=1")] == [201, 204]


def test_lines(annotator, article, mine):
    body = "\n".join(map(json.dumps, [create(article, 30), {"op": "delete", "id": mine[0]}])) + "\n\n"
    response = annotator.post(
        BULK, body, content_type="application/x-ndjson", headers={"Accept": "application/x-ndjson"}
    )
    assert response["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["status"] for line in response.content.splitlines()] == [201, 204]


def test_a_line_that_is_none_is_named(annotator, article):
    response = annotator.post(BULK, '{"op": "delete", "id": "x"}\n{\n', content_type="application/x-ndjson")
    assert problem(response, 400)["detail"].startswith("Line 2:")


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"operations": []}, 400), ({"operations": {}}, 400), ({"operations": [1], "atomic": True}, 400)],
)
def test_what_is_no_list(annotator, body, status):
    problem(annotator.post(BULK, body, format="json"), status)


def test_at_most_500(annotator):
    problem(annotator.post(BULK, {"operations": [{"op": "delete", "id": "x"}] * 501}, format="json"), 413)


def test_a_suggested_id_is_for_one_alone(annotator, article):
    results = send(annotator, [create(article, start) for start in (0, 10)], Slug="well-said")
    assert [item["status"] for item in results] == [201, 201]
    assert len({item["id"] for item in results}) == 2


def test_the_same_key_does_it_once(annotator, article):
    operations = [create(article, 30)]
    first = send(annotator, operations, **{"Idempotency-Key": "k"})
    assert send(annotator, operations, **{"Idempotency-Key": "k"}) == first
    assert Annotation.objects.count() == 5


def test_who_may(api, article):
    problem(api.post(BULK, {"operations": [create(article)]}, format="json"), 401)


@pytest.mark.parametrize("count", [1, 60])
def test_storing_many_takes_as_many_queries_as_one(annotator, article, count, django_assert_max_num_queries):
    operations = [create(article, start) for start in range(count)]
    with django_assert_max_num_queries(60):
        results = send(annotator, operations)
    assert {item["status"] for item in results} == {201}
