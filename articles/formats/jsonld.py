"""The Web Annotation Data Model (w3.org/TR/annotation-model) as JSON-LD.

What is W3C's is said in W3C's words: motivation, bodies, targets with selectors. What no client but ours knows stands
in the member `newsreader`. Of an annotation that another tool made, all that was said is kept beside the note, and is
given back as it was as long as the note still says the same.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from articles.checking import LONGEST_TAG, MOST_TAGS, is_web_address
from articles.document import Document, Note, Span
from articles.formats import strict
from articles.formats.bodies import CONTEXT, MOTIVATIONS, RATINGS, bodies_of
from articles.formats.native import FormatError, from_dict, to_dict
from articles.formats.rows import UNKNOWN, About, as_list, moment_of
from articles.formats.selecting import selectors_of, spans_at

KEPT = "w3c"  # where `extra` has what another tool said
OWN = ("@context", "id", "type", "created", "modified", "newsreader")
SAID = ("body", "bodyValue", "target", "motivation")  # what a note is made of
FROM_BODY = ("id", "kind", "spans", "body", "tags", "creator", "created", "modified")
SAYS = (
    "kind", "spans", "source", "speaker_role", "manner", "reported_by", "body", "tags", "verdict", "verdict_reason",
    "evidence",
)  # fmt: skip
FIXED = ("canonical", "via")  # never changed once they are said


def pack(note: Note, about: About, iri: str = "", revision: str = "") -> dict[str, Any]:
    """The annotation, called `iri`, on a revision of its article; without its @context."""
    made = {
        "id": iri or f"{about.annotations or 'urn:newsreader:'}{note.id}",
        "type": "Annotation",
        "motivation": motivation_of(note),
        **({"creator": {"type": "Person", "name": note.creator}} if note.creator else {}),
        **{name: moment.isoformat() for name in ("created", "modified") if (moment := getattr(note, name))},
        **({"body": bodies} if (bodies := bodies_of(note, about)) else {}),
        "target": _targets(note, about, revision) or about.iri or about.url,
    }
    kept = note.extra.get(KEPT)
    if not isinstance(kept, Mapping) or not isinstance(kept.get("said"), Mapping):
        return {**made, "newsreader": _rest(note, about)}
    said = {name: value for name, value in kept["said"].items() if name not in OWN}  # a file may say anything
    if kept.get("note") != _digest(note):
        said = {name: value for name, value in said.items() if name not in SAID}
    if "bodyValue" in said:
        made.pop("body", None)
    if named := [item for item in as_list(said.pop("creator", None)) if _name(item) == note.creator]:
        said["creator"] = _unless_single(named)  # nobody else's name, whatever was said
    return {**made, **said, "newsreader": _rest(note, about)}


def unpack(row: Any, article: Document, iri: str = "", creator: str | None = None) -> Note:
    """The note in an annotation on `article`. Raises FormatError.

    `iri` is what it is called here, if it is; `creator` is whose it is, whatever the annotation says.
    """
    if not isinstance(row, Mapping) or "Annotation" not in as_list(row.get("type", row.get("@type"))):
        raise FormatError("This is not an object of the type Annotation.")
    if not row.get("target"):
        raise FormatError("The annotation has no target.")
    ours = row.get("newsreader")
    note = _ours(row, ours, article) if isinstance(ours, Mapping) else _foreign(row, article)
    note = note if creator is None else replace(note, creator=creator)
    made = pack(note, about(row))
    given = {**row, "target": _without_state(row["target"])}
    own = OWN if creator is None else (*OWN, "creator")
    said = {name: row[name] for name, value in given.items() if name not in own and made.get(name) != value}
    if (foreign := row.get("id")) and foreign != iri and not _is_ours(foreign, ours):
        said["via"] = _unless_single([foreign, *(item for item in as_list(row.get("via")) if item != foreign)])
    if not said:
        return note
    return replace(note, extra={**note.extra, KEPT: {"said": said, "note": _digest(note)}})


def about(row: Any) -> About:
    """The article that the annotation is about: the first target's, under its publisher's address where that is said.

    Raises FormatError.
    """
    if not isinstance(row, Mapping):
        raise FormatError("An annotation is an object.")
    sources = [_source(target) for target in as_list(row.get("target"))]
    if len({source.partition("#")[0] for source in sources}) != 1:
        raise FormatError("All targets of an annotation are in one article." if sources else "There is no target.")
    ours = row.get("newsreader")
    address = ours.get("url") if isinstance(ours, Mapping) else None
    return About(iri=sources[0], url=address if isinstance(address, str) else sources[0])


def dumps(document: Document, about: About = UNKNOWN) -> str:
    """A whole article with its annotations, as a page of annotations that has the article beside them."""
    about = About(about.iri or document.url or "urn:newsreader:article", document.url, document.title)
    page = {
        "@context": CONTEXT,
        "id": f"{about.iri}#annotations",
        "type": "AnnotationPage",
        "items": [pack(note, about) for note in document.notes],
        "newsreader": {"article": to_dict(replace(document, notes=()))},
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def loads(text: str, article: Document | None = None) -> Document:
    """The article in a page of annotations, or `article`, with the annotations of the page. Raises FormatError."""
    try:
        page = strict.loads(text)
    except ValueError as error:
        raise FormatError(f"This is not JSON: {error}.") from error
    items = page.get("items") if isinstance(page, Mapping) else page
    if not isinstance(items, list):
        raise FormatError("This is no page of annotations: it has no items.")
    if article is None:
        beside = page.get("newsreader") if isinstance(page, Mapping) else None
        if not isinstance(beside, Mapping) or "article" not in beside:
            raise FormatError("The page has annotations, but not the article that they are about.")
        article = from_dict(Document, beside["article"], "/newsreader/article")
    return replace(article, notes=tuple(unpack(item, article) for item in items))


def motivation_of(note: Note) -> str:
    """W3C's word for why the note was made."""
    judged = note.kind == "claim" and note.verdict in RATINGS
    return "assessing" if judged else MOTIVATIONS.get(note.kind, "commenting")


