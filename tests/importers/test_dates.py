"""Dates as people and programs write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.importers.dates import parse_date


def zone(hours, minutes=0):
    return timezone(timedelta(hours=hours, minutes=minutes))


DAY = date(2008, 4, 1)
CASES = {
    "2008-04-01": DAY,
    "2008/04/01": DAY,
    "1 April 2008": DAY,
    "1st April, 2008": DAY,
    "01-Apr-2008": DAY,
    "April 1, 2008": DAY,
    "Apr. 1st 2008": DAY,
    "Tuesday, 1 April 2008": DAY,
    "1. April 2008": DAY,
    "1er avril 2008": DAY,
    "1 de abril de 2008": DAY,
    "1.4.2008": DAY,
    "2008年4月1日": DAY,
    "2008년 4월 1일": DAY,
    "13/4/2008": date(2008, 4, 13),
    "4/13/2008": date(2008, 4, 13),
    "4/4/2008": date(2008, 4, 4),
    "3/4/2008": None,
    "2008-04-01T23:30:00": DAY,
    "2008-04-01 23:30": DAY,
    "2008-04-01T23:30:00Z": datetime(2008, 4, 1, 23, 30, tzinfo=UTC),
    "2008-04-01T23:30:15.123456+05:30": datetime(2008, 4, 1, 23, 30, 15, tzinfo=zone(5, 30)),
    "2008-04-01T00:10-0700": datetime(2008, 4, 1, 0, 10, tzinfo=zone(-7)),
    "Tue, 01 Apr 2008 10:20:30 GMT": datetime(2008, 4, 1, 10, 20, 30, tzinfo=UTC),
    "Tue, 01 Apr 2008 10:20:30 +0200": datetime(2008, 4, 1, 10, 20, 30, tzinfo=zone(2)),
    "April 1, 2008 at 5:05 p.m. EDT": datetime(2008, 4, 1, 17, 5, tzinfo=zone(-4)),
    "April 1, 2008 12:05 AM UTC": datetime(2008, 4, 1, 0, 5, tzinfo=UTC),
    "1 April 2008, 10:00 Uhr": DAY,
    "1 April 2008 10:00 IST": DAY,  # of India, of Ireland, of Israel
    "2008-02-30": None,
    "31 April 2008": None,
    "2008": None,
    "April 2008": None,
    "1 April": None,
    "yesterday": None,
    "0001-01-01T00:00:00Z": None,
    "12008-04-011": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_parse_date(text, expected):
    found = parse_date(text)
    assert found == expected
    assert type(found) is type(expected)
