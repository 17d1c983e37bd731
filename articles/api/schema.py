"""The description of the API in OpenAPI 3.1, made from the operations, their serializers and their filters."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from articles.api import problems
from articles.api.operations import OPERATIONS, Operation
from articles.api.pagination import DEFAULT_LIMIT, MOST
from articles.api.serializers.annotations import ArticleRefSerializer
from articles.checking import BESIDE_NOTES
from articles.formats import FORMATS

QUERY, HEADER, PATH = OpenApiParameter.QUERY, OpenApiParameter.HEADER, OpenApiParameter.PATH
ALWAYS_REFUSED = (400, 401, 403, 406, 429)
SLUG = {"type": "string", "pattern": r"^[-\w]+$"}
NOTE = {"type": "string", "pattern": r"^[\w.~-]{1,64}$", "not": {"enum": list(BESIDE_NOTES)}}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 999_999_999}


def _choice(name: str, description: str, *values: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, QUERY, description=description, enum=values)


PARAMETERS = {
    "slug": OpenApiParameter("slug", SLUG, PATH),
    "public_id": OpenApiParameter("public_id", NOTE, PATH),
    "import_id": OpenApiParameter("public_id", {"type": "string", "pattern": r"^\w{1,64}$"}, PATH),
    "revision_number": OpenApiParameter("number", NUMBER, PATH),
    "token_number": OpenApiParameter("number", NUMBER, PATH),
    "limit": OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}, QUERY
    ),
    "cursor": OpenApiParameter("cursor", str, QUERY, description="From `next` or `previous` of another page."),
    "count": _choice("count", "Count the whole list.", "exact"),
    "sort": _choice(
        "sort", "`position` is of one article.", "-created", "created", "-modified", "modified", "position"
    ),
    "article_sort": _choice("sort", "By day of publication.", "-published", "published"),
    "source_sort": _choice("sort", "By name.", "name", "-name"),
    "expand": _choice("expand", "Show the article's metadata in each annotation.", "article"),
    "allow_duplicate": _choice("allow_duplicate", "Store what you have annotated in this way already.", "1", "0"),
    "atomic": _choice("atomic", "Do all operations or none.", "1", "0"),
    "export_format": _choice("format", "What to make; else Accept says it.", *FORMATS, "brat"),
    "import_format": _choice("format", "What is sent; else Content-Type says it.", *FORMATS, "brat"),
    "dry_run": _choice("dry_run", "Store nothing, but say what would be stored.", "1", "0"),
    "since": OpenApiParameter("since", str, QUERY, description="From `next` of earlier changes."),
    "If-Match": OpenApiParameter("If-Match", str, HEADER, description="The ETag of the version that you change."),
    "If-None-Match": OpenApiParameter("If-None-Match", str, HEADER, description="The ETag of what you have."),
    "Idempotency-Key": OpenApiParameter(
        "Idempotency-Key", str, HEADER, description="The same key and request get the first answer again, for a day."
    ),
}


class ErrorSerializer(serializers.Serializer):
    """One thing that is wrong."""

    pointer = serializers.CharField(required=False, help_text="Where in the body: a JSON pointer (RFC 6901).")
    parameter = serializers.CharField(required=False, help_text="Which parameter of the address.")
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="For people: what was found there.")


class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ErrorSerializer(many=True)
    version = serializers.IntegerField(required=False, help_text="The present version, with 412.")
    existing = serializers.DictField(required=False, help_text="The annotation that exists, with 409.")
    article = serializers.URLField(required=False, help_text="The article that has the address, with 409.")


class TokenScheme(OpenApiAuthenticationExtension):
    """How tokens are sent."""

    target_class = "articles.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        """The scheme."""
        return {"type": "http", "scheme": "bearer", "description": "`Authorization: Token …` does as well."}


class ArticleFieldScheme(OpenApiSerializerFieldExtension):
    """How an annotation's article is named."""

    target_class = "articles.api.serializers.annotations.ArticleField"

    def map_serializer_field(self, auto_schema, direction) -> dict[str, Any]:
        """A slug, or an object."""
        return {"oneOf": [{"type": "string"}, auto_schema.resolve_serializer(ArticleRefSerializer, direction).ref]}


class Schema(AutoSchema):
    """Describes an operation by its entry in OPERATIONS."""

    @property
    def operation(self) -> Operation:
        """The entry."""
        return OPERATIONS[type(self.view).__name__, self.method]

    def get_operation_id(self) -> str:
        """Its name for programs."""
        return self.operation.id

    def get_summary(self) -> str:
        """Its name for people."""
        return self.operation.summary

    def get_tags(self) -> list[str]:
        """The group that it is shown in."""
        return [self.operation.tag]

    def get_filter_backends(self) -> list:
        """Those of the view, for what reads."""
        return self.view.filter_backends if self.method == "GET" else []

    def get_request_serializer(self) -> Any:
        """What is sent."""
        return self.operation.request

    def get_response_serializers(self) -> dict[Any, Any]:
        """What is answered, problems included."""
        answers = dict(self.operation.answers)
        if "If-None-Match" in self.operation.takes:
            answers[304] = OpenApiResponse(description="You have it already.")
        for status in sorted({*ALWAYS_REFUSED, *self.operation.refuses}):
            answers[status, problems.MEDIA_TYPE] = ProblemSerializer
        return answers

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """What is taken in the address and in headers, and the headers of the answer."""
        taken = [PARAMETERS[name] for name in self.operation.takes]
        fine = [key[0] if isinstance(key, tuple) else key for key in self.operation.answers]
        given = [OpenApiParameter(name, str, HEADER, response=fine) for name in self.operation.gives]
        return taken + given

    def get_examples(self) -> list[OpenApiExample]:
        """The example, which a test sends."""
        example = self.operation.example
        found = []
        if example.get("body") is not None:
            found.append(OpenApiExample("request", example["body"], request_only=True))
        if example.get("answer") is not None:
            status = [str(example["status"])]
            found.append(OpenApiExample("answer", example["answer"], response_only=True, status_codes=status))
        return found


def close_requests(result: dict, generator, request, public) -> dict:
    """Say of every object that is sent that it has no other fields: unknown ones are refused."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result
