"""A full disk, a database that may only be read, or none: reading goes on where it can, and writers are told."""

import pytest
from django.contrib.auth.models import Permission
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from articles.forms.review import LONGEST_TEXT
from articles.models import Annotation, User
from newsreader.unavailable import is_failure, reason
from tests.views.samples import DOCUMENT

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def writer(article):
    """Somebody who may annotate, signed in."""
    user = User.objects.create_user("ines")
    user.user_permissions.add(Permission.objects.get(codename="add_annotation"))
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _sound_again():
    """A database in memory keeps its one connection, and with it what a test did to it."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = 0")
            cursor.execute("PRAGMA max_page_count = 1000000000")
    else:
        connection.close()


FAULTS = {
    "sqlite": {
        "full": ("PRAGMA max_page_count = 1", "The disk of the database is full."),
        "read only": ("PRAGMA query_only = 1", "The database may only be read at the moment."),
    },
    "postgresql": {
        "read only": (
            "SET default_transaction_read_only = on",
            "The database may only be read at the moment.",
        )
    },
}


@pytest.mark.parametrize("fault", ["full", "read only"])
def test_who_writes_is_told_and_who_reads_reads(writer, article, fault):
    if fault not in FAULTS[connection.vendor]:
        pytest.skip("PostgreSQL's own disk cannot be filled for a test")
    statement, sentence = FAULTS[connection.vendor][fault]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")  # no page is free
        cursor.execute(statement)
    stored = Annotation.objects.count()
    assert writer.get(article.get_absolute_url()).status_code == 200
    for note in DOCUMENT.notes * 2:  # the last page may have room for some
        response = writer.post(f"/annotations/{note.id}/dispute/", {"reason": "x" * LONGEST_TEXT})
        if response.status_code == 503:
            break
    assert response.status_code == 503
    assert sentence in response.text
    assert "Nothing of what you sent was stored" in response.text
    assert response["Retry-After"]
    assert Annotation.objects.count() == stored


def test_programs_are_told_in_their_form(writer, article):
    with connection.cursor() as cursor:
        cursor.execute(FAULTS[connection.vendor]["read only"][0])
    response = writer.post(
        "/api/v1/annotations/",
        {"kind": "comment", "body": "A remark.", "article": article.slug, "spans": []},
        content_type="application/json",
        headers={"Accept-Encoding": "gzip"},
    )
    assert response["Content-Length"] == str(len(response.content))
    assert not response.has_header("Content-Encoding")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["detail"].startswith("The database may only be read at the moment.")


@pytest.mark.parametrize(
    ("error", "is_one", "sentence"),
    [
        (OperationalError("database or disk is full"), True, "disk"),
        (OperationalError("database is locked"), True, "busy"),
        (OperationalError("connection refused"), True, "cannot be reached"),
        (InterfaceError("connection already closed"), True, "cannot be reached"),
        (OperationalError("no such table: x"), False, ""),
        (ValueError("a mistake"), False, ""),
        (None, False, ""),
    ],
)
def test_a_failure_is_no_mistake(error, is_one, sentence):
    assert is_failure(error) is is_one
    assert not is_one or sentence in reason(error)
