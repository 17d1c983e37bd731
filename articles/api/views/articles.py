"""Articles, their text and its versions."""

import codecs
from dataclasses import replace
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import get_article, visible_articles
from articles.api.authentication import require_scope
from articles.api.conditions import etag, require_match, respond
from articles.api.filters import ArticleFilter
from articles.api.media import MergePatchParser, StrictJSONParser, TextParser, TextRenderer, merge_patch
from articles.api.pagination import Sort, paginate
from articles.api.problems import Refusal, unprocessable
from articles.api.serializers.articles import (
    SEPARATOR,
    ArticleCreateSerializer,
    ArticlePatchSerializer,
    ArticleSerializer,
    ArticleSummarySerializer,
    RevisionSerializer,
    represent_article,
    represent_paragraphs,
    represent_revision,
    represent_summary,
)
from articles.api.serializers.imports import represent_import
from articles.api.transactions import writes
from articles.api.views.base import ListView, View
from articles.checking import InvalidDocument, Problem
from articles.document import Document
from articles.formats.native import from_dict
from articles.importers import ParseError
from articles.importers.apart import parse_apart
from articles.importers.text import MOST_BYTES
from articles.models import (
    Article,
    Import,
    document_with,
    edit_article,
    from_document,
    known_article,
    metadata_digest,
    remember_addresses,
    revise,
    set_state,
    text_document,
)
from articles.tasks import after_import, import_address

SORTS = {"-published": Sort("listed", descending=True), "published": Sort("listed")}
METADATA = (
    "title",
    "byline",
    "publication",
    "section",
    "published",
    "url",
    "language",
    "licence",
    "picture",
    "picture_caption",
)


class ArticleList(ListView):
    """Articles; and the place to bring new ones."""

    queryset = Article.objects.none()
    filterset_class = ArticleFilter
    serializer_class = ArticleSummarySerializer

    def get(self, request: Request) -> Response:
        """A page of the list."""
        rows = self.filter_queryset(visible_articles(request).select_related("publication"))
        page = paginate(rows, request, SORTS, "-published")
        return self.respond(page, [represent_summary(row, self.links) for row in page.rows])

    @writes
    def post(self, request: Request) -> Response:
        """Store an article."""
        if not request.user.has_perm("articles.add_article"):
            raise Refusal(403, "Your account may not bring articles.")
        require_scope(request, "review")
        serializer = ArticleCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        _refuse_known(self, data.get("url", ""))
        if "content" not in data:
            return self._fetch(request, data)
        original = codecs.BOM_UTF8 + data["content"].encode(errors="surrogatepass")
        state = data.get("state", "published")
        document = _read(data, original)
        _refuse_known(self, document.url)
        article = from_document(document, actor=request.user, state=state, original=original)
        remember_addresses(article, article.url)
        after_import(article)
        headers = {"Location": self.links.article(article.slug), "ETag": etag(article.version)}
        return Response(_represent(self, article), status=201, headers=headers)

    def _fetch(self, request: Request, data: dict[str, Any]) -> Response:
        """Have the article at an address fetched by a job."""
        wanted = data.get("state", "published")
        item = Import.objects.create(url=data["url"], wanted=wanted, asked_by=request.user)
        import_address.enqueue(item.pk)
        answer = represent_import(item, self.links)
        return Response(answer, status=202, headers={"Location": answer["self"], "Retry-After": "2"})


