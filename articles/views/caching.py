"""Pages for readers without an account: rendered once for each version of an article, and sent only when it changed.

Keys hold the version and this release, so that a change shows at once in every process and the cache may vanish.
"""

import gzip
import hashlib
import threading
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from prometheus_client import Counter

from articles.models import Article

DAY = 24 * 3600
FEW_PARAMETERS = {"show", "verdict", "source", "unsourced"}  # those with few values: free words would fill the cache
LONGEST_QUERY = 100
# Of many readers at once who ask a process for a page that is not kept yet, one has it made and the others wait.
MAKING = [threading.Lock() for _ in range(64)]
PACKED, PLAIN = ".gz", ""  # kept apart: hardly anybody asks for plain pages, which are five times as long

PAGES = Counter("newsreader_pages", "Article pages for readers without an account.", ["found"])


def conditional(
    request: HttpRequest, article: Article, respond: Callable[[], HttpResponse], personal: bool = False
) -> HttpResponse:
    """`respond()`, from the cache if it can be; or 304 if an anonymous reader has the present version already.

    A `personal` page is for this reader alone, and made anew.
    """
    if personal or _is_known(request):
        response = respond()
        patch_cache_control(response, private=True, no_cache=True)
        return response
    etag = _tag(article)
    response = get_conditional_response(request, etag=etag) or _kept(request, etag, respond)
    # Compressed it is no longer the same bytes, and its tag says so, as Django's middleware does it.
    response["ETag"] = f"W/{etag}" if response.has_header("Content-Encoding") else etag
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response


def conditional_for_all(request: HttpRequest, article: Article, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """`respond()`, which is the same whoever asks; or 304 for who has what belongs to the article's present version.

    Caches may keep it, but have to ask: what was hidden meanwhile is gone from them, too.
    """
    etag = _tag(article)
    response = get_conditional_response(request, etag=etag) or respond()
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _tag(article: Article) -> str:
    # With the time, because after a backup was restored a version may come a second time.
    return f'"{article.pk}-{article.version}-{article.modified.timestamp():f}-{release()}"'


def _is_known(request: HttpRequest) -> bool:
    """Whether the page may have something for this reader alone: nobody has an account without these cookies."""
    return bool({"messages", settings.SESSION_COOKIE_NAME} & request.COOKIES.keys())


def _kept(request: HttpRequest, etag: str, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """The page from the cache, else a new one.

    If the article changes while the page is made, it is kept under a version that nobody will ask for again.
    """
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or not request.GET.keys() <= FEW_PARAMETERS:
        return respond()
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    digest = hashlib.sha256(f"{etag} {address}".encode())
    key = f"page:{digest.hexdigest()}{PACKED if packs else PLAIN}"
    page = shared_cache.get(key)
    PAGES.labels("no" if page is None else "yes").inc()
    if page is None:
        with MAKING[digest.digest()[0] % len(MAKING)]:
            page = shared_cache.get(key)
            if page is None:
                response = respond()
                if response.status_code != 200:
                    return response
                page = gzip.compress(response.content, compresslevel=6, mtime=0) if packs else response.content
                shared_cache.set(key, page, DAY)
    return HttpResponse(page, headers={"Content-Encoding": "gzip"} if packs else {})


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
