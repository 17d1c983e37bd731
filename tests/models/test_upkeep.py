"""With statistics, a search begins with the words that it is about, not with an index that all rows share."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict

from articles.models import from_document, refresh_statistics
from articles.search import SearchFilter, seen_annotations
from tests.views.samples import CLAIM, QUOTE, titled

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["q=flood", "q=flood&kind=claim"])
def test_a_search_begins_with_its_words(address):
    for number in range(40):
        notes = tuple(replace(note, id=f"n{number}x{order}") for order, note in enumerate((QUOTE, CLAIM) * 3))
        from_document(replace(titled(f"Flood {number}"), notes=notes))
    refresh_statistics()
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own statistics.")
    search = SearchFilter.from_query(QueryDict(address))
    plan = search.narrow_annotations(seen_annotations(AnonymousUser())).explain()
    assert "SEARCH articles_annotation USING INTEGER PRIMARY KEY" in plan


def test_it_may_be_done_at_any_time():
    refresh_statistics()
    refresh_statistics()
    assert seen_annotations(AnonymousUser()).count() == 0
