"""The tokens with which one's own programs sign in: made, shown once, revoked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.forms.tokens import TokenForm
from articles.models import issue_token
from articles.views.posting import login_required_to_post

COOKIE = "new-token"
LASTS = 60  # seconds from making a token to the page that shows it


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and the form for another, whose secret is on the next page and on none after that."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _, secret = issue_token(request.user, data["name"], [data["scope"]], form.expires)
        return _hand_over(request, secret)
    secret = request.get_signed_cookie(COOKIE, "", _salt(request), max_age=LASTS)
    context = {"form": form, "secret": secret, "tokens": request.user.tokens.all()}
    response = render(request, "account/tokens.html", context, status=422 if form.is_bound else 200)
    if secret:
        response.delete_cookie(COOKIE, request.path, samesite="Strict")
    return response


def _hand_over(request: HttpRequest, secret: str) -> HttpResponse:
    """To the page that shows a secret once, which may be loaded again. Until then the browser alone keeps it."""
    response = redirect("token-list")
    response.set_signed_cookie(
        COOKIE,
        secret,
        _salt(request),
        max_age=LASTS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _salt(request: HttpRequest) -> str:
    """So that nobody else is shown it who signs in with the same browser."""
    return f"{COOKIE} {request.user.pk}"


@login_required_to_post
def token_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a token: from now on nobody signs in with it."""
    token = request.user.tokens.filter(pk=number).first()
    if token:
        token.delete()
        messages.success(request, f"The token “{token}” is revoked.")
    else:
        messages.info(request, "You have no such token, or no longer.")
    return redirect("token-list")
