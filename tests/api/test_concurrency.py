"""Two clients at once: one wins and the other learns of it; nothing is doubled and nothing hangs."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from articles.models import Annotation, from_document
from tests.api.conftest import client_of, make_user
from tests.views.samples import DOCUMENT

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyhow"),
]

ANNOTATIONS = "/api/v1/annotations/"


@pytest.fixture
def article():
    return from_document(DOCUMENT)


@pytest.fixture
def ines():
    return make_user("ines", "annotator")


def at_once(*requests) -> list:
    """The answers to requests that begin at the same moment, each in a thread with a connection of its own."""
    barrier = Barrier(len(requests))

    def run(request):
        try:
            barrier.wait()
            return request()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(run, requests))


def quote(article, start: int = 0) -> dict:
    return {
        "kind": "quote",
        "article": article.slug,
        "spans": [{"paragraph": "p1", "start": start, "end": start + 5}],
        "source": {"name": f"Speaker {start % 3}", "kind": "person"},
    }


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_updates_exactly_one_wins(article, ines, attempt):
    client = client_of(ines)
    url = client.post(ANNOTATIONS, quote(article), format="json").json()["url"]

    def update(body):
        return client_of(ines).patch(url, {"body": body}, format="json", HTTP_IF_MATCH='"1-json"')

    answers = at_once(*(lambda body=body: update(body) for body in "abcd"))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    assert client.get(url).json() == winner
    assert all(answer.json()["version"] == 2 for answer in answers if answer.status_code == 412)


def test_of_two_duplicates_one_is_made(article, ines):
    answers = at_once(*[lambda: client_of(ines).post(ANNOTATIONS, quote(article), format="json")] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize("attempt", range(3))
def test_one_id_is_given_once(article, ines, attempt):
    users = [ines, *(make_user(f"reader{number}", "annotator") for number in range(3))]

    def post(user):
        return client_of(user).post(ANNOTATIONS, quote(article), format="json", headers={"Slug": "well-said"})

    answers = at_once(*(lambda user=user: post(user) for user in users))
    assert {answer.status_code for answer in answers} == {201}
    ids = {answer.json()["id"] for answer in answers}
    assert "well-said" in ids
    assert len(ids) == 4


def test_one_key_is_answered_once(article, ines):
    def post():
        return client_of(ines).post(ANNOTATIONS, quote(article), format="json", headers={"Idempotency-Key": "k"})

    answers = at_once(*[post] * 4)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Annotation.objects.count() == 5


def test_many_writers_of_all_kinds_do_not_block_each_other_for_ever(article, ines):
    client, otto = client_of(ines), make_user("otto", "annotator")
    urls = [client.post(ANNOTATIONS, quote(article, start), format="json").json()["url"] for start in range(8)]
    names = [url.rpartition("/")[2] for url in urls]

    def single(user, start):
        return client_of(user).post(ANNOTATIONS, quote(article, start), format="json")

    def change(url):
        return client_of(ines).patch(url, {"body": "x"}, format="json")

    def bulk(user, ids, start):
        operations = [{"op": "patch", "id": name, "annotation": {"tags": [str(start)]}} for name in ids]
        operations.insert(2, {"op": "create", "annotation": quote(article, start)})
        return client_of(user).post(ANNOTATIONS + "bulk", {"operations": operations}, format="json")

    answers = at_once(
        lambda: bulk(ines, names, 20),
        lambda: bulk(ines, names[::-1], 30),
        lambda: bulk(otto, [], 40),
        *(lambda url=url: change(url) for url in urls[:3]),
        *(lambda start=start: single(otto, start) for start in (50, 51, 52)),
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    for answer in answers[:3]:
        assert {item["status"] for item in answer.json()["results"]} <= {200, 201}