def _targets(note: Note, about: About, revision: str) -> list[dict[str, Any]]:
    state = {"state": {"type": "TimeState", "cached": revision}} if revision else {}
    return [
        {"type": "SpecificResource", "source": about.iri or about.url, "selector": selectors_of(span), **state}
        for span in note.spans
        if span.role == "content"
    ]


def _rest(note: Note, about: About) -> dict[str, Any]:
    """What of the note W3C has no words for, and what tells exactly what our bodies say; and the publisher's address of
    the article, by which another site knows it."""
    data = to_dict(note)
    rest = {name: value for name, value in data.items() if name not in FROM_BODY}
    if any(span.role != "content" or span.state != "unchanged" for span in note.spans):
        rest["spans"] = data["spans"]
    rest["kind"], rest["id"] = note.kind, note.id
    if about.iri and about.url not in ("", about.iri):
        rest["url"] = about.url
    if KEPT in note.extra and not (extra := {name: value for name, value in note.extra.items() if name != KEPT}):
        rest.pop("extra", None)
    elif KEPT in note.extra:
        rest["extra"] = extra
    return rest


def _ours(row: Mapping[str, Any], rest: Mapping[str, Any], article: Document) -> Note:
    """The note of an annotation that comes from here: a client may have changed words, tags, comment and motivation."""
    data = {"id": "", **rest, **_common(row)}
    data.pop("url", None)
    drawn = _spans(row, article, from_dict(Note, {"id": "", "kind": "comment", "spans": rest.get("spans", [])}).spans)
    note = from_dict(Note, {**data, "kind": rest.get("kind", "comment"), "spans": []})
    text, tags = _words(row)
    return replace(note, spans=drawn, body=text, tags=tags)


def _foreign(row: Mapping[str, Any], article: Document) -> Note:
    """The note of an annotation of another tool: a comment, or the naming of a source where it has no other sense."""
    text, tags = _words(row)
    note = from_dict(Note, {"id": "", "kind": "comment", **_common(row)})
    return replace(note, spans=_spans(row, article, ()), body=text, tags=tags)


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: moment_of(row, name) for name in ("created", "modified")}
    data = {name: moment.isoformat() for name, moment in moments.items() if moment}
    name = _name(next(iter(as_list(row.get("creator"))), None))
    return {**data, **({"creator": name} if name else {})}


def _name(creator: Any) -> str:
    """What a creator is called; nothing if only an address says who it is."""
    name = creator.get("name") if isinstance(creator, Mapping) else None
    name = next(iter(as_list(name)), None)
    return name if isinstance(name, str) else ""


def _words(row: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The comment and the tags that the bodies say."""
    texts, tags = [], []
    for body in as_list(row.get("body", row.get("bodyValue"))):
        if isinstance(body, str):
            if not is_web_address(body) or "bodyValue" in row:
                texts.append(body)
            continue
        if not isinstance(body, Mapping):
            raise FormatError("A body is an object or an address.")
        value, purpose = body.get("value"), as_list(body.get("purpose"))
        if not isinstance(value, str) or body.get("newsreader") == "words":
            continue
        if "tagging" in purpose and value.strip() and len(value) <= LONGEST_TAG and value not in tags:
            tags.append(value)
        else:
            texts.append(value)
    return "\n\n".join(texts), tuple(tags[:MOST_TAGS])


def _spans(row: Mapping[str, Any], article: Document, known: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans of the targets; those of `known` as they are, where a target selects the same."""
    content = [span for span in known if span.role == "content"]
    selectors = [target.get("selector") for target in as_list(row.get("target")) if isinstance(target, Mapping)]
    selectors = [selector for selector in selectors if selector]
    if known and selectors == [selectors_of(span) for span in content]:
        return known
    found: list[Span] = []
    for selector in selectors:
        same = next((span for span in content if selectors_of(span) == selector), None)
        found += [span for span in ([same] if same else spans_at(selector, article)) if span not in found]
    return (*found, *(span for span in known if span.role != "content"))


def _source(target: Any) -> str:
    """The address that a target is in. Raises FormatError."""
    if isinstance(target, Mapping):
        target = target.get("source", target.get("id"))
        if isinstance(target, Mapping):
            target = target.get("id")
    if not isinstance(target, str) or not target:
        raise FormatError("A target is the address of an article, or has it as its source.")
    return target


def _digest(note: Note) -> str:
    """The same as long as a note says the same; who may see it and when it changed are no part of that."""
    said = {name: value for name, value in to_dict(note).items() if name in SAYS}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode(errors="surrogatepass")).hexdigest()[:32]


def _is_ours(iri: Any, ours: Any) -> bool:
    return isinstance(ours, Mapping) and isinstance(iri, str) and iri.endswith(str(ours.get("id")))


def _without_state(targets: Any) -> Any:
    """The targets without the revision that they are about, which we say anew each time."""
    if not isinstance(targets, list):
        return targets
    return [
        {name: value for name, value in target.items() if name != "state"} if isinstance(target, Mapping) else target
        for target in targets
    ]


def _unless_single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
