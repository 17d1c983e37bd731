"""Reading in a process of its own, with limits of time and memory: a page that breaks it harms nobody else."""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from articles.document import Document
from articles.importers import parse
from articles.importers.errors import ParseError
from articles.importers.packed import is_packed, unpack

SECONDS = 30  # of the processor, and on the clock twice as many, as the machine may be busy
MEMORY = 1_500_000_000  # bytes of address space; a page of 10 MB within the guard's limits needs under half of it

# A server that has the parsers loaded and forks for each page: 10 ms instead of a second for the imports.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["articles.importers.apart", "articles.importers.feed", "articles.importers.ready"])

Read = TypeVar("Read")


def parse_apart(
    data: bytes | str, format: str | None = None, name: str = "", url: str = "", charset: str = ""
) -> Document:
    """What `parse` returns, and its ParseError; a ParseError too when the limits of time or memory are reached."""
    return apart(parse, data, format, name, url, charset)


def unpack_apart(data: bytes, name: str) -> tuple[bytes, str]:
    """What `unpack` returns, and its ParseError; a ParseError too when the limits of time or memory are reached."""
    return apart(unpack, data, name) if is_packed(data, name) else (data, name)


def apart(read: Callable[..., Read], *arguments: object) -> Read:
    """What `read(*arguments)` returns, and its ParseError; a ParseError too when it reaches a limit."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    worker = _CONTEXT.Process(target=_work, args=(theirs, read, arguments), daemon=True)
    worker.start()
    theirs.close()
    try:
        found, sentence = ours.recv() if ours.poll(2 * SECONDS) else (None, "")
    except EOFError:  # it was ended by a limit
        found, sentence = None, ""
    finally:
        ours.close()
        worker.kill()
        worker.join()
    if found is None:
        raise ParseError(sentence or "It takes too much time or memory to read.")
    return found


def _work(pipe: Connection, read: Callable[..., Read], arguments: tuple[object, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        pipe.send((read(*arguments), ""))
    except ParseError as error:
        pipe.send((None, str(error)))
    except (MemoryError, RecursionError):
        pipe.send((None, ""))
