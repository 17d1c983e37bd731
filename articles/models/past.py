"""Articles as they stood: an earlier text with the notes that lay over it then."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import groupby, takewhile
from operator import itemgetter

from django.contrib.auth.models import AnonymousUser

from articles.document import Document, Note
from articles.formats.native import from_dict
from articles.models.article import Article, Revision
from articles.models.history import AnnotationVersion, groups_of, was_shown
from articles.models.people import User
from articles.models.reading import ListedNote
from articles.models.row_writer import worst_state


def past_document(article: Article, revision: Revision, user: User | AnonymousUser) -> Document:
    """An article's text as it was, with the notes that `user` might see then and may see now, as they were.

    What has been deleted since stays unseen, and so does what was written while a note was not shared with `user`.
    """
    may_see = article.annotations.visible_to(user)
    rows = AnnotationVersion.objects.filter(annotation__in=may_see, revision__number__lte=revision.number)
    rows = rows.select_related("annotation").order_by("annotation__position", "annotation", "number")
    latest = {row.annotation_id: row for row in rows}
    groups = groups_of(user)
    notes = []
    for row in latest.values():
        note = from_dict(Note, row.note)
        own = user.is_authenticated and row.annotation.creator_id == user.pk
        shared = own or was_shown(row.note, row.created, groups, reviews=False)
        if row.action != "deleted" and note.status == "published" and shared:
            notes.append(note)
    return replace(from_dict(Document, revision.document), notes=tuple(notes))


def last_stood(public_ids: Iterable[str]) -> dict[str, int]:
    """Of notes whose words are gone, the number of the last version of the text in which they stood."""
    if not (wanted := list(public_ids)):
        return {}
    rows = AnnotationVersion.objects.filter(annotation__public_id__in=wanted).order_by("annotation", "-number")
    found: dict[str, int] = {}
    later: dict[str, int] = {}
    for public_id, note, number in rows.values_list("annotation__public_id", "note", "revision__number"):
        if public_id in found:
            continue
        if from_dict(Note, note).spans_of("content"):
            found[public_id] = max(number, later.get(public_id, number + 1) - 1)
        later[public_id] = number
    return found


def lost_since(annotations: Collection[ListedNote]) -> dict[int, int]:
    """By primary key, since which version of its text each has had the state that its words have now."""
    now = {annotation.pk: annotation.anchor for annotation in annotations}
    rows = AnnotationVersion.objects.filter(annotation__in=now).order_by("annotation", "-number")
    since = {}
    for _, versions in groupby(rows.values_list("annotation", "note", "revision__number"), itemgetter(0)):
        alike = takewhile(lambda row: worst_state(from_dict(Note, row[1]).spans) == now[row[0]], versions)
        since |= {key: number for key, _, number in alike}
    return since
