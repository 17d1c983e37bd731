"""What templates say of counts and times, which Django's own filters would say alike, but slowly."""

from datetime import UTC, datetime

import pytest
from django.template.defaultfilters import date, floatformat

from articles.templatetags.reading import day, grouped, minute


@pytest.mark.parametrize("count", [0, 7, 999, 1000, 1_234_567])
def test_counts(count):
    assert grouped(count) == floatformat(count, "g")


@pytest.mark.parametrize("moment", [datetime(2026, 4, 1, 9, 5, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, tzinfo=UTC)])
def test_times(moment):
    assert minute(moment) == date(moment, "j F Y, H:i")
    assert day(moment) == date(moment, "j F Y")
