"""Parsing in a process of its own, with limits of time and memory: a page that breaks it harms nobody else."""

import multiprocessing
import resource
from multiprocessing.connection import Connection

from articles.document import Document
from articles.importers import ParseError, parse

SECONDS = 30  # of the processor, and on the clock twice as many, as the machine may be busy
MEMORY = 1_500_000_000  # bytes of address space; a page of 10 MB within the guard's limits needs under half of it

# A server that has the parsers loaded and forks for each page: 10 ms instead of a second for the imports.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["articles.importers", "articles.importers.apart", "trafilatura"])


def parse_apart(data: bytes | str, format: str | None = None, name: str = "", url: str = "") -> Document:
    """What `parse` returns, and its ParseError; a ParseError too when the limits of time or memory are reached."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    worker = _CONTEXT.Process(target=_work, args=(theirs, data, format, name, url), daemon=True)
    worker.start()
    theirs.close()
    try:
        found = ours.recv() if ours.poll(2 * SECONDS) else None
    except EOFError:  # it was ended by a limit
        found = None
    finally:
        ours.close()
        worker.kill()
        worker.join()
    if isinstance(found, Document):
        return found
    raise ParseError(found or "It takes too much time or memory to read.")


def _work(pipe: Connection, data: bytes | str, format: str | None, name: str, url: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        pipe.send(parse(data, format, name, url))
    except ParseError as error:
        pipe.send(str(error))
    except (MemoryError, RecursionError):
        pipe.send("")
