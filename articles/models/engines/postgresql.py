"""Searching by PostgreSQL's full text."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import IndexEntry, PostgresIndex, PostgresSearchBackend
from modelsearch.utils import get_content_type_pk

from articles.querying import Query, Term


class Index(PostgresIndex):
    """Without norms of titles, for which every write would read the whole index; nothing is ranked by them."""

    def _refresh_title_norms(self, full=False):
        pass


class SearchBackend(PostgresSearchBackend):
    """modelsearch's, with our way of reading the index."""

    index_class = Index

    def matching(self, model: type[Model], query: Query) -> QuerySet:
        """The primary keys of the rows that have all terms of the query, to be used in another query."""
        expression = " & ".join(f"({_alternatives(term)})" for term in query.terms)
        entries = IndexEntry.objects.filter(body=SearchQuery(expression, search_type="raw", config=self.config))
        entries = entries.filter(content_type=get_content_type_pk(model))
        return entries.values_list(Cast("object_id", BigIntegerField()))


def _alternatives(term: Term) -> str:
    """The term in the language of tsquery; words are letters and digits alone."""
    phrases = ["(" + " <-> ".join(f"'{word}'" for word in words) + ")" for words in term.stems]
    return " | ".join([*phrases, *([f"'{term.prefix}':*"] if term.prefix else [])])
