"""Hosts that are asked for pages and feeds: one request at a time, then a pause, and as their robots.txt says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from protego import Protego

from articles.importers.fetch import AGENT, SECONDS, Fetched, FetchError, fetch

PAUSE = timedelta(seconds=3)  # between the end of a request and the next
LONGEST_PAUSE = timedelta(days=1)  # that a host can ask for
LEASE = timedelta(seconds=3 * SECONDS)  # after which a turn counts as given up: its worker was killed
ROBOTS_LAST = timedelta(days=1)
LONGEST_ROBOTS = 500_000  # bytes, as RFC 9309 asks for at least
REFUSED_FOR_GOOD = (401, 403, 404, 410, 451)


class Host(models.Model):
    """A host, from when on it may be asked again, and the robots.txt that it last had."""

    name = models.CharField(max_length=300, unique=True, help_text="With its port, where that is an unusual one.")
    free_from = models.DateTimeField(default=timezone.now)
    robots = models.TextField(blank=True)
    robots_read = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class NotYet(Exception):
    """It is not the host's turn, or it asked for a pause: come again at `at`."""

    def __init__(self, at: datetime):
        super().__init__(f"Again at {at:%H:%M:%S}.")
        self.at = at


def visit(url: str, *, as_robot: bool, **options) -> Fetched:
    """What `fetch` brings, in the host's turn. Raises NotYet, and FetchError as `fetch` does.

    Who visits `as_robot`, asked by nobody at this moment, reads robots.txt first and keeps to it.
    """
    with _turn(url) as host:
        if as_robot:
            _ask_robots(host, url)
        return fetch(url, allowed=settings.PRIVATE_HOSTS, **options)


def host_name(url: str) -> str:
    """The host and port in an address; empty where it is none, of which fetch says what is wrong with it."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()[:300]
    except ValueError:
        return ""


def pause_asked(error: Exception) -> timedelta:
    """How long a host wants to be left alone, as far as that is granted; nothing where it did not say."""
    return min(LONGEST_PAUSE, timedelta(seconds=getattr(error, "retry_after", None) or 0))


@contextmanager
def _turn(url: str) -> Iterator[Host]:
    """The only request to the host of `url` that any worker makes meanwhile."""
    host, _ = Host.objects.get_or_create(name=host_name(url))
    now, pause = timezone.now(), PAUSE
    if not Host.objects.filter(pk=host.pk, free_from__lte=now).update(free_from=now + LEASE):
        host.refresh_from_db(fields=["free_from"])
        raise NotYet(host.free_from)
    try:
        yield host
    except FetchError as error:
        pause = max(PAUSE, pause_asked(error))
        raise
    finally:
        Host.objects.filter(pk=host.pk).update(free_from=timezone.now() + pause)


def _ask_robots(host: Host, url: str) -> None:
    """Raise FetchError if the host's robots.txt keeps programs away from `url`, or cannot be read just now."""
    if not host.robots_read or host.robots_read < timezone.now() - ROBOTS_LAST:
        host.robots, host.robots_read = _robots(url), timezone.now()
        host.save(update_fields=["robots", "robots_read"])
    if not Protego.parse(host.robots).can_fetch(url, AGENT):
        raise FetchError(f"{host} does not want programs to read this page (its robots.txt says so).", 403)


def _robots(url: str) -> str:
    parts = urlsplit(url)
    try:
        found = fetch(
            f"{parts.scheme}://{parts.netloc}/robots.txt", allowed=settings.PRIVATE_HOSTS, most_bytes=LONGEST_ROBOTS
        )
    except FetchError as error:
        if error.status is not None and 400 <= error.status < 500 and error.status != 429:
            return ""  # there are no rules
        raise
    return found.data.decode(errors="replace").replace("\0", "")
