"""/healthz: this process lives. /readyz: it can serve. /metrics. For whoever watches, under any host and scheme."""

import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST

from newsreader.metrics import exposition

logger = logging.getLogger("newsreader.health")


class HealthMiddleware:
    """Answers before hosts, https and sessions are looked at: who checks a machine asks it by its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        respond = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}.get(request.path_info)
        if respond is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        response = respond(request)
        response["Cache-Control"] = "no-store"
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """200 whenever the process can answer at all: restart it if not."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 if readers can be served, else 503: send them elsewhere. What is missing but can be done without is told."""
    found = {alias: _database(alias) for alias in connections}
    serves = "ok" in found.values() and _is_collected()
    found["static files"] = "ok" if _is_collected() else "not collected"
    found["cache"] = "ok" if getattr(caches["default"], "answers", lambda: True)() else "away"
    status = "ready" if set(found.values()) == {"ok"} else "degraded" if serves else "unable"
    return JsonResponse({"status": status, **found}, status=200 if serves else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever has the token; for others there is no such page."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, settings.METRICS_TOKEN):
        return HttpResponseNotFound()
    try:
        jobs = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    except DatabaseError:
        jobs = {}
    return HttpResponse(exposition(jobs), content_type=CONTENT_TYPE_LATEST)


def _database(alias: str) -> str:
    """ "ok", "migrations wait" or "away"."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok" if alias != "default" or _is_migrated() else "migrations wait"
    except DatabaseError as error:
        connections[alias].close()
        logger.warning("The database %s does not answer: %s", alias, error)
        return "away"


def _is_collected() -> bool:
    """Whether `collectstatic` had run when this process began: if not, no page can name its files."""
    return getattr(staticfiles_storage, "hashed_files", None) != {}


def _is_migrated() -> bool:
    """Whether all migrations of this code were run; once they were, they stay."""
    return _migrated_once() or (_migrated_once.cache_clear() or False)


@cache
def _migrated_once() -> bool:
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
