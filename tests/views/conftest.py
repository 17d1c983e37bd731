"""Readers of every standing."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client

from articles.models import Article, User, from_document
from tests.views.samples import DOCUMENT


def new_browser() -> Client:
    """A client that says, as browsers do, that it would rather have pages."""
    return Client(headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})


def press(client: Client, form: Tag, **how):
    """Send a form of hidden fields, as its button does."""
    fields = {}
    for field in form.select("[name]"):
        fields.setdefault(field["name"], []).append(field["value"])
    return client.post(form["action"], fields, **how)


@pytest.fixture(autouse=True)
def _fresh_counts():
    """No test is throttled by another."""
    cache.clear()


@pytest.fixture
def client() -> Client:
    """The browser of a reader without an account."""
    return new_browser()


@pytest.fixture
def article(db) -> Article:
    """A published article with a note of each kind."""
    return from_document(DOCUMENT)


@pytest.fixture
def ines(db) -> User:
    """A reader with an account."""
    return User.objects.create_user("ines")


@pytest.fixture
def reader(ines) -> Client:
    """The browser of a reader with an account."""
    client = new_browser()
    client.force_login(ines)
    return client


@pytest.fixture
def editor(db) -> Client:
    """The browser of a user who may change articles."""
    user = User.objects.create_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="change_article", content_type__app_label="articles"))
    client = new_browser()
    client.force_login(user)
    return client


@pytest.fixture
def soup(client):
    """Get an address as a reader without an account, and parse the page."""
    return lambda address, **query: BeautifulSoup(client.get(address, query).content, "html.parser")
