"""brat standoff: a text, and beside it spans and the attributions that join them (brat.nlplab.org/standoff.html).

An attribution is an event `Attribution:… Content:… Cue:… Source:…`, as in PARC and PolNeAR. What a note says beyond its
words stands in a line of JSON that brat shows as the event's note.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from articles.checking import UNSTORABLE
from articles.document import Document, Note, Paragraph
from articles.formats import strict
from articles.formats.naming import source_of
from articles.formats.native import FormatError, from_dict, to_dict
from articles.formats.places import PlainText, join, split
from articles.formats.quotation import manner_of

RECORD = re.compile(r"\n(?=[A-Z#*]\d*\t)")  # words may hold a line feed, so a record ends where the next begins
EVENTS = {"quote": "Attribution", "claim": "Attribution", "source": "Identification", "comment": "Comment"}
ATTRIBUTIONS = ("Attribution", "Attribution-no-source", "Identification", "Comment")
KEPT = "brat"  # where `extra` has, by role, which spans go on from the one before without a break
OURS = "Newsreader"  # the type of the notes that hold our JSON
WRITTEN = {"Content": "content", "Cue": "cue", "Source": "source"}
ROLES = {**WRITTEN, "Content2": "content"}
LONGEST_HEADLINE = 200
NOTHING = "{}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the document, and a line for everything that is no note, with the reason."""

    document: Document
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Records:
    spans: dict[str, tuple[str, list[tuple[int, int]]]] = field(default_factory=dict)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def dumps(document: Document, text: str = "") -> tuple[str, str]:
    """The text and the annotations of a document. `text` is what it was made from, and is given back if it is plain.

    Notes without words in the text have no place in this format and are left out.
    """
    if [item.text for item in split(text).paragraphs] != [item.text for item in document.paragraphs]:
        text = ""  # HTML, Markdown, or the text before a revision
    plain, lines, counts = join(document.paragraphs, text), [], {"T": 0, "E": 0, "#": 0}

    def add(kind: str, line: str) -> str:
        counts[kind] += 1
        lines.append(f"{kind}{counts[kind]}\t{line}")
        return f"{kind}{counts[kind]}"

    for note in document.notes:
        pieces = {role: _pieces(note, role, plain) for role in WRITTEN.values()}
        if not pieces["content"]:
            continue
        named = {
            role: add("T", _text_bound(role, pieces[name], plain.text))
            for role, name in WRITTEN.items()
            if pieces[name]
        }
        type_ = EVENTS[note.kind]
        if type_ == "Attribution" and "Source" not in named:
            type_ = "Attribution-no-source"
        trigger = pieces["cue"] or pieces["content"][:1]
        arguments = [f"{type_}:{add('T', _text_bound(type_, trigger, plain.text))}"]
        event = add("E", " ".join(arguments + [f"{role}:{key}" for role, key in named.items()]))
        if said := _beyond_words(note, _bare(pieces, plain)):
            add("#", f"{OURS} {event}\t{json.dumps(said, ensure_ascii=False)}")
    stands = plain.text == UNSTORABLE.sub(" ", text)  # with what cannot be stored, which took no part in the offsets
    return text if stands else plain.text, "".join(line + "\n" for line in lines)


def loads(text: str, annotations: str, article: Document | None = None) -> Loaded:
    """Read a text and its annotations; over `article`, if it is given, else as an article of its own.

    Raises FormatError when the annotations do not fit the text or are no brat standoff.
    """
    plain = split(text) if article is None else join(article.paragraphs, text)
    records = _parse(annotations, plain.text)
    document = article or _article(plain.paragraphs)
    notes, used = [], set()
    for key, (type_, arguments) in records.events.items():
        used |= {target for _, target in arguments}
        if type_ not in ATTRIBUTIONS:
            records.left_out.append(f"{key}: “{type_}” is no attribution.")
        elif isinstance(made := _note(arguments, records.spans, plain, records.notes.get(key, NOTHING)), Note):
            notes.append(made)
        else:
            records.left_out.append(f"{key}: {made}")
    spare = Counter(type_ for key, (type_, _) in records.spans.items() if key not in used)
    if spare:
        found = ", ".join(f"{count} × “{type_}”" for type_, count in sorted(spare.items()))
        records.left_out.append(f"{found}: in no attribution.")
    return Loaded(replace(document, notes=tuple(notes)), tuple(records.left_out))


def _article(paragraphs: Sequence[Paragraph]) -> Document:
    """The article in a text: its first paragraph is its headline, unless that is too long for one."""
    if not paragraphs:
        return Document(title="")
    first, *others = paragraphs
    title = " ".join(first.text.split())
    if len(title) > LONGEST_HEADLINE:
        return Document(title=title[: LONGEST_HEADLINE - 1] + "…", paragraphs=tuple(paragraphs))
    return Document(title=title, paragraphs=(replace(first, kind="heading", level=1), *others))


def _text_bound(type_: str, pieces: Sequence[tuple[int, int]], text: str) -> str:
    places = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{type_} {places}\t{_words(pieces, text)}"


def _words(pieces: Sequence[tuple[int, int]], text: str) -> str:
    """The words of the pieces in one line, as brat writes them."""
    return " ".join(text[start:end].replace("\n", " ") for start, end in pieces)


