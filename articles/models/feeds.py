"""Feeds that are followed: looked at now and then, politely, and paused when they fail for days."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.checking import LONGEST_ADDRESS
from articles.importers import ParseError
from articles.importers.addresses import is_too_long
from articles.importers.apart import apart
from articles.importers.feed import FeedContent, parse_feed
from articles.importers.fetch import FEEDS, FetchError
from articles.models.choices import one_of
from articles.models.hosts import pause_asked, visit
from articles.models.imports import Import, known_article

INTERVAL = timedelta(minutes=30)
LONGEST_INTERVAL = timedelta(days=1)  # between two tries of a feed that fails
PATIENCE = timedelta(days=3)  # a feed that fails for longer is paused
LEASE = timedelta(minutes=10)
GONE = 410
TOLD_BY_A_LOOK = ("title", "etag", "last_modified", "problem", "failing_since", "failures", "looked", "next_look")


class Feed(models.Model):
    """A feed. `next_look` is when it is looked at again; `problem` says why the last look failed."""

    url = models.CharField("address", max_length=LONGEST_ADDRESS, unique=True)
    title = models.CharField(max_length=300, blank=True)
    wanted = models.CharField(
        "new articles are", max_length=10, default="draft", choices=[("draft", "Drafts"), ("published", "Published")]
    )
    is_paused = models.BooleanField("paused", default=False)
    etag = models.CharField(max_length=1000, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    looked = models.DateTimeField("last look", null=True, blank=True)
    next_look = models.DateTimeField(default=timezone.now)
    added = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["title", "url"]
        constraints = [one_of("wanted", ["draft", "published"], "feed_wanted")]

    def __str__(self):
        return self.title or self.url


def due_feeds() -> list[Feed]:
    """The feeds that are to be looked at now. Each is given to one caller only."""
    now = timezone.now()
    due = Feed.objects.filter(is_paused=False, next_look__lte=now)
    return [
        feed for feed in due if Feed.objects.filter(pk=feed.pk, next_look=feed.next_look).update(next_look=now + LEASE)
    ]


def look(feed: Feed, bring_later: Callable[[Import], object]) -> list[Import]:
    """Read the feed, and keep the addresses that are new as imports that wait, with what `bring_later` stores for each:
    all of them or, where the worker ends, none. A failure is said in the row.

    Raises NotYet when it is not the host's turn.
    """
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    try:
        headers = {name: value for name, value in conditions.items() if value}
        found = visit(feed.url, as_robot=True, types=FEEDS, headers=headers)
        content = FeedContent(feed.title, ()) if found.status == 304 else apart(parse_feed, found.data, found.url)
    except (FetchError, ParseError) as error:
        _failed(feed, error)
        return []
    feed.title = content.title[:300] or feed.title
    feed.etag = found.headers.get("etag", "" if found.status == 200 else feed.etag)[:1000]
    feed.last_modified = found.headers.get("last-modified", "" if found.status == 200 else feed.last_modified)[:200]
    feed.problem, feed.failing_since, feed.failures = "", None, 0
    with transaction.atomic():
        if not Feed.objects.select_for_update(no_key=True).filter(pk=feed.pk):  # nobody follows it any more
            return []
        _looked(feed, INTERVAL)
        new = _new_imports(feed, content)
        for item in new:
            bring_later(item)
    return new


def follow_again(feed: Feed) -> None:
    """End a feed's pause, and look at it soon."""
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(is_paused=False, failing_since=None, failures=0, next_look=timezone.now())


def _new_imports(feed: Feed, content: FeedContent) -> list[Import]:
    """The oldest first, as feeds begin with the newest."""
    asked = set(feed.imports.values_list("url", flat=True))
    new = [
        url
        for url in reversed(content.addresses)
        if url not in asked and not is_too_long(url) and not known_article(url)
    ]
    return [Import.objects.create(url=url, feed=feed, wanted=feed.wanted, asked_by=feed.added_by) for url in new]


def _failed(feed: Feed, error: FetchError | ParseError) -> None:
    now = timezone.now()
    feed.problem, feed.failing_since = str(error), feed.failing_since or now
    feed.failures += 1
    if getattr(error, "status", None) == GONE or now - feed.failing_since >= PATIENCE:
        feed.is_paused = True
    _looked(feed, max(pause_asked(error), min(LONGEST_INTERVAL, INTERVAL * 2 ** min(feed.failures, 10))))


def _looked(feed: Feed, pause: timedelta) -> None:
    """Write down what came of a look; an editor may have paused the feed meanwhile, or follow it no longer."""
    feed.looked = timezone.now()
    feed.next_look = feed.looked + pause
    told = [*TOLD_BY_A_LOOK, "is_paused"] if feed.is_paused else TOLD_BY_A_LOOK
    Feed.objects.filter(pk=feed.pk).update(**{name: getattr(feed, name) for name in told})
