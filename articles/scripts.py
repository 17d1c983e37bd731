"""Scripts: the words of a text, where it is cut, which way it runs, whether a name mixes such as look alike."""

import re
from collections.abc import Iterable
from unicodedata import bidirectional, category, name

HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese and Japanese
# Thai, Lao, Burmese and Khmer, without their signs of punctuation.
THAI = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0edf\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u17dc-\u17e9"
# What takes about as long to read as an English word.
COUNTED = re.compile(rf"[{HAN}]|[{THAI}]{{1,6}}|(?:(?![{HAN}{THAI}])\S)+")


def count_words(texts: Iterable[str]) -> int:
    """How many words one has to read; without spaces, a character of Chinese or six letters of Thai are one."""
    return sum(len(COUNTED.findall(text)) for text in texts)


def shorten(text: str, longest: int) -> str:
    """`text`, or its beginning up to the border of a word and an ellipsis: `longest` code points at most.

    Where no space is near, as in Chinese, it is cut behind a letter with its marks.
    """
    if len(text) <= longest:
        return text
    end = longest - 1
    if not (text[end].isspace() or text[end - 1].isspace()):
        if (space := text.rfind(" ", longest // 2, end)) > 0:
            end = space
        while end > longest // 2 and category(text[end]).startswith("M"):
            end -= 1
    return text[:end].rstrip(" ,;:–—-") + "…"


# What is written together, by the first words of its letters' names in Unicode; as UTS 39 has it, with Latin beside it.
TOGETHER = ({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}, {"LATIN", "CJK", "HANGUL"}, {"LATIN", "CJK", "BOPOMOFO"})


def mixes_scripts(text: str) -> bool:
    """Whether letters of several scripts stand in `text` that are not written together, as a Cyrillic е in “еditor”."""
    scripts = {name(letter, "?").split()[0] for letter in text if category(letter) in ("Lu", "Ll", "Lt", "Lo")}
    return len(scripts) > 1 and not any(scripts <= together for together in TOGETHER)


def runs_leftwards(text: str) -> bool:
    """Whether the first letter of a text belongs to a script that is written from right to left."""
    return next(filter({"L", "R", "AL"}.__contains__, map(bidirectional, text)), "L") != "L"
