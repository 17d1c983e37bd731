"""Readers who come back are told when an article has changed: a cookie says which version of its text they read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from articles.views.parameters import number_in

COOKIE = "read"  # at the article's own path, so that it is sent with that article alone
REMEMBERED = 365 * 24 * 60 * 60  # seconds


def read_before(request: HttpRequest, current: int) -> int | None:
    """The number of the version that was read last, if `current` is a newer one."""
    number = number_in(request.COOKIES.get(COOKIE, "")) or 0
    return number if 0 < number < current else None


def remember_reading(request: HttpRequest, response: HttpResponse, number: int) -> HttpResponse:
    """On an article's page, set the cookie where it does not say so already: it is the number of a version."""
    if request.method == "GET" and request.COOKIES.get(COOKIE) != str(number):
        set_read(response, number, escape_uri_path(request.path))
    return response


def set_read(response: HttpResponse, number: int, path: str) -> None:
    """Say that the version `number` of the article at `path` is known to this reader."""
    response.set_cookie(
        COOKIE,
        number,
        max_age=REMEMBERED,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
