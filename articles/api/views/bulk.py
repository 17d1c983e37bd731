"""Many writes in one request, each with a result of its own; or all of them, or none."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.media import NDJSONParser, NDJSONRenderer, StrictJSONParser
from articles.api.notes import NoteMaker
from articles.api.problems import Refusal, problem_body, refusal, stale
from articles.api.representing import represent_all
from articles.api.serializers.annotations import AnnotationCreateSerializer
from articles.api.serializers.bulk import MOST, OperationSerializer, ResultsSerializer
from articles.api.transactions import writes
from articles.api.values import flag
from articles.api.views.base import View
from articles.api.writing import add, find_article, lock_annotation, make_note, patch, put, remove
from articles.checking import NOTE_ID, UNSTORABLE
from articles.models import Annotation, Article, lock_articles_of, lock_user
from articles.models.article import ArticleQuerySet


class Undone(Exception):
    """Takes everything back that a request has written."""


class AnnotationBulk(View):
    """Up to 500 operations, as JSON or one a line."""

    rate = "bulk"
    parser_classes = [StrictJSONParser, NDJSONParser]
    renderer_classes = [JSONRenderer, NDJSONRenderer]
    serializer_class = ResultsSerializer
    parameters = {"POST": frozenset({"atomic", "allow_duplicate"})}

    @writes
    def post(self, request: Request) -> Response:
        """Do the operations in order."""
        atomic = flag(request, "atomic")
        operations = self._operations(request)
        bulk = Bulk(request, flag(request, "allow_duplicate"))
        bulk.lock(operations)
        try:
            with transaction.atomic():
                results = list(bulk.run(operations))
                if atomic and any(status >= 400 for status, _ in results):
                    raise Undone
        except Undone:
            untouched = Refusal(424, "Nothing was done, as another operation failed.")
            results = [item if item[0] >= 400 else (424, untouched) for item in results]
        return Response({"results": bulk.describe(results, self.links)})

    def _operations(self, request: Request) -> list[Any]:
        """The operations as they came; each is looked at on its own. Raises Refusal with 400 or 413."""
        body = request.data
        if isinstance(body, dict):
            unknown = body.keys() - {"operations"}
            body = body.get("operations") if not unknown else None
        if not isinstance(body, list) or not body:
            raise Refusal(400, 'Send {"operations": […]} with at least one, or one operation a line as NDJSON.')
        if len(body) > MOST:
            raise Refusal(413, f"There are {len(body)} operations; {MOST} can be sent at once.")
        return body


class Bulk:
    """Does operations for a request. A result is a status with an annotation, an id, or a refusal."""

    def __init__(self, request: Request, allow_duplicate: bool):
        self.request, self.allow_duplicate = request, allow_duplicate
        self.makers: dict[int, NoteMaker] = {}
        self.named: dict[tuple, NoteMaker] = {}

    def lock(self, operations: Sequence[Any]) -> None:
        """Lock all that will be changed at once and in one order, so that no two requests wait for each other.

        Articles that get new annotations, too: nobody revises one between the finding of words and their storing.
        """
        lock_user(self.request.user)
        ids = {str(item.get("id")) for item in operations if isinstance(item, dict)}
        ids = {public_id for public_id in ids if NOTE_ID.fullmatch(public_id)}
        rows = Annotation.objects.filter(public_id__in=ids)
        lock_articles_of(rows, _named_articles(operations))
        rows = rows.select_for_update(of=("self",)).order_by("pk")
        list(rows.values_list("pk"))

    def run(self, operations: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The results in order; new annotations of one article that follow each other are stored together."""
        prepared = [self._prepare(item) for item in operations]
        for article, group in groupby(prepared, key=lambda item: item[0]):
            items = [thing for _, thing in group]
            if article is None:
                yield from (self._one(item) for item in items)
            else:
                for outcome in add(self.request, self.makers[article].article, items, self.allow_duplicate):
                    yield (outcome.status_code, outcome) if isinstance(outcome, Refusal) else (201, outcome)

    def _prepare(self, item: Any) -> tuple[int | None, Any]:
        """A new note with the key of its article; anything else, or a refusal, without."""
        try:
            serializer = OperationSerializer(data=item)
            serializer.is_valid(raise_exception=True)
            data = serializer.validated_data
            return self._new_note(data["annotation"]) if data["op"] == "create" else (None, data)
        except Exception as error:
            return None, _refused(error)

    def _new_note(self, body: Any) -> tuple[int, Any]:
        serializer = AnnotationCreateSerializer(data=body)
        serializer.is_valid(raise_exception=True)
        maker = self._maker(serializer.validated_data["article"])
        return maker.article.pk, make_note(self.request, maker, serializer.validated_data)

    def _maker(self, wanted: dict[str, Any]) -> NoteMaker:
        """For the article that is named; each is looked up and its text read once."""
        name = tuple(sorted(wanted.items()))
        if name not in self.named:
            article = find_article(self.request, wanted)
            if article.pk not in self.makers:
                self.makers[article.pk] = NoteMaker(self.request, article)
            self.named[name] = self.makers[article.pk]
        return self.named[name]

    def _one(self, item: Any) -> tuple[int, Any]:
        """Change or delete one annotation; what it wrote until it failed is taken back."""
        if isinstance(item, Refusal):
            return item.status_code, item
        try:
            with transaction.atomic():
                row = lock_annotation(self.request, item["id"])
                if item.get("version", row.version) != row.version:
                    raise stale(row.version)
                if item["op"] == "delete":
                    remove(self.request, row)
                    return 204, row.public_id
                return 200, (put if item["op"] == "replace" else patch)(self.request, row, item["annotation"])
        except Exception as error:
            found = _refused(error)
            return found.status_code, found

    def describe(self, results: Sequence[tuple[int, Any]], links) -> list[dict[str, Any]]:
        """The results as JSON, with the annotations as they are after all operations."""
        bodies = represent_all((thing.pk for _, thing in results if isinstance(thing, Annotation)), links)
        return [self._describe(status, thing, bodies) for status, thing in results]

    def _describe(self, status: int, thing: Any, bodies: dict[int, dict]) -> dict[str, Any]:
        if isinstance(thing, Refusal):
            problem = problem_body(thing.status_code, str(thing.detail), thing.problems, **thing.members)
            return {"status": status, "problem": problem}
        if isinstance(thing, str):
            return {"status": status, "id": thing}
        body = bodies[thing.pk]
        return {"status": status, "id": body["id"], "version": body["version"], "annotation": body}


def _named_articles(operations: Sequence[Any]) -> ArticleQuerySet:
    """The articles that operations name, as far as they are understood."""
    slugs, addresses = set(), set()
    for item in operations:
        match item:
            case {"annotation": {"article": str(slug) | {"slug": str(slug)}}} if not UNSTORABLE.search(slug):
                slugs.add(slug)
            case {"annotation": {"article": {"url": str(address)}}}:
                addresses.add(address)
    named = Article.objects.filter(slug__in=slugs)
    return named | Article.objects.known_under(*addresses) if addresses else named


def _refused(error: Exception) -> Refusal:
    """What an exception means to the client; a mistake of ours is raised again."""
    if (found := refusal(error)) is None:
        raise error
    return found
