"""Annotations as JSON, straight from their columns: rows as objects would take most of the time of a page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from articles.api.links import Links
from articles.api.serializers.articles import represent_summary
from articles.api.serializers.fields import moment
from articles.models import Annotation, AnnotationTag, Article, Evidence, Span

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
SOURCE = ("slug", "kind", "name", "url")
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
    "group__slug",
    *PLAIN,
    *ARTICLE.values(),
    *(f"{source}__{name}" for source in ("source", "reported_by") for name in SOURCE),
)
SPAN = ("start", "end", "exact", "prefix", "suffix", "role", "state")
EVIDENCE = ("url", "title", "passage", "stance", "archived", "accessed")


def represent_one(row: Annotation, links: Links) -> dict[str, Any]:
    """An annotation as it is stored now."""
    (body,) = represent_all([row.pk], links).values()
    return body


def represent_all(keys: Iterable[int], links: Links) -> dict[int, dict[str, Any]]:
    """Annotations by their primary keys."""
    rows = list(Annotation.objects.filter(pk__in=list(keys)).values(*COLUMNS))
    return dict(zip((row["pk"] for row in rows), represent(rows, links), strict=True))


def represent(rows: Sequence[dict[str, Any]], links: Links, expand: bool = False) -> list[dict[str, Any]]:
    """Annotations of whose rows COLUMNS are given, in three queries more; in four with their articles expanded."""
    keys = [row["pk"] for row in rows]
    spans, evidence, tags = _spans(keys), _evidence([row["pk"] for row in rows if row["kind"] == "claim"]), _tags(keys)
    articles = _articles({row["article"] for row in rows}, links) if expand else {}
    return [
        _annotation(row, links, articles.get(row["article"]), spans[row["pk"]], evidence[row["pk"]], tags[row["pk"]])
        for row in rows
    ]


def _annotation(row: dict[str, Any], links: Links, article: dict | None, spans, evidence, tags) -> dict[str, Any]:
    creator = row["creator__username"] or row["creator_name"]
    body = {
        "id": row["public_id"],
        "iri": links.iri(row["public_id"]),
        "url": links.annotation(row["public_id"]),
        "kind": row["kind"],
        "article": article or {name: row[column] for name, column in ARTICLE.items()},
        "spans": spans,
        "source": _source(row, "source"),
        "reported_by": _source(row, "reported_by"),
        "tags": tags,
        **{name: row[name] for name in PLAIN},
        "group": row["group__slug"] or "",
        "creator": {"name": creator} if creator else None,
        "created": moment(row["created"]),
        "modified": moment(row["modified"]),
    }
    if row["kind"] == "claim":
        body["evidence"] = evidence
    else:
        del body["verdict"], body["verdict_reason"]
    return body


def _source(row: dict[str, Any], source: str) -> dict[str, str] | None:
    if row[f"{source}__slug"] is None:
        return None
    return {name: row[f"{source}__{name}"] for name in SOURCE}


def _spans(keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = Span.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, paragraph, *values in rows.values_list("annotation", "paragraph__public_id", *SPAN):
        start, end, exact, prefix, suffix, role, state = values
        span = {"paragraph": paragraph, "start": start, "end": end, "text": exact, "prefix": prefix, "suffix": suffix}
        found[key].append({**span, "role": role, "state": state})
    return found


def _evidence(keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = Evidence.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, *values in rows.values_list("annotation", *EVIDENCE):
        item = dict(zip(EVIDENCE, values, strict=True))
        item["accessed"] = item["accessed"] and item["accessed"].isoformat()
        found[key].append(item)
    return found


def _tags(keys: list[int]) -> dict[int, list[str]]:
    rows = AnnotationTag.objects.filter(annotation__in=keys).order_by("annotation", "order")
    found = defaultdict(list)
    for key, name in rows.values_list("annotation", "name"):
        found[key].append(name)
    return found


def _articles(keys: Iterable[int], links: Links) -> dict[int, dict[str, Any]]:
    rows = Article.objects.select_related("publication").filter(pk__in=keys)
    return {row.pk: represent_summary(row, links) for row in rows}
