"""What all tests share."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


# A slow moment of the machine is no failure, and no test measures time.
patient = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples every time: what passed here passes elsewhere. On PostgreSQL the same code runs a second time.
hypothesis_settings.register_profile(
    "newsreader", patient, derandomize=True, max_examples=50 if connection.vendor == "sqlite" else 15
)
# Other examples every time, and many: to find what nobody thought of.
hypothesis_settings.register_profile("searching", patient, max_examples=1000)
hypothesis_settings.load_profile("newsreader")


def pytest_configure():
    # Without collected files: the live server finds style and scripts where they are written.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # Each test client would read the whole folder of collected files.
    settings.STATIC_ROOT = None
    # The tables of other apps are made in one step; ours by their migrations, which are tested so.
    settings.MIGRATION_MODULES = {"axes": None, "django_tasks_db": None}
    # Hashing is slow on purpose, and tests make many accounts.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shared() -> Path:
    """The folder of real news and gold answers, where it lies beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the data in {SHARED}")
    return SHARED


@pytest.fixture
def open_connection():
    """Requests to the application itself leave open the connection in whose transaction the test runs."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what touches the database: all else does the same as on SQLite."""
    if connection.vendor != "sqlite":
        config.hook.pytest_deselected(items=[item for item in items if not _is_stored(item)])
        items[:] = filter(_is_stored, items)


def _is_stored(item: pytest.Item) -> bool:
    is_ours = item.cls and issubclass(item.cls, TransactionTestCase)
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(item.get_closest_marker("django_db") or is_ours or fixtures & set(item.fixturenames))
