"""Words, sentences and quotation marks of a stretch of text, in the lists that the model's features are made from."""

import re
from collections.abc import Iterator
from sys import intern

from articles.suggesters.quotations import TWICE, quoted_stretches
from articles.suggesters.tagging import tag_words

LONGEST = 320  # words; a longer paragraph is read in pieces, so that time grows with its length and no faster
TOKEN = re.compile(
    r"""
    (?:[A-Z]\.){2,}                                                  # U.S.
  | (?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Rev|Jr|Sr|St|Prof|Hon|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?=\s)
  | \$?\d+(?:[.,:]\d+)*(?:%|[a-z]+\b)?                               # 3.2  10,000  21st
  | [^\W\d_]+(?=n['’]t\b)n['’]t                                      # don't
  | ['’](?:s|re|ve|ll|d|m|S)\b
  | [@\#]\w+
  | \w+(?:[-‐&/]\w+)*
  | \.\.\.+ | --+ | ''(?!') | `` | [^\w\s]
    """,
    re.VERBOSE,
)
INITIAL = re.compile(r"(?<![\w.])[A-HJ-Z]\.$")
STOPS = frozenset(".?!…")
CLOSING = frozenset("\"'”’»)]")
OPENING = frozenset("\"'“‘„«([—-–$")
MARKS = frozenset("\"'“”‘’„«»")


class Passage:
    """A paragraph, or a piece of a long one, as words.

    For each word: `start` and `end` in the text, `text`, `low` (lower case), `tag` (part of speech, roughly),
    `shape`, `sentence` (counted from 0), `quoted` (whether it stands in quotation marks). `first` and `last` give
    the first and the last word of each sentence.
    """

    __slots__ = ("end", "first", "last", "low", "quoted", "sentence", "shape", "start", "tag", "text")

    def __init__(self, words: list[re.Match], sentences: list[int], quoted: list[bool]):
        self.text = [word_of(match) for match in words]
        self.start = [word.start() for word in words]
        self.end = [word.end() for word in words]
        self.low = [intern(text.lower()) for text in self.text]  # so that a model finds them faster
        self.shape = [shape(text) for text in self.text]
        self.quoted = quoted
        self.sentence = [number - sentences[0] for number in sentences]
        self.first, self.last = {}, {}
        for index, number in enumerate(self.sentence):
            self.first.setdefault(number, index)
            self.last[number] = index
        self.tag = tag_words(self.text, self.low, set(self.first.values()))

    def __len__(self):
        return len(self.text)


def word_of(match: re.Match) -> str:
    """A word as it stands in the text; a double mark made of two single ones is one like any other."""
    word = match.group()
    return '"' if word in TWICE else word


def shape(word: str) -> str:
    """ "Xx" for "Obama", "Xx-Xx" for "Al-Sadr", "d,d" for "10,000": letters by case, repeats once."""
    if word.islower() and word.isalpha():
        return "x"
    out = ""
    for letter in word[:12]:
        mapped = "d" if letter.isdigit() else "X" if letter.isupper() else "x" if letter.isalpha() else letter
        if not out.endswith(mapped):
            out += mapped
    return out


def passages(text: str) -> Iterator[Passage]:
    """The passages of one paragraph's text, in order; none of a text without words."""
    words = list(TOKEN.finditer(text))
    sentences = _sentences(words)
    quoted = _quoted(words, quoted_stretches(text))
    start = 0
    while start < len(words):
        end = min(start + LONGEST, len(words))
        while end < len(words) and end > start + LONGEST // 2 and sentences[end] == sentences[end - 1]:
            end -= 1
        yield Passage(words[start:end], sentences[start:end], quoted[start:end])
        start = end


def _sentences(words: list[re.Match]) -> list[int]:
    """Each word's sentence: a new one begins after a full stop and what closes it, with a capital, digit or mark."""
    numbers, number, ended = [], 0, False
    for match in words:
        word = word_of(match)
        if ended and word not in CLOSING:
            number += word[0].isupper() or word[0].isdigit() or word[0] in OPENING
            ended = False
        elif ended and word == '"' and numbers and match.start() > 0 and match.string[match.start() - 1].isspace():
            number += 1  # a straight mark after a space opens
            ended = False
        numbers.append(number)
        if word in STOPS or word.startswith("..."):
            ended = not INITIAL.search(match.string, max(0, match.end() - 3), match.end())
    return numbers


def _quoted(words: list[re.Match], stretches: list[tuple[int, int]]) -> list[bool]:
    quoted, at = [], 0
    for word in words:
        while at < len(stretches) and stretches[at][1] <= word.start():
            at += 1
        quoted.append(at < len(stretches) and stretches[at][0] <= word.start())
    return quoted
