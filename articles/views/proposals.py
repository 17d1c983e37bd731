"""Proposals of the machine: decided about where one reads, and how well they do here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.document import STATUSES
from articles.forms.review import ProposalForm
from articles.models import Annotation, decide, proposal_bands, proposal_counts, undo_decision
from articles.views.articles import get_readable
from articles.views.posting import login_required_to_post
from articles.views.review import DONE, count_of, each_chosen, offer_undo, tell


@login_required_to_post
@permission_required("articles.change_annotation", raise_exception=True)
def article_proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept or reject proposals of an article, or take that back; for the script beside the text, answered as JSON."""
    get_readable(request, slug)
    form = ProposalForm(request.POST)
    done, failed = _decide(request, form) if form.is_valid() else ([], ["Choose a proposal, and what becomes of it."])
    if "X-Panel" in request.headers:
        picks = [f"{row.public_id}@{row.version}" for row in done]
        return JsonResponse({"done": picks, "failed": failed}, status=409 if failed else 200)
    back = f"{reverse('article-detail', args=[slug])}?proposals=on"
    if done and form.cleaned_data["decision"] in DONE:
        undo = offer_undo(done, back)
        messages.success(request, f"{count_of(done)} {DONE[form.cleaned_data['decision']]}.", extra_tags=undo)
    tell(request, failed)
    return redirect(back)


@login_required
@permission_required("articles.change_annotation", raise_exception=True)
@never_cache
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """How well proposals do here: what became of them, by kind and by how sure the machine was."""
    context = {"counts": proposal_counts(request.user), "bands": proposal_bands(request.user), "statuses": STATUSES}
    return render(request, "review/proposals.html", context)


def _decide(request: HttpRequest, form: ProposalForm) -> tuple[list[Annotation], list[str]]:
    decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]

    def do(row: Annotation, version: int) -> Annotation:
        if decision == form.UNDO:
            return undo_decision(row, actor=request.user, version=version)
        return decide(row, decision, reason, actor=request.user, version=version)

    return each_chosen(request, form, do)
