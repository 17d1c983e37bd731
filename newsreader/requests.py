"""Every request gets an id, one line in the log and a place in the metrics. Who asked is not written down."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsreader import metrics
from newsreader.logs import request_id

logger = logging.getLogger("newsreader.requests")

HEADER = "X-Request-ID"
ID = re.compile(r"[\w.-]{8,64}", re.ASCII)


class RequestMiddleware:
    """Stands before everything, so that errors of all that follows are counted and named too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = _id(request)
        token = request_id.set(request.id)
        begin = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request.id
            _note(request, response.status_code, time.perf_counter() - begin)
            return response
        finally:
            request_id.reset(token)


def _id(request: HttpRequest) -> str:
    """The proxy's id if it is one and the proxy is trusted, else a new one."""
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if ID.fullmatch(given) else uuid.uuid4().hex


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    """The log's line, without the query, which may hold words that somebody searched for."""
    match = request.resolver_match
    view = (match.view_name or "unnamed") if match else "none"
    method = request.method if request.method in metrics.METHODS else "other"
    metrics.REQUESTS.labels(method, view, f"{status // 100}xx").inc()
    metrics.ERRORS.inc(status >= 500)
    metrics.SECONDS.labels(view).observe(seconds)
    milliseconds = round(1000 * seconds, 1)
    details = {"method": method, "path": request.path, "view": view, "status": status, "milliseconds": milliseconds}
    logger.info("%s %r %s in %s ms", method, request.path, status, milliseconds, extra=details)
