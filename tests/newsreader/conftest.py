"""What the tests of the project share with those of its pages."""

from tests.views.conftest import article, editor  # noqa: F401 - fixtures
