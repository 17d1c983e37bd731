"""Annotations as a table: a row for each span, in CSV (RFC 4180) that spreadsheets open."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from articles.document import Document, Note
from articles.formats import strict
from articles.formats.native import FormatError, from_dict, to_dict
from articles.formats.rows import UNKNOWN, About
from articles.formats.selecting import Unplaced, spans_at

SPAN = ("role", "paragraph", "start", "end", "exact", "prefix", "suffix", "state")
SOURCES = {f"{name}{part}": (name, key) for name in ("source", "reported_by") for part, key in
           (("", "name"), ("_kind", "kind"), ("_url", "url"))}  # fmt: skip
TEXTS = (
    "speaker_role", "manner", "why_unnamed", "body", "verdict", "verdict_reason", "status", "status_reason",
    "visibility", "group", "creator", "created", "modified", "proposed_by", "confidence",
)  # fmt: skip
JSONS = ("evidence", "extra")
COLUMNS = ("id", "kind", "article", "article_url", "article_title", *SPAN, *SOURCES, *TEXTS, "tags", *JSONS)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")  # a cell that begins so may be run by a spreadsheet (OWASP)
LONGEST_CELL = 10_000_000
BOM = "\ufeff"  # without it, Excel reads UTF-8 as the encoding of the machine


def dumps(document: Document, about: About = UNKNOWN) -> str:
    """The notes of a document as a table."""
    return "".join(write(pack(note, about) for note in document.notes))


def loads(text: str, article: Document) -> tuple[Note, ...]:
    """The notes in a table, over `article`. Raises FormatError."""
    return tuple(unpack(rows, article) for rows in read(io.StringIO(text, newline="")))


def write(packed: Iterable[list[dict[str, Any]]]) -> Iterator[str]:
    """The table's text, a piece for each annotation."""
    yield BOM + _lines([COLUMNS])
    for rows in packed:
        yield _lines([_cell(row.get(name, "")) for name in COLUMNS] for row in rows)


def read(lines: Iterable[str]) -> Iterator[list[dict[str, str]]]:
    """The rows of each annotation; rows of one have its id and follow each other. Raises FormatError.

    Where a comma is for decimals, spreadsheets part cells by semicolons: the names of the columns show it.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = _without_bom(lines)
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        head = next(reader, [])
        if not {"id", "kind"} <= set(head):
            raise FormatError("The first row of a table names its columns; “id” and “kind” are among them.")
        if unknown := set(head) - set(COLUMNS):
            raise FormatError(f"There is no column “{min(unknown)[:40]}”. There are: {', '.join(COLUMNS)}.")
        if len(set(head)) < len(head):
            raise FormatError("A column of the table is named twice.")
        rows = (_row(head, cells, reader.line_num) for cells in reader if any(cells))
        before: set[int] = set()
        for name, group in groupby(enumerate(rows), key=lambda item: item[1].get("id") or item[0]):
            if (mark := hash(name)) in before:
                raise FormatError(
                    f"The rows of “{str(name)[:64]}” do not follow each other; sort the table by “id” first."
                )
            before.add(mark)
            yield [row for _, row in group]
    except csv.Error as error:
        raise FormatError(f"Line {reader.line_num} of the table: {error}.") from error


def pack(note: Note, about: About) -> list[dict[str, Any]]:
    """The rows of a note."""
    data = to_dict(note)
    base = {name: data.get(name, "") for name in ("id", "kind", *TEXTS)}
    base |= {"article": about.iri, "article_url": about.url, "article_title": about.title, "tags": _tags(note.tags)}
    base |= {column: data.get(name, {}).get(key, "") for column, (name, key) in SOURCES.items()}
    base |= {name: json.dumps(data[name], ensure_ascii=False) for name in JSONS if name in data}
    spans = [{name: value for name in SPAN if (value := getattr(span, name)) is not None} for span in note.spans]
    return [{**base, **span} for span in spans] or [base]


def unpack(rows: list[dict[str, str]], article: Document) -> Note:
    """The note in its rows. Raises FormatError, or Unplaced."""
    first = rows[0]
    data: dict[str, Any] = {"id": first.get("id", ""), "kind": first.get("kind", "")}
    data |= {name: first[name] for name in TEXTS if first.get(name)}
    for name in ("source", "reported_by"):
        ref = {key: first[column] for column, (owner, key) in SOURCES.items() if owner == name and first.get(column)}
        if ref:
            data[name] = ref
    try:
        if "confidence" in data:
            data["confidence"] = float(data["confidence"])
        data |= {name: strict.loads(first[name]) for name in JSONS if first.get(name)}
        if first.get("tags"):
            data["tags"] = _read_tags(first["tags"])
        data["spans"] = [span for row in rows if any(map(row.get, SPAN)) for span in _spans(row, article)]
    except Unplaced:
        raise
    except ValueError as error:
        name = first.get("id", "")[:64]
        raise FormatError(f"{f'Annotation “{name}”: a' if name else 'A'} cell cannot be read: {error}.") from error
    return from_dict(Note, data)


def about(rows: list[dict[str, str]]) -> About:
    """The article that the rows are about."""
    return About(*(rows[0].get(name, "")[:2000] for name in ("article", "article_url", "article_title")))


def _spans(row: dict[str, str], article: Document) -> list[dict[str, Any]]:
    """The span of a row; without offsets the words say where it is, and may go over a border of paragraphs."""
    span: dict[str, Any] = {name: row[name] for name in SPAN if row.get(name)}
    if not {"exact", "start", "end"} & span.keys():
        raise ValueError("“exact” has the words, or “start” and “end” their place")
    if not {"start", "end"} & span.keys():
        quote = {"type": "TextQuoteSelector", **span}
        found = spans_at(quote, article, span.get("paragraph", ""))
        return [to_dict(replace(item, role=span.get("role", item.role))) for item in found]
    return [{"paragraph": None, **span, **{name: _offset(row.get(name, ""), name) for name in ("start", "end")}}]


def _offset(cell: str, name: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", cell):
        raise ValueError(f"“{name}” is a whole number, not “{cell[:40]}”")
    return int(cell)


def _tags(tags: tuple[str, ...]) -> str:
    text = "; ".join(tags)
    is_plain = not text.startswith("[") and _split(text) == list(tags)
    return text if is_plain else json.dumps(tags, ensure_ascii=False)


def _read_tags(text: str) -> list[str]:
    return strict.loads(text) if text.startswith("[") else _split(text)


def _split(text: str) -> list[str]:
    return [tag for part in text.split(";") if (tag := part.strip())]


def _cell(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(head: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) != len(head):
        raise FormatError(f"Line {line} of the table has {len(cells)} cells, not {len(head)}; it may be cut off.")
    plain = [cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell for cell in cells]
    return dict(zip(head, plain, strict=True))


def _lines(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _without_bom(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix(BOM)