class ArticleDetail(View):
    """One article with its text."""

    parser_classes = [StrictJSONParser, MergePatchParser]
    serializer_class = ArticleSerializer

    def get(self, request: Request, slug: str) -> Response:
        """The article."""
        article = get_article(request, slug)
        return respond(request, _represent(self, article), article.version)

    @writes
    def patch(self, request: Request, slug: str) -> Response:
        """Change metadata and state, as a merge patch says."""
        article = lock_article(request, slug, "articles.change_article")
        require_match(request, article.version)
        document = document_with(article, ())
        data = self._patched(request, article)
        if (url := data.get("url", "")) != article.url:
            _refuse_known(self, url, article)
        said = {name: data.get(name, "") for name in METADATA} | {"published": data.get("published")}
        changed = replace(document, **said)
        if changed != document:
            edit_article(article, changed, actor=request.user, seen=metadata_digest(document))
            remember_addresses(article, changed.url)
        _change_state(article, data)
        article = get_article(request, slug)
        return Response(_represent(self, article), headers={"ETag": etag(article.version)})

    @writes
    def delete(self, request: Request, slug: str) -> Response:
        """Delete an article that nobody has annotated; others can be withdrawn."""
        article = lock_article(request, slug, "articles.delete_article")
        require_match(request, article.version)
        if article.annotations.exists():
            raise Refusal(409, "It has annotations. It can be withdrawn: PATCH its state, with a withdrawn_reason.")
        article.delete()
        return Response(status=204)

    def _patched(self, request: Request, article: Article) -> dict[str, Any]:
        """What the article shall say of itself. Raises Refusal or ValidationError."""
        if not isinstance(request.data, dict):
            raise Refusal(400, "A merge patch of an article is an object.")
        ArticlePatchSerializer(
            data={name: value for name, value in request.data.items() if value is not None}
        ).is_valid(raise_exception=True)
        present = represent_summary(article, self.links)
        known = {name: present[name] for name in ArticlePatchSerializer().fields}
        serializer = ArticlePatchSerializer(data=merge_patch(known, request.data))
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class ArticleText(View):
    """The text of an article."""

    parser_classes = [TextParser]
    renderer_classes = [TextRenderer]

    def get(self, request: Request, slug: str) -> Response:
        """Its paragraphs, with an empty line between them."""
        article = get_article(request, slug)
        return respond(request, plain_text(article), article.version)

    @writes
    def put(self, request: Request, slug: str) -> Response:
        """Revise the article: what is sent is its text from now on. The same text again changes nothing."""
        article = lock_article(request, slug, "articles.change_article")
        require_match(request, article.version)
        text = request.data or ""  # without a body there is an empty dictionary
        if len(original := text.encode()) > MOST_BYTES:
            raise Refusal(413, f"The text has {len(original):,} bytes; {MOST_BYTES:,} can be read.")
        is_new = text.strip() != plain_text(article).strip()
        if is_new and revise(article, text_document(text), actor=request.user, original=original, plain=True):
            after_import(article)
        article = get_article(request, slug)
        return Response(plain_text(article), headers={"ETag": etag(article.version, "text")})


class RevisionList(View):
    """The versions of an article's text."""

    def get(self, request: Request, slug: str) -> Response:
        """All of them, the newest first."""
        article = get_article(request, slug)
        rows = article.revisions.select_related("created_by").defer("document", "original")
        return Response({"results": [represent_revision(row, article, self.links) for row in rows]})


class RevisionDetail(View):
    """One version of an article's text."""

    serializer_class = RevisionSerializer

    def get(self, request: Request, slug: str, number: int) -> Response:
        """The text as it was then."""
        article = get_article(request, slug)
        row = article.revisions.select_related("created_by").defer("original").filter(number=number).first()
        if row is None:
            raise Refusal(404, f"This article has no revision {number}.")
        document = from_dict(Document, row.document)
        text = {"title": document.title, "paragraphs": represent_paragraphs(document.paragraphs)}
        return respond(request, {**represent_revision(row, article, self.links), **text}, number)


def lock_article(request: Request, slug: str, permission: str) -> Article:
    """The article, locked until the transaction ends. Raises Refusal if the request may not change it."""
    article = get_article(request, slug)
    if not request.user.has_perm(permission):
        raise Refusal(403, "Your account may not change this article.")
    require_scope(request, "review")
    Article.objects.select_for_update().get(pk=article.pk)
    return get_article(request, slug)


def plain_text(article: Article) -> str:
    """The article's paragraphs, with an empty line between them."""
    return SEPARATOR.join(article.paragraphs.order_by("position").values_list("text", flat=True))


def _represent(view: View, article: Article) -> dict[str, Any]:
    article = Article.objects.with_revision().get(pk=article.pk)
    return represent_article(article, [row.to_value() for row in article.paragraphs.all()], view.links)


def _refuse_known(view: View, address: str, article: Article | None = None) -> None:
    """Raises Refusal with 409 and a link if another article than this one is known under an address."""
    known = known_article(address) if address else None
    if known and known != article:
        problem = Problem("/url", "duplicate", f"{address} is stored already.")
        raise Refusal(409, problem.detail, [problem], article=view.links.article(known.slug))


def _read(data: dict[str, Any], original: bytes) -> Document:
    """The article in what was sent. Raises Refusal with 413 or 422."""
    if len(original) > MOST_BYTES:
        raise Refusal(413, f"The content has {len(original):,} bytes; {MOST_BYTES:,} can be read.")
    try:
        document = parse_apart(original, data.get("format"), url=data.get("url", ""))
    except ParseError as error:
        raise unprocessable([Problem("/content", "unreadable", str(error))]) from error
    said = {name: data[name] for name in METADATA if data.get(name)}
    return replace(document, **said)


def _change_state(article: Article, data: dict[str, Any]) -> None:
    """Give the article another state, or another reason for being withdrawn."""
    state, reason = data.get("state", article.state), data.get("withdrawn_reason", "")
    if state == "withdrawn" and not reason.strip():
        raise InvalidDocument([Problem("/withdrawn_reason", "required", "Say why it is withdrawn.")])
    if state != "withdrawn" and reason and reason != article.withdrawn_reason:
        raise InvalidDocument([Problem("/withdrawn_reason", "state", "Only a withdrawn article has a reason for it.")])
    if (state, reason) != (article.state, article.withdrawn_reason):
        set_state(article, state, reason, seen=article.state)
