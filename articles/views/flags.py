"""Readers' disputes of notes: said by anyone, not too often, and resolved by editors."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.document import STATUSES
from articles.forms.review import DisputeForm, ResolutionForm
from articles.models import (
    AlreadyResolved,
    Annotation,
    Flag,
    StaleVersion,
    decide,
    dispute,
    flags_for,
    list_notes,
    resolve,
)
from articles.views.throttling import is_too_often
from articles.views.unsaved import gives_back, login_required_unless_sent

FLAGS_PER_PAGE = 30
DISPUTES_PER_HOUR = {"address": 5, "user": 20}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
def annotation_dispute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is wrong with a public note. It needs no account."""
    rows = Annotation.objects.visible_to(request.user).filter(visibility="public", public_id=public_id)
    annotation = rows.with_values().select_related("article").first()
    if annotation is None or not annotation.article.is_visible_to(request.user):
        raise Http404
    reporter = request.user if request.user.is_authenticated else None
    open_flag = annotation.flags.filter(reporter=reporter, resolved=None).first() if reporter else None
    form = DisputeForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (open_flag is None or open_flag.reason == form.cleaned_data["reason"]):
        if not _is_too_often(request):
            dispute(annotation, form.cleaned_data["reason"], reporter=reporter)
            messages.success(request, "Thank you. Editors will look at it.")
            return redirect(annotation)
        form.add_error(None, "You have disputed many notes within an hour. Keep your text, and try again later.")
        status = 429
    context = {"annotation": annotation, "note": annotation.to_note(), "form": form, "open_flag": open_flag}
    response = render(request, "flags/annotation_dispute.html", context, status=status)
    if status == 429:
        response["Retry-After"] = 3600
    return response


@permission_required("articles.change_flag", raise_exception=True)
def flag_list(request: HttpRequest) -> HttpResponse:
    """The disputes that are open, the oldest first, or the resolved ones, the newest first: a part of the review."""
    is_open = request.GET.get("flags") != "resolved"
    rows = flags_for(request.user).filter(resolved__isnull=is_open)
    rows = rows.order_by("created", "pk") if is_open else rows.order_by("-resolved", "-pk")
    page = Paginator(rows.select_related("reporter", "resolved_by"), FLAGS_PER_PAGE).get_page(request.GET.get("page"))
    disputed = Annotation.objects.filter(pk__in=[flag.annotation_id for flag in page])
    notes = {listed.pk: listed for listed in list_notes(disputed)}
    context = {
        "page": page,
        "disputes": [(flag, notes[flag.annotation_id]) for flag in page if flag.annotation_id in notes],
        "wanted": "open" if is_open else "resolved",
        "statuses": STATUSES,
    }
    return render(request, "flags/flag_list.html", context)


@login_required_unless_sent
@permission_required("articles.change_flag", raise_exception=True)
@permission_required("articles.change_annotation", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag_resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Say what was found about a dispute; the note may be rejected with it."""
    flag = get_object_or_404(flags_for(request.user).select_related("reporter", "resolved_by"), pk=number)
    annotation = Annotation.objects.with_values().select_related("article").get(pk=flag.annotation_id)
    form = ResolutionForm(request.POST or None, initial={"version": annotation.version})
    if request.method == "POST" and not flag.resolved and form.is_valid():
        try:
            _resolve(request, flag, annotation, form)
        except StaleVersion:
            form.add_error("reject", "The note has been changed since you opened this page. Look at it again.")
            form.data = form.data.copy()
            form.data["version"] = annotation.version
        except InvalidDocument as error:
            form.add_error("reject", f"The note no longer fits its article. {error.problems[0].detail}")
        except AlreadyResolved:
            return redirect("flag-resolve", number)
        else:
            messages.success(request, "The dispute is resolved.")
            return redirect(f"{reverse('review')}?flags=open")
    context = {"flag": flag, "annotation": annotation, "note": annotation.to_note(), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "flags/flag_resolve.html", context, status=status)


@transaction.atomic
def _resolve(request: HttpRequest, flag: Flag, annotation: Annotation, form: ResolutionForm) -> None:
    """Both or nothing."""
    resolution = form.cleaned_data["resolution"]
    resolve(flag, resolution, actor=request.user)
    if form.cleaned_data["reject"]:
        decide(annotation, "rejected", resolution, actor=request.user, version=form.cleaned_data["version"])


def _is_too_often(request: HttpRequest) -> bool:
    """Whoever is signed in is counted by account, so that a class behind one address can speak."""
    if request.user.is_authenticated:
        return is_too_often(request, "dispute", DISPUTES_PER_HOUR["user"], who=f"user-{request.user.pk}")
    return is_too_often(request, "dispute", DISPUTES_PER_HOUR["address"])
