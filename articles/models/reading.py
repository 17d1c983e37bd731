"""Notes read from their rows as values at once, for what shows many: no model is made for each span, tag and source."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles.document import Evidence as EvidenceValue
from articles.document import Note, SourceRef
from articles.document import Span as SpanValue
from articles.models.annotation import SAME_IN_NOTE, AnnotationQuerySet
from articles.models.annotation_parts import EVIDENCE_COLUMNS, SPAN_COLUMNS, AnnotationTag, Evidence, Span
from articles.models.article import Article

SOURCE_COLUMNS = ("name", "kind", "url")
COLUMNS = (
    "pk",
    "public_id",
    *(f"{role}__{column}" for role in ("source", "reported_by") for column in SOURCE_COLUMNS),
    "group__slug",
    "group__name",
    "creator__username",
    "creator_name",
    *SAME_IN_NOTE,
)
ARTICLE_COLUMNS = ("id", "slug", "title", "language", "state")


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note, with what pages say of it beside: the name of its group, and whether it is linked to the same claim.

    `creator` is the account that made it: a note that came in a file may name somebody who is called alike.
    """

    pk: int
    note: Note
    group: str
    is_linked: bool
    creator: int | None


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note in a list across articles, and what is said of it there. Of its article, ARTICLE_COLUMNS are known."""

    pk: int
    note: Note
    group: str
    version: int
    anchor: str
    deleted: datetime | None
    article: Article

    def get_place_url(self) -> str:
        """Where its article shows it, as an annotation's `get_place_url` says."""
        return f"{self.article.get_absolute_url()}#{'r' if self.note.spans_of('content') else 'n'}-{self.note.id}"


def read_notes(annotations: AnnotationQuerySet) -> list[StoredNote]:
    """These annotations in their order, in four queries; each note is what `to_note` would give."""
    return [
        StoredNote(row["pk"], note, row["group__name"] or "", row["membership"] is not None, row["creator"])
        for row, note in _read(annotations, "membership", "creator")
    ]


def list_notes(annotations: AnnotationQuerySet) -> list[ListedNote]:
    """The same in a list across articles, in four queries too."""
    said, article = ("version", "anchor", "deleted"), [f"article__{column}" for column in ARTICLE_COLUMNS]
    return [
        ListedNote(
            row["pk"],
            note,
            row["group__name"] or "",
            *(row[name] for name in said),
            Article.from_db(annotations.db, ARTICLE_COLUMNS, [row[name] for name in article]),
        )
        for row, note in _read(annotations, *said, *article)
    ]


def _read(annotations: AnnotationQuerySet, *more: str) -> list[tuple[Mapping[str, Any], Note]]:
    """Each row, with these columns too, and its note."""
    rows = list(annotations.values(*COLUMNS, *more))
    keys = [row["pk"] for row in rows]
    spans = _by_annotation(Span.objects.filter(annotation__in=keys), "paragraph__public_id", *SPAN_COLUMNS)
    evidence = _by_annotation(Evidence.objects.filter(annotation__in=keys), *EVIDENCE_COLUMNS)
    tags = _by_annotation(AnnotationTag.objects.filter(annotation__in=keys), "name")
    return [(row, _note(row, spans[key], evidence[key], tags[key])) for key, row in zip(keys, rows, strict=True)]


def _by_annotation(rows: QuerySet, *columns: str) -> Mapping[int, list[Sequence]]:
    """These columns, in the rows' order, by the annotation that they belong to."""
    found = defaultdict(list)
    for key, *values in rows.values_list("annotation", *columns):
        found[key].append(values)
    return found


def _note(row: Mapping[str, Any], spans: list[Sequence], evidence: list[Sequence], tags: list[Sequence]) -> Note:
    return Note(
        id=row["public_id"],
        spans=tuple(SpanValue(*values) for values in spans),
        source=_source(row, "source"),
        reported_by=_source(row, "reported_by"),
        tags=tuple(name for (name,) in tags),
        evidence=tuple(EvidenceValue(*values) for values in evidence),
        group=row["group__slug"] or "",
        creator=row["creator__username"] or row["creator_name"],
        **{name: row[name] for name in SAME_IN_NOTE},
    )


def _source(row: Mapping[str, Any], role: str) -> SourceRef | None:
    name, kind, url = (row[f"{role}__{column}"] for column in SOURCE_COLUMNS)
    return SourceRef(name, kind, url) if kind else None
