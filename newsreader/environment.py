"""What the operator chooses, read from the environment: each value checked, refused in one sentence, and described."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env()
READERS = {bool: env.bool, int: env.int, list: env.list}  # by the type of the default; others are texts
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SEARCH_SERVERS = ("elasticsearch7", "elasticsearch8", "elasticsearch9", "opensearch2", "opensearch3")
TOKEN_LENGTH = 20
KEY_LENGTH, KEY_VARIETY = 50, 12  # characters; 50 random ones out of 64 have fewer than 12 different ones never


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable as the table of docs/settings.md shows it."""

    name: str
    default: str
    about: str


SETTINGS: dict[str, Setting] = {}


def setting(name: str, default: Any, about: str, *, choices: Sequence[str] = (), shown: str = "") -> Any:
    """Read one variable, of the type of its default (`...` is none: a text that has to be given), and keep it for the
    table; `shown` describes a default that is computed.

    Raises ImproperlyConfigured with a sentence that names it and says what is expected.
    """
    SETTINGS[name] = Setting(name, shown or _shown(default), about)
    read = READERS.get(type(default), env.str)
    try:
        value = read(name, default)
    except EnvError as error:
        raise ImproperlyConfigured(f"{str(error).rstrip('.')}. docs/settings.md lists the settings.") from error
    for given in value if isinstance(value, list) else [value]:
        if choices and given not in choices:
            raise ImproperlyConfigured(
                f'Environment variable "{name}" says "{given}"; it should be one of {", ".join(choices)}.'
            )
    return value


def web_processes() -> int:
    """How many web processes gunicorn starts. Raises ImproperlyConfigured."""
    usual, about = 2 * (os.cpu_count() or 1), "how many web processes gunicorn starts"
    count = setting("WEB_CONCURRENCY", usual, about, shown="twice the cores")
    if count < 1:
        raise ImproperlyConfigured(f'Environment variable "WEB_CONCURRENCY" is "{count}"; it should be at least 1.')
    return count


def _shown(default: Any) -> str:
    if default is ...:
        return "none, required"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    text = ",".join(default) if isinstance(default, list | tuple) else str(default)
    return f"`{text}`" if text else "empty"


def settings_table() -> str:
    """The table of docs/settings.md."""
    rows = [f"| `{item.name}` | {item.default} | {item.about} |" for item in SETTINGS.values()]
    return "\n".join(["| variable | default | what it is |", "|---|---|---|", *rows]) + "\n"


def require_safe(debug: bool, secret_key: str, hosts: Sequence[str], metrics_token: str) -> None:
    """Raises ImproperlyConfigured for secrets that can be guessed and for hosts that do not go with `debug`."""
    if metrics_token and len(metrics_token) < TOKEN_LENGTH:
        raise ImproperlyConfigured(
            f'Environment variable "METRICS_TOKEN" is too short: {TOKEN_LENGTH} random characters are needed.'
        )
    if debug:
        if outside := [host for host in hosts if host not in LOCAL_HOSTS]:
            raise ImproperlyConfigured(
                f'Environment variable "DEBUG" is true, which shows secrets to whoever asks "{outside[0]}"; '
                'with it, "ALLOWED_HOSTS" may name this machine only.'
            )
        return
    if len(secret_key) < KEY_LENGTH:
        raise ImproperlyConfigured(
            f'Environment variable "SECRET_KEY" is too short: {KEY_LENGTH} random characters are needed.'
        )
    if len(set(secret_key)) < KEY_VARIETY or secret_key.startswith("django-insecure-"):
        raise ImproperlyConfigured('Environment variable "SECRET_KEY" can be guessed: take random characters.')
    if "*" in hosts or not any(hosts):
        raise ImproperlyConfigured('Environment variable "ALLOWED_HOSTS" should name hosts, and not be "*".')


def origin(name: str, address: str) -> str:
    """The address of a whole site, without a slash at its end. Raises ImproperlyConfigured if it is none."""
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and parts.netloc and not (parts.path.strip("/") or parts.query)
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(
            f'Environment variable "{name}" is "{address}", which is no address such as https://news.example.'
        )
    return address.rstrip("/")


