"""The W3C door: the same annotations under their IRIs, as the Web Annotation Protocol wants them."""

from dataclasses import replace
from typing import Any

from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import protocol
from articles.api.access import visible_articles
from articles.api.authentication import may_review
from articles.api.conditions import require_match, respond
from articles.api.media import MergePatchParser, StrictJSONParser
from articles.api.problems import Refusal, unprocessable
from articles.api.protocol import Container, JSONLDRenderer, Preference
from articles.api.transactions import writes
from articles.api.views.annotations import AnnotationDetail, AnnotationList, AnnotationView, OfOneArticle
from articles.api.writing import add, lock_annotation, store, suggested_id
from articles.checking import Problem, note_problems
from articles.document import Document, Note
from articles.formats import jsonld
from articles.formats.bodies import PROFILE
from articles.formats.native import FormatError
from articles.formats.rows import About
from articles.models import Annotation, Article, document_with
from articles.models.annotation import new_annotation_id
from articles.models.exchange import find_article

JSONLD = JSONLDRenderer.format


class W3CView(AnnotationView):
    """What is the same as at the other door but for what comes first: JSON-LD, and the IRIs."""

    schema = None
    renderer_classes = [JSONLDRenderer, JSONRenderer]

    def address(self, row: Annotation) -> str:
        """The IRI."""
        return self.links.iri(row.public_id)


class AnnotationContainer(W3CView, AnnotationList):
    """The container: everything that is published."""

    def get_parsers(self) -> list[BaseParser]:
        """JSON-LD, and plain JSON as the other door takes it."""
        return protocol.parsers([StrictJSONParser()])

    def known_parameters(self, method: str) -> frozenset[str]:
        """Which representation, and where a page begins; the list's filters are of plain JSON."""
        own = frozenset({"format", "iris", "after"})
        if method == "GET":
            return own if self.request.accepted_renderer.format == JSONLD else super().known_parameters(method)
        return super().known_parameters(method) | own

    @property
    def default_response_headers(self) -> dict[str, str]:
        """On every answer, errors too."""
        headers = {"Link": protocol.CONTAINER_LINK, "Vary": "Accept, Prefer"}
        if "POST" in self.allowed_methods:
            headers["Accept-Post"] = f"{protocol.MEDIA_TYPE}, application/json"
        return {**super().default_response_headers, **headers}

    def get(self, request: Request) -> Response:
        """The container, or a page of it; plain JSON as at the other door."""
        if request.accepted_renderer.format != JSONLD:
            response = super().get(request)
            links = [protocol.CONTAINER_LINK, *filter(None, [response.headers.get("Link")])]
            response["Link"] = self.headers["Link"] = ", ".join(links)
            return response
        prefer = Preference.of(request)
        container = Container(request, self.links, prefer, self.article)
        after = request.query_params.get("after")
        body = container.description() if after is None else container.page(after)
        response = respond(request, body, container.version(after))
        response["Content-Location"] = body["id"]
        if prefer.applied:
            response["Preference-Applied"] = "return=representation"
        return response

    @writes
    def post(self, request: Request) -> Response:
        """Make an annotation. Two clients may say the same: only at the other door is that refused."""
        if not protocol.is_jsonld(request):
            return super().post.__wrapped__(self, request)
        if not request.user.has_perm("articles.add_annotation"):
            raise Refusal(403, "Your account may not annotate.")
        article, document = self._article(request)
        note = read(request.data, document, "", request.user.get_username())
        if note.status == "rejected" and not may_review(request):
            raise Refusal(403, "Only those who review reject annotations.")
        paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
        note = replace(note, id=suggested_id(request) or new_annotation_id(), created=None, modified=None)
        if problems := note_problems(note, paragraphs):
            raise unprocessable(problems)
        (row,) = add(request, article, [note], allow_duplicate=True)
        return self.answer(row, 201)

    def _article(self, request: Request) -> tuple[Article, Document]:
        """The article that the annotation is about. Raises Refusal."""
        about = about_of(request.data)
        article = find_article(about, visible_articles(request), self.links.root)
        if article is None:
            detail = f"“{about.iri[:200]}” is no article here, or none that you may see."
            raise unprocessable([Problem("/target", "unknown", detail)])
        return article, document_with(article, ())


class ArticleContainer(OfOneArticle, AnnotationContainer):
    """What is published about an article. New annotations are made in the one container, whose name their IRIs have."""


class AnnotationResource(W3CView, AnnotationDetail):
    """One annotation under its IRI."""

    def get_parsers(self) -> list[BaseParser]:
        """JSON-LD for PUT; a merge patch is of plain JSON."""
        patches = [MergePatchParser()] if self.request and self.request.method == "PATCH" else []
        return protocol.parsers([StrictJSONParser(), *patches])

    @property
    def default_response_headers(self) -> dict[str, str]:
        """On every answer, errors too."""
        return {**super().default_response_headers, "Link": protocol.RESOURCE_LINK, "Vary": "Accept"}

    @writes
    def put(self, request: Request, public_id: str) -> Response:
        """Replace what can be written."""
        if not protocol.is_jsonld(request):
            return super().put.__wrapped__(self, request, public_id)
        row = lock_annotation(request, public_id)
        require_match(request, row.version)
        return self.answer(self._replaced(request, row))

    def _replaced(self, request: Request, row: Annotation) -> Annotation:
        before, present = row.to_note(), protocol.describe_one(row.pk, self.links)
        said = request.data
        about = about_of(said)
        if find_article(about, Article.objects.all(), self.links.root) != row.article:
            raise Refusal(409, "An annotation stays with its article.", [Problem("/target", "immutable", "Another.")])
        for name in protocol.refuse_changed(present, said):
            raise Refusal(409, f"“{name}” is never changed.", [Problem(f"/{name}", "immutable", "It was said before.")])
        fixed = {name: present[name] for name in jsonld.FIXED if name in present}
        said = {"newsreader": present["newsreader"], **said, **fixed}
        note = read(said, document_with(row.article, ()), present["id"], before.creator)
        note = replace(note, id=before.id, created=before.created, modified=before.modified)
        return row if note == before else store(request, row, note, before)


def read(said: Any, document: Document, iri: str, creator: str) -> Note:
    """The note that a client sends. Raises Refusal."""
    context = said.get("@context", PROFILE) if isinstance(said, dict) else PROFILE
    if PROFILE not in (context if isinstance(context, list) else [context]):
        raise Refusal(415, f"Only annotations in the context {PROFILE} are taken.")
    try:
        return jsonld.unpack(said, document, iri, creator)
    except FormatError as error:
        raise unprocessable([Problem("/target" if "target" in str(error) else "", "unreadable", str(error))]) from error


def about_of(said: Any) -> About:
    """The article that an annotation says it is about. Raises Refusal."""
    try:
        return jsonld.about(said)
    except FormatError as error:
        raise unprocessable([Problem("/target", "required", str(error))]) from error
