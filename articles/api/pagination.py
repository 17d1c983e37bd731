"""Pages of a list by keyset: each begins right after the last row of the one before, whatever comes or goes meanwhile.

The key is a pair that no two rows share, (sort key, id): on the sort key alone, rows that tie are lost or repeated.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import BooleanField, F, Func, QuerySet, Value
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from articles.api.problems import wrong_parameter

DEFAULT_LIMIT = 50
MOST = 200
SIGNER = signing.Signer(salt="articles.api.cursor")
PARAMETERS = frozenset({"limit", "cursor", "sort", "count"})


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: by `column`, then by id, both upwards or both downwards.

    `keys` name the same two where the list finds them faster.
    """

    column: str
    descending: bool = False
    keys: tuple[str, str] | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """What rows are put in order by."""
        return self.keys or (self.column, "pk")

    def order(self, backwards: bool) -> list[str]:
        """The arguments of `order_by`."""
        sign = "-" if self.descending != backwards else ""
        return [sign + key for key in self.pair]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the addresses of the pages beside them, and the count of the whole list if it was asked for."""

    rows: list
    next: str | None
    previous: str | None
    count: int | None

    @property
    def headers(self) -> dict[str, str]:
        """The addresses as a Link header (RFC 8288)."""
        links = [f'<{url}>; rel="{name}"' for name, url in (("next", self.next), ("prev", self.previous)) if url]
        return {"Link": ", ".join(links)} if links else {}

    def body(self, results: list) -> dict[str, Any]:
        """The answer, with `results` in place of the rows."""
        count = {} if self.count is None else {"count": self.count}
        return {"results": results, "next": self.next, "previous": self.previous, **count}


def page_of(serializer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """What `Page.body` makes of a list of these."""
    name = serializer.__name__.replace("Serializer", "PageSerializer")
    fields = {
        "__doc__": "A page of a list.",
        "results": serializer(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "count": serializers.IntegerField(required=False, help_text="Of the whole list, with `count=exact`."),
    }
    return type(name, (serializers.Serializer,), fields)


def paginate(queryset: QuerySet, request: Request, sorts: dict[str, Sort], default: str) -> Page:
    """The page of `queryset` that the request asks for, of rows or of their values with pk and what it is sorted by.

    `sorts` are the orders it may ask for, by name. Raises Refusal for a parameter that is not understood.
    """
    name = request.query_params.get("sort", default)
    if name not in sorts:
        raise wrong_parameter("sort", f"“{name[:40]}” is not one of: {', '.join(sorts)}.", "choice")
    sort, limit = sorts[name], limit_of(request)
    backwards, rows = False, queryset
    if (token := request.query_params.get("cursor")) is not None:
        backwards, key, pk = _read_cursor(token, name)
        rows = rows.filter(_beyond(queryset.model, sort, backwards, key, pk))
    rows = list(rows.order_by(*sort.order(backwards))[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    before, after = (more, True) if backwards else (bool(token), more)
    count = queryset.count() if _wants_count(request) else None
    return Page(
        rows,
        _address(request, name, sort, False, rows[-1]) if rows and after else None,
        _address(request, name, sort, True, rows[0]) if rows and before else None,
        count,
    )


def limit_of(request: Request) -> int:
    """How many rows a page shall have. Raises Refusal."""
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= MOST):
        raise wrong_parameter("limit", f"“{text[:40]}” is not a number from 1 to {MOST}.")
    return int(text)


def _wants_count(request: Request) -> bool:
    if (text := request.query_params.get("count")) not in (None, "exact"):
        raise wrong_parameter("count", f"“{text[:40]}” is not “exact”.", "choice")
    return text is not None


def _beyond(model: type, sort: Sort, backwards: bool, key: str, pk: int) -> Func:
    """That a row comes after the key: a comparison of pairs, for which databases have an index walk."""
    column = model._meta.get_field(sort.column)
    row = Func(*(F(key) for key in sort.pair), function="")
    edge = Func(Value(column.to_python(key), output_field=column), Value(pk), function="")
    operator = " < " if sort.descending != backwards else " > "
    return Func(row, edge, template="%(expressions)s", arg_joiner=operator, output_field=BooleanField())


def _address(request: Request, name: str, sort: Sort, backwards: bool, row: Any) -> str:
    key, pk = (row[sort.column], row["pk"]) if isinstance(row, dict) else (getattr(row, sort.column), row.pk)
    key = key.isoformat() if hasattr(key, "isoformat") else key
    cursor = SIGNER.sign_object([name, backwards, key, pk])
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def _read_cursor(token: str, name: str) -> tuple[bool, Any, int]:
    try:
        sort, backwards, key, pk = SIGNER.unsign_object(token)
    except signing.BadSignature as error:
        raise wrong_parameter("cursor", "This is not a cursor that was given out here.") from error
    if sort != name:
        raise wrong_parameter("cursor", f"This cursor belongs to a list sorted by “{sort}”.")
    return backwards, key, pk
