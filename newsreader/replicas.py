"""Reading from replicas, and what to do when a database fails.

A replica is a moment behind. Whoever has an account, a token or has just sent something reads from the primary and
so always finds their own writes; readers without an account, who are nearly all, read from one replica throughout a
request, so that the version of an article and its text come from one state. Commands and jobs use the primary.
"""

import logging
import random
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from newsreader import metrics
from newsreader.unavailable import SAFE, is_failure, unavailable

logger = logging.getLogger("newsreader.database")

PRIMARY = "default"
FRESH_COOKIE, FRESH_SECONDS = "fresh", 30  # after sending something; far longer than replicas are behind
PAUSE = 10  # seconds for which a replica that failed is left alone

_reading: ContextVar[str] = ContextVar("reading", default=PRIMARY)
_failed_at: dict[str, float] = {}


class Router:
    """Django's router: writes go to the primary, reads to where this request reads."""

    def db_for_read(self, model, **hints) -> str:
        """The database of this request; a row's relations come from where the row came from."""
        instance = hints.get("instance")
        return (instance and instance._state.db) or _reading.get()

    def db_for_write(self, model, **hints) -> str:
        """The primary."""
        return PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        """Always: all hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        """On the primary; the replicas follow."""
        return db == PRIMARY


class DatabaseMiddleware:
    """Chooses where a request reads. A read that meets a failed database is done once more elsewhere; a write is not,
    because it may have been done: its sender is told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _reading.set(_choose(request))
        try:
            response = self.get_response(request)
        finally:
            _reading.reset(token)
        if settings.DATABASE_REPLICA_URLS and request.method not in SAFE:
            response.set_cookie(FRESH_COOKIE, "1", FRESH_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer of a second try, or a page that says what failed."""
        if not is_failure(error):
            return None
        failed, elsewhere = _reading.get(), _elsewhere()
        may_retry = request.method in SAFE and not getattr(request, "was_retried", False)
        metrics.FAILURES.labels(failed, "yes" if may_retry else "no").inc()
        logger.error("The database %s failed: %s", failed, error, exc_info=error)
        for connection in connections.all(initialized_only=True):
            connection.close()
        if not may_retry:
            return unavailable(request, error)
        request.was_retried = True
        _reading.set(elsewhere)
        view, args, kwargs = request.resolver_match
        try:
            response = view(request, *args, **kwargs)
            return response.render() if callable(getattr(response, "render", None)) else response
        except DatabaseError as second:
            return unavailable(request, second)


def _choose(request: HttpRequest) -> str:
    """A replica that works, for who has sent nothing and has no account; else the primary."""
    known = {settings.SESSION_COOKIE_NAME, FRESH_COOKIE} & request.COOKIES.keys() or "Authorization" in request.headers
    if request.method not in SAFE or known:
        return PRIMARY
    return _replica() or PRIMARY


def _replica(*, even_failed: bool = False) -> str | None:
    now = time.monotonic()
    replicas = [alias for alias in connections if alias != PRIMARY]
    working = [alias for alias in replicas if now - _failed_at.get(alias, -PAUSE) >= PAUSE]
    usable = working or (replicas if even_failed else [])
    return random.choice(usable) if usable else None


def _elsewhere() -> str:
    """Where to try again: the primary after a replica; a replica after the primary, if there is one.

    Where the primary failed, a replica that failed just before may be back.
    """
    failed = _reading.get()
    if failed == PRIMARY:
        return _replica(even_failed=True) or PRIMARY
    _failed_at[failed] = time.monotonic()
    return PRIMARY
