"""Document <-> interchange: each module has `dumps` and `loads`, as json has; none knows Django.

Formats in which every annotation stands for itself have `pack` and `unpack` for one of them besides, `about` for the
article that it says it is about, and an entry in FORMATS, by which any number is exchanged in constant memory.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.document import Document, Note
from articles.formats import hypothesis, jsonld, plain, tabular
from articles.formats.bodies import CONTEXT, PROFILE
from articles.formats.rows import About
from articles.formats.streams import lines, read_array, read_lines, write_array, write_lines


@dataclass(frozen=True, slots=True)
class Format:
    """How annotations are written and read, one after another; `name` is for people."""

    name: str
    media_type: str
    suffix: str
    pack: Callable[[Note, About], Any]
    unpack: Callable[[Any, Document], Note]
    about: Callable[[Any], About]
    write: Callable[[Iterable[Any]], Iterator[str]]
    read: Callable[[Iterable[str]], Iterator[Any]]

    @property
    def may_be_empty(self) -> bool:
        """Whether a file of no annotations has nothing in it, as one without lines."""
        return not any(self.write([]))


def _array(head: str, tail: str = "\n]}\n") -> Callable[[Iterable[Any]], Iterator[str]]:
    return lambda rows: write_array(head, rows, tail)


PAGE = f'{{"@context": {json.dumps(CONTEXT)}, "type": "AnnotationPage", "items": ['
FORMATS = {
    "json": Format(
        "JSON", "application/json", "json", plain.pack, plain.unpack, plain.about, _array('{"results": ['), read_array
    ),
    "ndjson": Format(
        "NDJSON: one annotation a line",
        "application/x-ndjson",
        "ndjson",
        plain.pack,
        plain.unpack,
        plain.about,
        write_lines,
        read_lines,
    ),
    "jsonld": Format(
        "W3C JSON-LD",
        f'application/ld+json; profile="{PROFILE}"',
        "jsonld",
        jsonld.pack,
        jsonld.unpack,
        jsonld.about,
        _array(PAGE),
        read_array,
    ),
    "csv": Format(
        "CSV: a table",
        "text/csv; charset=utf-8",
        "csv",
        tabular.pack,
        tabular.unpack,
        tabular.about,
        tabular.write,
        lambda chunks: tabular.read(lines(chunks)),
    ),
    "hypothesis": Format(
        "Hypothesis",
        "application/json",
        "hypothesis.json",
        hypothesis.pack,
        hypothesis.unpack,
        hypothesis.about,
        _array('{"annotations": ['),
        read_array,
    ),
}
