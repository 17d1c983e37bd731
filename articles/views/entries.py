"""The list of notes below an article: all that an entry shows is worked out here, once, and the templates only show."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import get_current_timezone

from articles.document import Note, Span
from articles.models import Elsewhere, path_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A note in the list, with the number that its marker shows, its own page and the day on which it was made.

    `edit` is the page to change it, if the reader may. `pick` is the proposal as it is now, if it is one. If its words
    are gone, `stood` is the version of the article in which they last stood. `group` is the name of those who alone
    see it, if they are a group.
    """

    note: Note
    number: str = ""
    address: str = ""
    day: str = ""
    edit: str = ""
    elsewhere: Elsewhere | None = None
    pick: str = ""
    stood: int | None = None
    group: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether the note has a marker in the text."""
        return bool(self.note.spans_of("content"))

    @property
    def changed(self) -> list[Span]:
        """Its words that do not stand in the text any more as the note was made on them."""
        return [span for span in self.note.spans if span.role == "content" and span.state != "unchanged"]

    @property
    def said_at(self) -> str:
        """Where the words stand that name speaker and verb, as `p3:0-5 p3:9-13`, for the script that lights them."""
        spans = (*self.note.spans_of("source"), *self.note.spans_of("cue"))
        return " ".join(f"{span.paragraph}:{span.start}-{span.end}" for span in spans)


def is_lost(note: Note) -> bool:
    """Whether all the words that it was made on are gone from the text."""
    return bool(note.spans) and not note.spans_of("content")


def make_entries(
    notes: Iterable[Note], numbers: Mapping[str, int], more: Callable[[Note], Mapping[str, Any]] = lambda note: {}
) -> list[Entry]:
    """The entries of these notes in the order of their numbers; `more` gives what is said of a note in this list alone.

    What is the same for all is looked up once: there may be hundreds.
    """
    zone = get_current_timezone()
    return [
        Entry(
            note,
            str(numbers[note.id]),
            path_of(note.id, "annotation-detail"),
            f"{(made := note.created.astimezone(zone)).day} {made:%b %Y}" if note.created else "",
            **more(note),
        )
        for note in sorted(notes, key=lambda note: numbers[note.id])
    ]
