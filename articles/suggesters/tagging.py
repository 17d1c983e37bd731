"""Parts of speech, roughly: a word's usual tag from a lexicon, then what its ending and its neighbours say.

The lexicon and the idea are those of Brill's tagger (E. Brill, A simple rule-based part of speech tagger, 1992).
Tags are those of the Penn Treebank, with words that only connect standing for themselves.
"""

import gzip
from functools import cache
from importlib.resources import files
from sys import intern

from articles.suggesters.words import word_set

ENDINGS = (
    ("ing", "VBG"), ("ed", "VBD"), ("ly", "RB"), ("tion", "NN"), ("ment", "NN"), ("ness", "NN"), ("ity", "NN"),
    ("ous", "JJ"), ("ful", "JJ"), ("ive", "JJ"), ("able", "JJ"), ("ical", "JJ"), ("ish", "JJ"), ("ss", "NN"),
    ("s", "NNS"),
)  # fmt: skip
HAVE = word_set("has have had having 've 's ’ve ’s be been is are was were being got")
NOUNISH = frozenset(("DT", "PRP$", "JJ", "POS", "CD"))


@cache
def lexicon() -> dict[str, str]:
    """{word: its usual tag}, read once."""
    packed = (files("articles.suggesters") / "lexicon.txt.gz").read_bytes()
    found = {}
    for line in gzip.decompress(packed).decode().splitlines():
        tag, *words = line.split(" ")
        if not line.startswith("#"):
            found.update(dict.fromkeys(words, intern(tag)))
    return found


def tag_words(texts: list[str], lows: list[str], firsts: set[int]) -> list[str]:
    """A tag for each word; `firsts` are the words that begin a sentence, where a capital says nothing."""
    known, tags, before = lexicon(), [], "."
    for index, (text, low) in enumerate(zip(texts, lows, strict=True)):
        tag = _tag(text, low, index in firsts, known)
        if tag in ("VB", "VBP", "NN") and before in ("TO", "MD"):
            tag = "VB"
        elif tag in ("VB", "VBP") and before in NOUNISH:
            tag = "NN"
        elif tag == "NN" and before == "PRP":
            tag = "VBP"
        elif tag == "NNS" and (before == "PRP" or (before == "NNP" and known.get(low[:-1]) in ("VB", "VBP"))):
            tag = "VBZ"
        elif tag in ("VBD", "VBN"):
            tag = (
                "VBN" if index and (lows[index - 1] in HAVE or (before == "RB" and lows[index - 2] in HAVE)) else "VBD"
            )
        tags.append(tag)
        before = tag
    return tags


def _tag(text: str, low: str, begins: bool, known: dict[str, str]) -> str:
    if not text[0].isalnum():
        return known.get(low, "POS" if low in ("'s", "’s") else text[0])
    if text[0].isdigit():
        return "CD"
    if text[0].isupper() and not begins:
        return "NNP" if known.get(text, "NNP") == "NNP" or low not in known else known[low]
    if tag := known.get(low) or known.get(text):
        return tag
    if text[0].isupper():
        return "NNP"
    if "-" in low:
        return "JJ"
    return next((tag for ending, tag in ENDINGS if low.endswith(ending)), "NN")
