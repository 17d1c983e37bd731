"""The pages that say what went wrong and where to go on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class NotThere(Http404):
    """There is nothing, for a reason that is said; `link` and `name` are where to go on."""

    def __init__(self, reason: str, link: str, name: str):
        super().__init__(reason)
        self.reason, self.link, self.name = reason, link, name


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address at which there is nothing."""
    missing = exception if isinstance(exception, NotThere) else None
    return render(request, "404.html", {"missing": missing}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own mistakes; it needs no database."""
    return render(None, "500.html", status=500)
