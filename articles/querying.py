"""What a search asks for: words, phrases and beginnings of words, the same for every engine, and found again in a text.

Texts are searched by the stems of their words (the Snowball stemmer for English, Porter 2001), folded to small letters
without accents, so that an engine has only to compare words: dam finds dams, and Zoe finds Zoë, on each of them alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import snowballstemmer

from articles.checking import UNSTORABLE
from articles.scripts import HAN, THAI, shorten

# Without spaces, each character is a word, and several are a phrase; vowels and tones go with the letter they are at.
UNSPACED = rf"[{HAN}]|[{THAI}](?:(?=\W)[{THAI}])*"
# Vowels of India's scripts that stand beside their letter: Python calls them no part of a word.
BESIDE = "(?=\\W)[\u0900-\u0963\u0971-\u0d7f]"
WORD = re.compile(rf"{UNSPACED}|(?:[^\W_{HAN}{THAI}]+|{BESIDE})+")
# A word in a text as it stands there: with the accents and vowels that may be written apart from their letters.
APART = "[\u0300-\u036f]|(?=\\W)[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
WRITTEN = re.compile(rf"{UNSPACED}|(?:[^\W_{HAN}{THAI}]+|{BESIDE}|{APART})+")
ASKED = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
# How a word may go on whose beginning reaches into what its stem leaves out: runni(ng), presse(d), impeachm(ent).
_ENDINGS = "s es d ed g ng ing er r y ly n on ion t nt ent te l ul ss ess ble"
ENDINGS = ("", *_ENDINGS.split())
MOST_WORDS = 20
LONGEST_QUERY = 300
LONGEST_WORD = 100  # of any language; the stemmer's time grows with the square of what is longer
AROUND = 90  # characters shown before and after the first words that are lit

_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Term:
    """What must occur: one of `stems`, or a word beginning with `prefix`; several stems in a row are a phrase."""

    stems: tuple[tuple[str, ...], ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it was typed, and the terms that must all occur."""

    text: str = ""
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)


EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what was searched."""

    text: str
    lit: bool


def words_of(text: str) -> list[str]:
    """The words of a text, folded: small letters, no accents, compatible forms made one."""
    return WORD.findall(_fold(text))


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in words_of(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of a folded word share."""
    return _stemmer.stemWord(word) if len(word) <= LONGEST_WORD else word


def parse_query(text: str, *, typing: bool = False) -> Query:
    """The query that somebody typed: words, and “phrases” in quotation marks of either kind.

    `typing` means that they may not have finished the last word. Marks that do not fit together are passed over, and
    so is what no text may hold.
    """
    text = UNSTORABLE.sub(" ", text)[:LONGEST_QUERY].strip()
    asked = [(quoted or curly or bare, not bare) for quoted, curly, bare in ASKED.findall(text)]
    terms = [_term(words) for part, _ in asked if (words := words_of(part))][:MOST_WORDS]
    if typing and terms and not asked[-1][1] and (words := words_of(asked[-1][0])) and text[-1].isalnum():
        terms[-1] = _beginning(words)
    return Query(text, tuple(terms))


def parse_day(text: str) -> date | None:
    """The day that is written as YYYY-MM-DD; none if it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def light(text: str, query: Query) -> list[Piece]:
    """The text in pieces, those lit that the query asks for."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for term in query.terms:
        for words in term.stems:
            phrases.setdefault(words[0], []).append(words)
    prefixes = tuple(term.prefix for term in query.terms if term.prefix)
    # A stem keeps how its word begins: no other word needs to be stemmed.
    beginnings = (*prefixes, *{words[:2] for words in phrases})
    written = list(WRITTEN.finditer(text))
    places = []
    for index, match in enumerate(written):
        word = _fold(match[0])
        if word.startswith(beginnings):
            found = [words for words in phrases.get(stem(word), ()) if _stands(words, written, index)]
            count = max(map(len, found), default=int(word.startswith(prefixes)))
            if count:
                places.append((match.start(), written[index + count - 1].end()))
    return list(_pieces(text, places))


def light_shortly(text: str, query: Query, most: int = 320) -> list[Piece]:
    """The same of a part of the text, where the first lit words stand; none if it has none."""
    pieces = light(text, query) if query else []
    place = 0
    for piece in pieces:
        if piece.lit:
            break
        place += len(piece.text)
    else:
        return []
    start = 0
    if place > AROUND:  # from the border of a word, where there are any
        start = text.rfind(" ", place - AROUND, place - AROUND // 2) + 1 or place - AROUND // 2
    end = len(text) if len(text) <= start + most else text.rfind(" ", start, start + most)
    end = end if end > place else min(len(text), start + most)
    cut, offset = [], 0
    for piece in pieces:
        words = piece.text[max(0, start - offset) : max(0, end - offset)]
        offset += len(piece.text)
        if words:
            cut.append(Piece(words, piece.lit))
    before = [Piece("…", False)] if start else []
    return before + cut + ([Piece("…", False)] if end < len(text) else [])


def begin(text: str, most: int = 320) -> list[Piece]:
    """How a text begins, unlit; nothing of an empty one."""
    short = shorten(" ".join(text.split()), most)
    return [Piece(short, False)] if short else []


def _fold(text: str) -> str:
    """Small letters without accents; the compatible forms of a character are one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if unicodedata.category(character) != "Mn")


def _term(words: list[str]) -> Term:
    """The words in a row, by their stems."""
    return Term((tuple(stem(word) for word in words),))


def _beginning(words: list[str]) -> Term:
    """The last word may go on, whatever its stem will be; those before it are whole."""
    *whole, last = words
    before = tuple(stem(word) for word in whole)
    stems = dict.fromkeys((*before, stem(last + ending)) for ending in ENDINGS)
    return Term(tuple(stems), last if not whole else "")


def _stands(words: tuple[str, ...], written: list[re.Match], index: int) -> bool:
    """Whether the words of the phrase follow one another from here on."""
    here = written[index : index + len(words)]
    return len(here) == len(words) and all(
        stem(_fold(match[0])) == word for match, word in zip(here, words, strict=True)
    )


def _pieces(text: str, places: list[tuple[int, int]]) -> Iterator[Piece]:
    """The text cut at these places, which are in order; what only a space or a hyphen parts is one piece."""
    joined: list[list[int]] = []
    for start, end in places:
        if joined and (start < joined[-1][1] or text[joined[-1][1] : start] in (" ", "-", "’", "'", "")):
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    done = 0
    for start, end in joined:
        if start > done:
            yield Piece(text[done:start], False)
        yield Piece(text[start:end], True)
        done = end
    if done < len(text):
        yield Piece(text[done:], False)
