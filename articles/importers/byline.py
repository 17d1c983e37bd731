"""Who wrote an article and when, as people write it under a title, and as programs write it into a page's head."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from articles.importers.dates import MONTHS, find_date
from articles.importers.text import one_line

LONGEST_LINE = 160
BY = re.compile(
    r"(?:(?:written|posted|published|reported|story|text|words|report)\s+)?(?:by|von|par|por|door|av|af)\b[\s:]*", re.I
)
SEPARATORS = re.compile(r"\s*(?:[,;|/&·•]|\s[–—-]\s|\band\b|\bund\b|\bet\b|\ben\b|\bog\b|\boch\b|\by\b)\s*", re.I)
_PARTICLES = "van von de der den del della di da dos das do du la le el al bin ibn ben ter ten zu zur af av y e"
_PLACES_BEGIN = "New North South East West San Los Las Saint St Fort Port United Upper Lower City"
_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
DAYS = f"{_ENGLISH_DAYS} montag dienstag mittwoch donnerstag freitag samstag sonntag"
PARTICLES = frozenset(_PARTICLES.split())
NO_NAMES = frozenset(MONTHS) - {"mai", "may", "april", "june", "august", "jan", "mar", "jun"} | frozenset(DAYS.split())
PLACES_BEGIN = frozenset(_PLACES_BEGIN.split())  # of a dateline: “New York, 1 April 2008”
# Words beside a date that say only what kind of date it is.
DATE_WORDS = re.compile(
    r"\b(?:(?:first )?published|updated|last (?:updated|modified)|posted|date|created|on|at|am|vom|le|stand|"
    r"mon|tues?|wed|thu(?:rs)?|fri|sat|sun|" + DAYS.replace(" ", "|") + r")\b[\s.,:]*$",
    re.IGNORECASE,
)
EDGES = " \t\n,;:|/·•–—-()"
NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*\.?|@\w+")


def read_line(line: str, is_marked: bool = False) -> tuple[str, date | datetime | None] | None:
    """The byline and date that make up a whole line such as “By Jane Doe, 1 April 2008”; None for any other line.

    A line of names alone is taken for a byline when it begins with “By”, names the day, or `is_marked` as one by
    other means.
    """
    if len(line) > LONGEST_LINE:
        return None
    found = find_date(line)
    published, names = (found[0], _without(line, found[1], found[2])) if found else (None, line.strip(EDGES))
    by = BY.match(names)
    names = names[by.end() :] if by else names
    if not names:
        return ("", published) if published and not by else None
    if not (by or published or is_marked) or not _are_names(
        " ".join(names.split()), bool(by or is_marked), bool(published)
    ):
        return None
    return one_line(names), published


def join_names(names: Iterable[str]) -> str:
    """One byline of several names, each once: “A, B and C”."""
    names = list(dict.fromkeys(filter(None, map(_plain, names))))
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _plain(name: str) -> str:
    """A name without “By”, or nothing for an address in a name's place."""
    name = one_line(name)
    by = BY.match(name)
    name = (name[by.end() :] if by and by.end() < len(name) else name).strip(EDGES)
    return "" if re.match(r"https?:|www\.", name) else name


def _without(line: str, start: int, end: int) -> str:
    """`line` without the date at `start`, and without the words that introduce it."""
    before, after = line[:start].rstrip(EDGES), line[end:].strip(EDGES)
    while (shorter := DATE_WORDS.sub("", before).rstrip(EDGES)) != before:
        before = shorter
    return f"{before}, {after}".strip(EDGES)


def _are_names(text: str, is_marked: bool, is_dated: bool) -> bool:
    """Whether `text` is a list of names with nothing between them but commas and “and”."""
    if is_marked:  # "Jane Doe in Basra"
        text = re.sub(r"\s(?:in|at)\s(?=[^\W\d_])", ", ", text)
    if re.search(r"[!?…:“”\"]|[.]\s+[A-Z][a-z]{2,}.*\.$", text) or (
        text.endswith(".") and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text)
    ):
        return False
    names = [name for name in SEPARATORS.split(text) if name]
    return bool(names) and len(names) <= 8 and _is_name(names[0], is_dated and is_marked) and all(map(_is_part, names))


def _is_name(name: str, may_be_one_word: bool) -> bool:
    words = name.split()
    return len(words) >= (1 if may_be_one_word else 2) and words[0] not in PLACES_BEGIN


def _is_part(name: str) -> bool:
    """Whether `name` could be one: up to five words with capitals, none of them a month or a weekday."""
    words = name.split()
    if len(words) > 5 or (not words[0][0].isupper() and words[0] not in PARTICLES and words[0][0] != "@"):
        return False
    return all(
        NAME_WORD.fullmatch(word)
        and word.lower() not in NO_NAMES
        and (word in PARTICLES or not word[0].islower() or "-" in word)
        for word in words
    )
