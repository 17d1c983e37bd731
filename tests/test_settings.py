"""Settings refuse what they do not know, in a sentence that names the variable."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from newsreader.environment import SETTINGS, origin, search_engine, settings_table

SOUND = {"DEBUG": "false", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123"}


def check(**variables):
    """`manage.py check` with these variables; an empty one is taken away."""
    environment = {**os.environ, **SOUND, **variables}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_sound_settings_pass():
    assert check().returncode == 0


def test_a_mail_server_is_taken_from_its_address():
    read = (
        "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS)"
    )
    environment = {**os.environ, **SOUND, "EMAIL_URL": "submission://post%40news.example:secret@mail.example"}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "shell", "-v0", "-c", read]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["mail.example", "587", "post@news.example", "True"]


@pytest.mark.parametrize(
    "address", ["https://news.example", "https://news.example/", "http://[::1]:8000", "https://*.a.b"]
)
def test_the_address_of_a_site_has_no_slash_at_its_end(address):
    """A browser sends none, and what is added begins with one."""
    assert origin("SITE_URL", address) == address.rstrip("/")


@pytest.mark.parametrize(
    ("address", "urls", "prefix"),
    [
        ("opensearch3+http://search.example:9200", "http://search.example:9200", ""),
        ("elasticsearch9+https://a:b@search.example/news", "https://a:b@search.example", "news_"),
    ],
)
def test_a_search_server_is_taken_from_its_address(address, urls, prefix):
    engine = search_engine(address, "")
    assert engine["BACKEND"] == f"modelsearch.backends.{address.partition('+')[0]}"
    assert (engine["URLS"], engine["INDEX_PREFIX"]) == ([urls], prefix)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "perhaps"}, '"DEBUG" invalid: Not a valid boolean. docs/'),
        ({"SECRET_KEY": "short"}, '"SECRET_KEY" is too short'),
        ({"DATABASE_URL": "mysql://localhost/news"}, '"DATABASE_URL" should begin with'),
        ({"DATABASE_URL": "news.db"}, '"DATABASE_URL" is not the address of a database'),
        ({"SECRET_KEY": "x" * 60}, '"SECRET_KEY" can be guessed'),
        ({"ALLOWED_HOSTS": "*"}, '"ALLOWED_HOSTS" should name hosts'),
        ({"DEBUG": "true", "ALLOWED_HOSTS": "news.example"}, '"DEBUG" is true'),
        (
            {"DATABASE_URL": "sqlite:///news", "DATABASE_REPLICA_URLS": "postgres://localhost/news"},
            '"DATABASE_REPLICA_URLS" works with PostgreSQL only',
        ),
        ({"REDIS_URL": "localhost:6379"}, '"REDIS_URL" should begin with'),
        ({"REDIS_URL": "redis://:pass/word@localhost:6379"}, '"REDIS_URL" is not the address of a Redis'),
        ({"METRICS_TOKEN": "short"}, '"METRICS_TOKEN" is too short'),
        ({"LOG_FORMAT": "xml"}, '"LOG_FORMAT" says "xml"; it should be one of'),
        ({"LOG_LEVEL": "LOUD"}, '"LOG_LEVEL" says "LOUD"; it should be one of'),
        ({"SUGGEST_KINDS": "claim,opinion"}, '"SUGGEST_KINDS" says "opinion"; it should be one of'),
        ({"HTTPS": "2"}, '"HTTPS" invalid'),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
        ({"ALLOWED_HOSTS": ""}, '"ALLOWED_HOSTS" should name hosts'),
        ({"SITE_URL": "news.example"}, '"SITE_URL" is "news.example", which is no address'),
        ({"SITE_URL": "https://news.example/site"}, "which is no address such as https://news.example"),
        ({"CSRF_TRUSTED_ORIGINS": "https://a.example,b.example"}, '"CSRF_TRUSTED_ORIGINS" is "b.example"'),
        ({"WEB_CONCURRENCY": "x"}, '"WEB_CONCURRENCY" invalid: Not a valid integer'),
        ({"WEB_CONCURRENCY": "0"}, '"WEB_CONCURRENCY" is "0"; it should be at least 1'),
        ({"SIGN_UP": "on request"}, '"SIGN_UP" invalid'),
        ({"EMAIL_URL": "mail.example"}, '"EMAIL_URL" should begin with'),
        ({"EMAIL_URL": "smtp://mail.example:port"}, '"EMAIL_URL" is not the address of a mail server'),
        ({"SEARCH_URL": "https://search.example:9200"}, '"SEARCH_URL" should be the address of a search server'),
        ({"SEARCH_URL": "solr+https://search.example"}, '"SEARCH_URL" should be the address of a search server'),
        ({"SEARCH_URL": "opensearch3+search.example"}, '"SEARCH_URL" should be the address of a search server'),
    ],
)
def test_others_are_refused_in_one_line(variables, sentence):
    result = check(**variables)
    assert result.returncode != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:hunter2/abc@cache:6379/0"),
        ("DATABASE_URL", "postgres://news:hunter2/abc@db/news"),
        ("DATABASE_URL", "postgres://news:hunter2@db:port/news"),
        ("EMAIL_URL", "smtp://news:hunter2/abc@mail.example:587"),
        ("SEARCH_URL", "https://news:hunter2/abc@search.example:9200"),
    ],
)
def test_a_refusal_tells_no_password(name, value):
    assert "hunter2" not in check(**{name: value}).stderr


def test_the_table_in_the_docs_is_made_from_the_code():
    page = (settings.BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8")
    assert settings_table() in page
    assert all(item.about for item in SETTINGS.values())
