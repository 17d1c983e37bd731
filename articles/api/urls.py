"""The API's addresses. A collection ends in a slash, a thing in it does not."""

from django.urls import path, re_path

from articles.api.views import (
    annotations,
    articles,
    base,
    bulk,
    changes,
    docs,
    exchange,
    imports,
    root,
    sources,
    stats,
    tokens,
)

ARTICLE = r"^v1/articles/(?P<slug>[-\w]+)"
ANNOTATION = r"^v1/annotations/(?P<public_id>[\w.~-]{1,64})"

urlpatterns = [
    path("v1/", root.Root.as_view(), name="api-root"),
    path("v1/articles/", articles.ArticleList.as_view(), name="api-article-list"),
    re_path(rf"{ARTICLE}$", articles.ArticleDetail.as_view(), name="api-article-detail"),
    re_path(rf"{ARTICLE}/text$", articles.ArticleText.as_view(), name="api-article-text"),
    re_path(rf"{ARTICLE}/annotations/$", annotations.ArticleAnnotationList.as_view(), name="api-article-annotations"),
    re_path(rf"{ARTICLE}/revisions/$", articles.RevisionList.as_view(), name="api-revision-list"),
    re_path(
        rf"{ARTICLE}/revisions/(?P<number>[0-9]{{1,9}})$", articles.RevisionDetail.as_view(), name="api-revision-detail"
    ),
    path("v1/annotations/", annotations.AnnotationList.as_view(), name="api-annotation-list"),
    path("v1/annotations/bulk", bulk.AnnotationBulk.as_view(), name="api-annotation-bulk"),
    path("v1/annotations/changes", changes.AnnotationChanges.as_view(), name="api-annotation-changes"),
    path("v1/annotations/export", exchange.AnnotationExport.as_view(), name="api-annotation-export"),
    path("v1/annotations/import", exchange.AnnotationImport.as_view(), name="api-annotation-import"),
    re_path(rf"{ANNOTATION}$", annotations.AnnotationDetail.as_view(), name="api-annotation-detail"),
    re_path(rf"{ANNOTATION}/history$", annotations.AnnotationHistory.as_view(), name="api-annotation-history"),
    re_path(rf"{ANNOTATION}/restore$", annotations.AnnotationRestore.as_view(), name="api-annotation-restore"),
    re_path(r"^v1/imports/(?P<public_id>\w{1,64})$", imports.ImportDetail.as_view(), name="api-import-detail"),
    path("v1/sources/", sources.SourceList.as_view(), name="api-source-list"),
    re_path(r"^v1/sources/(?P<slug>[-\w]+)$", sources.SourceDetail.as_view(), name="api-source-detail"),
    path("v1/stats/", stats.Stats.as_view(), name="api-stats"),
    path("v1/tokens/", tokens.TokenList.as_view(), name="api-token-list"),
    re_path(r"^v1/tokens/(?P<number>[0-9]{1,18})$", tokens.TokenDetail.as_view(), name="api-token-detail"),
    path("v1/schema/", docs.SchemaView.as_view(), name="api-schema"),
    path("v1/docs/", docs.docs, name="api-docs"),
    re_path(r"", base.Missing.as_view()),
]
