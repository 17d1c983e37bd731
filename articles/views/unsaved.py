"""What was typed into a form comes back when it cannot be taken: the session is over, or its token is old."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import csrf

from articles.forms.annotation import sent_fields


def gives_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose form is given back when its token is old."""
    view.gives_back = True
    return view


def login_required_unless_sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `login_required`, but a form that was sent is given back instead of lost; the panel keeps its own."""
    behind = login_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        lost = not request.user.is_authenticated and _is_whole(request)
        return _unsaved(request) if lost else behind(request, *args, **kwargs)

    return gives_back(answer)


def unchecked_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without its token. One to type in is given back, if it was sent from a page of this site."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    match = request.resolver_match
    if own and match and getattr(match.func, "gives_back", False) and _is_whole(request):
        return _unsaved(request)
    return csrf.csrf_failure(request, reason)


def _is_whole(request: HttpRequest) -> bool:
    """Whether it is a form that a page can give back, which a file cannot be; the panel keeps its own."""
    return request.method == "POST" and not request.FILES and "X-Panel" not in request.headers


def _unsaved(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, to be sent again. It says nothing but what came, so it needs to ask nothing first."""
    return render(request, "unsaved.html", {"sent": sent_fields(request.POST)}, status=403)
