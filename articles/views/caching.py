"""Conditional answers for readers without an account, whose pages depend on an article's version and this release."""

import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from articles.models import Article


def conditional(request: HttpRequest, article: Article, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """`respond()`, or 304 if an anonymous reader's copy is that of the article's present version."""
    if request.user.is_authenticated:
        response = respond()
        patch_cache_control(response, private=True, no_cache=True)
        return response
    etag = f'"{article.pk}-{article.version}-{release()}"'
    response = get_conditional_response(request, etag=etag) or respond()
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def release() -> str:
    """A short name of the code, templates and style that make the pages: other bytes, other name."""
    return _digest() if settings.DEBUG else _digest_once()


@cache
def _digest_once() -> str:
    return _digest()


def _digest() -> str:
    digest = hashlib.sha256()
    for folder, pattern in (("articles", "*.py"), ("templates", "*.html"), ("static", "*.*")):
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
