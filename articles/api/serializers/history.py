"""Versions of annotations, and the feed of changes, as JSON."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from articles.api.serializers.annotations import AnnotationSerializer, CreatorSerializer, SpanSerializer
from articles.api.serializers.fields import Number, StrictSerializer, moment
from articles.document import Note
from articles.formats.native import from_dict
from articles.models import Annotation, AnnotationVersion, groups_of, was_shown

CHANGES = ("created", "updated", "deleted")


class RestoreSerializer(StrictSerializer):
    """Which version to go back to."""

    version = Number(min_value=1, max_value=2**31 - 1)


class NoteVersionSerializer(serializers.Serializer):
    """An annotation's value at the time; its sources by the names that they had."""

    kind = serializers.CharField()
    spans = SpanSerializer(many=True)
    source = serializers.DictField(allow_null=True)
    speaker_role = serializers.CharField()
    manner = serializers.CharField()
    reported_by = serializers.DictField(allow_null=True)
    why_unnamed = serializers.CharField()
    body = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    verdict = serializers.CharField()
    verdict_reason = serializers.CharField()
    evidence = serializers.ListField(child=serializers.DictField())
    status = serializers.CharField()
    status_reason = serializers.CharField()
    visibility = serializers.CharField()
    group = serializers.CharField()
    proposed_by = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True)


class VersionSerializer(serializers.Serializer):
    """A version of an annotation: what was done, by whom and when, and the value that it had then."""

    version = serializers.IntegerField()
    action = serializers.CharField(help_text="Such as created, edited, deleted, restored.")
    actor = CreatorSerializer(allow_null=True)
    created = serializers.DateTimeField()
    revision = serializers.IntegerField()
    annotation = NoteVersionSerializer()


class HistorySerializer(serializers.Serializer):
    """The versions of an annotation, the newest first."""

    results = VersionSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    """That an annotation was made, changed or deleted; what is no longer to be seen counts as deleted."""

    id = serializers.CharField()
    change = serializers.ChoiceField(CHANGES)
    version = serializers.IntegerField(allow_null=True)
    annotation = AnnotationSerializer(allow_null=True)


class ChangesSerializer(serializers.Serializer):
    """What has changed, in the order of the last change of each."""

    results = ChangeSerializer(many=True)
    more = serializers.BooleanField(help_text="Whether there is more to fetch at once.")
    next = serializers.URLField(help_text="Where the changes after these will be.")
    since = serializers.CharField(help_text="The token in `next`.")


def seen_by(request: Request, reviews: bool) -> Callable[[Annotation, Mapping[str, Any], datetime], bool]:
    """Whether the request's user might see an annotation while it had a value, as it was stored then."""
    user, groups = request.user, groups_of(request.user)

    def may_see(row: Annotation, note: Mapping[str, Any], written: datetime) -> bool:
        is_theirs = user.is_authenticated and row.creator_id == user.pk
        return is_theirs or was_shown(note, written, groups, reviews)

    return may_see


def represent_version(version: AnnotationVersion) -> dict[str, Any]:
    """A version; who made it and the revision should be loaded."""
    note: Note = from_dict(Note, version.note)
    return {
        "version": version.number,
        "action": version.action,
        "actor": {"name": version.actor.get_username()} if version.actor else None,
        "created": moment(version.created),
        "revision": version.revision.number,
        "annotation": represent_note(note),
    }


def represent_note(note: Note) -> dict[str, Any]:
    """A value, with every field."""
    plain = {name: getattr(note, name) for name in NoteVersionSerializer().fields}
    return {
        **plain,
        "spans": [_span(span) for span in note.spans],
        "tags": list(note.tags),
        "source": _values(note.source),
        "reported_by": _values(note.reported_by),
        "evidence": [
            {**_values(item), "accessed": item.accessed and item.accessed.isoformat()} for item in note.evidence
        ],
    }


def _span(span) -> dict[str, Any]:
    values = _values(span)
    return {"text": values.pop("exact"), **values}


def _values(value) -> dict[str, Any] | None:
    return value and {name: getattr(value, name) for name in value.__slots__}
