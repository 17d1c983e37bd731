"""Every version that an annotation ever had, in the order in which changes were committed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.utils import timezone

from articles.models.annotation import Annotation
from articles.models.article import Revision
from articles.models.people import User


class AnnotationVersion(models.Model):
    """Every change of an annotation, with the whole note as it was then: history, undo, the change feed, tombstones.

    `sequence` orders all changes of the site as they were committed.
    """

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sequence = models.BigIntegerField(unique=True)
    action = models.CharField(max_length=20)
    note = models.JSONField()
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["annotation", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.annotation}, version {self.number} ({self.action})"


class Tombstone(models.Model):
    """What is left of an annotation that was destroyed, for those who are to be told: none of its words.

    `shown` has for each of its versions that others than its creator saw who they were, and when it was written.
    """

    public_id = models.CharField("id", max_length=64)
    sequence = models.BigIntegerField(unique=True)
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    shown = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["public_id"], name="tombstone_id")]

    def __str__(self):
        return self.public_id


def is_restored(annotation: Annotation, number: int, *, actor: User, version: int) -> bool:
    """Whether the last that happened to an annotation is that `actor` took it back from `version` to `number`.

    Back to 0 is to delete it.
    """
    last = annotation.versions.first()
    if (last.number, last.actor_id) != (version + 1, actor.pk):
        return False
    if not number:
        return last.action == "deleted"
    wanted = annotation.versions.filter(number=number).first()
    return last.action == "restored" and wanted is not None and _undated(last.note) == _undated(wanted.note)


def _undated(note: Mapping[str, Any]) -> dict[str, Any]:
    return {**note, "modified": None}


def groups_of(user: User | AnonymousUser) -> dict[str, datetime]:
    """The groups that a user belongs to: when each was made, by slug."""
    return dict(user.annotation_groups.values_list("slug", "created")) if user.is_authenticated else {}


def was_shown(note: Mapping[str, Any], written: datetime, groups: Mapping[str, datetime], reviews: bool) -> bool:
    """Whether a note, stored when it was written, was shown to members of `groups` who did not make it.

    A group that was dissolved may have had the slug of one that was made later. `reviews` says if they review.
    """
    made = groups.get(note.get("group", ""))
    shared = note.get("visibility", "public") == "public" or (made is not None and made <= written)
    return shared and (reviews or note.get("status", "published") == "published")


def seen_tombstones(tombstones: Iterable[Tombstone], user: User | AnonymousUser, *, reviews: bool) -> list[Tombstone]:
    """The tombstones of what `user` might read before it was destroyed; `reviews` says if they review."""
    if not (tombstones := list(tombstones)):
        return []
    groups = groups_of(user)

    def was_seen(row: Tombstone) -> bool:
        was_theirs = user.is_authenticated and row.creator_id == user.pk
        shown = (was_shown(note, datetime.fromisoformat(note["written"]), groups, reviews) for note in row.shown)
        return was_theirs or any(shown)

    return [row for row in tombstones if was_seen(row)]


class ChangeCounter(models.Model):
    """One row that hands out the sequence of changes. Its lock, held until commit, keeps commits in that order."""

    value = models.BigIntegerField(default=0)

    def __str__(self):
        return str(self.value)

    @classmethod
    def take(cls, count: int) -> range:
        """The next `count` numbers. Call it last in a transaction: others wait from here until it ends."""
        if not cls.objects.filter(pk=1).update(value=F("value") + count):
            cls.objects.get_or_create(pk=1)
            cls.objects.filter(pk=1).update(value=F("value") + count)
        last = cls.objects.values_list("value", flat=True).get(pk=1)
        return range(last - count + 1, last + 1)
