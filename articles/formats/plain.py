"""An annotation as plain JSON, as the API shows it: for NDJSON, a line each, and for lists in one JSON file."""

from collections.abc import Mapping
from typing import Any

from articles.document import Document, Note
from articles.formats.native import FormatError, from_dict, to_dict
from articles.formats.rows import About

BESIDE = ("article", "iri", "url", "anchor", "version")  # what the API says of an annotation that is not its value


def pack(note: Note, about: About) -> dict[str, Any]:
    """The annotation, with the article that it is about."""
    article = {name: value for name in ("iri", "url", "title") if (value := getattr(about, name))}
    return {"article": article, **to_dict(note)}


def unpack(row: Any, article: Document) -> Note:
    """The note in a row, of this format or of the API's answers. Raises FormatError."""
    if not isinstance(row, Mapping):
        raise FormatError("An annotation is an object.")
    data = {name: value for name, value in row.items() if name not in BESIDE and value is not None}
    if isinstance(data.get("creator"), Mapping):
        data["creator"] = data["creator"].get("name", "")
    for name in ("source", "reported_by"):
        if isinstance(data.get(name), Mapping):
            data[name] = {key: value for key, value in data[name].items() if key != "slug"}
    if isinstance(data.get("spans"), list):
        data["spans"] = [_span(item) for item in data["spans"]]
    if isinstance(data.get("evidence"), list):
        data["evidence"] = [_without_nulls(item) for item in data["evidence"]]
    return from_dict(Note, {"id": "", **data})


def about(row: Any) -> About:
    """The article that the row is about. Raises FormatError."""
    said = row.get("article") if isinstance(row, Mapping) else None
    if isinstance(said, str):
        said = {"iri": f"/articles/{said}/"}
    if not isinstance(said, Mapping):
        raise FormatError("The annotation does not say which article it is about.")
    iri = said.get("iri") or (f"/articles/{said['slug']}/" if said.get("slug") else "")
    return About(*(str(value or "")[:2000] for value in (iri, said.get("url"), said.get("title"))))


def _span(item: Any) -> Any:
    if isinstance(item, Mapping) and "text" in item:
        item = {"exact": item["text"], **{name: value for name, value in item.items() if name != "text"}}
    return item


def _without_nulls(item: Any) -> Any:
    return {name: value for name, value in item.items() if value is not None} if isinstance(item, Mapping) else item
