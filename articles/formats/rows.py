"""What is common to formats in which every annotation stands for itself and says which article it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from articles.formats.native import FormatError


@dataclass(frozen=True, slots=True)
class About:
    """The article of an annotation: its address here, the publisher's address, and its title.

    `annotations` is the address below which annotations are called by their ids.
    """

    iri: str = ""
    url: str = ""
    title: str = ""
    annotations: str = ""


UNKNOWN = About()


def as_list(value: Any) -> list[Any]:
    """The values where one may stand for a list of one, and nothing for none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def moment_of(row: Mapping[str, Any], name: str) -> datetime | None:
    """The time that a row gives, in UTC if it names no zone; None if it gives none. Raises FormatError."""
    if not isinstance(text := row.get(name), str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError(f"/{name}: “{text[:40]}” is no time in ISO 8601.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
