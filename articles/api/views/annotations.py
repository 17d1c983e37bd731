"""Annotations: the list, one of them, and what they were before."""

from dataclasses import replace
from typing import Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import answering
from articles.api.access import get_annotation, get_article, known_annotations, may_edit, readable
from articles.api.authentication import may_review
from articles.api.conditions import etag, require_match, respond
from articles.api.filters import AnnotationFilter
from articles.api.media import MergePatchParser, StrictJSONParser
from articles.api.notes import NoteMaker
from articles.api.pagination import Sort, paginate
from articles.api.problems import Refusal, wrong_parameter
from articles.api.representing import COLUMNS
from articles.api.serializers.annotations import AnnotationCreateSerializer, AnnotationSerializer
from articles.api.serializers.history import RestoreSerializer, represent_version, seen_by
from articles.api.transactions import writes
from articles.api.values import flag
from articles.api.views.base import ListView, View
from articles.api.writing import (
    add,
    find_article,
    lock_annotation,
    make_note,
    patch,
    put,
    remove,
    suggested_id,
)
from articles.models import Annotation, AnnotationVersion, Article, NotTheirs, lock_articles_of, restore_note

SORTS = {
    "-created": Sort("created", descending=True),
    "created": Sort("created"),
    "-modified": Sort("modified", descending=True),
    "modified": Sort("modified"),
    "position": Sort("position"),
}
# One tag's annotations in the order of the tag's own rows.
SORTS_OF_TAG = {
    name: replace(sort, keys=(f"tag_{sort.column}", "tag_annotation"))
    for name, sort in SORTS.items()
    if name != "position"
}


class AnnotationView(View):
    """What answers annotations: in plain JSON, unless the client asks for another of their formats."""

    renderer_classes = answering.RENDERERS

    def address(self, row: Annotation) -> str:
        """What the annotation is called at this door."""
        return self.links.annotation(row.public_id)

    def describe(self, row: Annotation) -> dict[str, Any]:
        """The annotation as it is stored now."""
        return answering.one(row, self.request.accepted_renderer, self.links)

    def answer(self, row: Annotation, status: int = 200) -> Response:
        """The annotation after it was written, with its version and its address."""
        address = self.address(row)
        tag = etag(row.version, self.request.accepted_renderer.format)
        headers = {"ETag": tag, "Content-Location": address, **({"Location": address} if status == 201 else {})}
        return Response(self.describe(row), status=status, headers=headers)


class AnnotationList(AnnotationView, ListView):
    """Annotations, filtered and sorted; and the place to make new ones."""

    queryset = Annotation.objects.none()
    filterset_class = AnnotationFilter
    serializer_class = AnnotationSerializer
    parameters = {"GET": frozenset({"expand"}), "POST": frozenset({"allow_duplicate"})}
    article: Article | None = None

    def get(self, request: Request) -> Response:
        """A page of the list."""
        expand = self._expand()
        rows = self.filter_queryset(readable(request)).values(*COLUMNS)
        page = paginate(rows, request, self.sorts(), "-created")
        address = request.build_absolute_uri()
        body = answering.page_of(page, request.accepted_renderer, self.links, address, expand)
        return Response(body, headers=page.headers)

    @writes
    def post(self, request: Request) -> Response:
        """Make an annotation."""
        allow_duplicate = flag(request, "allow_duplicate")
        serializer = AnnotationCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        article = find_article(request, data["article"])
        note = make_note(request, NoteMaker(request, article), data, suggested_id(request))
        (outcome,) = add(request, article, [note], allow_duplicate)
        if isinstance(outcome, Refusal):
            raise outcome
        return self.answer(outcome, 201)

    def _expand(self) -> bool:
        value = self.request.query_params.get("expand")
        if value not in (None, "article"):
            raise wrong_parameter("expand", f"“{value[:40]}” is not “article”.", "choice")
        return value is not None

    def sorts(self) -> dict[str, Sort]:
        """The orders that the request can ask for: positions are numbers within one article."""
        sorts = SORTS | SORTS_OF_TAG if self._asked("tag") == 1 else SORTS
        if self.article is None and self._asked("article") + self._asked("url") != 1:
            if self.request.query_params.get("sort") == "position":
                detail = "Positions are of one article: say which, by `article` or `url`."
                raise wrong_parameter("sort", detail, "required")
            return {name: sort for name, sort in sorts.items() if name != "position"}
        return sorts

    def _asked(self, name: str) -> int:
        """How many values the address gives to a filter."""
        field = self.filterset_class.base_filters[name].field
        return len(field.widget.value_from_datadict(self.request.query_params, {}, name) or ())


