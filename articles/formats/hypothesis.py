"""Annotations as Hypothesis' API and the export of its client have them (h.readthedocs.io/en/latest/api-reference)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from articles.checking import LONGEST_TAG, MOST_TAGS, NOTE_ID
from articles.document import Document, Note
from articles.formats import strict
from articles.formats.bodies import words_of
from articles.formats.native import FormatError, from_dict, to_dict
from articles.formats.rows import UNKNOWN, About, as_list, moment_of
from articles.formats.selecting import selectors_of, spans_at

KEPT = "hypothesis"  # where `extra` has what Hypothesis said
WORLD = "__world__"
READ = ("id", "created", "updated", "text", "tags", "target", "uri", "newsreader")


def pack(note: Note, about: About) -> dict[str, Any]:
    """The annotation as Hypothesis has it; the member `newsreader` has what it knows nothing of."""
    kept = note.extra.get(KEPT) if isinstance(note.extra.get(KEPT), Mapping) else {}
    uri = about.url or about.iri
    targets = [{"source": uri, "selector": _selectors(span)} for span in note.spans if span.role == "content"]
    title = {"document": {"title": [about.title]}} if about.title else {}
    return {
        "user": f"acct:{note.creator}@newsreader" if note.creator else "acct:unknown@newsreader",
        "group": WORLD,
        "permissions": {"read": [f"group:{WORLD}"] if note.visibility == "public" else []},
        **title,
        **kept,
        "id": note.id,
        "created": note.created.isoformat() if note.created else None,
        "updated": note.modified.isoformat() if note.modified else None,
        "uri": uri,
        "text": note.body or (words_of(note) if note.kind != "comment" else ""),
        "tags": list(note.tags),
        "target": targets or [{"source": uri}],
        "newsreader": to_dict(note),
    }


def unpack(row: Any, article: Document) -> Note:
    """The note of an annotation on `article`. Raises FormatError."""
    if not isinstance(row, Mapping):
        raise FormatError("An annotation is an object.")
    if isinstance(ours := row.get("newsreader"), Mapping):
        return from_dict(Note, dict(ours))
    spans = []
    for target in as_list(row.get("target")):
        if isinstance(target, Mapping) and target.get("selector") and not row.get("references"):
            spans += [span for span in spans_at(_readable(target["selector"]), article) if span not in spans]
    tags = [tag for tag in as_list(row.get("tags")) if isinstance(tag, str) and tag.strip() and len(tag) <= LONGEST_TAG]
    name = str(row.get("id") or "")
    note = from_dict(Note, {"id": name if NOTE_ID.fullmatch(name) else "", "kind": "comment", "body": _text(row)})
    kept = {name: value for name, value in row.items() if name not in READ}
    return replace(
        note,
        spans=tuple(spans),
        tags=tuple(dict.fromkeys(tags))[:MOST_TAGS],
        visibility="public" if _is_public(row) else "private",
        creator=str(row.get("user") or "").removeprefix("acct:")[:300],
        created=moment_of(row, "created"),
        modified=moment_of(row, "updated"),
        extra={KEPT: kept} if kept else {},
    )


def about(row: Any) -> About:
    """The article that the annotation is about. Raises FormatError."""
    if not isinstance(row, Mapping) or not isinstance(uri := row.get("uri"), str) or not uri:
        raise FormatError("The annotation does not say which page it is about.")
    return About(iri=uri, url=uri)


def dumps(document: Document, about: About = UNKNOWN) -> str:
    """The file that Hypothesis' client would export of this article."""
    about = About(about.iri, about.url or document.url, about.title or document.title)
    annotations = [pack(note, about) for note in document.notes]
    return json.dumps({"annotations": annotations}, ensure_ascii=False, indent=1) + "\n"


def loads(text: str, article: Document) -> Document:
    """`article` with the annotations of an export, or of an answer of the API. Raises FormatError."""
    try:
        data = strict.loads(text)
    except ValueError as error:
        raise FormatError(f"This is not JSON: {error}.") from error
    rows = data.get("annotations", data.get("rows")) if isinstance(data, Mapping) else data
    if not isinstance(rows, list):
        raise FormatError("This is no export of Hypothesis: it has no annotations.")
    return replace(article, notes=tuple(unpack(row, article) for row in rows))


def _selectors(span) -> list[dict[str, Any]]:
    return [{name: value for name, value in item.items() if name != "refinedBy"} for item in selectors_of(span)]


def _readable(selectors: Any) -> list[Any]:
    """The selectors without positions: Hypothesis counts those in the text of the whole page."""
    found = [item for item in as_list(selectors) if isinstance(item, Mapping)]
    return [item for item in found if item.get("type") == "TextQuoteSelector"] or found


def _is_public(row: Mapping[str, Any]) -> bool:
    """Whether everybody could read it there: what was private or a group's stays with whom imports it."""
    permissions = row.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, Mapping) else None
    return row.get("group", WORLD) == WORLD and (readers is None or f"group:{WORLD}" in as_list(readers))


def _text(row: Mapping[str, Any]) -> str:
    text = row.get("text") or ""
    if not isinstance(text, str):
        raise FormatError("/text: a text is expected.")
    return text
