"""How PostgreSQL finds the rows of a list: by an index and in order, or by reading and sorting more than a page."""

import json

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from rest_framework.request import Request

from articles.api.access import readable
from articles.api.pagination import DEFAULT_LIMIT, Sort
from articles.api.representing import COLUMNS
from articles.api.views.annotations import AnnotationList

MANY = 10 * (DEFAULT_LIMIT + 1)


def worries(queries: list[str]) -> list[str]:
    """For each query with each order that goes with it, what it reads that is more than its rows ask for."""
    found = []
    for query in queries:
        if "sort=" in query:
            continue
        view = AnnotationList()
        view.request = Request(RequestFactory().get(f"/?{query}"))
        view.request.user = AnonymousUser()
        for name, sort in view.sorts().items():
            found += [f"`{query}` by `{name}`: {worry}" for worry in _worries(_plan(view, sort))]
    return found


def _plan(view: AnnotationList, sort: Sort) -> dict:
    rows = view.filter_queryset(readable(view.request)).values(*COLUMNS)
    rows = rows.order_by(*sort.order(False))[: DEFAULT_LIMIT + 1]
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        (answer,) = cursor.fetchone()
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def _worries(node: dict) -> list[str]:
    """Whole-table scans of annotations, and sorts of many rows, in a plan."""
    found = []
    rows = node["Actual Rows"] * node["Actual Loops"]
    if node["Node Type"].endswith("Seq Scan") and node["Relation Name"] == "articles_annotation":
        found.append(f"reads the whole table ({rows:.0f} rows)")
    if node["Node Type"] in ("Sort", "Incremental Sort"):
        (below,) = node["Plans"]
        sorted_rows = below["Actual Rows"] * below["Actual Loops"]
        if sorted_rows > MANY:
            found.append(f"sorts {sorted_rows:.0f} rows ({node['Node Type']})")
    for child in node.get("Plans", []):
        found += _worries(child)
    return found
