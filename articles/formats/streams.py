"""Long files in pieces: annotations come and go one by one, so that memory does not grow with their number."""

import codecs
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from articles.formats import strict
from articles.formats.native import FormatError

LONGEST = 2_000_000  # characters of one annotation: a body, its evidence and what other tools said
HEAD = re.compile(r'\s*(?:\[|\{.*?"(?:items|results|annotations|rows)"\s*:\s*\[)', re.DOTALL)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
LONGEST_HEAD = 10_000


def write_array(head: str, rows: Iterable[Any], tail: str) -> Iterator[str]:
    """The text of a list with `head` before and `tail` behind it."""
    yield head
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield tail


def read_array(chunks: Iterable[str]) -> Iterator[Any]:
    """The items of a JSON array, or of an object's array that has a name as lists of annotations have.

    Raises FormatError where the text is no JSON or ends too early.
    """
    text, source, number = "", iter(chunks), 0
    while not (match := HEAD.match(text)):
        if len(text) > LONGEST_HEAD or (more := next(source, None)) is None:
            raise FormatError("This is no JSON list of annotations.")
        text += more
    text = _next_mark(text[match.end() :], source)
    while not text.startswith("]"):
        if number:
            if not text.startswith(","):
                raise FormatError(f"After annotation {number} the list goes on with “{text[:20]}”.")
            text = _next_mark(text[1:], source)
        number += 1
        item, text = _item(text, source, f"annotation {number}")
        yield item
        text = _next_mark(text, source)
    text = text[1:]
    for mark in _around(match.group()):
        text = _rest_of_object(text, source) if mark == "{" else _without("]", _next_mark(text, source))
    if rest := next(filter(None, map(str.strip, chain([text], source))), ""):
        raise FormatError(f"After the list the file goes on with “{rest[:20]}”; bring each list in a file of its own.")


def _around(head: str) -> list[str]:
    """The marks of what the list at the end of a head lies in, the innermost first."""
    marks: list[str] = []
    for mark in re.findall(r"[\[\]{}]", STRING.sub("", head)):
        if mark in "[{":
            marks.append(mark)
        elif marks:
            marks.pop()
    return marks[-2::-1]


def _rest_of_object(text: str, source: Iterator[str]) -> str:
    """What follows the object of which another member comes next, or its end. Raises FormatError."""
    while (text := _next_mark(text, source)).startswith(","):
        _, text = _item(_next_mark(text[1:], source), source, "after the list, a name")
        text = _without(":", _next_mark(text, source))
        _, text = _item(_next_mark(text, source), source, "after the list, a value")
    return _without("}", text)


def _without(mark: str, text: str) -> str:
    """What follows the mark that the text begins with. Raises FormatError if it does not."""
    if not text.startswith(mark):
        raise FormatError(f"After the list there is “{text[:20]}” where a “{mark}” should be.")
    return text[1:]


def _next_mark(text: str, source: Iterator[str]) -> str:
    """The text from its next character that is no space. Raises FormatError if there is none."""
    while not (text := text.lstrip()):
        if (more := next(source, None)) is None:
            raise FormatError("The list has no end; the file may be cut off.")
        text = more
    return text


def _item(text: str, source: Iterator[str], name: str) -> tuple[Any, str]:
    """The value that the text begins with, and what follows it. Raises FormatError."""
    while True:
        try:
            item, end = strict.load_first(text)
            if end < len(text):  # else a number might go on
                return item, text[end:]
            reason = "it is cut off"
        except ValueError as error:
            reason = str(error)
        if len(text) > LONGEST or (more := next(source, None)) is None:
            raise FormatError(f"{name[0].upper()}{name[1:]} is not JSON: {reason}.")
        text += more


def write_lines(rows: Iterable[Any]) -> Iterator[str]:
    """Rows as JSON, one a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def read_lines(chunks: Iterable[str]) -> Iterator[Any]:
    """The value of each line; empty lines are passed over. Raises FormatError, naming the line."""
    for number, line in enumerate(lines(chunks), 1):
        if line.strip():
            try:
                yield strict.loads(line)
            except ValueError as error:
                raise FormatError(f"Line {number} is not JSON: {error}.") from error


def lines(chunks: Iterable[str]) -> Iterator[str]:
    """The lines of a text that comes in pieces, with their ends, whichever of the usual three those are.

    Raises FormatError for one without end.
    """
    text = ""
    for chunk in chunks:
        if found := list(io.StringIO(text + chunk, newline="")):
            *whole, text = found  # the last may go on, though it seem to end: with half of “\r\n”
            yield from whole
        if len(text) > LONGEST:
            raise FormatError(f"A line has more than {LONGEST:,} characters.")
    if text:
        yield text


def decode(chunks: Iterable[bytes]) -> Iterator[str]:
    """Bytes in UTF-8 as text. Raises FormatError, naming the byte, and for packed files."""
    decoder, before = codecs.getincrementaldecoder("utf-8-sig")(), 0
    for chunk in chunks:
        if not before and chunk.startswith((b"PK\x03\x04", b"\x1f\x8b")):
            raise FormatError("This is a packed file, not a text; unpack it first.")
        try:
            yield decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise FormatError(
                f"This is not in UTF-8: {error.reason} near byte {before + error.start}; save it so."
            ) from error
        before += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FormatError("The text is cut off in the middle of a character.") from error
