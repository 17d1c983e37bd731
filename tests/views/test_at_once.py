"""What is sent about something at the moment when others write to it."""

import pytest

from articles.models import Feed, User
from tests.at_once import one_after_the_other, only_on_postgresql
from tests.views.conftest import new_browser

pytestmark = only_on_postgresql


@pytest.fixture
def editor() -> User:
    user = User.objects.create_superuser("editor")
    return user


@pytest.fixture
def browser(editor):
    client = new_browser()
    client.force_login(editor)
    return client


def test_a_feed_that_two_follow_is_followed_once(browser):
    said = {"url": "https://news.example/feed", "wanted": "draft"}
    sent = one_after_the_other(lambda: Feed.objects.create(**said), lambda: browser.post("/import/feeds/", said))
    assert sent.result().status_code == 302
    assert Feed.objects.count() == 1


def test_a_name_is_one_accounts_alone(settings):
    settings.SIGN_UP = True
    said = {"username": "tove", "password1": "seven dry wells", "password2": "seven dry wells"}
    sent = one_after_the_other(lambda: User.objects.create_user("tove"), lambda: new_browser().post("/sign-up/", said))
    assert sent.result().status_code == 200
    assert "already exists" in sent.result().text
