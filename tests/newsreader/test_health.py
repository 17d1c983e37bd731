"""Who watches is answered under any host name, and told what is missing; the metrics are for those with the token."""

import json
import logging
import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from newsreader import health
from newsreader.logs import JsonFormatter, RequestId

pytestmark = pytest.mark.django_db


def test_alive_and_ready(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"Host": "10.1.2.3"}).json() == {"status": "alive"}
    response = client.get("/readyz", headers={"Host": "10.1.2.3"})
    assert response.json() == {"status": "ready", "default": "ok", "static files": "ok", "cache": "ok"}
    assert response["Cache-Control"] == "no-store"


def test_alive_reads_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_not_ready_before_migrations(client):
    health._migrated_once.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'articles'")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["default"]) == (503, "migrations wait")


@pytest.mark.parametrize(("collected", "status", "told"), [(False, 503, "not collected"), (True, 200, "ok")])
def test_not_ready_before_the_static_files_are_collected(client, settings, tmp_path, collected, status, told):
    for name in ("static", "collected"):
        (tmp_path / name).mkdir()
    (tmp_path / "static" / "base.css").write_text("p {}")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "static"], tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "newsreader.storage.StaticFiles"}}
    if collected:
        call_command("collectstatic", interactive=False, verbosity=0)
        settings.STORAGES = {**settings.STORAGES}  # as in a process that begins now
    response = client.get("/readyz")
    assert (response.status_code, response.json()["static files"]) == (status, told)


class TestMetrics:
    def test_for_nobody_without_a_token(self, client):
        assert client.get("/metrics").status_code == 404

    def test_for_whoever_has_it(self, client, settings, article):
        settings.METRICS_TOKEN = "x" * 20
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        cache.clear()
        for _ in range(2):
            client.get(article.get_absolute_url())
        text = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).text
        assert 'newsreader_database_failures_total{database="default",retried="no"}' in text  # 0 before the first
        assert 'newsreader_requests_total{method="GET",status="2xx",view="article-detail"}' in text
        assert 'newsreader_pages_total{found="yes"}' in text
        assert article.slug not in text

    def test_the_first_error_raises_what_was_there_before(self, client, settings, monkeypatch):
        """Of a counter that begins with 1, Prometheus sees no increase."""
        settings.METRICS_TOKEN = "x" * 20

        def errors() -> float:
            text = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).text
            return float(re.search(r"^newsreader_errors_total (\S+)$", text, re.MULTILINE)[1])

        before = errors()
        client.get("/nowhere")
        assert errors() == before
        monkeypatch.setattr("newsreader.health._is_collected", lambda: False)
        assert client.get("/readyz").status_code == 503
        assert errors() == before + 1


class TestRequestIds:
    def test_each_has_its_own(self, client):
        first, second = client.get("/nowhere")["X-Request-ID"], client.get("/nowhere")["X-Request-ID"]
        assert first != second

    @pytest.mark.parametrize(
        ("behind", "sent", "taken"),
        [(True, "abcdef-0123", True), (False, "abcdef-0123", False), (True, "a\tb", False), (True, "x" * 65, False)],
    )
    def test_the_proxys_is_taken_where_it_is_trusted(self, client, settings, behind, sent, taken):
        settings.BEHIND_PROXY = behind
        assert (client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] == sent) is taken

    def test_the_log_has_it_and_not_what_was_searched_for(self, client, caplog):
        caplog.handler.addFilter(RequestId())
        with caplog.at_level(logging.INFO, "newsreader.requests"):
            number = client.get("/nowhere?q=secret")["X-Request-ID"]
        (record,) = [record for record in caplog.records if record.name == "newsreader.requests"]
        line = json.loads(JsonFormatter().format(record))
        assert (line["request_id"], line["status"], line["path"]) == (number, 404, "/nowhere")
        assert "secret" not in json.dumps(line)
