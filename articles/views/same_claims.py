"""Linking a claim to the same claim in another article."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Annotation, CannotLink, link_claims, unlink_claim
from articles.querying import parse_query
from articles.search import matching, seen_annotations
from articles.views.parameters import words_in
from articles.views.searching import list_hits

OFFERED = 20


@login_required
@permission_required("articles.add_annotation", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def annotation_same(request: HttpRequest, public_id: str) -> HttpResponse:
    """Find the same claim in another article by `?q=`, and link it; or take this claim out of its links."""
    claim = _get_claim(request, public_id)
    problem = ""
    if request.method == "POST":
        if request.POST.get("action") == "unlink":
            unlink_claim(claim)
            messages.success(request, "This claim is linked to no other any more.")
            return redirect(claim)
        try:
            link_claims(claim, _get_claim(request, request.POST.get("other", "")), actor=request.user)
        except CannotLink as error:
            problem = str(error)
        else:
            messages.success(request, "The two claims are linked.")
            return redirect(claim)
    words = words_in(request, 300)
    query = parse_query(words)
    claims = seen_annotations(request.user).filter(kind="claim", visibility="public").exclude(article=claim.article)
    others = claims.filter(pk__in=matching(Annotation, query)) if query else claims.none()
    linked = claims.filter(membership__claim__members__annotation=claim)
    context = {
        "annotation": claim,
        "hit": list_hits(Annotation.objects.filter(pk=claim.pk))[0],
        "problem": problem,
        "words": words,
        "hits": list_hits(others.exclude(pk__in=linked.values("pk")).order_by("-created", "-pk")[:OFFERED], query),
        "linked": list_hits(linked.order_by("-article__listed", "pk")),
    }
    return render(request, "search/annotation_same.html", context, status=422 if problem else 200)


def _get_claim(request: HttpRequest, public_id: str) -> Annotation:
    row = seen_annotations(request.user).filter(public_id=public_id.replace("\x00", ""), kind="claim").first()
    if row is None:
        raise Http404
    return row
