"""Addresses become articles: fetched from a server on this machine, read apart, each article stored once."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import (
    Article,
    ArticleAddress,
    Feed,
    Host,
    Import,
    NotYet,
    due_feeds,
    follow_again,
    hosts,
)
from articles.models import bring as bring_then
from articles.models import feeds as feeds_module
from articles.models import look as look_at
from tests.importers.hosts import answer, redirect, serving

pytestmark = pytest.mark.django_db

TEXT = "<p>The ferry sails again from Monday, said the harbour master, after three weeks of repairs.</p>" * 3
ROBOTS = b"User-agent: *\nDisallow: /closed/\n"


def page(canonical="", title="The ferry sails"):
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = f"<!doctype html><html lang='en'><head><title>{title}</title>{link}</head><body><article><h1>{title}</h1>"
    return answer(body=f"{text}{TEXT}</article></body></html>".encode())


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour news</title>
<item><title>Second</title><link>/second?utm_source=rss</link></item>
<item><title>First</title><link>/first</link></item>
<item><title>Closed</title><link>/closed/third</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour news</title>
<entry><title>First</title><link rel="alternate" href="/first"/><id>tag:1</id></entry></feed>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour news",
"items": [{"id": "1", "url": "/first", "title": "First"}]}"""


@pytest.fixture
def server(settings, monkeypatch):
    settings.PRIVATE_HOSTS = ["localhost", "m.localhost"]
    monkeypatch.setattr(hosts, "PAUSE", timedelta(0))
    with serving() as host:
        host.answers |= {
            "/robots.txt": answer(body=ROBOTS, Content_Type="text/plain"),
            "/first": page(title="The first"),
            "/second": page(title="The second"),
            "/story": page("/story"),
            "/amp/story": page("/story"),
            "/moved": redirect("/story"),
            "/empty": answer(body=b"<!doctype html><html><body></body></html>"),
            "/deep": answer(body=b"<!doctype html><html><body>" + b"<div>" * 5_000 + b"Text."),
            "/rss": answer(body=RSS.encode(), Content_Type="application/rss+xml", ETag='"one"'),
            "/atom": answer(body=ATOM.encode(), Content_Type="application/atom+xml"),
            "/json": answer(body=JSON_FEED.encode(), Content_Type="application/feed+json"),
            "/gone": answer("410 Gone"),
        }
        yield host


def bring(item):
    bring_then(item, lambda article: None)


def ask(server, path, **columns):
    """An import of this path, brought."""
    item = Import.objects.create(url=server.url(path, "localhost"), **columns)
    bring(item)
    return item


def follow(server, path):
    return Feed.objects.create(url=server.url(path, "localhost"))


class TestBring:
    def test_what_nobody_has_looked_at_is_not_stored(self, server):
        item = ask(server, "/story")
        assert item.state == "ready"
        assert b"harbour master" in bytes(item.original)
        assert not Article.objects.exists()

    def test_what_is_wanted_is_stored(self, server):
        item = ask(server, "/story?utm_source=mail#top", wanted="draft")
        assert (item.state, item.article.state, item.article.title) == ("stored", "draft", "The ferry sails")
        assert item.article.url == server.url("/story", "localhost")
        assert bytes(item.article.revisions.get().original).startswith(b"<!doctype")

    @pytest.mark.parametrize("path", ["/story", "/story?fbclid=1", "/amp/story", "/moved", "/moved?a=b"])
    def test_one_article_under_several_addresses_is_stored_once(self, server, path):
        first = ask(server, "/story", wanted="published").article
        for _ in range(2):  # the second time it is known without being fetched
            item = ask(server, path, wanted="published")
            assert (item.state, item.article) == ("known", first)
        assert Article.objects.count() == 1
        assert sum(path.partition("?")[0] + " " in line or path + " " in line for line in server.requests) <= 2

    def test_an_address_of_another_article_stays_its_own(self, server):
        first, second = (ask(server, path, wanted="published").article for path in ("/first", "/second"))
        assert first != second
        assert ArticleAddress.objects.count() == 0

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/missing", "has no such page (404)"),
            ("/empty", "no text"),
            ("/deep", "nested more than 1,000 deep"),
            ("/picture", "cannot be read as an article"),
            ("/busy", "asked too often"),
        ],
    )
    def test_what_cannot_be_had_says_why(self, server, path, reason):
        item = ask(server, path, wanted="published")
        assert item.state == "failed"
        assert reason in item.reason
        assert not Article.objects.exists()

    def test_private_hosts_are_refused(self, server, settings):
        settings.PRIVATE_HOSTS = []
        assert "not a host of the public internet" in ask(server, "/story").reason

    def test_nobody_asks_out_of_turn(self, server, monkeypatch):
        monkeypatch.setattr(hosts, "PAUSE", timedelta(minutes=1))
        ask(server, "/first")
        item = Import.objects.create(url=server.url("/second", "localhost"))
        with pytest.raises(NotYet):
            bring(item)
        assert item.state == "waiting"
        assert len(server.requests) == 1

    def test_a_host_that_asks_for_a_pause_has_it(self, server):
        ask(server, "/busy")
        assert Host.objects.get().free_from > timezone.now() + timedelta(seconds=100)

    def test_what_is_stored_is_proposed_for_or_not_stored_yet(self, server):
        item = Import.objects.create(url=server.url("/story", "localhost"), wanted="draft")
        with pytest.raises(SystemExit):
            bring_then(item, lambda article: sys.exit())  # as when the worker is ended
        again, stored = Import.objects.get(), []
        bring_then(again, stored.append)
        assert again.state == "stored"
        assert stored == [again.article]


