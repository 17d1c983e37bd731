"""What all tests share."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


# A slow moment of the machine is no failure, and no test measures time.
hypothesis_settings.register_profile("newsreader", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("newsreader")


def pytest_configure():
    # Without collected files: the live server finds style and scripts where they are written.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture
def shared() -> Path:
    """The folder of real news and gold answers, where it lies beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the data in {SHARED}")
    return SHARED
