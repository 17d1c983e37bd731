"""The versions of a note, one after the other, each as far as the reader may know of it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.comparing import Change, compare_notes
from articles.document import Note
from articles.formats.native import from_dict
from articles.models import Annotation, AnnotationVersion, groups_of, was_shown


@require_safe
def annotation_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every version that the reader may see, the newest first, with what was changed and by whom."""
    rows = Annotation.objects.select_related("article", "source").in_articles_open_to(request.user)
    annotation = rows.visible_to(request.user).filter(public_id=public_id).first()
    restorable = rows.restorable_by(request.user).filter(public_id=public_id).first()
    if not (annotation or restorable):
        raise Http404
    annotation = annotation or restorable
    context = {"annotation": annotation, "versions": _versions(request, annotation), "may_restore": bool(restorable)}
    return render(request, "annotating/annotation_history.html", context)


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with what it changed; `current` if it is what is shown now."""

    version: AnnotationVersion
    changes: list[Change]
    current: bool


def _versions(request: HttpRequest, annotation: Annotation) -> list[VersionView]:
    """What was written while a note was private, another group's or rejected stays hidden when it is shared later."""
    rows = list(annotation.versions.select_related("actor").order_by("number"))
    groups = groups_of(request.user)
    own = annotation.creator_id is not None and annotation.creator_id == request.user.pk
    reviews = request.user.has_perm("articles.change_annotation")
    views, before = [], None
    for row in rows:
        if own or was_shown(row.note, row.created, groups, reviews):
            note = from_dict(Note, row.note)
            current = row.number == annotation.version and annotation.deleted is None
            views.append(VersionView(row, compare_notes(before, note), current))
            before = note
    return views[::-1]
