"""The answer when the database cannot be reached, is full or may only be read: what it means to who sent something."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.views import errors

RETRY_AFTER = 30  # seconds
SAFE = ("GET", "HEAD", "OPTIONS")
# What SQLite and PostgreSQL say: SQLITE_FULL and 53100; SQLITE_READONLY and 25006; the write lock was not to be had.
REASONS = {
    "full": ("The disk of the database is full.", ("disk is full", "no space left", "disk full")),
    "read only": (
        "The database may only be read at the moment.",
        ("readonly database", "read-only", "recovery is in progress"),
    ),
    "busy": ("The database is busy with other writes.", ("database is locked", "lock timeout", "deadlock")),
}
AWAY = "The database cannot be reached."


def reason(error: BaseException) -> str:
    """One sentence about what a database's error means."""
    told = str(error).lower()
    return next((sentence for sentence, signs in REASONS.values() if any(sign in told for sign in signs)), AWAY)


def is_failure(error: BaseException | None) -> bool:
    """Whether the database failed, and not the statement. PostgreSQL says "internal" of one that may only be read."""
    if isinstance(error, InternalError):
        return reason(error) != AWAY
    told = str(error)
    return isinstance(error, OperationalError | InterfaceError) and not told.startswith(("no such", "near "))


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what failed outside the views: a session that could not be stored, or a mistake of ours."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if is_failure(error) else errors.server_error(request)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503, with what failed and what became of what was sent. It needs no database."""
    why = reason(error)
    sent = request.method not in SAFE
    outcome = _outcome(sent, why)
    response = render(None, "503.html", {"reason": why, "outcome": outcome, "sent": sent}, status=503)
    response["Retry-After"], response["Cache-Control"] = RETRY_AFTER, "no-store"
    response.told = f"{why} {outcome}"
    return response


def _outcome(sent: bool, why: str) -> str:
    if not sent:
        return "Try again in half a minute."
    if why == AWAY:  # it may have gone while it was confirming
        return "It is not confirmed that what you sent was stored: look before you send it again."
    return "Nothing of what you sent was stored: send it again later."
