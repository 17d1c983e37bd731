"""`add_feed` follows what is a feed, and says why not otherwise."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from articles.models import Feed, Import, hosts
from tests.importers.hosts import ANSWERS, answer, serving

pytestmark = pytest.mark.django_db

RSS = b"<rss version='2.0'><channel><title>Dam news</title><item><link>/dam</link></item></channel></rss>"


@pytest.fixture
def server(settings, monkeypatch):
    settings.PRIVATE_HOSTS = ["localhost"]
    monkeypatch.setattr(hosts, "PAUSE", timedelta(0))
    with serving({**ANSWERS, "/rss": answer(body=RSS, Content_Type="text/xml")}) as host:
        yield host


def test_a_feed_is_followed_once(server, capsys):
    url = server.url("/rss", "localhost")
    call_command("add_feed", url, "--publish")
    assert capsys.readouterr().out == "“Dam news” is followed. The worker brings 1 article.\n"
    assert (Feed.objects.get().wanted, Import.objects.get().url) == ("published", server.url("/dam", "localhost"))
    with pytest.raises(CommandError, match="followed already"):
        call_command("add_feed", url)


@pytest.mark.parametrize(("path", "reason"), [("/page", "cannot be read as a feed"), ("/missing", "no such page")])
def test_what_is_no_feed_is_not_followed(server, path, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("add_feed", server.url(path, "localhost"))
    assert not Feed.objects.exists()


def test_what_is_no_address():
    with pytest.raises(CommandError, match="Write an address"):
        call_command("add_feed", "file:///etc/passwd")
