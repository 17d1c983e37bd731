"""Annotations in the formats that a client may ask for: the same ones, whatever the format."""

from collections.abc import Sequence
from typing import Any

from rest_framework.renderers import JSONRenderer

from articles.api.links import Links
from articles.api.media import CSVRenderer, LinesRenderer, NDJSONRenderer
from articles.api.pagination import Page
from articles.api.protocol import JSONLDRenderer, about, describe, described
from articles.api.representing import represent, represent_one
from articles.formats import tabular
from articles.formats.bodies import CONTEXT
from articles.models import Annotation

RENDERERS = [JSONRenderer, JSONLDRenderer, NDJSONRenderer, CSVRenderer]
PACKERS = {
    JSONLDRenderer: describe,
    CSVRenderer: lambda row, links: tabular.pack(row.to_note(), about(row.article, links)),
}


def one(row: Annotation, renderer: Any, links: Links) -> dict[str, Any]:
    """What a renderer makes an answer of: an annotation as it is stored now."""
    if type(renderer) in PACKERS:
        (item,) = _packed([row.pk], renderer, links)
    else:
        item = represent_one(row, links)
    if isinstance(renderer, JSONLDRenderer):
        return {"@context": CONTEXT, **item}
    return {"results": [item]} if isinstance(renderer, LinesRenderer) else item


def page_of(page: Page, renderer: Any, links: Links, address: str, expand: bool) -> dict[str, Any]:
    """What a renderer makes an answer of: a page of a list, of whose rows COLUMNS are given, at its address."""
    if type(renderer) not in PACKERS:
        return page.body(represent(page.rows, links, expand))
    items = _packed([row["pk"] for row in page.rows], renderer, links)
    if not isinstance(renderer, JSONLDRenderer):
        return page.body(items)
    beside = {name: there for name, there in (("next", page.next), ("prev", page.previous)) if there}
    return {"@context": CONTEXT, "id": address, "type": "AnnotationPage", **beside, "items": items}


def _packed(keys: Sequence[int], renderer: Any, links: Links) -> list[Any]:
    rows = described(Annotation.objects.all()).in_bulk(keys)
    return [PACKERS[type(renderer)](rows[key], links) for key in keys if key in rows]
