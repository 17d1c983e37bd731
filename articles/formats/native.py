"""The project's own file of one annotated article: JSON that loses nothing and leaves defaults out."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from articles.document import Document
from articles.formats import strict

FORMAT = "newsreader-article"
VERSION = 1
EXPECTED = {
    "str": "a text", "int": "a whole number", "float": "a number", "tuple": "a list", "Mapping": "an object",
    "date": "a day", "datetime": "a time",
}  # fmt: skip


class FormatError(ValueError):
    """The text is not a file of this format; the message says where and why."""


def dumps(document: Document) -> str:
    """The file's text; `loads` makes an equal Document of it."""
    return json.dumps({"format": FORMAT, "version": VERSION, **to_dict(document)}, ensure_ascii=False, indent=1) + "\n"


def loads(text: str) -> Document:
    """Read a file's text. Raises FormatError; whether the document may be stored is for `checking` to say."""
    try:
        data = strict.loads(text)
    except ValueError as error:
        raise FormatError(f"This is not JSON: {error}.") from error
    if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
        raise FormatError(f'This is not an annotated article: "format" should be "{FORMAT}".')
    if (version := data.pop("version", None)) != VERSION:
        raise FormatError(f"This file has version {version!r} of the format; only {VERSION} can be read.")
    return from_dict(Document, data)


def to_dict(value: Any) -> dict[str, Any]:
    """A document, note or other value of `document` as JSON's types, without the fields that have their default."""
    plain = {}
    for item in fields(value):
        content = getattr(value, item.name)
        if item.default is not MISSING and content == item.default:
            continue
        if item.default_factory is not MISSING and content == item.default_factory():
            continue
        plain[item.name] = _plain(content)
    return plain


def from_dict(cls: type, data: Any, pointer: str = "") -> Any:
    """The value of class `cls` that `to_dict` made `data` of. Raises FormatError, naming the place by JSON pointer."""
    if not isinstance(data, dict):
        raise FormatError(f"{pointer or '/'}: an object is expected, not {_name(data)}.")
    known = _fields(cls)
    if unknown := data.keys() - known.keys():
        raise FormatError(f"{pointer}/{min(unknown)}: {cls.__name__} has no such field.")
    for name, (item, _) in known.items():
        if name not in data and item.default is MISSING and item.default_factory is MISSING:
            raise FormatError(f"{pointer}/{name}: this is missing.")
    return cls(**{name: _value(known[name][1], content, f"{pointer}/{name}") for name, content in data.items()})


@cache
def _fields(cls: type) -> dict[str, tuple[Field, Any]]:
    hints = get_type_hints(cls)
    return {item.name: (item, hints[item.name]) for item in fields(cls)}


def _plain(content: Any) -> Any:
    if is_dataclass(content):
        return to_dict(content)
    if isinstance(content, tuple):
        return [_plain(item) for item in content]
    return content.isoformat() if isinstance(content, date) else content


def _value(hint: Any, content: Any, pointer: str) -> Any:
    if isinstance(hint, UnionType):
        if content is None and type(None) in get_args(hint):
            return None
        options = [option for option in get_args(hint) if option is not type(None)]
        hint = options[-1] if len(options) == 1 or "T" in str(content) else options[0]
    if is_dataclass(hint):
        return from_dict(hint, content, pointer)
    if get_origin(hint) is tuple and isinstance(content, list):
        return tuple(_value(get_args(hint)[0], item, f"{pointer}/{index}") for index, item in enumerate(content))
    if get_origin(hint) is Mapping and isinstance(content, dict):
        return content
    if hint in (date, datetime) and isinstance(content, str):
        try:
            return hint.fromisoformat(content)
        except ValueError as error:
            raise FormatError(f"{pointer}: “{content[:40]}” is not an ISO 8601 {hint.__name__}.") from error
    if hint is float and type(content) is int:
        with suppress(OverflowError):  # of 400 digits, which is refused below
            return float(content)
    if isinstance(hint, type) and type(content) is hint:
        return content
    expected = EXPECTED.get(getattr(hint, "__name__", ""), "another kind of value")
    raise FormatError(f"{pointer}: {expected} is expected, not {_name(content)}.")


def _name(content: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", type(None): "null"}.get(type(content), repr(content)[:40])
