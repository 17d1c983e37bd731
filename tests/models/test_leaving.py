"""An account that closes: what becomes of many notes is done at once."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import User, close_account, from_document
from tests.views.samples import CLAIM, DOCUMENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("keep_public", [True, False])
def test_an_account_with_many_notes_closes_in_as_many_queries_as_one_with_few(keep_public):
    counts = []
    for name, count in (("ines", 1), ("otto", 20)):
        user = User.objects.create_user(name)
        notes = tuple(replace(CLAIM, id=f"{name}{number:06}", creator=name) for number in range(count))
        article = from_document(replace(DOCUMENT, url="", notes=notes), actor=user)
        with CaptureQueriesContext(connection) as queries:
            close_account(user, keep_public=keep_public)
        counts.append(sum("modelsearch" not in query["sql"] for query in queries))  # SQLite indexes one by one
        assert article.annotations.kept().count() == (count if keep_public else 0)
        assert {row.versions.count() for row in article.annotations.all()} == {2 if keep_public else 3}
    assert counts[0] == counts[1]
