"""Clients of every standing, and an article to annotate."""

import pytest
from django.contrib.auth.models import Group as Role
from django.core.cache import cache
from rest_framework.test import APIClient

from articles.models import Article, User, from_document, issue_token
from tests.views.samples import DOCUMENT


@pytest.fixture(autouse=True)
def _fresh_counts():
    """No test is throttled by another."""
    cache.clear()


@pytest.fixture
def article(db) -> Article:
    """A published article with a note of each kind, made by a file."""
    return from_document(DOCUMENT)


def make_user(name: str, role: str | None = None) -> User:
    """An account with a role."""
    user = User.objects.create_user(name)
    if role:
        user.groups.add(Role.objects.get(name=role))
    return user


def client_of(user: User, *scopes: str) -> APIClient:
    """A program with a token of `user`."""
    _, secret = issue_token(user, "tests", scopes or ("read", "write", "review"))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


@pytest.fixture
def api() -> APIClient:
    """A program without an account."""
    return APIClient()


@pytest.fixture
def ines(db) -> User:
    """An annotator."""
    return make_user("ines", "annotator")


@pytest.fixture
def annotator(ines) -> APIClient:
    """A program of an annotator."""
    return client_of(ines)


@pytest.fixture
def other(db) -> APIClient:
    """A program of another annotator."""
    return client_of(make_user("otto", "annotator"))


@pytest.fixture
def editor(db) -> APIClient:
    """A program of an editor."""
    return client_of(make_user("edith", "editor"))


def problem(response, status: int) -> dict:
    """The problem document of an answer with this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def codes(response, status: int) -> dict[str, str]:
    """The codes of the errors of a problem document, by pointer or parameter."""
    return {
        error.get("pointer", "?" + error.get("parameter", "")): error["code"]
        for error in problem(response, status)["errors"]
    }
