"""Writing annotations for a request: who may, what is a duplicate, and what cannot be changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from django.db import IntegrityError
from rest_framework.request import Request

from articles.api.access import get_annotation, known_annotations, may_edit, visible_articles
from articles.api.authentication import may_review
from articles.api.links import Links
from articles.api.media import merge_patch
from articles.api.notes import NoteMaker
from articles.api.problems import Refusal, unprocessable
from articles.api.representing import represent_one
from articles.api.serializers.annotations import EXPANDED, READ_ONLY, AnnotationReplaceSerializer
from articles.checking import NOTE_ID, Problem, note_problems
from articles.document import Note
from articles.models import (
    Annotation,
    Article,
    add_notes,
    change_note,
    delete_annotation,
    fingerprint,
    lock_articles_of,
    lock_user,
)
from articles.models.annotation import new_annotation_id


def find_article(request: Request, wanted: dict[str, Any]) -> Article:
    """The article that a new annotation names. Raises Refusal with 422."""
    rows = visible_articles(request).with_revision()
    if not (wanted.get("slug") or wanted.get("url")):
        raise unprocessable([Problem("/article", "required", "Say which article, by its slug or its url.")])
    if slug := wanted.get("slug"):
        rows = rows.filter(slug=slug)
    if url := wanted.get("url"):
        rows = rows.known_under(url)
    article = rows.first()
    if article is None:
        raise unprocessable([Problem("/article", "unknown", "There is no such article, or none that you may see.")])
    number = article.current_revision.number
    if wanted.get("revision", number) != number:
        raise unprocessable([Problem("/article/revision", "stale", f"The text is at revision {number} by now.")])
    return article


def make_note(request: Request, maker: NoteMaker, data: dict[str, Any], public_id: str = "") -> Note:
    """The note of a new annotation, passed by the gate, with an id of its own. Raises Refusal."""
    if not request.user.has_perm("articles.add_annotation"):
        raise Refusal(403, "Your account may not annotate.")
    note = maker.make(data)
    if note.status == "rejected" and not may_review(request):
        raise Refusal(403, "Only those who review reject annotations.")
    if problems := note_problems(note, maker.paragraphs):
        raise unprocessable(problems)
    return replace(note, id=public_id or new_annotation_id())


def suggested_id(request: Request) -> str:
    """The id that the client suggests in the header Slug, if it is one and is free; else nothing."""
    slug = unquote(request.headers.get("Slug", "")).strip()
    if not NOTE_ID.fullmatch(slug) or Annotation.objects.filter(public_id=slug).exists():
        return ""
    return slug


def add(request: Request, article: Article, notes: Sequence[Note], allow_duplicate: bool) -> list[Annotation | Refusal]:
    """Store new notes that the gate has passed; in place of each that is there already, a refusal that names it.

    No other request of this account can store the same in between.
    """
    found: dict[tuple, str] = {}
    if not allow_duplicate:
        lock_user(request.user)
        found = _own_duplicates(request, article, notes)
    fresh, outcome = [], []
    for note in notes:
        key = _identity(note)
        if not allow_duplicate and key in found:
            outcome.append(duplicate(request, found[key]))
            continue
        found[key] = note.id
        fresh.append(note)
        outcome.append(note)
    try:
        stored = add_notes(article, fresh, actor=request.user)
    except IntegrityError:  # somebody took an id in between, which is seen now
        stored = add_notes(article, fresh, actor=request.user)
    rows = dict(zip((note.id for note in fresh), stored, strict=True))
    return [rows[item.id] if isinstance(item, Note) else item for item in outcome]


def _identity(note: Note) -> tuple[str, str]:
    """What is equal for duplicates: kind and words; where there are no words, kind and body."""
    return fingerprint(note), "" if note.spans else note.body


def _own_duplicates(request: Request, article: Article, notes: Iterable[Note]) -> dict[tuple[str, str], str]:
    prints = {fingerprint(note) for note in notes}
    rows = article.annotations.kept().filter(creator=request.user, fingerprint__in=prints).order_by("-pk")
    bare = fingerprint(Note("", "comment"))
    found = {}
    for public_id, print_, body in rows.values_list("public_id", "fingerprint", "body"):
        found[print_, body if print_ == bare else ""] = public_id
    return found


def duplicate(request: Request, public_id: str) -> Refusal:
    """409 with the annotation that exists."""
    links = Links.of(request)
    iri = links.iri(public_id)
    existing = {"id": public_id, "iri": iri, "url": links.annotation(public_id)}
    detail = "You have annotated these words in this way already. ?allow_duplicate=1 stores it all the same."
    return Refusal(409, detail, headers={"Link": f'<{iri}>; rel="duplicate"'}, existing=existing)


def lock_annotation(request: Request, public_id: str) -> Annotation:
    """The annotation, not to be changed by others until the transaction ends. Raises Refusal: 403, 404, 410."""
    lock_articles_of(Annotation.objects.filter(pk=get_annotation(request, public_id).pk))
    rows = known_annotations(request).filter(public_id=public_id).with_values().select_related("article")
    row = rows.select_for_update(of=("self",)).first()
    if row is None or row.deleted:
        raise Refusal(410, f"The annotation “{public_id}” has been deleted.")
    if not may_edit(request, row):
        raise Refusal(403, "This annotation is not yours to change.")
    return row


def patch(request: Request, row: Annotation, change: Any) -> Annotation:
    """Change an annotation as a merge patch says. Raises as `put` does."""
    if not isinstance(change, dict):
        raise Refusal(400, "A merge patch of an annotation is an object.")
    present = represent_one(row, Links.of(request))
    merged = merge_patch(present, change)
    if change.get("status") in ("published", "suggested") and "status_reason" not in change:
        merged.pop("status_reason")  # it was the reason for rejecting
    values = _writable(merged)
    _refuse_fixed(present, change)
    return _replace(request, row, values)


def put(request: Request, row: Annotation, body: Any) -> Annotation:
    """Give a locked annotation the value that `body` says. Raises Refusal, ValidationError or InvalidDocument."""
    values = _writable(body)
    _refuse_fixed(represent_one(row, Links.of(request)), body)
    return _replace(request, row, values)


def _writable(body: Any) -> dict[str, Any]:
    """What of a body can be written, checked. Raises ValidationError."""
    serializer = AnnotationReplaceSerializer(data=body)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _replace(request: Request, row: Annotation, values: dict[str, Any]) -> Annotation:
    before = row.to_note()
    note = NoteMaker(request, row.article).make(values, before)
    return row if note == before else store(request, row, note, before)


def store(request: Request, row: Annotation, note: Note, before: Note) -> Annotation:
    """Give a locked annotation another value than it had before. Raises Refusal with 403, or InvalidDocument."""
    decided = (note.status, note.status_reason) != (before.status, before.status_reason)
    if decided and not may_review(request):
        raise Refusal(403, "Only those who review decide about the status of an annotation.")
    if (note.visibility, note.group) != (before.visibility, before.group) and row.creator_id != request.user.pk:
        raise Refusal(403, "Only its creator decides who sees an annotation.")
    return change_note(row, note, before, actor=request.user)


def remove(request: Request, row: Annotation) -> Annotation:
    """Delete a locked annotation; all its versions are kept."""
    return delete_annotation(row, actor=request.user)


def _refuse_fixed(present: dict[str, Any], sent: dict[str, Any]) -> None:
    """Raises Refusal with 409 where a field that never changes shall become another."""
    problems = []
    for name in (*READ_ONLY, "article"):
        if name in sent and not _agrees(sent[name], present[name]):
            detail = "This cannot be changed." if name == "article" else "This is set by the site."
            problems.append(Problem(f"/{name}", "immutable", detail))
    if problems:
        raise Refusal(409, "A field that cannot be changed has another value.", problems)


def _agrees(said: Any, present: Any) -> bool:
    if isinstance(said, dict) and isinstance(present, dict):
        # What `expand=article` shows beside is of the article, and changes with it.
        said = {name: value for name, value in said.items() if name not in EXPANDED}
        return all(name in present and present[name] == value for name, value in said.items())
    if isinstance(said, str) and isinstance(present, dict):
        return said == present.get("slug")
    return said == present
