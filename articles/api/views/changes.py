"""The feed of changes, by which a mirror is kept: nothing that changes is ever missed, deletions included."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.core import signing
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import known_tombstones, readable
from articles.api.authentication import may_review
from articles.api.pagination import limit_of
from articles.api.problems import wrong_parameter
from articles.api.representing import represent_all
from articles.api.serializers.history import seen_by
from articles.api.views.base import View
from articles.models import Annotation, AnnotationVersion, ChangeCounter, Tombstone

SIGNER = signing.Signer(salt="articles.api.changes")


class AnnotationChanges(View):
    """What has changed since a token: `next` leads on from there, now or whenever one comes back."""

    parameters = {"GET": frozenset({"since", "limit"})}

    def get(self, request: Request) -> Response:
        """The changes after the token; all there ever were, without one."""
        since, limit = _read(request.query_params.get("since")), limit_of(request)
        versions = AnnotationVersion.objects.only("sequence", "annotation_id", "number")
        # What is committed between the two queries waits: one might lead on past what the other came too early for.
        until = ChangeCounter.objects.values_list("value", flat=True).first() or 0
        told = Q(sequence__gt=since, sequence__lte=until)
        found = [rows.filter(told).order_by("sequence") for rows in (versions, Tombstone.objects.all())]
        rows = sorted((row for some in found for row in some[: limit + 1]), key=attrgetter("sequence"))
        more, rows = len(rows) > limit, rows[:limit]
        token = SIGNER.sign_object(rows[-1].sequence if rows else since)
        changes = self._changes(request, [row for row in rows if isinstance(row, AnnotationVersion)])
        destroyed = known_tombstones(request, [row for row in rows if isinstance(row, Tombstone)])
        changes |= {row.sequence: _deletion(row.public_id) for row in destroyed}
        return Response(
            {
                "results": [changes[sequence] for sequence in sorted(changes)],
                "more": more,
                "next": f"{self.links.api('annotations/changes')}?since={token}&limit={limit}",
                "since": token,
            }
        )

    def _changes(self, request: Request, rows: list[AnnotationVersion]) -> dict[int, dict]:
        """Each annotation once, where its last change among `rows` stands, as it is now."""
        last = {row.annotation_id: row.sequence for row in rows}
        new = {row.annotation_id for row in rows if row.number == 1}
        shown = represent_all(readable(request).filter(pk__in=last).values_list("pk", flat=True), self.links)
        gone = _once_seen(request, last.keys() - shown.keys())
        changes = {}
        for pk, sequence in last.items():
            if body := shown.get(pk):
                change = "created" if pk in new else "updated"
                version = body["version"]
                changes[sequence] = {"id": body["id"], "change": change, "version": version, "annotation": body}
            elif pk in gone:
                changes[sequence] = _deletion(gone[pk])
        return changes


def _deletion(public_id: str) -> dict[str, Any]:
    return {"id": public_id, "change": "deleted", "version": None, "annotation": None}


def _once_seen(request: Request, hidden: Iterable[int]) -> dict[int, str]:
    """Of annotations that the reader may not see now, those that they might see before: primary key to id."""
    if not hidden:
        return {}
    annotations = Annotation.objects.exclude(article__state="draft").in_bulk(hidden)
    may_see = seen_by(request, may_review(request))
    versions = AnnotationVersion.objects.filter(annotation__in=annotations).exclude(action="deleted")
    rows = versions.values_list("annotation", "note", "created")
    return {pk: annotations[pk].public_id for pk, note, written in rows if may_see(annotations[pk], note, written)}


def _read(token: str | None) -> int:
    """The sequence in a token; before the first, without one. Raises Refusal."""
    if token is None:
        return 0
    try:
        return SIGNER.unsign_object(token)
    except signing.BadSignature as error:
        raise wrong_parameter("since", "This is not a token that was given out here.") from error
