"""Names that may be spellings of one name, for an editor to look at: offered, never merged."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

TITLES = frozenset(
    """dr mr mrs ms miss prof professor sir lord lady sen senator rep representative gov governor president mayor
    minister secretary judge justice gen general col capt captain the""".split()  # noqa: SIM905
)
# What stands before a name with one of these is somebody else: aides to Lund, the mayor of Lund, Ek and Lund.
JOINING = frozenset("and or of to for from with by at in on against".split())  # noqa: SIM905
NEAR = 0.88  # of difflib's ratio, for names of several letters: one letter in nine may differ
LEAST_NEAR = 6


@lru_cache(maxsize=20_000)  # a page of sources is compared with all others, each time it is asked for
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded and without titles."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", name.casefold()))
    words = re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be spellings of one: a title more, initials, the last name alone, an acronym, a slip."""
    first, second = name_words(one), name_words(other)
    if first == second or sorted(first) == sorted(second):
        return True
    short, long = sorted((first, second), key=lambda words: (len(words), sum(map(len, words))))
    if not short:
        return False
    if len(long) > 1 and short == ("".join(word[0] for word in long),) and len(short[0]) > 1:
        return True
    if short[-1] == long[-1] and (len(short) > 1 or len(short[-1]) > 2) and _initials_fit(short[:-1], long[:-1]):
        return not JOINING & (set(long) - set(short))
    whole, compared = " ".join(first), " ".join(second)
    return min(len(whole), len(compared)) >= LEAST_NEAR and first[0][0] == second[0][0] and _is_near(whole, compared)


def _is_near(one: str, other: str) -> bool:
    """Whether few letters differ; names of which one has too many letters that the other lacks are not compared."""
    letters, others = set(one), set(other)
    shared = min(len(one) - len(letters - others), len(other) - len(others - letters))  # at most
    most = 2 * shared / (len(one) + len(other))
    return most >= NEAR and SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEAR


def variants(names: Mapping[int, str], others: Mapping[int, str]) -> dict[int, list[int]]:
    """For the number of each of these names, those of the others that may be the same name, the likest first.

    Compared are only names that share initials, or how their first or last word begins.
    """
    wanted = defaultdict(set)
    for number, name in names.items():
        for key in _keys(name):
            wanted[key].add(number)
    found = defaultdict(list)
    for other, name in others.items():
        near = [wanted[key] for key in _keys(name) if key in wanted]
        for number in set().union(*near) - {other}:
            if may_be_one(names[number], name):
                found[number].append(other)
    for number, alike in found.items():
        length = len(name_words(names[number]))
        alike.sort(key=lambda other: abs(len(name_words(others[other])) - length))
    return found


@lru_cache(maxsize=20_000)
def _keys(name: str) -> frozenset[str]:
    """The beginnings of the first and the last word, and the initials, which may be an acronym of one word."""
    words = name_words(name)
    if not words:
        return frozenset()
    initials = words[0] if len(words) == 1 else "".join(word[0] for word in words)
    return frozenset([f"{initials}.", *(word[:4] for word in (words[0], words[-1]) if len(word) > 2)])


def _initials_fit(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each first name of one is the other's or its first letter, in order; none at all fits any."""
    rest = iter(long)
    return all(any(_same(word, other) for other in rest) for word in short)


def _same(word: str, other: str) -> bool:
    return word == other or ((len(word) == 1 or len(other) == 1) and word[0] == other[0])
