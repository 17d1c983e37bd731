"""The pages that say what went wrong and where to go on."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import names_deleted

logger = logging.getLogger("newsreader.gone")


class NotThere(Http404):
    """There is nothing, for a reason that is said; `link` and `name` are where to go on."""

    def __init__(self, reason: str, link: str, name: str):
        super().__init__(reason)
        self.reason, self.link, self.name = reason, link, name


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what cannot be read, or is too large to be; it asks the request for nothing."""
    is_large = isinstance(exception, RequestDataTooBig)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000 if is_large else None
    return render(None, "400.html", {"most": most}, status=413 if is_large else 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address at which there is nothing."""
    missing = exception if isinstance(exception, NotThere) else None
    return render(request, "404.html", {"missing": missing}, status=404)


def forms_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a browser that opens again, as after a restart, what only takes forms shows no empty page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


class GoneMiddleware:
    """Who sends something about what is destroyed at that moment is told what they would be told a moment later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer of a second try, as a row was there when the request began: mostly 404. A mistake of ours is made
        again, and stays one. Views store in one transaction, or so that a second time does no harm.
        """
        if request.method in ("GET", "HEAD", "OPTIONS") or not (
            isinstance(error, ObjectDoesNotExist) or names_deleted(error)
        ):
            return None
        logger.warning("A request names what is gone, and is tried again: %s", error, exc_info=error)
        view, request.user = request.resolver_match, get_user(request)  # who may be gone, too
        return view.func(request, *view.args, **view.kwargs)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own mistakes; it needs no database."""
    return render(None, "500.html", status=500)
