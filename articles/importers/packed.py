"""Saved pages come packed: as gzip, or in a zip archive."""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

from articles.importers.errors import ParseError
from articles.importers.text import MOST_BYTES

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PAGES = frozenset((".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"))


def unpack(data: bytes, name: str) -> tuple[bytes, str]:
    """What is packed, at most one byte more of it than may be imported, and its name; anything else as it is.

    Raises ParseError for what is packed wrongly, and for an archive of several pages.
    """
    if data.startswith(ZIP):
        data, name = _only_page(data, name)
    if not (name.lower().endswith(".gz") or data.startswith(GZIP)):
        return data, name
    unpacker = zlib.decompressobj(47)
    try:
        unpacked = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise ParseError("It is packed wrongly.") from error
    if not unpacker.eof and len(unpacked) <= MOST_BYTES:
        raise ParseError("It breaks off before its end.")
    return unpacked, name[: -len(".gz")] if name.lower().endswith(".gz") else name


def is_page(info: zipfile.ZipInfo) -> bool:
    """Whether an entry of an archive is a page or a text, by its name."""
    suffix = PurePath(info.filename.lower().removesuffix(".gz")).suffix
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in PurePath(info.filename).parts)
    return not info.is_dir() and not is_hidden and suffix in PAGES


def _only_page(data: bytes, name: str) -> tuple[bytes, str]:
    """The one page of an archive; the archive itself if it has none, as office documents."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            pages = [info for info in archive.infolist() if is_page(info)]
            if len(pages) > 1:
                raise ParseError(f"It holds {len(pages)} pages; here one is imported at a time.")
            if not pages:
                return data, name
            with archive.open(pages[0]) as file:
                return file.read(MOST_BYTES + 1), PurePath(pages[0].filename).name
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise ParseError("The zip archive cannot be unpacked.") from error  # broken, or with a password
