"""What editors decide about notes: accepted, rejected with a reason, or as it was before."""

from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from articles.document import Note
from articles.models.access import Notice
from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.history import is_restored
from articles.models.notices import notify
from articles.models.people import Flag, User
from articles.models.same_claims import lock_articles_of
from articles.models.transactions import in_one_transaction
from articles.models.writing import StaleVersion, replace_note, restore_note

ACTIONS = {"published": "accepted", "rejected": "rejected"}


class AlreadyResolved(Exception):
    """Somebody else has resolved the dispute; `flag` is its present row."""

    def __init__(self, flag: Flag):
        self.flag = flag
        super().__init__(f"{flag} is resolved already.")


def reviewable_by(user: User) -> AnnotationQuerySet:
    """The annotations that `user`, who is an editor, decides about: those that they may know of."""
    return Annotation.objects.editable_by(user).in_articles_open_to(user)


def flags_for(user: User) -> QuerySet[Flag]:
    """The disputes that `user`, who is an editor, resolves: those of annotations that are theirs to review."""
    return Flag.objects.filter(annotation__in=reviewable_by(user))


@in_one_transaction
def decide(annotation: Annotation, status: str, reason: str = "", *, actor: User, version: int) -> Annotation:
    """Publish an annotation, or reject it for a reason and tell its creator. What is so already stays unchanged.

    So does what `actor` has just decided so: the button was pressed twice.
    Raises StaleVersion if its version is no longer the one given, and InvalidDocument when it no longer fits.
    """
    reason = reason if status == "rejected" else ""
    if (annotation.version, annotation.status, annotation.status_reason) == (version, status, reason):
        return annotation
    note = replace(annotation.to_note(), status=status, status_reason=reason)
    try:
        annotation = replace_note(annotation, note, actor=actor, action=ACTIONS[status], version=version)
    except StaleVersion as error:
        annotation, last = error.annotation, error.annotation.versions.first()
        decided = (last.number, last.actor_id, last.action, annotation.status_reason)
        if decided != (version + 1, actor.pk, ACTIONS[status], reason):
            raise
        return annotation
    if status == "rejected":
        notify(annotation, "rejected", reason, actor=actor)
    return annotation


@in_one_transaction
def change_note(annotation: Annotation, note: Note, before: Note, *, actor: User) -> Annotation:
    """Give an annotation another value than it had before, and decide about it if its status changes with that.

    Its creator is told that it was rejected. Raises InvalidDocument, and StaleVersion if it is deleted.
    """
    decided = (note.status, note.status_reason) != (before.status, before.status_reason)
    action = ACTIONS.get(note.status, "edited") if decided else "edited"
    annotation = replace_note(annotation, note, actor=actor, action=action)
    if decided and note.status == "rejected":
        notify(annotation, "rejected", note.status_reason, actor=actor)
    return annotation


@in_one_transaction
def undo_decision(annotation: Annotation, *, actor: User, version: int) -> Annotation:
    """Take back the decision that made version `version`. What its creator has not yet read about it is taken back too.

    What `actor` has taken back already stays so. Raises StaleVersion, InvalidDocument and
    AnnotationVersion.DoesNotExist as `restore_note` does.
    """
    try:
        annotation = restore_note(annotation, version - 1, actor=actor, version=version)
    except StaleVersion as error:
        if not is_restored(error.annotation, version - 1, actor=actor, version=version):
            raise
        return error.annotation
    Notice.objects.filter(annotation=annotation, occasion="rejected", read=None).delete()
    return annotation


@in_one_transaction
def dispute(annotation: Annotation, reason: str, *, reporter: User | None) -> Flag:
    """Keep a reader's objection to an annotation for the editors, once, and tell its creator."""
    rows = Annotation.objects.filter(pk=annotation.pk)
    lock_articles_of(rows)  # the second of two finds the first
    rows.get()  # it may have been destroyed
    if flag := annotation.flags.filter(reporter=reporter, reason=reason, resolved=None).first():
        return flag
    flag = Flag.objects.create(annotation=annotation, reporter=reporter, reason=reason)
    notify(annotation, "disputed", reason, actor=reporter)
    return flag


@in_one_transaction
def resolve(flag: Flag, resolution: str, *, actor: User) -> Flag:
    """Close a dispute with what was found. Raises AlreadyResolved."""
    flag = Flag.objects.select_for_update().get(pk=flag.pk)
    if flag.resolved:
        raise AlreadyResolved(flag)
    flag.resolved, flag.resolved_by, flag.resolution = timezone.now(), actor, resolution
    flag.save(update_fields=["resolved", "resolved_by", "resolution"])
    return flag
