"""The history of an article's text: every version with its notes as they were, and what changed between two."""

import re
from collections import Counter
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.anchoring import changed_units
from articles.comparing import compare_documents, compare_metadata, compare_texts
from articles.document import NOTE_KINDS, Document, Note
from articles.models import Article, Revision, past_document
from articles.rendering import number_notes
from articles.views.articles import get_readable, make_blocks, reading_direction
from articles.views.caching import conditional
from articles.views.entries import make_entries
from articles.views.errors import NotThere

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
OUTCOMES = ("reworded", "removed", "added")


@require_safe
def revision_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of an article's text, the newest first."""
    article = get_readable(request, slug)
    rows = article.revisions.defer("document", "original")
    context = {"article": article, "revisions": rows}
    return conditional(request, article, lambda: render(request, "revisions/revision_list.html", context))


@require_safe
def revision_detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A version of an article's text with its notes as they were."""
    article = get_readable(request, slug)
    revision = _revision(article, number)

    def respond() -> HttpResponse:
        document = past_document(article, revision, request.user)
        numbers = number_notes(document)
        context = {
            "article": article,
            "revision": revision,
            "document": document,
            "direction": reading_direction(article),
            "blocks": make_blocks(document, numbers),
            "entries": make_entries(document.notes, numbers),
            **_neighbours(article, revision.number),
        }
        return render(request, "revisions/revision_detail.html", context)

    return conditional(request, article, respond)


@require_safe
def revision_changes(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """What changed from the version `?since=`, or else from the one before, to this one."""
    article = get_readable(request, slug)
    revision = _revision(article, number)
    before = _earlier(article, revision, request.GET.get("since") or str(revision.number - 1))

    def respond() -> HttpResponse:
        old, new = (past_document(article, row, request.user) for row in (before, revision))
        context = {
            "article": article,
            "revision": revision,
            "before": before,
            "direction": reading_direction(article),
            **describe_changes(old, new),
            **_neighbours(article, revision.number),
        }
        return render(request, "revisions/revision_changes.html", context)

    return conditional(request, article, respond)


def describe_changes(old: Document, new: Document) -> dict:
    """What the template of changes shows."""
    title = tuple(compare_texts(old.title, new.title)) if old.title != new.title else ()
    units = changed_units(old, new)
    return {
        "title_pieces": title,
        "metadata": compare_metadata(old, new),
        "stretches": compare_documents(old, new),
        "units": units,
        "summary": _count(units),
    }


def _count(units: Iterable[tuple[Note, str]]) -> list[str]:
    """In words, such as “2 claims reworded”."""
    counts = Counter((note.kind, outcome) for note, outcome in units)
    return [
        f"{count} {kind}{'s' if count > 1 else ''} {outcome}"
        for kind in NOTE_KINDS
        for outcome in OUTCOMES
        if (count := counts[kind, outcome])
    ]


def _revision(article: Article, number: str) -> Revision:
    revision = article.revisions.defer("original").filter(number=int(number)).first()
    if revision is None:
        raise _no_version(article, f"This article has no version {number}.")
    return revision


def _earlier(article: Article, revision: Revision, number: str) -> Revision:
    if revision.number == 1:
        raise _no_version(article, "Version 1 is the first: there is none to compare it with.")
    if not (NUMBER.fullmatch(number) and int(number) < revision.number):
        raise _no_version(article, f"“{number[:20]}” is no version before version {revision.number}.")
    return _revision(article, number)


def _no_version(article: Article, reason: str) -> NotThere:
    return NotThere(reason, reverse("revision-list", args=[article.slug]), "All versions of the article")


def _neighbours(article: Article, number: int) -> dict:
    """The numbers of the versions before and after."""
    numbers = list(article.revisions.order_by("number").values_list("number", flat=True))
    at = numbers.index(number)
    return {
        "earlier": numbers[at - 1] if at else None,
        "later": numbers[at + 1] if at + 1 < len(numbers) else None,
        "latest": numbers[-1],
    }
