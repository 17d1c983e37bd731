"""Annotations as JSON, straight from their columns: rows as objects would take most of the time of a page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from articles.api.links import Links
from articles.api.serializers.articles import represent_summary
from articles.api.serializers.fields import moment
from articles.api.serializers.sources import SOURCE_REF
from articles.models import Annotation, AnnotationTag, Article, Evidence, Group, Source, Span
from articles.models.annotation_parts import EVIDENCE_COLUMNS, SPAN_COLUMNS

PLAIN = (
    "speaker_role",
    "manner",
    "why_unnamed",
    "body",
    "verdict",
    "verdict_reason",
    "status",
    "status_reason",
    "visibility",
    "proposed_by",
    "confidence",
    "anchor",
    "version",
)
ARTICLE = {"slug": "article__slug", "title": "article__title", "url": "article__url", "revision": "revision__number"}
COLUMNS = (
    "pk",
    "public_id",
    "article",
    "kind",
    "created",
    "modified",
    "position",
    "creator_name",
    "creator__username",
    # Looked up apart, as a database needs long to plan a query of many tables.
    "source",
    "reported_by",
    "group",
    *PLAIN,
    *ARTICLE.values(),
)
SPAN = ("paragraph", *("text" if column == "exact" else column for column in SPAN_COLUMNS))


def represent_one(row: Annotation, links: Links) -> dict[str, Any]:
    """An annotation as it is stored now."""
    (body,) = represent_all([row.pk], links).values()
    return body


def represent_all(keys: Iterable[int], links: Links) -> dict[int, dict[str, Any]]:
    """Annotations by their primary keys."""
    rows = list(Annotation.objects.filter(pk__in=list(keys)).values(*COLUMNS))
    return dict(zip((row["pk"] for row in rows), represent(rows, links), strict=True))


def represent(rows: Sequence[dict[str, Any]], links: Links, expand: bool = False) -> list[dict[str, Any]]:
    """Annotations of whose rows COLUMNS are given, in four queries more, and in one each for articles and groups."""
    keys = [row["pk"] for row in rows]
    parts = Parts(
        spans=_spans(keys),
        evidence=_evidence([row["pk"] for row in rows if row["kind"] == "claim"]),
        tags=_tags(keys),
        sources=_sources({row[name] for row in rows for name in ("source", "reported_by")} - {None}),
        groups=_groups({row["group"] for row in rows} - {None}),
        articles=_articles({row["article"] for row in rows}, links) if expand else {},
    )
    return [_annotation(row, links, parts) for row in rows]


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to annotations: lists by their primary keys, and what they refer to by its own."""

    spans: dict[int, list[dict[str, Any]]]
    evidence: dict[int, list[dict[str, Any]]]
    tags: dict[int, list[str]]
    sources: dict[int, dict[str, str]]
    groups: dict[int, str]
    articles: dict[int, dict[str, Any]]


def _annotation(row: dict[str, Any], links: Links, parts: Parts) -> dict[str, Any]:
    key, creator = row["pk"], row["creator__username"] or row["creator_name"]
    body = {
        "id": row["public_id"],
        "iri": links.iri(row["public_id"]),
        "url": links.annotation(row["public_id"]),
        "kind": row["kind"],
        "article": {name: row[column] for name, column in ARTICLE.items()} | parts.articles.get(row["article"], {}),
        "spans": parts.spans[key],
        "source": parts.sources.get(row["source"]),
        "reported_by": parts.sources.get(row["reported_by"]),
        "tags": parts.tags[key],
        **{name: row[name] for name in PLAIN},
        "group": parts.groups.get(row["group"], ""),
        "creator": {"name": creator} if creator else None,
        "created": moment(row["created"]),
        "modified": moment(row["modified"]),
    }
    if row["kind"] == "claim":
        body["evidence"] = parts.evidence[key]
    else:
        del body["verdict"], body["verdict_reason"]
    return body


def _spans(keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = Span.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, *values in rows.values_list("annotation", "paragraph__public_id", *SPAN_COLUMNS):
        found[key].append(dict(zip(SPAN, values, strict=True)))
    return found


def _evidence(keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = Evidence.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, *values in rows.values_list("annotation", *EVIDENCE_COLUMNS):
        item = dict(zip(EVIDENCE_COLUMNS, values, strict=True))
        item["accessed"] = item["accessed"] and item["accessed"].isoformat()
        found[key].append(item)
    return found


def _tags(keys: list[int]) -> dict[int, list[str]]:
    rows = AnnotationTag.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, name in rows.values_list("annotation", "name"):
        found[key].append(name)
    return found


def _sources(keys: set[int]) -> dict[int, dict[str, str]]:
    rows = Source.objects.filter(pk__in=keys).order_by().values("pk", *SOURCE_REF)
    return {row.pop("pk"): row for row in rows}


def _groups(keys: set[int]) -> dict[int, str]:
    return dict(Group.objects.filter(pk__in=keys).values_list("pk", "slug"))


def _articles(keys: Iterable[int], links: Links) -> dict[int, dict[str, Any]]:
    rows = Article.objects.select_related("publication").filter(pk__in=keys)
    return {row.pk: represent_summary(row, links) for row in rows}
