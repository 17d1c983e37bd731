"""`?show=` leaves kinds of notes out on the server; numbers do not change when a reader filters."""

import pytest

pytestmark = pytest.mark.django_db

ALL = {"1, source", "2, quote", "3, claim, disputed"}


@pytest.mark.parametrize(
    ("query", "labels", "items"),
    [
        ("", ALL, "1234"),
        ("?other=1", ALL, "1234"),
        ("?show=sources,claims,quotes,comments", ALL, "1234"),
        ("?show=claims,quotes", {"2, quote", "3, claim, disputed"}, "23"),
        ("?show=claims&show=quotes", {"2, quote", "3, claim, disputed"}, "23"),
        ("?show=&show=claims", {"3, claim, disputed"}, "3"),
        ("?show=claim", {"3, claim, disputed"}, "3"),
        ("?show=%20claims%20,%20comments", {"3, claim, disputed"}, "34"),
        ("?show=claims,verdicts", {"3, claim, disputed"}, "3"),
        ("?show=", set(), ""),
        ("?show=verdicts", set(), ""),
        ("?show=%00%22%3E%3Cscript%3E", set(), ""),
    ],
)
def test_kinds(soup, article, query, labels, items):
    page = soup(article.get_absolute_url() + query)
    assert {marker["aria-label"] for marker in page.select('[role="doc-noteref"]')} == labels
    assert "".join(item["value"] for item in page.select("section.notes > ol > li")) == items
    details = {target for mark in page.select("mark") for target in mark["data-notes"].split()}
    assert details == {marker["href"].removeprefix("#") for marker in page.select('[role="doc-noteref"]')}


def test_the_form_says_what_is_shown_and_how_many_there_are(soup, article):
    page = soup(article.get_absolute_url(), show="claims")
    boxes = page.select('form.filters input[type="checkbox"]')
    assert [(box["name"], box["value"], box.has_attr("checked")) for box in boxes] == [
        ("show", "sources", False),
        ("show", "claims", True),
        ("show", "quotes", False),
        ("show", "comments", False),
    ]
    assert [count.get_text() for count in page.select("form .count")] == ["1"] * 4


def test_when_all_are_hidden_it_says_so(soup, article):
    page = soup(article.get_absolute_url(), show="")
    assert "0 of 4 notes are shown" in page.get_text()
    assert not page.select("mark, sup, section.notes")


def test_the_canonical_address_does_not_filter(soup, article):
    page = soup(article.get_absolute_url(), show="claims")
    assert page.select_one('link[rel="canonical"]')["href"].endswith(article.get_absolute_url())