def look(feed):
    return look_at(feed, lambda item: None)


class TestFeeds:
    @pytest.mark.parametrize(("path", "count"), [("/rss", 3), ("/atom", 1), ("/json", 1)])
    def test_what_is_new_is_asked_for_once(self, server, path, count):
        feed = follow(server, path)
        new = look(feed)
        assert len(new) == count
        assert server.url("/first", "localhost") in {item.url for item in new}
        assert (feed.title, feed.problem) == ("Harbour news", "")
        assert look(feed) == []

    def test_the_oldest_comes_first_and_robots_are_heeded(self, server):
        new = look(follow(server, "/rss"))
        assert [item.url.rpartition("/")[2] for item in new] == ["third", "first", "second?utm_source=rss"]
        for item in new:
            bring(item)
        assert [item.state for item in new] == ["failed", "stored", "stored"]
        assert "robots.txt" in new[0].reason
        assert not any("/closed/" in line for line in server.requests)
        assert sum("/robots.txt" in line for line in server.requests) == 1

    def test_it_is_asked_whether_anything_changed(self, server):
        feed = follow(server, "/rss")
        look(feed)
        server.answers["/rss"] = answer("304 Not Modified", b"")
        assert look(feed) == []
        assert 'If-None-Match: "one"' in server.requests[-1]
        assert (feed.etag, feed.problem) == ('"one"', "")

    def test_a_feed_that_fails_is_asked_less_and_less_and_then_paused(self, server):
        feed = follow(server, "/nonsense")
        waits = []
        for _ in range(4):
            look(feed)
            waits.append(feed.next_look - feed.looked)
        assert waits == [feeds_module.INTERVAL * factor for factor in (2, 4, 8, 16)]
        assert "cannot be understood" in feed.problem
        assert not feed.is_paused
        feed.failing_since -= feeds_module.PATIENCE
        look(feed)
        assert feed.is_paused
        assert due_feeds() == []
        follow_again(feed)
        assert due_feeds() == [feed]
        assert due_feeds() == []  # it is given to one caller only

    def test_one_that_nobody_follows_any_more_when_it_is_read_stays_gone(self, server):
        feed = follow(server, "/rss")
        Feed.objects.filter(pk=feed.pk).delete()
        assert look(feed) == []
        assert not Feed.objects.exists()
        assert not Import.objects.exists()

    def test_one_that_is_paused_while_it_is_read_stays_so(self, server):
        feed = follow(server, "/rss")
        Feed.objects.update(is_paused=True)
        look(feed)
        feed.refresh_from_db()
        assert (feed.is_paused, feed.title) == (True, "Harbour news")

    def test_what_is_new_waits_for_its_job_or_is_new_again(self, server):
        feed = follow(server, "/rss")
        with pytest.raises(SystemExit):
            look_at(feed, lambda item: sys.exit())  # as when the worker is ended
        assert len(look(Feed.objects.get())) == 3

    def test_a_feed_that_is_gone_is_paused_at_once(self, server):
        feed = follow(server, "/gone")
        look(feed)
        assert feed.is_paused

    @pytest.mark.parametrize("body", [b"<p>no feed</p>", b"{}", b'{"version": 1}', b"{", b"<rss"])
    def test_what_is_no_feed_says_so(self, server, body):
        server.answers["/odd"] = answer(body=body, Content_Type="application/xml")
        feed = follow(server, "/odd")
        assert look(feed) == []
        assert feed.problem.startswith("It is ")

    def test_an_article_that_may_come_yet_is_tried_again(self, server):
        item = Import.objects.create(url=server.url("/silent", "localhost"), feed=follow(server, "/rss"))
        for _ in range(2):
            with pytest.raises(NotYet) as later:
                bring(item)
            assert later.value.at > timezone.now() + timedelta(minutes=4)
        bring(item)
        assert (item.state, item.tries) == ("failed", 3)
