"""What every operation of the API is called, takes and answers, for its description; each has an example."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework.serializers import Serializer

from articles.api.pagination import page_of
from articles.api.serializers import annotations, articles, bulk, exchange, history, imports, sources, stats, tokens
from articles.api.views.root import RootSerializer
from articles.formats import FORMATS

JSON, NDJSON, TEXT = "application/json", "application/x-ndjson", "text/plain"
JSONLD, CSV, MERGE_PATCH = "application/ld+json", "text/csv", "application/merge-patch+json"


def in_formats(status: int, serializer: type[Serializer]) -> dict[Any, Any]:
    """An answer of annotations, in plain JSON and in their other formats."""
    formats = {JSON: serializer, JSONLD: OpenApiTypes.OBJECT, NDJSON: OpenApiTypes.STR, CSV: OpenApiTypes.STR}
    return {(status, name): answer for name, answer in formats.items()}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one resource. `takes` are headers and parameters by name, `refuses` the statuses of problems."""

    id: str
    tag: str
    summary: str
    answers: dict[Any, Any]
    request: Any = None
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    refuses: tuple[int, ...] = ()

    @property
    def example(self) -> dict[str, Any]:
        """A request of this kind and its answer."""
        return examples().get(self.id, {})


@cache
def examples() -> dict[str, dict[str, Any]]:
    """The examples by the ids of their operations; a test sends each and compares the answer."""
    return json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))


ANNOTATION, ARTICLE = annotations.AnnotationSerializer, articles.ArticleSerializer
ANNOTATION_PAGE = page_of(annotations.ListedAnnotationSerializer)
ARTICLE_PAGE, SOURCE_PAGE = page_of(articles.ArticleSummarySerializer), page_of(sources.SourceSerializer)
PAGED = ("limit", "cursor", "count")
RESULTS = {(200, JSON): bulk.ResultsSerializer, (200, NDJSON): OpenApiTypes.STR}
BULK = {JSON: bulk.BulkSerializer, NDJSON: OpenApiTypes.STR}

EXCHANGED = (*dict.fromkeys(item.media_type.partition(";")[0] for item in FORMATS.values()), "application/zip")

