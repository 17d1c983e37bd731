"""What is one's own: notes, news of them, the account itself."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from articles.forms.accounts import CloseAccountForm, EmailForm, OwnNotesForm
from articles.models import OwnsGroups, User, account_data, close_account, list_notes
from articles.views.parameters import number_in
from articles.views.posting import login_required_to_post

NOTES_PER_PAGE = 20
NOTICES_PER_PAGE = 50


def unread_notices(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """For every template: how many notices are unread, counted when the page says so, once."""
    return {"unread_notices": cache(lambda: request.user.notices.filter(read=None).count())}


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own notes, newest first, whatever their state."""
    form = OwnNotesForm(request.GET)
    rows = form.apply(request.user.annotations.all()).order_by("-created", "-pk")
    page = Paginator(rows, NOTES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "account/account.html", {"form": form, "page": page, "rows": list_notes(page.object_list)})


@login_required
@never_cache
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What happened to one's notes."""
    rows = request.user.notices.select_related("annotation__article")
    page = Paginator(rows, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "account/notice_list.html", {"page": page})


@login_required_to_post
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, and go on there, or all."""
    notices, back = request.user.notices.filter(read=None), reverse("notice-list")
    if "notice" in request.POST:
        number, page = (number_in(request.POST.get(name, "")) for name in ("notice", "page"))
        notices = notices.filter(pk=number or 0)
        back += (f"?page={page}" if page else "") + (f"#notice-{number}" if number else "")
    notices.update(read=timezone.now())
    return redirect(back)


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    """One's e-mail address, and the ways to password, download and closing."""
    form = EmailForm(request, request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        request.user.email = form.cleaned_data["email"]
        request.user.save(update_fields=["email"])
        messages.success(request, "Your e-mail address is saved.")
        return redirect("account-settings")
    return render(request, "account/account_settings.html", {"form": form})


@login_required
@never_cache
@require_safe
def account_download(request: HttpRequest) -> HttpResponse:
    """Everything one wrote, as a file."""
    response = JsonResponse(account_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="newsreader-{timezone.localdate()}.json"'
    return response


@sensitive_post_parameters("password")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_close(request: HttpRequest) -> HttpResponse:
    """Close one's account for good, after the password and a choice; groups need another owner first."""
    kept = request.user.annotations.kept()
    public = kept.filter(visibility="public").count()
    form = CloseAccountForm(request, request.POST or None)
    if not public:
        del form.fields["public_notes"]
    if request.method == "POST" and form.is_valid():
        with suppress(OwnsGroups):  # then the page says so, as it did before
            with suppress(User.DoesNotExist):  # it was sent twice at once
                close_account(request.user, keep_public=form.cleaned_data.get("public_notes") != form.DELETE)
            logout(request)
            return redirect("account-closed")
    context = {
        "form": form,
        "owned": request.user.owned_groups.order_by("name"),
        "public": public,
        "others": kept.exclude(visibility="public").count(),
    }
    return render(request, "account/account_close.html", context)


@require_safe
def account_closed(request: HttpRequest) -> HttpResponse:
    """That it is done."""
    return render(request, "account/account_closed.html")
