"""The editors' desk: notes by status, accepted or rejected one by one or many at once, and each of it undone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.document import STATUSES
from articles.forms.review import DecisionForm, ReviewFilterForm, UndoForm
from articles.models import (
    Annotation,
    AnnotationVersion,
    ListedNote,
    StaleVersion,
    decide,
    list_notes,
    reviewable_by,
    undo_decision,
)
from articles.views.anchors import anchor_list
from articles.views.flags import flag_list
from articles.views.posting import login_required_to_post
from articles.views.unsaved import login_required_unless_sent

NOTES_PER_PAGE = 30
DONE = {"published": "accepted", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Row:
    """A note to decide about. `pick` names it as it is shown; `form` is its own, as it was sent if it was.

    `after` is the id of the note to go on with: the next, or of the last the one before.
    """

    listed: ListedNote
    pick: str
    chosen: bool
    form: DecisionForm
    after: str


@login_required_unless_sent
@permission_required("articles.change_annotation", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Notes by `?status=` and `?kind=`, the newest first; with `?choose=all`, all of the page chosen.

    With `?flags=open` or `resolved`, readers' disputes instead; with `?anchor=`, notes that have lost their words.

    What is sent decides about the notes that it names, as they were when the page was shown.
    """
    if "flags" in request.GET:
        return flag_list(request)
    if "anchor" in request.GET:
        return anchor_list(request)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = "after" if _decide(request, form) else "row"
        return redirect(request.get_full_path() + _row(request.POST.get(place, "")))
    return _page(request, form)


@login_required_to_post
@permission_required("articles.change_annotation", raise_exception=True)
def review_undo(request: HttpRequest) -> HttpResponse:
    """Take back the decisions about the notes that are sent, where nothing has happened to them since."""
    form = UndoForm(request.POST)
    if form.is_valid():
        done, failed = each_chosen(
            request, form, lambda row, version: undo_decision(row, actor=request.user, version=version)
        )
        if done:
            messages.success(request, f"{count_of(done)} as before.")
        tell(request, failed)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, None)
    return redirect(back if safe else "review")


def _decide(request: HttpRequest, form: DecisionForm) -> bool:
    """Whether anything was decided."""
    status, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    done, failed = each_chosen(
        request, form, lambda row, version: decide(row, status, reason, actor=request.user, version=version)
    )
    changed = [row for row in done if row.version > dict(form.cleaned_data["note"])[row.public_id]]
    if changed:
        row = _row(changed[0].public_id) if len(changed) == 1 else ""
        undo = offer_undo(changed, request.get_full_path() + row)
        messages.success(request, f"{count_of(changed)} {DONE[status]}.", extra_tags=undo)
    tell(request, failed)
    return bool(done)


def _row(name: str) -> str:
    """Where the note of this id stands in the list: who decides there goes on there. Nowhere, if it is no id."""
    return f"#row-{name}" if re.fullmatch(r"[\w.~-]{1,64}", name, re.ASCII) else ""


def offer_undo(rows: Iterable[Annotation], back: str) -> str:
    """The address that takes back what was decided about these, and leads to `back`."""
    undo = {"note": [f"{row.public_id}@{row.version}" for row in rows], "next": back}
    return f"{reverse('review-undo')}?{urlencode(undo, doseq=True)}"


def each_chosen(
    request: HttpRequest, form: forms.Form, do: Callable[[Annotation, int], Annotation]
) -> tuple[list[Annotation], list[str]]:
    """Do it to each note that was chosen; those to which it was done, and why it was not done to others."""
    versions = dict(form.cleaned_data["note"])
    rows = reviewable_by(request.user).filter(public_id__in=versions).with_values().order_by("pk")
    done, failed = [], []
    for row in rows:
        try:
            done.append(do(row, versions[row.public_id]))
        except (StaleVersion, Annotation.DoesNotExist, AnnotationVersion.DoesNotExist):
            failed.append(f"{row} has been changed in the meantime. Look at it again.")
        except InvalidDocument as error:
            failed.append(f"{row} no longer fits its article. {error.problems[0].detail}")
    if missing := len(versions) - len(rows):
        failed.append(f"{missing} could not be found: deleted, or not shared with you any more.")
    return done, failed


def tell(request: HttpRequest, failed: Iterable[str]) -> None:
    """Say on the next page what could not be done."""
    for sentence in failed:
        messages.warning(request, sentence)


def count_of(rows: list[Annotation]) -> str:
    """ "1 note", "2 notes"."""
    return f"{len(rows)} note{'s' if len(rows) > 1 else ''}"


def _page(request: HttpRequest, form: DecisionForm) -> HttpResponse:
    filter_form = ReviewFilterForm(request.GET)
    found = reviewable_by(request.user).filter(**filter_form.wanted).order_by("-created", "-pk")
    page = Paginator(found, NOTES_PER_PAGE).get_page(request.GET.get("page"))
    sent_from, blank = form.data.get("row", ""), DecisionForm()
    all_chosen = request.GET.get("choose") == "all"
    sent = form.data.getlist("note") if form.is_bound and not sent_from else None
    rows, shown = [], list_notes(page.object_list)
    names = [listed.note.id for listed in shown]
    for listed, after in zip(shown, [*names[1:], *names[-2:-1], ""], strict=False):
        pick = f"{listed.note.id}@{listed.version}"
        chosen = all_chosen if sent is None else pick in sent
        rows.append(Row(listed, pick, chosen, form if sent_from == listed.note.id else blank, after))
    context = {
        "filter_form": filter_form,
        "page": page,
        "rows": rows,
        "all_chosen": all_chosen,
        "bulk": blank if sent_from else form,
        "wanted": filter_form.wanted["status"],
        "statuses": STATUSES,
    }
    return render(request, "review/review.html", context, status=422 if form.is_bound else 200)
