"""The tokens with which one's own programs sign in: made, shown once, revoked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.forms.tokens import TokenForm
from articles.models import issue_token
from articles.views.posting import login_required_to_post


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and the form for another, whose secret is on the page that answers and nowhere else."""
    form, secret, status = TokenForm(request.POST or None), "", 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            _, secret = issue_token(request.user, data["name"], [data["scope"]], form.expires)
            form = TokenForm()
        else:
            status = 422
    context = {"form": form, "secret": secret, "tokens": request.user.tokens.all()}
    return render(request, "account/tokens.html", context, status=status)


@login_required_to_post
def token_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a token: from now on nobody signs in with it."""
    token = get_object_or_404(request.user.tokens, pk=number)
    token.delete()
    messages.success(request, f"The token “{token}” is revoked.")
    return redirect("token-list")
