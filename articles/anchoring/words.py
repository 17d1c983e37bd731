"""Paragraphs as words and sentences with their places, and how much each word tells: what versions are compared by."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import log

# Scripts that set no spaces between words are compared character by character.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
WORD = rf"[^\W_{UNSPACED}]+"
TOKEN = re.compile(rf"\s*(?:{WORD}|\S)")
LONGER_WITHOUT_CASE = "İ", "I"  # the only letter that is more code points in lower case, and what stands in for it
# A passage whose marks were exchanged is the same one.
STRAIGHT = dict(zip("“”„«»‘’‚–—", '"""""\'\'\'--', strict=True))
OPENING, CLOSING = "\"'“‘„«‹(\\[", "\"'”’“»›)\\]"
# What a sentence may end with comes first, as one set of characters: that is what is searched for fast.
SENTENCE_END = re.compile(
    rf"[.!?؟۔。！？\n]"
    rf"(?:(?<=[.!?؟۔])[{CLOSING}]*\s+(?=[{OPENING}]*[^\W_a-z])|(?<=[。！？])[{CLOSING}」』]*|(?<=\n)\n*)"
)
COMMON = frozenset(
    re.findall(
        r"\w+",
        """a an the of to in on at by for with from as is are was were be been being it its this that these those and or
        but not no if so we you they he she i our your their his her my me us them will would can could should may might
        has have had do does did than then there here which who what when where how also more most very just about into
        over out up""",
    )
)
SIGN_WEIGHT, COMMON_WEIGHT = 0.05, 0.15  # where a word that occurs once in each version weighs 1

Range = tuple[int, int]


@dataclass(slots=True)
class Words:
    """The words of some paragraphs, one after the other: names without case, where they stand, and their sentences.

    `paragraphs` says for each word which paragraph it is in, `ends` where in it. `sentences` are ranges of words,
    `keys` their texts; `ranges` has the words of each paragraph.
    """

    names: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentences: list[Range] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    ranges: dict[int, Range] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str], numbers: Iterable[int]) -> "Words":
        """The words of those of `texts` that have these numbers."""
        words = cls()
        for number in numbers:
            words._add(number, texts[number])
        return words

    def _add(self, number: int, text: str) -> None:
        base = len(self.names)
        pieces = TOKEN.findall(_folded(text.rstrip()))
        self.names += map(str.strip, pieces)
        self.ends += accumulate(map(len, pieces))
        self.paragraphs += [number] * len(pieces)
        self.ranges[number] = base, len(self.names)
        first, start = base, 0
        for end in [*[match.end() for match in SENTENCE_END.finditer(text)], len(text)]:
            last = bisect_right(self.ends, end, first)
            if last > first:
                self.sentences.append((first, last))
                self.keys.append(text[start:end].strip())
            first, start = last, end

    def start(self, place: int) -> int:
        """Where in its paragraph a word begins."""
        return self.ends[place] - len(self.names[place])

    def within(self, number: int, start: int, end: int) -> Range:
        """The words that lie, in whole or in part, between `start` and `end` of a paragraph."""
        low, high = self.ranges[number]
        first, last = bisect_right(self.ends, start, low, high), bisect_left(self.ends, end, low, high)
        return first, last + (last < high and self.start(last) < end)


def _folded(text: str) -> str:
    """The text without case and with straight marks, as long as it was."""
    text = text.replace(*LONGER_WITHOUT_CASE).lower()
    for mark in STRAIGHT.items():  # a third of the time of str.translate, as most texts have few of them
        text = text.replace(*mark)
    return text


def weigh_words(old: Words, new: Words) -> dict[str, float]:
    """How much each word tells: rare words more, signs and the commonest English words hardly anything.

    It falls with the logarithm of the word's count in both versions (Spärck Jones 1972, on term specificity).
    """
    counts = Counter(old.names)
    counts.update(new.names)
    weights = {name: 1.0 if count <= 2 else 1 / (1 + log(count / 2)) for name, count in counts.items()}
    weights.update((name, COMMON_WEIGHT) for name in COMMON & counts.keys())
    weights.update((name, SIGN_WEIGHT) for name in counts if not is_word(name))
    return weights


def is_word(name: str) -> bool:
    """Whether it is a word or a number, and no sign."""
    return name[0].isalnum()
