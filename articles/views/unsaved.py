"""What was typed into a note's form comes back when it cannot be taken: the session is over, or its token is old."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import csrf

from articles.forms.annotation import sent_fields

GIVEN_BACK = {"annotation-new", "annotation-edit"}


def login_required_unless_sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `login_required`, but a form that was sent is given back instead of lost; the panel keeps its own."""
    behind = login_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        lost = request.method == "POST" and not request.user.is_authenticated and "X-Panel" not in request.headers
        return _unsaved(request) if lost else behind(request, *args, **kwargs)

    return answer


def unchecked_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without its token. A note's is given back, if it was sent from a page of this site."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    match = request.resolver_match
    if own and match and match.url_name in GIVEN_BACK and "X-Panel" not in request.headers:
        return _unsaved(request)
    return csrf.csrf_failure(request, reason)


def _unsaved(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, to be sent again. It says nothing but what came, so it needs to ask nothing first."""
    return render(request, "annotating/annotation_unsaved.html", {"sent": sent_fields(request.POST)}, status=403)
