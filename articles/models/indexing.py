"""Rows enter the index of words within the transaction that writes them: found at once, and never after a rollback."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from modelsearch.backends import get_search_backend
from modelsearch.index import Indexed, SearchField

from articles.querying import stems_of

# PostgreSQL's index of one row has room for 1 MB; what an article says beyond that is not found.
MOST_CHARACTERS = 500_000
BREAK = " paragraphbreak "  # between texts, so that no phrase reaches from one into the next


class Searched(Indexed, models.Model):
    """A row that is found by `search_texts`."""

    search_auto_update = False  # by a queue, after the transaction
    search_fields = [SearchField("search_stems")]

    class Meta:
        abstract = True

    def search_texts(self) -> Iterable[str]:
        """The texts by whose words the row is found."""
        raise NotImplementedError

    def search_stems(self) -> str:
        """The stems of their words."""
        texts = (" ".join(stems_of(text)) for text in self.search_texts() if text)
        return BREAK.join(texts)[:MOST_CHARACTERS]


def index_rows(rows: Sequence[models.Model]) -> None:
    """Bring what is searched of these rows, all of one model, up to date.

    A search server is no part of the transaction: it is told once that has ended well.
    """
    if not rows:
        return
    engine, model = get_search_backend(), type(rows[0])
    if hasattr(engine, "matching"):
        engine.add_bulk(model, rows)
    else:
        transaction.on_commit(lambda: engine.add_bulk(model, rows), robust=True)
