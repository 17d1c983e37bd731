"""Media types: what a client accepts, by the weights that it gives, and what it sends."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer

from articles.api.problems import Refusal, wrong_parameter
from articles.formats import strict, tabular

MOST_BYTES = 12_000_000  # an article as large as the importers read, in JSON


class Negotiation(DefaultContentNegotiation):
    """REST framework's, which ignores weights, with weights (RFC 9110, 12.5.1); an unknown `?format=` is an error."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """The renderer that the client likes best, the first of those it likes as much."""
        if (wanted := request.query_params.get("format")) is not None:
            fitting = next((renderer for renderer in renderers if renderer.format == wanted), None)
            if fitting is None:
                known = ", ".join(renderer.format for renderer in renderers)
                raise wrong_parameter("format", f"“{wanted[:40]}” is not one of: {known}.")
            return fitting, fitting.media_type
        accepted = _accepted(request.META.get("HTTP_ACCEPT") or "*/*")
        best = max(renderers, key=lambda renderer: _weight(accepted, renderer.media_type))
        if not _weight(accepted, best.media_type):
            known = ", ".join(renderer.media_type for renderer in renderers)
            raise NotAcceptable(
                f"This is answered in none of the types that are accepted, but in: {known}.", None, renderers
            )
        return best, best.media_type


def prefers_page(request: HttpRequest) -> bool:
    """Whether HTML is asked for by name, as browsers do, and as much as data is, where there are a page and the API."""
    if request.method not in ("GET", "HEAD") or "format" in request.GET:
        return False
    weights = {"html": 0.0, "json": 0.0}
    for item in _media_types(request.headers.get("Accept", "")):
        name = "html" if item.sub_type in ("html", "xhtml+xml") else "json" if "json" in item.sub_type else ""
        if name:
            weights[name] = max(weights[name], item.quality)
    return weights["html"] > 0 and weights["html"] >= weights["json"]


def _accepted(header: str) -> list[MediaType]:
    """The types in an Accept header, the most specific first."""
    return sorted(_media_types(header), key=lambda item: item.specificity, reverse=True)


def _media_types(header: str) -> Iterator[MediaType]:
    """The types in an Accept header; one with a parameter in a charset that there is not is passed over."""
    for token in filter(str.strip, header[:8192].split(",")):
        with suppress(ValueError):
            yield MediaType(token)


def _weight(accepted: list[MediaType], media_type: str) -> float:
    offered = MediaType(media_type)
    return next((item.quality for item in accepted if offered.match(item)), 0)


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 of a bounded size."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """The value. Raises ParseError, or Refusal with 413 or 415."""
        return load(self.read(parser_context["request"], stream))

    def read(self, request, stream) -> bytes:
        """The body. Raises Refusal with 413, or 415 if it is compressed."""
        refuse_compressed(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > MOST_BYTES:
            raise Refusal(413, f"At most {MOST_BYTES:,} bytes can be sent.")
        return stream.read()


def refuse_compressed(request) -> None:
    """Raises Refusal with 415 if the body is not sent as it is."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        detail = f"Send it as it is: what is compressed (“{coding[:40]}”) is not read."
        raise Refusal(415, detail, headers={"Accept-Encoding": "identity"})


class MergePatchParser(StrictJSONParser):
    """A merge patch (RFC 7396)."""

    media_type = "application/merge-patch+json"


class NDJSONParser(StrictJSONParser):
    """One JSON value a line; empty lines are passed over."""

    media_type = "application/x-ndjson"

    def parse(self, stream, media_type=None, parser_context=None):
        """The list of values. Raises ParseError, which names the line, or Refusal with 413 or 415."""
        lines = self.read(parser_context["request"], stream).split(b"\n")
        return [load(line, f"Line {number}: ") for number, line in enumerate(lines, 1) if line.strip()]


class LinesRenderer(BaseRenderer):
    """The `results` of an answer without what stands around them."""

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        """The lines; nothing of an answer without a body."""
        return b"" if data is None else self.write(data["results"])


class NDJSONRenderer(LinesRenderer):
    """One JSON value a line."""

    media_type, format, charset = "application/x-ndjson", "ndjson", None

    def write(self, items) -> bytes:
        """The lines."""
        return b"".join(JSONRenderer().render(item) + b"\n" for item in items)


class CSVRenderer(LinesRenderer):
    """A table."""

    media_type, format, charset = "text/csv; charset=utf-8", "csv", None

    def write(self, items) -> bytes:
        """The table."""
        return "".join(tabular.write(items)).encode()


class TextParser(StrictJSONParser):
    """Plain text in UTF-8."""

    media_type = "text/plain"

    def parse(self, stream, media_type=None, parser_context=None):
        """The text. Raises ParseError, or Refusal with 413 or 415."""
        try:
            return self.read(parser_context["request"], stream).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ParseError(f"This is not UTF-8: {error}.") from error


class TextRenderer(BaseRenderer):
    """Plain text."""

    media_type, format, charset = "text/plain", "text", "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        """The text."""
        return data.encode()


def load(data: bytes, where: str = "") -> Any:
    """The value of a JSON text. Raises ParseError."""
    try:
        return strict.loads(data.decode())
    except ValueError as error:
        raise ParseError(f"{where}This cannot be read as JSON: {error}.") from error


def merge_patch(value: Any, patch: Any) -> Any:
    """`value` as a merge patch changes it (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(value) if isinstance(value, dict) else {}
    for name, change in patch.items():
        if change is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), change)
    return merged
