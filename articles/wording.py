"""Words that a person typed, found in an article's text though quotation marks, dashes, spaces or case differ."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.document import Paragraph
from articles.scripts import HAN, THAI

ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00ad": "",
    }
)
SPACES = re.compile(" +")
NEAR = 0.5  # the share of the words that a place must have to be offered as what was meant
TOKEN = re.compile(rf"[{HAN}{THAI}]|[^\W{HAN}{THAI}]+")
# No space follows the Chinese and the Japanese full stop.
SENTENCE_END = re.compile(r"""[.!?…؟۔]+["'”’»›)\]]*(?=\s|$)|[。！？]+["'”’»›)\]）」』]*|\n""")
ABBREVIATION = re.compile(r"(?:\b\w|\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Sen|Rep|Gov|Jr|Sr|No|vs|Inc|Ltd|Co))\.$")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where words stand: `start` to `end` in the text of the paragraph with this id, in code points."""

    paragraph: str
    start: int
    end: int

    def __str__(self):
        return f"{self.paragraph}:{self.start}-{self.end}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place that `str` wrote. Raises ValueError."""
        if not (match := re.fullmatch(r"(p[1-9][0-9]{0,8}):([0-9]{1,9})-([0-9]{1,9})", text, re.ASCII)):
            raise ValueError(f"“{text[:40]}” is no place such as p3:10-25.")
        return cls(match[1], int(match[2]), int(match[3]))


def find_words(paragraphs: Iterable[Paragraph], words: str, whole: bool = False) -> list[Place]:
    """Every place of `words`, in reading order: those where the case agrees, or if there are none, all.

    With `whole`, not those that begin or end within a word, in scripts that have upper and lower case.
    """
    paragraphs = list(paragraphs)
    characters = set(words).union(*(paragraph.text for paragraph in paragraphs))
    for sensitive in (True, False):
        folds = {ord(character): _fold(character, sensitive) for character in characters}
        wanted = SPACES.sub(" ", words.strip().translate(folds))
        found = [(paragraph, place) for paragraph in paragraphs for place in _matches(paragraph, wanted, folds)]
        if places := [place for paragraph, place in found if not whole or _is_whole(paragraph.text, place)]:
            return places
    return []


def nearest_words(paragraphs: Iterable[Paragraph], words: str, most: int = 3) -> list[Place]:
    """The places that have most of `words` close together, the best first; linear in the text."""
    wanted = Counter(word.casefold() for word in TOKEN.findall(words))
    scored = [scored for paragraph in paragraphs for scored in _windows(paragraph, wanted)]
    scored.sort(key=lambda item: -item[0])
    return [place for score, place in scored[:most] if score >= NEAR]


def split_sentences(paragraph: Paragraph) -> list[Place]:
    """The sentences of a paragraph, without the space between them."""
    ends = [match.end() for match in SENTENCE_END.finditer(paragraph.text)]
    ends = [end for end in ends if not ABBREVIATION.search(paragraph.text[max(0, end - 8) : end])]
    places, start = [], 0
    for end in [*ends, len(paragraph.text)]:
        sentence = paragraph.text[start:end]
        if sentence.strip():
            inner = start + len(sentence) - len(sentence.lstrip())
            places.append(Place(paragraph.id, inner, start + len(sentence.rstrip())))
        start = end
    return places


def _fold(character: str, sensitive: bool) -> str:
    """The character as it is compared."""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFD", character).translate(ALIKE)
    return plain if sensitive else plain.casefold()


def _matches(paragraph: Paragraph, wanted: str, folds: Mapping[int, str]) -> Iterator[Place]:
    text = SPACES.sub(" ", paragraph.text.translate(folds))
    at = text.find(wanted) if wanted else -1
    origin = _origins(paragraph.text, folds) if at >= 0 else []
    while at >= 0:
        last = at + len(wanted)
        end = origin[last - 1] + 1
        while end < len(paragraph.text) and unicodedata.combining(paragraph.text[end]):
            end += 1
        yield Place(paragraph.id, origin[at], end)
        at = text.find(wanted, last)


def _origins(text: str, folds: Mapping[int, str]) -> list[int]:
    """For each character of the text as it is compared, where it stands in the text."""
    origin, space = [], False
    for index, character in enumerate(text):
        plain = folds[ord(character)]
        if not (space and plain == " "):
            origin += [index] * len(plain)
        space = plain == " " or (space and not plain)
    return origin


def _is_whole(text: str, place: Place) -> bool:
    return not any(
        0 < edge < len(text) and all(c.islower() or c.isupper() or c.isdigit() for c in text[edge - 1 : edge + 1])
        for edge in (place.start, place.end)
    )


def _windows(paragraph: Paragraph, wanted: Counter[str]) -> Iterator[tuple[float, Place]]:
    """The best stretch of as many words as are wanted, and the share of them that it has."""
    tokens = list(TOKEN.finditer(paragraph.text))
    names = [token.group().casefold() for token in tokens]
    common = wanted.keys() & set(names)
    if not common or sum(map(wanted.__getitem__, common)) < NEAR * wanted.total():
        return
    size = min(wanted.total(), len(tokens))
    have, shared, best, where = Counter(), 0, 0, 0
    for index, name in enumerate(names):
        have[name] += 1
        shared += have[name] <= wanted[name]
        if index >= size:
            left = names[index - size]
            shared -= have[left] <= wanted[left]
            have[left] -= 1
        if shared > best:
            best, where = shared, index
    if best:
        window = [token for token in tokens[max(0, where - size + 1) : where + 1] if token.group().casefold() in wanted]
        yield best / wanted.total(), Place(paragraph.id, window[0].start(), window[-1].end())
