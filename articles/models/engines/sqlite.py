"""Searching by SQLite's FTS5."""

from django.db.models import BigIntegerField, F, Func, Model, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import Lookup
from modelsearch.backends.database.sqlite.sqlite import SQLiteFTSIndexEntry, SQLiteIndex, SQLiteSearchBackend
from modelsearch.utils import get_content_type_pk

from articles.querying import Query, Term


class Index(SQLiteIndex):
    """Without norms of titles, for which every write would read the whole index; nothing is ranked by them."""

    def _refresh_title_norms(self, full=False):
        pass


class Match(Lookup):
    """That an entry of the index has what a query asks for."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """FTS5 knows its table by name alone."""
        return f"{SQLiteFTSIndexEntry._meta.db_table} MATCH %s", [self.rhs]


class SearchBackend(SQLiteSearchBackend):
    """modelsearch's, with our way of reading the index."""

    index_class = Index

    def matching(self, model: type[Model], query: Query) -> QuerySet:
        """The primary keys of the rows that have all terms of the query, to be used in another query."""
        expression = " AND ".join(f"({_alternatives(term)})" for term in query.terms)
        entries = SQLiteFTSIndexEntry.objects.filter(Match(F("body"), expression))
        # With a plus sign, no index serves: SQLite would look each row of the model up in FTS5, and not once for all.
        kind = Func(F("index_entry__content_type"), template="+%(expressions)s", output_field=BigIntegerField())
        entries = entries.alias(kind=kind).filter(kind=get_content_type_pk(model))
        return entries.values_list(Cast("index_entry__object_id", BigIntegerField()))


def _alternatives(term: Term) -> str:
    """The term in FTS5's language; words are letters and digits alone."""
    phrases = [f'"{" ".join(words)}"' for words in term.stems]
    return " OR ".join([*phrases, *([f'"{term.prefix}"*'] if term.prefix else [])])
