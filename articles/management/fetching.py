"""Many articles read at once, for the commands: from addresses, files and archives of saved pages, one result each."""

import sys
import threading
import time
import zipfile
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings

from articles.document import Document
from articles.importers.apart import parse_apart, unpack_apart
from articles.importers.canonical import without_tracking
from articles.importers.fetch import fetch
from articles.importers.packed import is_page
from articles.importers.text import MOST_BYTES
from articles.models.hosts import PAUSE, host_name
from articles.models.imports import FORMAT_OF

AT_ONCE = 4
WAITING = 4 * AT_ONCE  # read ahead of what is stored, as each may have 10 MB


@dataclass(frozen=True, slots=True)
class Piece:
    """One article to be read: an address, a file, or a file within an archive."""

    name: str
    archive: str = ""

    def __str__(self):
        return f"{self.archive}: {self.name}" if self.archive else self.name

    @property
    def is_address(self) -> bool:
        """Whether it has to be fetched."""
        return not self.archive and self.name.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Found:
    """The article in a piece, the bytes it was read from, and the addresses that led to it."""

    document: Document
    original: bytes
    addresses: tuple[str, ...] = ()


def pieces(paths: Iterable[str]) -> Iterator[Piece]:
    """The articles that these paths and addresses mean; of an archive, each page in it. Raises OSError, BadZipFile."""
    for path in paths:
        if path.lower().endswith(".zip") and not path.startswith(("http://", "https://")):
            with zipfile.ZipFile(path) as archive:
                names = [info.filename for info in archive.infolist() if is_page(info)]
            yield from (Piece(name, path) for name in names)
        else:
            yield Piece(path)


def read_all(
    wanted: Iterable[Piece], format: str | None, url: str, at_once: int = AT_ONCE
) -> Iterator[tuple[Piece, Future]]:
    """Each piece in order, with the future of what was Found in it, which raises what reading raises."""
    reader, waiting = _Reader(format, url), deque()
    pool = ThreadPoolExecutor(at_once)
    try:
        for piece in wanted:
            waiting.append((piece, pool.submit(reader.read, piece)))
            if len(waiting) >= WAITING:
                yield waiting.popleft()
        yield from waiting
    finally:
        pool.shutdown(cancel_futures=True)  # when it is broken off, what was not begun is not waited for


class _Reader:
    """Reads pieces in several threads; a host is asked by one of them at a time, and then has a pause."""

    def __init__(self, format: str | None, url: str) -> None:
        self.format, self.url = format, without_tracking(url)
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_from: dict[str, float] = {}

    def read(self, piece: Piece) -> Found:
        """The article in it. Raises FetchError, OSError or ParseError."""
        if piece.is_address:
            with self._turn(host_name(piece.name)):
                found = fetch(piece.name, allowed=settings.PRIVATE_HOSTS)
            format, url = self.format or FORMAT_OF.get(found.media_type), without_tracking(found.url)
            document = parse_apart(found.data, format, url=url, charset=found.charset)
            return Found(document, found.data, (found.url, piece.name))
        data, name = unpack_apart(read_bytes(piece), piece.name)
        name = "" if piece.name == "-" else PurePath(name).name
        return Found(parse_apart(data, self.format, name, self.url), data)

    @contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        with self._locks[host]:
            time.sleep(max(0.0, self._free_from.get(host, 0.0) - time.monotonic()))
            try:
                yield
            finally:
                self._free_from[host] = time.monotonic() + PAUSE.total_seconds()


def read_bytes(piece: Piece) -> bytes:
    """The bytes of a file, at most one more than may be imported, so that a huge file is refused unread.

    Raises OSError.
    """
    if piece.archive:
        with zipfile.ZipFile(piece.archive) as archive, archive.open(piece.name) as file:
            return file.read(MOST_BYTES + 1)
    if piece.name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(piece.name).open("rb") as file:
        return file.read(MOST_BYTES + 1)
