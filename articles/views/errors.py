"""The pages that say what went wrong and where to go on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address at which there is nothing."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own mistakes; it needs no database."""
    return render(None, "500.html", status=500)
