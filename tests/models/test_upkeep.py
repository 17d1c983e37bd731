"""With statistics, SQLite begins a search with its words, counts from an index alone, and lists without sorting."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count
from django.http import QueryDict

from articles.models import from_document, refresh_statistics
from articles.search import SearchFilter, seen_annotations
from tests.views.samples import CLAIM, QUOTE, titled

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(db):
    """How SQLite reads a query, with so many notes that it matters."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own statistics.")
    for number in range(40):
        notes = tuple(replace(note, id=f"n{number}x{order}") for order, note in enumerate((QUOTE, CLAIM) * 3))
        from_document(replace(titled(f"Flood {number}"), notes=notes))
    refresh_statistics()
    return lambda rows: rows.explain()


@pytest.mark.parametrize("address", ["q=flood", "q=flood&kind=claim"])
def test_a_search_begins_with_its_words(plan, address):
    search = SearchFilter.from_query(QueryDict(address))
    rows = search.narrow_annotations(seen_annotations(AnonymousUser()))
    assert "SEARCH articles_annotation USING INTEGER PRIMARY KEY" in plan(rows)


@pytest.mark.parametrize("column", ["article", "source"])
def test_counts_are_read_from_an_index_alone(plan, column):
    quotes = seen_annotations(AnonymousUser()).filter(kind="quote").order_by()
    assert f"USING COVERING INDEX annotation_counts_by_{column}" in plan(quotes.values(column).annotate(Count("pk")))


@pytest.mark.parametrize("order", [["-created", "-pk"], ["article", "position", "pk"]])
def test_a_list_is_not_sorted(plan, order):
    listed = plan(seen_annotations(AnonymousUser()).filter(kind="quote").order_by(*order)[:20])
    assert "articles_annotation USING INDEX" in listed
    assert "TEMP B-TREE" not in listed


def test_it_may_be_done_at_any_time():
    refresh_statistics()
    refresh_statistics()
    assert seen_annotations(AnonymousUser()).count() == 0
