"""Folders of files that commands exchange annotations by: what lies in them, and what is said of it beside."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from articles.document import Document
from articles.formats.native import FormatError
from articles.importers.text import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its annotations; None where there are none."""

    name: str
    text: Path
    annotations: Path | None


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of one article: with its notes, the bytes of its text, and what is no note."""

    document: Document
    original: bytes
    left_out: tuple[str, ...] = ()

    @property
    def without_notes(self) -> Document:
        """The article alone."""
        return replace(self.document, notes=())


def brat_pairs(folder: Path) -> Iterator[Pair]:
    """The texts of a brat collection, with their annotations beside them or in another folder under `folder`.

    Where several people annotated a text, as NAME_xxxx.ann, the first by name counts. Annotations without a text come
    last, with the one that is missing.
    """
    marked: dict[str, Path] = {}
    alone: list[Path] = []
    texts = sorted(folder.rglob("*.txt")) if folder.is_dir() else [folder.with_suffix(".txt")]
    names = {path.stem for path in texts}
    for path in sorted(folder.rglob("*.ann")) if folder.is_dir() else [folder.with_suffix(".ann")]:
        stem = path.stem if path.stem in names else path.stem.rpartition("_")[0]
        if stem in names:
            marked.setdefault(stem, path)
        else:
            alone.append(path)
    for path in texts:
        yield Pair(path.stem, path, marked.get(path.stem))
    for path in alone:
        yield Pair(path.stem, path.with_suffix(".txt"), path)


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file in UTF-8. Raises OSError or FormatError."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise FormatError(f"{path.name} has more than {most:,} bytes, which is the most that is read.")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise FormatError(f"{path.name} is a packed file, not a text; unpack it first.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name} is not in UTF-8: {error.reason} at byte {error.start}.") from error


def read_metadata(folder: Path) -> dict[str, dict[str, str]]:
    """What a metadata.tsv in `folder` or above it says of each text: publisher, publication_date, author, title."""
    for place in (folder, folder.parent):
        if (path := place / "metadata.tsv").is_file():
            rows = csv.DictReader(read_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
            return {row["filename"]: row for row in rows if row.get("filename")}
    return {}


def with_metadata(document: Document, said: dict[str, str]) -> Document:
    """The document with what is said of it; “None” says nothing."""
    said = {name: value.strip() for name, value in said.items() if name and value and value.strip() != "None"}
    try:
        published = date.fromisoformat(said.get("publication_date", ""))
    except ValueError:
        published = document.published
    return replace(
        document,
        title=said.get("title", document.title)[:300],
        byline=said.get("author", document.byline)[:300],
        publication=said.get("publisher", document.publication)[:300],
        published=published,
    )