OPERATIONS = {
    ("Root", "GET"): Operation("root", "start", "What there is, and its limits", {200: RootSerializer}),
    ("ArticleList", "GET"): Operation(
        "list_articles", "articles", "Articles", {200: ARTICLE_PAGE}, takes=(*PAGED, "article_sort"), gives=("Link",)
    ),
    ("ArticleList", "POST"): Operation(
        "create_article",
        "articles",
        "Bring an article (editors)",
        {201: ARTICLE, 202: imports.ImportSerializer},
        articles.ArticleCreateSerializer,
        ("Idempotency-Key",),
        ("Location", "ETag"),
        (409, 413, 415, 422),
    ),
    ("ImportDetail", "GET"): Operation(
        "get_import",
        "articles",
        "How far an address is that is fetched (editors)",
        {200: imports.ImportSerializer},
        None,
        ("import_id",),
        refuses=(404,),
    ),
    ("ArticleDetail", "GET"): Operation(
        "get_article", "articles", "An article", {200: ARTICLE}, None, ("slug", "If-None-Match"), ("ETag",), (404, 410)
    ),
    ("ArticleDetail", "PATCH"): Operation(
        "patch_article",
        "articles",
        "Change an article's metadata or state (editors)",
        {200: ARTICLE},
        articles.ArticlePatchSerializer,
        ("slug", "If-Match"),
        ("ETag",),
        (404, 409, 410, 412, 413, 415, 422),
    ),
    ("ArticleDetail", "DELETE"): Operation(
        "delete_article",
        "articles",
        "Delete an article without annotations (administrators)",
        {204: None},
        None,
        ("slug", "If-Match"),
        refuses=(404, 409, 410, 412),
    ),
    ("ArticleText", "GET"): Operation(
        "get_article_text",
        "articles",
        "An article's plain text",
        {(200, TEXT): OpenApiTypes.STR},
        None,
        ("slug", "If-None-Match"),
        ("ETag",),
        (404, 410),
    ),
    ("ArticleText", "PUT"): Operation(
        "revise_article",
        "articles",
        "Give an article a new text (editors)",
        {(200, TEXT): OpenApiTypes.STR},
        {TEXT: OpenApiTypes.STR},
        ("slug", "If-Match"),
        ("ETag",),
        (404, 410, 412, 413, 415, 422),
    ),
    ("RevisionList", "GET"): Operation(
        "list_revisions",
        "articles",
        "The versions of its text",
        {200: articles.RevisionsSerializer},
        None,
        ("slug",),
        (),
        (404, 410),
    ),
    ("RevisionDetail", "GET"): Operation(
        "get_revision",
        "articles",
        "A version of its text",
        {200: articles.RevisionSerializer},
        None,
        ("slug", "revision_number", "If-None-Match"),
        ("ETag",),
        (404, 410),
    ),
    ("ArticleAnnotationList", "GET"): Operation(
        "list_article_annotations",
        "annotations",
        "The annotations of an article",
        in_formats(200, ANNOTATION_PAGE),
        None,
        ("slug", *PAGED, "sort", "expand"),
        ("Link",),
        (404, 410),
    ),
    ("AnnotationList", "GET"): Operation(
        "list_annotations",
        "annotations",
        "Annotations, by any filter",
        in_formats(200, ANNOTATION_PAGE),
        None,
        (*PAGED, "sort", "expand"),
        ("Link",),
    ),
    ("AnnotationList", "POST"): Operation(
        "create_annotation",
        "annotations",
        "Annotate",
        in_formats(201, ANNOTATION),
        annotations.AnnotationCreateSerializer,
        ("allow_duplicate", "Idempotency-Key"),
        ("Location", "ETag"),
        (409, 413, 415, 422),
    ),
    ("AnnotationDetail", "GET"): Operation(
        "get_annotation",
        "annotations",
        "An annotation",
        in_formats(200, ANNOTATION),
        None,
        ("public_id", "If-None-Match"),
        ("ETag",),
        (404, 410),
    ),
    ("AnnotationDetail", "PUT"): Operation(
        "replace_annotation",
        "annotations",
        "Replace an annotation",
        in_formats(200, ANNOTATION),
        annotations.AnnotationReplaceSerializer,
        ("public_id", "If-Match"),
        ("ETag",),
        (404, 409, 410, 412, 413, 415, 422),
    ),
    ("AnnotationDetail", "PATCH"): Operation(
        "patch_annotation",
        "annotations",
        "Change an annotation",
        in_formats(200, ANNOTATION),
        dict.fromkeys((MERGE_PATCH, JSON), annotations.AnnotationReplaceSerializer),
        ("public_id", "If-Match"),
        ("ETag",),
        (404, 409, 410, 412, 413, 415, 422),
    ),
    ("AnnotationDetail", "DELETE"): Operation(
        "delete_annotation",
        "annotations",
        "Delete an annotation",
        {204: None},
        None,
        ("public_id", "If-Match"),
        refuses=(404, 410, 412),
    ),
    ("AnnotationHistory", "GET"): Operation(
        "get_history",
        "annotations",
        "Every version of an annotation",
        {200: history.HistorySerializer},
        None,
        ("public_id",),
        (),
        (404, 410),
    ),
    ("AnnotationRestore", "POST"): Operation(
        "restore_annotation",
        "annotations",
        "Go back to an earlier version",
        in_formats(200, ANNOTATION),
        history.RestoreSerializer,
        ("public_id", "If-Match", "Idempotency-Key"),
        ("ETag",),
        (404, 410, 412, 413, 415, 422),
    ),
    ("AnnotationBulk", "POST"): Operation(
        "bulk",
        "annotations",
        "Up to 500 operations at once",
        RESULTS,
        BULK,
        ("atomic", "allow_duplicate", "Idempotency-Key"),
        refuses=(413, 415, 422),
    ),
    ("AnnotationExport", "GET"): Operation(
        "export_annotations",
        "annotations",
        "Annotations as a file",
        {
            (200, item): OpenApiTypes.OBJECT if item.endswith(("/json", "+json")) else OpenApiTypes.STR
            for item in EXCHANGED
        },
        None,
        ("export_format",),
    ),
    ("AnnotationImport", "POST"): Operation(
        "import_annotations",
        "annotations",
        "Annotations from a file",
        {200: exchange.ReportSerializer},
        dict.fromkeys(EXCHANGED, OpenApiTypes.STR),
        ("import_format", "dry_run"),
        refuses=(413, 415, 422),
    ),
    ("AnnotationChanges", "GET"): Operation(
        "get_changes",
        "annotations",
        "What has changed since",
        {200: history.ChangesSerializer},
        None,
        ("since", "limit"),
    ),
    ("SourceList", "GET"): Operation(
        "list_sources", "sources", "Sources", {200: SOURCE_PAGE}, None, (*PAGED, "source_sort"), ("Link",)
    ),
    ("SourceDetail", "GET"): Operation(
        "get_source",
        "sources",
        "A source",
        {200: sources.SourceSerializer},
        None,
        ("slug",),
        ("Content-Location",),
        (404,),
    ),
    ("Stats", "GET"): Operation("get_stats", "stats", "Counts", {200: stats.StatsSerializer}),
    ("TokenList", "GET"): Operation("list_tokens", "tokens", "Your tokens", {200: tokens.TokensSerializer}),
    ("TokenList", "POST"): Operation(
        "create_token",
        "tokens",
        "Make a token",
        {201: tokens.NewTokenSerializer},
        tokens.TokenCreateSerializer,
        (),
        ("Location",),
        (413, 415),
    ),
    ("TokenDetail", "GET"): Operation(
        "get_token", "tokens", "A token", {200: tokens.TokenSerializer}, None, ("token_number",), (), (404,)
    ),
    ("TokenDetail", "DELETE"): Operation(
        "revoke_token", "tokens", "Revoke a token", {204: None}, None, ("token_number",), (), (404,)
    ),
}
