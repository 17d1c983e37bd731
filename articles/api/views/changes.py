"""The feed of changes, by which a mirror is kept: nothing that changes is ever missed, deletions included."""

from collections.abc import Iterable

from django.core import signing
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import readable
from articles.api.authentication import may_review
from articles.api.pagination import limit_of
from articles.api.problems import wrong_parameter
from articles.api.representing import represent_all
from articles.api.serializers.history import seen_by
from articles.api.views.base import View
from articles.models import Annotation, AnnotationVersion

SIGNER = signing.Signer(salt="articles.api.changes")


class AnnotationChanges(View):
    """What has changed since a token: `next` leads on from there, now or whenever one comes back."""

    parameters = {"GET": frozenset({"since", "limit"})}

    def get(self, request: Request) -> Response:
        """The changes after the token; all there ever were, without one."""
        since, limit = _read(request.query_params.get("since")), limit_of(request)
        versions = AnnotationVersion.objects.filter(sequence__gt=since).order_by("sequence")
        rows = list(versions.values_list("sequence", "annotation", "number")[: limit + 1])
        more, rows = len(rows) > limit, rows[:limit]
        token = SIGNER.sign_object(rows[-1][0] if rows else since)
        return Response(
            {
                "results": self._changes(request, rows),
                "more": more,
                "next": f"{self.links.api('annotations/changes')}?since={token}&limit={limit}",
                "since": token,
            }
        )

    def _changes(self, request: Request, rows: list[tuple[int, int, int]]) -> list[dict]:
        """Each annotation once, where its last change among `rows` stands, as it is now."""
        last = {annotation: sequence for sequence, annotation, _ in rows}
        new = {annotation for _, annotation, number in rows if number == 1}
        shown = represent_all(readable(request).filter(pk__in=last).values_list("pk", flat=True), self.links)
        gone = _once_seen(request, last.keys() - shown.keys())
        changes = []
        for pk in sorted(last, key=last.get):
            if body := shown.get(pk):
                change = "created" if pk in new else "updated"
                item = {"id": body["id"], "change": change, "version": body["version"], "annotation": body}
                changes.append(item)
            elif pk in gone:
                changes.append({"id": gone[pk], "change": "deleted", "version": None, "annotation": None})
        return changes


def _once_seen(request: Request, hidden: Iterable[int]) -> dict[int, str]:
    """Of annotations that the reader may not see now, those that they might see before: primary key to id."""
    if not hidden:
        return {}
    annotations = Annotation.objects.exclude(article__state="draft").in_bulk(hidden)
    reviews = may_review(request)
    may_see = {pk: seen_by(request, row, reviews) for pk, row in annotations.items()}
    versions = AnnotationVersion.objects.filter(annotation__in=annotations).exclude(action="deleted")
    rows = versions.values_list("annotation", "note", "created")
    return {pk: annotations[pk].public_id for pk, note, written in rows if may_see[pk](note, written)}


def _read(token: str | None) -> int:
    """The sequence in a token; before the first, without one. Raises Refusal."""
    if token is None:
        return 0
    try:
        return SIGNER.unsign_object(token)
    except signing.BadSignature as error:
        raise wrong_parameter("since", "This is not a token that was given out here.") from error
