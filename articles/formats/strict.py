"""JSON as RFC 8259 has it: what Python reads beyond that, or what no database and no other reader takes, is refused."""

import json
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from articles.checking import DEEPEST, is_deeper

MOST = DEEPEST + 20  # what a note may keep, and what a file has around it
TOO_DEEP = f"more than {MOST} lists and objects lie in each other"


def loads(text: str) -> Any:
    """The value of a JSON text. Raises ValueError."""
    return _shallow(_read(DECODER.decode, text))


def load_first(text: str) -> tuple[Any, int]:
    """The value that a text begins with, and where it ends. Raises ValueError."""
    value, end = _read(DECODER.raw_decode, text)
    return _shallow(value), end


def _read(decode: Callable[[str], Any], text: str) -> Any:
    try:
        return decode(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def _shallow(value: Any) -> Any:
    if is_deeper(value, MOST):
        raise ValueError(TOO_DEEP)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the name “{twice[:40]}” is given twice in one object")
    return found


def _finite(number: str) -> float:
    if math.isinf(value := float(number)):
        raise ValueError(f"{number[:40]} is too large a number")
    return value


def _refuse(constant: str):
    raise ValueError(f"{constant} is no number in JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object)