class OfOneArticle:
    """Of a list: it has the annotations of an article, and is only read."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, slug: str) -> Response:
        """A page of the list."""
        self.article = get_article(request, slug)
        return super().get(request)

    def filter_queryset(self, queryset):
        """Of the article alone."""
        return super().filter_queryset(queryset).filter(article=self.article)


class ArticleAnnotationList(OfOneArticle, AnnotationList):
    """The annotations of an article."""


class AnnotationDetail(AnnotationView):
    """One annotation."""

    serializer_class = AnnotationSerializer

    def get_parsers(self) -> list[BaseParser]:
        """A merge patch is for PATCH."""
        patches = [MergePatchParser()] if self.request and self.request.method == "PATCH" else []
        return [StrictJSONParser(), *patches]

    def get(self, request: Request, public_id: str) -> Response:
        """The annotation."""
        row = get_annotation(request, public_id)
        return respond(request, self.describe(row), row.version)

    @writes
    def put(self, request: Request, public_id: str) -> Response:
        """Replace what can be written."""
        return self._change(request, public_id, put)

    @writes
    def patch(self, request: Request, public_id: str) -> Response:
        """Change what a merge patch names."""
        return self._change(request, public_id, patch)

    @writes
    def delete(self, request: Request, public_id: str) -> Response:
        """Delete it; it can be restored."""
        row = lock_annotation(request, public_id)
        require_match(request, row.version)
        remove(request, row)
        return Response(status=204)

    def _change(self, request: Request, public_id: str, change) -> Response:
        row = lock_annotation(request, public_id)
        require_match(request, row.version)
        return self.answer(change(request, row, request.data))


class AnnotationHistory(View):
    """Every version of an annotation."""

    def get(self, request: Request, public_id: str) -> Response:
        """The versions that the request may see, the newest first."""
        row = find_with_deleted(request, public_id)
        versions = row.versions.select_related("actor", "revision").defer("revision__document", "revision__original")
        may_see = seen_by(request, may_review(request))
        shown = [item for item in versions if may_see(row, item.note, item.created)]
        return Response({"results": [represent_version(item) for item in shown]})


class AnnotationRestore(AnnotationView):
    """Going back to an earlier version."""

    serializer_class = RestoreSerializer

    @writes
    def post(self, request: Request, public_id: str) -> Response:
        """Give the annotation the value of one of its versions again; one that is deleted comes back."""
        serializer = RestoreSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = find_with_deleted(request, public_id)
        if not may_edit(request, row):
            raise Refusal(403, "This annotation is not yours to restore.")
        lock_articles_of(Annotation.objects.filter(pk=row.pk))
        row = Annotation.objects.select_for_update(of=("self",)).get(pk=row.pk)
        require_match(request, row.version)
        number = serializer.validated_data["version"]
        try:
            self._check(request, row, row.versions.get(number=number).note)
            row = restore_note(row, number, actor=request.user)
        except NotTheirs as error:
            raise Refusal(403, str(error)) from error
        except AnnotationVersion.DoesNotExist:
            raise Refusal(422, f"There is no version {number} of this annotation.") from None
        return self.answer(row)

    def _check(self, request: Request, row: Annotation, note: dict) -> None:
        """A token may not decide what its account may, unless it has the scope."""
        decides = (note.get("status", "published"), note.get("status_reason", "")) != (row.status, row.status_reason)
        if decides and not may_review(request):
            raise Refusal(403, "Only those who review decide about the status of an annotation.")


def find_with_deleted(request: Request, public_id: str) -> Annotation:
    """The annotation; a deleted one for those who may restore it. Raises Refusal: 404 or 410."""
    row = known_annotations(request).filter(public_id=public_id).exclude(deleted=None).first()
    return row if row and may_edit(request, row) else get_annotation(request, public_id)
