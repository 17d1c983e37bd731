"""The one way in which notes are written: through the gate, with a version kept and the article's version raised."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from django.db.models import F
from django.utils import timezone

from articles.anchoring import DocumentMap, reanchor
from articles.checking import InvalidDocument, Problem, note_problems
from articles.document import Document, Note
from articles.formats.native import from_dict, to_dict
from articles.models.annotation import Annotation, AnnotationQuerySet, new_annotation_id
from articles.models.annotation_parts import AnnotationTag, Span
from articles.models.article import Article, Paragraph, Revision, lock_article
from articles.models.history import AnnotationVersion, ChangeCounter
from articles.models.indexing import index_rows
from articles.models.people import User
from articles.models.row_writer import RowWriter, fingerprint, worst_state
from articles.models.same_claims import lock_articles_of, touch_members
from articles.models.transactions import in_one_transaction


class StaleVersion(Exception):
    """The annotation was changed or deleted since it was read; `annotation` is its present row."""

    def __init__(self, annotation: Annotation):
        self.annotation = annotation
        super().__init__(f"{annotation} is at version {annotation.version} by now.")


class NotTheirs(Exception):
    """Going back to a version would change what is for others to decide; the message says what."""


@in_one_transaction
def add_notes(
    article: Article,
    notes: Sequence[Note],
    *,
    actor: User | None,
    action: str = "created",
    external_ids: Sequence[str] = (),
) -> list[Annotation]:
    """Store new annotations over an article's current text. An id that is taken is replaced by a new one.

    `external_ids` say, one for each note, by what it is known again when it comes once more.

    Raises InvalidDocument, with pointers into the list, when one cannot be stored; then none is.
    """
    if not notes:
        return []
    article.current_revision_id = lock_article(article).current_revision_id
    paragraphs = _paragraphs(article)
    _refuse(problem for index, note in enumerate(notes) for problem in note_problems(note, paragraphs, f"/{index}"))
    taken = set(
        Annotation.objects.filter(public_id__in=[note.id for note in notes]).values_list("public_id", flat=True)
    )
    writer = RowWriter(article, paragraphs, actor)
    writer.look_up_sources(notes)
    annotations = []
    for note, external_id in zip_longest(notes, external_ids, fillvalue=""):
        public_id = new_annotation_id() if not note.id or note.id in taken else note.id
        row = Annotation(article=article, public_id=public_id, external_id=external_id)
        annotations.append(writer.fill(row, note))
    Annotation.objects.bulk_create(annotations)
    writer.write_parts(annotations, notes)
    _record(annotations, actor, action)
    article.touch()
    return annotations


@in_one_transaction
def replace_note(
    annotation: Annotation, note: Note, *, actor: User | None, action: str = "edited", version: int | None = None
) -> Annotation:
    """Give an annotation a new value; its id, creator and time of creation stay.

    Raises InvalidDocument, and StaleVersion if it is deleted or its version is no longer the one given.
    """
    annotation = _lock(annotation, version)
    if annotation.deleted:
        raise StaleVersion(annotation)
    return _replace(annotation, note, actor, action)


@in_one_transaction
def restore_note(annotation: Annotation, number: int, *, actor: User | None, version: int | None = None) -> Annotation:
    """Give an annotation the value of its version `number` again; one that was deleted comes back.

    If the text was revised since, its words are found again. Raises InvalidDocument, StaleVersion as `replace_note`
    does, AnnotationVersion.DoesNotExist, and NotTheirs if `actor` may not decide what would change with it.
    """
    annotation = _lock(annotation, version)
    kept = annotation.versions.get(number=number)
    note = from_dict(Note, kept.note)
    if actor:
        _refuse_to_decide(actor, annotation, note)
    if kept.revision_id != annotation.article.current_revision_id:
        note = _carry_over(note, kept.revision, annotation.article)
    annotation.deleted = None
    return _replace(annotation, note, actor, "restored")


@in_one_transaction
def delete_annotation(annotation: Annotation, *, actor: User | None, version: int | None = None) -> Annotation:
    """Take an annotation out of sight; it stays stored, with all its versions, and can come back.

    Raises StaleVersion if its version is no longer the one given.
    """
    annotation = _lock(annotation, version)
    if annotation.deleted is None:
        annotation.deleted = annotation.modified = timezone.now()
        annotation.version += 1
        annotation.save(update_fields=["deleted", "modified", "version"])
        _date_tags([annotation], annotation.modified)
        _record([annotation], actor, "deleted")
        annotation.article.touch()
    return annotation


@in_one_transaction
def update_annotations(annotations: AnnotationQuerySet, *, actor: User | None, action: str, **columns) -> None:
    """Give all these annotations, deleted ones too, other values of columns that have nothing to do with the text.

    The values are not checked; `action` is what the history says. All are kept as new versions.
    """
    lock_articles_of(annotations)
    rows, now = list(annotations.select_for_update(of=("self",)).select_related("article")), timezone.now()
    if rows:
        found = Annotation.objects.filter(pk__in=[row.pk for row in rows])
        found.update(**columns, modified=now, version=F("version") + 1)
        _date_tags(rows, now)
        _record(rows, actor, action)
    for article in {row.article for row in rows}:
        article.touch()


@in_one_transaction
def move_notes(article: Article, pairs: Sequence[tuple[Annotation, Note]], *, actor: User | None) -> None:
    """Give annotations, with their values loaded, the places that they have in an article's new text.

    Whatever moved or changed is kept as a new version, but for deleted ones: those may only come back.
    """
    writer = RowWriter(article, _paragraphs(article), actor)
    moved, now = [(row, note) for row, note in pairs if row.to_note().spans != note.spans], timezone.now()
    for row, note in moved:
        row.revision_id = article.current_revision_id
        row.fingerprint = fingerprint(note)
        row.anchor = worst_state(note.spans)
        if row.deleted is None:
            row.version += 1
            row.modified = now
    columns = ["revision", "fingerprint", "anchor", "version", "modified"]
    Annotation.objects.bulk_update([row for row, _ in moved], columns, batch_size=200)
    _place(pairs, writer)
    Span.objects.filter(annotation__in=[row for row, _ in moved]).delete()
    writer.write_spans(moved)
    if kept := [row for row, _ in moved if row.deleted is None]:
        _date_tags(kept, now)
        _record(kept, actor, "moved")


def _date_tags(rows: Sequence[Annotation], modified: datetime) -> None:
    """Say when the annotations were changed to their tags, too, which stay the same."""
    AnnotationTag.objects.filter(annotation__in=rows).update(modified=modified)


def _lock(annotation: Annotation, version: int | None) -> Annotation:
    """The row as it is now, locked until the transaction ends, after its article's text, which `revise` locks first.

    Raises Annotation.DoesNotExist if it was destroyed.
    """
    lock_articles_of(Annotation.objects.filter(pk=annotation.pk))
    annotation = Annotation.objects.select_for_update(of=("self",)).select_related("article").get(pk=annotation.pk)
    if version is not None and version != annotation.version:
        raise StaleVersion(annotation)
    return annotation


def _replace(annotation: Annotation, note: Note, actor: User | None, action: str) -> Annotation:
    paragraphs = _paragraphs(annotation.article)
    _refuse(note_problems(note, paragraphs, ""))
    created, creator, creator_name = annotation.created, annotation.creator, annotation.creator_name
    writer = RowWriter(annotation.article, paragraphs, actor)
    if annotation.group:  # it may stay there, though the actor has left the group
        writer.groups[annotation.group.slug] = annotation.group
    writer.fill(annotation, note)
    annotation.created, annotation.creator, annotation.creator_name = created, creator, creator_name
    annotation.modified = timezone.now()
    annotation.version += 1
    annotation.save()
    for parts in (annotation.spans, annotation.evidence, annotation.tag_rows):
        parts.all().delete()
    writer.write_parts([annotation], [note])
    _record([annotation], actor, action)
    annotation.article.touch()
    return annotation


def _carry_over(note: Note, revision: Revision, article: Article) -> Note:
    """A note as it lay over an earlier text, over the present one."""
    before = from_dict(Document, revision.document).paragraphs
    return reanchor(note, DocumentMap(before, [row.to_value() for row in article.paragraphs.all()]))


def _refuse_to_decide(actor: User, annotation: Annotation, note: Note) -> None:
    """Raise NotTheirs if giving the annotation this value decides about it, or about who sees it, in others' place."""
    decided = (note.status, note.status_reason) != (annotation.status, annotation.status_reason)
    if decided and not actor.has_perm("articles.change_annotation"):
        raise NotTheirs("Only those who review decide about the status of an annotation.")
    group = annotation.group.slug if annotation.group else ""
    shown = (note.visibility, note.group) != (annotation.visibility, group)
    if shown and annotation.creator_id != actor.pk:
        raise NotTheirs("Only its creator decides who sees an annotation.")


def _place(pairs: Iterable[tuple[Annotation, Note]], writer: RowWriter) -> None:
    """Sort annotations by where the words of these notes stand, which is all that has changed about most of them."""
    placed = []
    for row, note in pairs:
        if (position := writer.position(note, row.position)) != row.position:
            row.position = position
            placed.append(row)
    Annotation.objects.bulk_update(placed, ["position"], batch_size=500)


def _paragraphs(article: Article) -> dict[str, Paragraph]:
    return {paragraph.public_id: paragraph for paragraph in article.paragraphs.all()}


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise InvalidDocument(found)


def _record(annotations: Sequence[Annotation], actor: User | None, action: str) -> None:
    """Keep the present value of each annotation as a version, and have it found by its words."""
    rows = Annotation.objects.filter(pk__in=[annotation.pk for annotation in annotations]).with_values()
    index_rows(rows)
    touch_members(annotations)
    AnnotationVersion.objects.bulk_create(
        AnnotationVersion(
            annotation=row,
            number=row.version,
            sequence=sequence,
            action=action,
            note=to_dict(row.to_note()),
            revision_id=row.revision_id,
            actor=actor,
        )
        for row, sequence in zip(rows, ChangeCounter.take(len(annotations)), strict=True)
    )
