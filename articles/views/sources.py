"""Correcting sources: their names, and two that are one."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.forms.sources import SourceForm, typed_for_other
from articles.models import (
    Annotation,
    CannotMerge,
    CannotPart,
    Source,
    StaleSource,
    TakenSource,
    edit_source,
    list_notes,
    merge_problem,
    merge_sources,
    notes_naming,
    part_problem,
    part_sources,
    source_digest,
    sources_known_to,
    with_merged,
)
from articles.views.parameters import words_in
from articles.views.posting import login_required_to_post
from articles.views.unsaved import login_required_unless_sent

OFFERED = 20
NOTES_SHOWN = 50


@login_required_unless_sent
@permission_required("articles.change_source", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def source_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, kind, address and other names. The notes that name it read otherwise at once."""
    source = _get_source(request, slug)
    if source.merged_into and request.method != "POST":
        return redirect("source-edit", source.merged_into.slug)
    if source.merged_into:
        return _offer_again(request, source)
    form = SourceForm(source, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = edit_source(source, actor=request.user, **form.cleaned_data)
        except TakenSource as error:
            form.refuse(error.source)
        except StaleSource as error:
            return _offer_again(request, error.source)
        else:
            messages.success(request, f"“{source}” is saved.")
            return redirect("source-list")
    return _edit_page(request, source, form, 422 if request.method == "POST" else 200)


@login_required
@permission_required("articles.change_source", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def source_merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Find the source that stands for this one by `?q=`, look at what moves to `?into=`, and merge."""
    source = _get_source(request, slug)
    if source.merged_into:
        messages.info(request, f"“{source}” is another name of “{source.merged_into}” already.")
        return redirect("source-edit", source.merged_into.slug)
    chosen = request.POST.get("into") or request.GET.get("into") or ""
    into = _get_source(request, chosen) if chosen else None
    if request.method == "POST" and into is None:
        raise Http404
    problem = merge_problem(source, into) if into else ""
    if request.method == "POST" and not problem:
        try:
            into = merge_sources(source, into, actor=request.user)
        except CannotMerge as error:  # somebody else was quicker
            problem = str(error)
        else:
            undo = reverse("source-part", args=[source.slug])
            messages.success(request, f"“{source}” is now another name of “{into}”.", extra_tags=undo)
            return redirect("source-edit", into.slug)
    words = words_in(request)
    others = _search(sources_known_to(request.user).exclude(kind="unnamed").exclude(pk=source.pk), words)
    notes = notes_naming(source) & Annotation.objects.shared_with(request.user).kept()
    context = {
        "source": source,
        "into": into,
        "problem": problem,
        "words": words,
        "others": others[:OFFERED] if words and not into else (),
        "notes": list_notes(notes[:NOTES_SHOWN]),
        "count": notes.count(),
    }
    return render(request, "sources/source_merge.html", context, status=422 if request.method == "POST" else 200)


@login_required_to_post
@permission_required("articles.change_source", raise_exception=True)
def source_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo the merging of a source. The page of what it was merged into says how that went."""
    source = _get_source(request, slug)
    into = source.merged_into or source
    try:
        part_sources(source, actor=request.user)
    except CannotPart as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{source}” is a source of its own again, with the notes that came from it.")
    return redirect("source-edit", into.slug)


def _offer_again(request: HttpRequest, source: Source) -> HttpResponse:
    """What was typed, in the form of a source that was changed meanwhile, or of the one that it was merged into."""
    typed, into = request.POST.dict(), source.merged_into or source
    happened = "Somebody else has changed it by now."
    if source.merged_into:
        typed = typed_for_other(typed, source, into)
        happened = f"“{source}” is another name of “{into}” by now. Nothing was saved."
    messages.warning(request, f"{happened} {_as_it_is(into)} Save again to put what you typed in its place.")
    return _edit_page(request, into, SourceForm(into, typed | {"seen": source_digest(into)}), 409)


def _edit_page(request: HttpRequest, source: Source, form: SourceForm, status: int) -> HttpResponse:
    taken = sources_known_to(request.user).filter(pk=form.taken.pk).first() if form.taken else None
    merged = [(row, not part_problem(row)) for row in source.merged.prefetch_related("merges", "merged_into")]
    context = {"source": source, "form": form, "taken": taken, "merged": merged}
    return render(request, "sources/source_edit.html", context, status=status)


def _as_it_is(source: Source) -> str:
    names = f", also {'; '.join(source.aliases)}" if source.aliases else ""
    address = f", {source.url}" if source.url else ""
    return f"It is “{source}” ({source.get_kind_display().lower()}){address}{names}."


def _get_source(request: HttpRequest, slug: str) -> Source:
    """The source, if it is known to the user; one that was merged too, if they know what it was merged into."""
    rows = with_merged(sources_known_to(request.user)).select_related("article", "merged_into")
    source = rows.filter(slug=slug.replace("\x00", "")).first()
    if source is None:
        raise Http404
    return source


def _search(sources: QuerySet[Source], words: str) -> QuerySet[Source]:
    """Those with all the words in a name. SQLite keeps JSON with escapes, PostgreSQL without: both are looked for."""
    for word in words.split()[:10]:
        escaped = json.dumps(word)[1:-1]
        wanted = Q(name__icontains=word) | Q(aliases__icontains=word) | Q(aliases__icontains=escaped)
        sources = sources.filter(wanted)
    return sources
