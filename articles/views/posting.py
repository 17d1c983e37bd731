"""Addresses that only take forms: whoever has to sign in first comes back to the page that has the form."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


def login_required_to_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `login_required` and `require_POST`, but nobody is sent back to an address that shows nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (
            view(request, *args, **kwargs) if request.user.is_authenticated else redirect_to_login(_came_from(request))
        )

    return require_POST(answer)


def _came_from(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, request.get_host()):
        return reverse("account")
    return urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl()
