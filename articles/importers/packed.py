"""Saved pages come packed: as gzip, in a zip archive, or with their pictures in one file of a browser (MHTML)."""

import codecs
import lzma
import re
import zipfile
import zlib
from email.message import Message
from email.parser import BytesHeaderParser
from io import BytesIO
from pathlib import PurePath

from articles.importers.errors import ParseError
from articles.importers.text import MOST_BYTES

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PAGES = frozenset((".html", ".htm", ".xhtml", ".mht", ".mhtml", ".md", ".markdown", ".txt"))
MHTML = re.compile(rb"\A\s*[\w-]+:(?=.*^MIME-Version:).*^Content-Type:\s*multipart/related", re.I | re.M | re.S)
HEAD = 4_000  # bytes in which an MHTML file says what it is, and its first part too
END_OF_HEAD = re.compile(rb"\n\r?\n")
# What `zipfile` raises for an archive that is broken in one of its ways of packing, has a password, or a name in none.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, EOFError, ValueError)


def is_packed(data: bytes, name: str) -> bool:
    """Whether `unpack` has anything to do."""
    return data.startswith((GZIP, ZIP)) or name.lower().endswith(".gz") or bool(MHTML.match(data[:HEAD]))


def unpack(data: bytes, name: str) -> tuple[bytes, str]:
    """What is packed, at most one byte more of it than may be imported, and its name; anything else as it is.

    Raises ParseError for what is packed wrongly, and for an archive of several pages.
    """
    if data.startswith(ZIP):
        data, name = _only_page(data, name)
    if name.lower().endswith(".gz") or data.startswith(GZIP):
        data, name = _unzipped(data), re.sub(r"\.gz\Z", "", name, flags=re.I)
    if MHTML.match(data[:HEAD]):
        data, name = _saved_page(data), name and f"{PurePath(name).stem}.html"
    return data, name


def _unzipped(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(47)
    try:
        unpacked = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise ParseError("It is packed wrongly.") from error
    if not unpacker.eof and len(unpacked) <= MOST_BYTES:
        raise ParseError("It breaks off before its end.")
    return unpacked


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
    except ParseError:
        raise
    except BROKEN as error:
        raise ParseError("The zip archive cannot be unpacked.") from error


def _saved_page(data: bytes) -> bytes:
    """The page in a MHTML file, which is its first part."""
    border = b"\n--" + (_read(data[:HEAD]).get_boundary() or "").encode()
    _, _, parts = data.partition(border)
    part = parts.partition(border)[0].strip()
    if not END_OF_HEAD.search(part, 0, HEAD):
        raise ParseError("There is no page in this file.")
    part = _read(part)
    if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
        raise ParseError("There is no page in this file.")
    page = part.get_payload(decode=True)
    try:
        return codecs.BOM_UTF8 + page.decode(part.get_content_charset() or "").encode()
    except (LookupError, ValueError):  # no encoding is named, or a wrong one: the page itself may name it
        return page


def _read(part: bytes) -> Message:
    """A part with its body as it is, however many parts it may have itself."""
    return BytesHeaderParser().parsebytes(part)
