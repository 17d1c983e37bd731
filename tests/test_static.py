"""Stylesheets and scripts do without what Safari has learnt lately: the tests' browser knows all of it."""

import re

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
LATELY = [
    ("css", r"text-decoration:\s*[^;\s]+\s+[^;]", "26.2: until then the line alone, and nothing where more is said"),
    ("css", r"(?m)^(?!\s*-webkit-user-select:).*\n\s*user-select:", "27.3: until then with its prefix"),
    ("js", r"\bcheckVisibility\b", "17.4"),
]


@pytest.mark.parametrize(("kind", "pattern", "since"), LATELY)
def test_nothing_hangs_on_what_is_new(kind, pattern, since):
    found = [
        f"{path.name}: {match[0]}"
        for path in STATIC.glob(f"{kind}/*.{kind}")
        for match in re.finditer(pattern, path.read_text())
    ]
    assert found == [], since
