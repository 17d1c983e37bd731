"""Versions in headers: ETag, If-None-Match for what a client has already, If-Match for what it means to change."""

import re

from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.problems import stale

TAG = re.compile(r'(?:W/)?"([^"]*)"')


def etag(version: int | str, format: str = "json") -> str:
    """The entity tag of a version in a format."""
    return f'"{version}-{format}"'


def respond(request: Request, body, version: int | str) -> HttpResponse:
    """`body` with its ETag, or 304 if the client has this version."""
    tag = etag(version, request.accepted_renderer.format)
    header = request.headers.get("If-None-Match", "")
    if header.strip() == "*" or f'"{tag[1:-1]}"' in (f'"{found}"' for found in TAG.findall(header)):
        return HttpResponseNotModified(headers={"ETag": tag})
    return Response(body, headers={"ETag": tag})


def require_match(request: Request, version: int | str) -> None:
    """Raises Refusal with 412 and the present version unless If-Match, where it is sent, names it in any format."""
    if (header := request.headers.get("If-Match")) is None or header.strip() == "*":
        return
    if str(version) not in (found.partition("-")[0] for found in TAG.findall(header)):
        raise stale(version)
