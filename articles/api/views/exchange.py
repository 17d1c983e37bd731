"""Annotations out and in by the file, streamed: memory does not grow with their number."""

from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.access import readable
from articles.api.authentication import may_review
from articles.api.filters import AnnotationFilter
from articles.api.media import refuse_compressed
from articles.api.problems import Refusal, unprocessable, wrong_parameter
from articles.api.serializers.exchange import ReportSerializer
from articles.api.values import flag
from articles.api.views.base import ListView, View
from articles.checking import Problem
from articles.formats import FORMATS, archive
from articles.formats.native import FormatError
from articles.formats.rows import About
from articles.formats.streams import decode
from articles.models import Annotation, Article, document_with
from articles.models.exchange import MOST_BYTES, Report, import_for, import_rows, import_texts, in_batches

CHUNK = 65_536
BRAT, ZIP = "brat", "application/zip"


def renderer(name: str, media_type: str) -> type[BaseRenderer]:
    """What a format is called in the address and in Accept; the stream renders itself."""
    return type(f"{name.title()}Export", (JSONRenderer,), {"format": name, "media_type": media_type, "charset": None})


RENDERERS = [renderer(name, item.media_type) for name, item in FORMATS.items()] + [renderer(BRAT, ZIP)]


class AnnotationExport(ListView):
    """All annotations that the filters choose, as a file."""

    rate = "export"
    queryset = Annotation.objects.none()
    filterset_class = AnnotationFilter
    renderer_classes = RENDERERS

    def known_parameters(self, method: str) -> frozenset[str]:
        """The filters; there are no pages."""
        return frozenset({"format"} | self.filterset_class.base_filters.keys())

    def get(self, request: Request) -> StreamingHttpResponse:
        """The file."""
        name = request.accepted_renderer.format
        batches = in_batches(self.filter_queryset(readable(request)))
        if name == BRAT:
            pieces, suffix = archive.pack(self._documents(batches)), "zip"
        else:
            pieces, suffix = FORMATS[name].write(self._rows(batches, name)), FORMATS[name].suffix
        headers = {"Content-Disposition": f'attachment; filename="annotations.{suffix}"', "Vary": "Accept"}
        return StreamingHttpResponse(pieces, content_type=request.accepted_renderer.media_type, headers=headers)

    def _rows(self, batches: Iterator, name: str) -> Iterator[Any]:
        for article, notes in batches:
            about = self._about(article)
            yield from (FORMATS[name].pack(note, about) for note in notes)

    def _about(self, article: Article) -> About:
        root = self.links.root
        return About(root + article.get_absolute_url(), article.url, article.title, f"{root}/annotations/")

    def _documents(self, batches: Iterator) -> Iterator[tuple[str, Any, str]]:
        """Each article once, with all its notes and the text that it was made from."""
        article, notes = None, []
        for found, more in batches:
            if article and found.pk != article.pk:
                yield _whole(article, notes)
                notes = []
            article, notes = found, notes + more
        if article:
            yield _whole(article, notes)


class StreamParser(BaseParser):
    """Leaves the body where it is, to be read piece by piece."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The stream. Raises Refusal with 415."""
        refuse_compressed(parser_context["request"])
        return stream


class NamedParser(StreamParser):
    """Of a format that the address names."""

    media_type = "*/*"


def parser(name: str, media_type: str) -> type[StreamParser]:
    """The parser of a format."""
    return type(f"{name.title()}Import", (StreamParser,), {"format": name, "media_type": media_type})


PARSERS = [parser(name, item.media_type.partition(";")[0]) for name, item in FORMATS.items()]
PARSERS.append(parser(BRAT, ZIP))
IMPORTED = (*FORMATS, BRAT)


class AnnotationImport(View):
    """Annotations from a file."""

    rate = "export"
    serializer_class = ReportSerializer
    parser_classes = PARSERS
    parameters = {"POST": frozenset({"dry_run"})}

    def get_parsers(self) -> list[BaseParser]:
        """Where the address names the format, the type that a client sends along says nothing."""
        if self.request is None or "format" not in self.request.GET or _is_form(self.request):
            return super().get_parsers()
        return [NamedParser()]

    def perform_content_negotiation(self, request: Request, force: bool = False):
        """`format` names what is sent; the answer is always JSON."""
        return JSONRenderer(), "application/json"

    def post(self, request: Request) -> Response:
        """Store what is new; all of the file, or nothing if it breaks off."""
        dry_run, name = flag(request, "dry_run"), self._format(request)
        if not request.user.has_perm("articles.add_annotation"):
            raise Refusal(403, "Your account may not annotate.")
        chunks = iter(partial(request.data.read, CHUNK), b"") if hasattr(request.data, "read") else iter(())
        store, reviews = partial(_store, name, chunks), may_review(request)
        try:
            report = import_for(request.user, store, root=self.links.root, reviews=reviews, dry_run=dry_run)
        except FormatError as error:
            raise unprocessable([Problem("", "unreadable", str(error))]) from error
        return Response({"dry_run": dry_run, **ReportSerializer(report).data})

    def _format(self, request: Request) -> str:
        """The format that the address names, else that of the content type. Raises Refusal."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES:
            raise Refusal(413, f"At most {MOST_BYTES:,} bytes can be imported at once; split the file.")
        sent = request.content_type.partition(";")[0].strip().lower()
        named = (item.format for item in PARSERS if item.media_type == sent)
        name = request.query_params.get("format") or next(named, "")
        may_be_empty = name in FORMATS and FORMATS[name].may_be_empty
        if not hasattr(request.data, "read") and not may_be_empty:
            raise Refusal(400, "The file is empty.")
        if name not in IMPORTED:
            raise wrong_parameter("format", f"“{name[:40]}” is not one of: {', '.join(IMPORTED)}.", "choice")
        return name


def _store(name: str, chunks: Iterator[bytes], **how: Any) -> Report:
    """Store what a file in a format holds. Raises FormatError."""
    with TemporaryFile() as file:  # others wait while it is stored, and not for who sends it slowly
        file.writelines(chunks)
        if name == BRAT:
            return import_texts(archive.unpack(file), **how)
        file.seek(0)
        return import_rows(FORMATS[name], FORMATS[name].read(decode(iter(partial(file.read, CHUNK), b""))), **how)


def _is_form(request: HttpRequest) -> bool:
    """Whether a form is sent, whose body a session has to read; curl calls everything a form, and has a token."""
    by_token = request.headers.get("Authorization", "").lower().startswith(("token ", "bearer "))
    return request.content_type == "multipart/form-data" or (
        request.content_type == "application/x-www-form-urlencoded" and not by_token
    )


def _whole(article: Article, notes: list) -> tuple[str, Any, str]:
    original = bytes(article.revisions.get(number=1).original).decode("utf-8", "replace")
    return article.slug, document_with(article, notes), original