def _beyond_words(note: Note, bare: Note) -> dict[str, Any]:
    """What `note` says that its words do not, of which `bare` was made; null for what it leaves out."""
    said, words = to_dict(note), to_dict(bare)
    if note.spans == bare.spans:
        said.pop("spans")
    different = {name: value for name, value in said.items() if value != words.get(name)}
    return {**different, **{name: None for name in words if name != "spans" and name not in said}}


def _note(
    arguments: list[tuple[str, str]], spans: Mapping[str, tuple[str, list]], plain: PlainText, said: str
) -> Note | str:
    """The note of an event, or why there is none. Raises FormatError."""
    pieces: dict[str, list[tuple[int, int]]] = {role: [] for role in WRITTEN.values()}
    for role, key in arguments:
        if role in ROLES:
            pieces[ROLES[role]] += spans[key][1]
    words = _bare(pieces, plain)
    if not words.spans_of("content"):
        return "it has no content." if not pieces["content"] else "its content is space between paragraphs."
    if said == NOTHING:
        return words
    data = {**to_dict(words), **_json(said)}
    return from_dict(Note, {name: value for name, value in data.items() if value is not None})


def _apart(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces as they are ordered, unless some overlap: those become one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if apart and start < apart[-1][1]:
            start, last = apart.pop()
            end = max(end, last)
        apart.append((start, end))
    return apart if len(apart) < len(pieces) else pieces


def _pieces(note: Note, role: str, plain: PlainText) -> list[tuple[int, int]]:
    """Where the spans of a role stand. One that crossed a border of paragraphs, and still does, is in one piece."""
    kept = note.extra.get(KEPT)
    going_on = kept.get(role) if isinstance(kept, Mapping) else ()
    pieces: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(plain.pieces(note.spans_of(role))):
        if pieces and isinstance(going_on, list) and index in going_on:
            between = plain.text[pieces[-1][1] : start]
            if between.isspace() and "\n" in between:
                start = pieces.pop()[0]
        pieces.append((start, end))
    return pieces


def _bare(pieces: Mapping[str, list[tuple[int, int]]], plain: PlainText) -> Note:
    """What the words alone say: a content wholly or partly in quotation marks is a quote, another a claim."""
    spans, going_on = [], {}
    for role, places in pieces.items():
        before = len(spans)
        for place in _apart(places):
            found = plain.spans(*place, role)
            if len(found) > 1:
                first = len(spans) - before
                going_on.setdefault(role, []).extend(range(first + 1, first + len(found)))
            spans += found
    paragraphs = {paragraph.id: paragraph for paragraph in plain.paragraphs}
    manner = manner_of([span for span in spans if span.role == "content"], paragraphs)
    naming = " ".join(span.exact for span in spans if span.role == "source")
    source, role = source_of(naming) if naming else (None, "")
    return Note(
        id="",
        kind="quote" if manner else "claim",
        spans=tuple(spans),
        source=source,
        speaker_role=role,
        manner=manner,
        verdict="" if manner else "unchecked",
        extra={KEPT: going_on} if going_on else {},
    )


def _json(text: str) -> dict[str, Any]:
    try:
        data = strict.loads(text)
    except ValueError as error:
        raise FormatError(f"A note of the type {OURS} is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise FormatError(f"A note of the type {OURS} is no JSON object.")
    return data


def _parse(annotations: str, text: str) -> _Records:
    """The records of an .ann file. Raises FormatError, naming the record."""
    records = _Records()
    for record in RECORD.split(annotations.rstrip("\n")):
        if not record.strip():
            continue
        key, *cells = record.split("\t", 2)
        if not re.fullmatch(r"[TERAMN#]\d*|\*", key) or not cells:
            raise FormatError(f"“{key[:40]}” begins no line of brat standoff.")
        if key[0] == "T":
            records.spans[key] = _read_text_bound(key, cells, text)
        elif key[0] == "E":
            type_, *arguments = [tuple(item.split(":", 1)) for item in cells[0].split()] or [("",)]
            if len(type_) != 2 or any(len(item) != 2 for item in arguments):
                raise FormatError(f"{key}: “{cells[0][:80]}” is no event.")
            records.events[key] = type_[0], [type_, *arguments]
        elif key[0] == "#" and len(cells) == 2 and cells[0].startswith(OURS + " "):
            records.notes[cells[0].split()[1]] = cells[1]
        else:
            records.left_out.append(f"{key}: “{cells[0][:40]}” is kept out, as only attributions are read.")
    for key, (_, arguments) in records.events.items():
        if missing := [target for _, target in arguments if target not in records.spans]:
            raise FormatError(f"{key}: there is no {missing[0][:40]}; the file may be cut off.")
    return records


def _read_text_bound(key: str, cells: list[str], text: str) -> tuple[str, list[tuple[int, int]]]:
    match = re.fullmatch(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)", cells[0])
    if match is None or len(cells) != 2:
        raise FormatError(f"{key}: “{cells[0][:80]}” is no type with offsets; the file may be cut off.")
    pieces = [tuple(map(int, piece.split())) for piece in match[2].split(";")]
    for start, end in pieces:
        if not 0 <= start < end <= len(text):
            raise FormatError(f"{key}: {start}–{end} is not within the text, which has {len(text)} characters.")
    if " ".join(cells[1].split()) != " ".join(UNSTORABLE.sub(" ", _words(pieces, text)).split()):
        raise FormatError(f"{key}: at {cells[0][:80]} stands “{_words(pieces, text)[:80]}”, not “{cells[1][:80]}”.")
    return match[1], pieces