def databases(url: str, replica_urls: Sequence[str]) -> dict[str, dict]:
    """Django's DATABASES: the one that is written, and those that follow it and are only read."""
    found = {"default": _database("DATABASE_URL", url)}
    for number, replica in enumerate(replica_urls, 1):
        config = _database("DATABASE_REPLICA_URLS", replica)
        if not found["default"]["ENGINE"] == config["ENGINE"] == "django.db.backends.postgresql":
            raise ImproperlyConfigured(
                'Environment variable "DATABASE_REPLICA_URLS" works with PostgreSQL only, for it and for DATABASE_URL.'
            )
        config["TEST"] = {"MIRROR": "default"}
        found[f"replica{number}"] = config
    return found


def _database(name: str, url: str) -> dict:
    """Django's settings of the database at `url`, with what each engine needs to serve many readers and writers."""
    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(
            f'Environment variable "{name}" is not the address of a database: {error}'
        ) from error
    engine = config["ENGINE"].rpartition(".")[2]
    if engine == "sqlite3":
        # An immediate transaction waits for the write lock at its start; a deferred one fails when it finds it taken.
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    elif engine == "postgresql":
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    else:
        raise ImproperlyConfigured(f'Environment variable "{name}" should begin with sqlite:// or postgres://.')
    return config


def caches(url: str) -> dict[str, dict]:
    """Django's CACHES: Redis at `url`, which all processes share, or else the memory of each."""
    if not url:
        return {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}}
        }
    if url.split(":")[0] not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured('Environment variable "REDIS_URL" should begin with redis://, rediss:// or unix://.')
    try:
        _ = urlsplit(url).port
    except ValueError:  # whose words have the beginning of a password with a slash
        raise ImproperlyConfigured(
            'Environment variable "REDIS_URL" is not the address of a Redis server; a “/” in its password is %2F.'
        ) from None
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return {
        "default": {
            "BACKEND": "newsreader.caching.SteadyRedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "newsreader",
            "OPTIONS": options,
        }
    }


def mail(url: str, debug: bool) -> dict[str, Any]:
    """Django's settings of the mail server at `url`; without one mail is printed in debug mode, else never sent."""
    if not url:
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{'console' if debug else 'dummy'}.EmailBackend"}
    if url.split(":")[0] not in ("smtp", "submission"):
        raise ImproperlyConfigured('Environment variable "EMAIL_URL" should begin with smtp:// or submission://.')
    try:
        return {**dj_email_url.parse(url), "EMAIL_TIMEOUT": 10}
    except ValueError:
        raise ImproperlyConfigured(
            'Environment variable "EMAIL_URL" is not the address of a mail server; a “/” in its password is %2F.'
        ) from None


def search_engine(url: str, database_engine: str) -> dict[str, Any]:
    """modelsearch's settings of the server at `url`, such as elasticsearch9+https://search.example:9200/news."""
    if not url:
        engine = database_engine.rpartition(".")[2].removesuffix("3")
        return {"BACKEND": f"articles.models.engines.{engine}", "SEARCH_CONFIG": "simple"}
    kind, _, address = url.partition("+")
    parts = urlsplit(address)
    if kind not in SEARCH_SERVERS or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            f'Environment variable "SEARCH_URL" should be the address of a search server after '
            f"{', '.join(SEARCH_SERVERS)} and a plus sign, such as elasticsearch9+https://search.example:9200/news."
        )
    return {
        "BACKEND": f"modelsearch.backends.{kind}",
        "URLS": [urlunsplit(parts._replace(path=""))],
        "INDEX_PREFIX": f"{parts.path.strip('/')}_".lstrip("_"),
    }


def logging_config(level: str, form: str) -> dict:
    """Django's LOGGING: to standard error, as lines for people or as JSON for programs, with the request's id."""
    line = {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "newsreader.logs.RequestId"}},
        "formatters": {"line": line, "json": {"()": "newsreader.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},  # it would tell of every sign-in
            "django.request": {"level": "ERROR"},  # newsreader.requests has a line for each
        },
    }


def read_file(path: os.PathLike) -> None:
    """Take from a `.env` file what the environment does not say."""
    env.read_env(path, recurse=False)
