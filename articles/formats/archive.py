"""Articles in brat standoff as one ZIP file, written and read as it goes: one is in memory at a time."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from articles.document import Document
from articles.formats import brat
from articles.formats.native import FormatError

LARGEST = 10_000_000  # bytes of the archive, and of each file in it
LARGEST_SUM = 200_000_000  # bytes of all files: few packed ones can hold very many
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what unpacks in little memory
# What `zipfile` raises for an archive that is broken, or has a password.
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)


class _Pipe(io.RawIOBase):
    """What is written, until it is taken."""

    def __init__(self):
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


def pack(articles: Iterable[tuple[str, Document, str]]) -> Iterator[bytes]:
    """The archive of articles, each with a name and the text that it was made from."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, document, original in articles:
            text, annotations = brat.dumps(document, original)
            file.writestr(f"{name}.txt", text)
            file.writestr(f"{name}.ann", annotations)
            yield pipe.take()
    yield pipe.take()


def unpack(file: BinaryIO) -> Iterator[tuple[str, str, str]]:
    """The name, the text and the annotations of each NAME.txt with its NAME.ann, in whatever folders.

    Raises FormatError.
    """
    if file.seek(0, io.SEEK_END) > LARGEST:
        raise FormatError(f"The archive has more than {LARGEST:,} bytes; split it.")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = {PurePosixPath(info.filename).name: info for info in archive.infolist()}
            if sum(info.file_size for info in entries.values()) > LARGEST_SUM:
                raise FormatError(f"The archive holds more than {LARGEST_SUM:,} bytes; split it.")
            for name in entries:
                stem = name.removesuffix(".ann")
                if stem == name:
                    continue
                if f"{stem}.txt" not in entries:
                    raise FormatError(f"{name[:100]} has no text {stem[:100]}.txt beside it.")
                yield stem, _read(archive, entries[f"{stem}.txt"]), _read(archive, entries[name])
    except FormatError:
        raise
    except BROKEN as error:
        raise FormatError("This is no ZIP archive, or it cannot be unpacked.") from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    if info.file_size > LARGEST or info.compress_type not in PACKED:
        raise FormatError(
            f"{info.filename[:100]} has more than {LARGEST:,} bytes, or is packed in a way not read here."
        )
    try:
        return archive.read(info).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{info.filename[:100]} is not in UTF-8: {error.reason} at byte {error.start}.") from error
