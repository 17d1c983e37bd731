"""Editors follow feeds in the browser; the worker brings their articles, one after another."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Feed, Import, User, hosts
from tests.importers.hosts import ANSWERS, answer, serving

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

HERE = "/import/feeds/"
RSS = b"""<rss version="2.0"><channel><title>Dam news</title><item><link>/dam</link></item>
<item><link>/missing</link></item></channel></rss>"""
STORY = b"<!doctype html><title>The dam</title><h1>The dam</h1><p>It will hold, said the engineer who built it.</p>"


@pytest.fixture
def server(settings, monkeypatch):
    settings.PRIVATE_HOSTS = ["localhost"]
    settings.SUGGEST_ON_IMPORT = False
    monkeypatch.setattr(hosts, "PAUSE", timedelta(0))
    with serving({**ANSWERS, "/rss": answer(body=RSS, Content_Type="text/xml"), "/dam": answer(body=STORY)}) as host:
        yield host


@pytest.fixture
def editor(editor):
    """May bring articles too."""
    permission = Permission.objects.get(codename="add_article", content_type__app_label="articles")
    User.objects.get(username="editor").user_permissions.add(permission)
    return editor


def work():
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    call_command("worker", "--batch")


def shown(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


def test_from_the_form_to_the_article(editor, server):
    url = server.url("/rss", "localhost")
    said = editor.post(HERE, {"url": url, "wanted": "draft"}, follow=True)
    assert "The feed is followed." in said.text
    work()
    article = Article.objects.get()
    assert (article.title, article.state, article.url) == ("The dam", "draft", server.url("/dam", "localhost"))
    page = shown(editor.get(HERE))
    assert "Dam news" in page
    assert "1 article brought, 1 failed" in page
    assert "has no such page (404)" in page
    again = editor.post(HERE, {"url": url, "wanted": "draft"})
    assert (again.status_code, "followed already" in again.text) == (422, True)


def test_the_worker_looks_when_it_is_time(editor, server):
    feed = Feed.objects.create(url=server.url("/rss", "localhost"))
    work()
    assert Import.objects.filter(feed=feed).count() == 2
    asked = len(server.requests)
    work()
    assert len(server.requests) == asked


def test_paused_resumed_and_left(editor, server):
    feed = Feed.objects.create(url=server.url("/nonsense", "localhost"), next_look=timezone.now() + timedelta(days=1))
    there = f"{HERE}{feed.pk}/"
    editor.post(there, {"do": "look"})
    work()
    assert "answers in a way that cannot be understood" in shown(editor.get(HERE))
    editor.post(there, {"do": "pause"})
    assert "paused" in shown(editor.get(HERE))
    editor.post(there, {"do": "resume"})
    feed.refresh_from_db()
    assert not feed.is_paused
    editor.post(there, {"do": "delete"})
    assert not Feed.objects.exists()


@pytest.mark.parametrize(("typed", "host"), [("nope", "nope"), ("http://intranet.local/rss", "intranet.local")])
def test_what_cannot_be_followed_is_refused_at_once(editor, typed, host):
    response = editor.post(HERE, {"url": typed, "wanted": "draft"})
    assert response.status_code == 422
    assert f"“{host}” is not a host of the public internet." in shown(response)
    assert not Feed.objects.exists()


def test_who_may(client, reader, server):
    feed = Feed.objects.create(url=server.url("/rss", "localhost"))
    assert client.get(HERE).status_code == 302
    assert reader.get(HERE).status_code == 403
    assert reader.post(f"{HERE}{feed.pk}/", {"do": "delete"}).status_code == 403
    assert Feed.objects.exists()
