"""What the words that name somebody say: the name, what kind of source it is, and the role that stands with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.checking import LONGEST_NAME
from articles.suggesters.kinds import DETERMINERS, DOCUMENT_NOUNS, ORGANISATION_WORDS, TITLES, is_many, kind_of
from articles.suggesters.tagging import lexicon
from articles.suggesters.words import word_set

POLITE = word_set("mr mrs ms miss")
PARTICLES = word_set("de van von der den bin ibn al el la le du da di dos of the and for &")
OPENERS = DETERMINERS | word_set(
    """
    former people officials experts sources he she they we it i you and but or yet so nor if as at in on by to for from
    with when while though although because since after before even still also then now is are was were do does did has
    have had can could should would don't doesn't didn't isn't aren't why how what who where which there here not like
    """
)
SMALL = word_set("of and or for by in at to from on with")
NOT_IN_ROLES = (OPENERS - DETERMINERS - SMALL - {"former"}) | word_set(
    "than including between among whereas about against that told over under into onto amid despite"
)
VERBS = frozenset(("VB", "VBP", "VBZ", "VBD", "MD", "PRP", "WDT", "WP", "WRB", "EX", "UH"))  # never in a role
IN_PHRASES = frozenset(("NN", "NNS", "NNP", "JJ", "JJR", "JJS", "CD"))
NOUNS = frozenset(("NN", "NNP"))
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday today yesterday")
ABBREVIATION = re.compile(r"(?:\w\.)+$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
WORD = re.compile(r"\d{1,3}(?:,\d{3})+|[\w’'&.-]+")
PROPER = re.compile(r"(?:[a-z]{1,3}[-’'])?[A-Z]")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name (empty if there is none), its kind, the role beside it; `head` is the last word that is no name."""

    name: str
    kind: str
    role: str = ""
    head: str = ""


@lru_cache(maxsize=4096)
def read_naming(text: str) -> Naming:
    """What `text`, the words that name a source, says. Without a name the kind is unnamed, or document.

    Several persons together have no name: none of them alone is the source.
    """
    text = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)", "", text)).strip(" ,;:.–—-\"“”'‘*_")
    first, _, rest = text.partition(", ")
    if _is_list(text):
        return Naming("", "unnamed")
    naming = _read(first)
    if naming.name:
        return _with_role(naming, rest) if naming.kind == "person" else naming
    if rest and naming.kind != "document" and not _is_several(first):
        second = _read(re.split(r", | who ", rest)[0])
        if second.kind == "person" and (" " in second.name or second.role):
            return Naming(second.name, "person", first.removeprefix("by "))
    return naming


def bare_name(name: str) -> str:
    """A full name without what only stands beside it: "But Ana Lund", "State Ana Lund" (a secretary), "CNN Tuesday"."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in OPENERS - DETERMINERS | {"state"}:
        words = words[1:]
    while len(words) > 1 and is_day(words[-1]):
        words = words[:-1]
    return " ".join(words)


def noun_phrase(text: str) -> str:
    """The nouns that a text ends in, with what describes them: "two angry people in the hall"."""
    words = WORD.findall(text)
    first = _phrase_start(words)
    while 2 < first < len(words) and (
        words[first - 1] in ("in", "at", "from") or words[first - 1 : first + 1] == ["of", "the"]
    ):
        if (before := _phrase_start(words[: first - 1])) == first - 1:
            break
        first = before
    return " ".join(words[first:])


def _phrase_start(words: Sequence[str]) -> int:
    """Where the nouns begin that end some words; their number if they end in none."""
    first = len(words)
    while first and _tag(words[first - 1]) in IN_PHRASES:
        if first < len(words) and _ends_sentence(words[first - 1]):
            break
        first -= 1
    if first == len(words) or _tag(words[-1]) not in ("NN", "NNS", "NNP"):
        return len(words)
    return first - 1 if first and words[first - 1].lower() in DETERMINERS else first


def _tag(word: str) -> str:
    return "CD" if word[0].isdigit() else lexicon().get(word.lower(), "NN")


def _ends_sentence(word: str) -> bool:
    return word.endswith(".") and word.lower().strip(".") not in TITLES and not ABBREVIATION.match(word)


def is_day(word: str) -> bool:
    """Whether a word names a day."""
    return word.lower().strip(".,") in DAYS


def _with_role(naming: Naming, apposition: str) -> Naming:
    apposition = re.split(r",|\b(?:who|which|whose|told|said)\b", apposition)[0]
    apposition = re.sub(r"\s(?:and|or|but)\s*$", "", apposition).strip()
    if apposition.count("“") > apposition.count("”"):  # the title of a book, which a comma ends
        apposition += "”"
    role = apposition if re.match(r"[^\W\d]", apposition) and len(apposition) < 160 else ""
    return replace(naming, role=naming.role or role)


def _read(text: str) -> Naming:
    words = WORD.findall(re.sub(r"['’]s?$", "", text))
    if not words:
        return Naming("", "unnamed")
    run = _last_run(words)
    before = words[: run[0]] if run else words
    plain = [word.lower().strip(".'’") for word in before]
    head = _head(words)
    unnamed = Naming("", "document" if head in DOCUMENT_NOUNS else "unnamed", head=head)
    if len(words) == 1 and kind_of(words, ()) == "publication":
        return Naming(words[0], "publication", head=head)  # ouest-france.fr
    if not run or _is_of_somebody(plain) or _is_several(text):
        return unnamed
    name, title = _without_titles(words[run[0] : run[1]])
    if not name or name[0] in ("of", "for", "and", "the", "&") or (is_day(name[0]) and len(name) == 1):
        return unnamed
    kind = kind_of(name, plain)
    if (
        words[run[1] :] and words[-1].lower() in ORGANISATION_WORDS and plain[:1] in (["the"], [])
    ):  # "the Maliki government"
        return Naming(_joined(_without_titles(words[run[0] :])[0]), "organisation", "", head)
    if words[run[1] :]:  # "Iraqi officials", "Trump supporters"
        return unnamed
    if (kind == "person" and is_many(name)) or (run[1] - run[0] == 1 and name[0].lower() in TITLES | DOCUMENT_NOUNS):
        return unnamed  # "Democrats", "the Mayor", "Polls"
    if kind == "person" and not title and plain in (["a"], ["an"]):
        return unnamed  # "a Republican"
    return Naming(_joined(name), kind, _role(before, title) if kind == "person" else "", head)


def _role(before: Sequence[str], title: Sequence[str]) -> str:
    """What a person is, by the words before the name: those that go back to a verb, or to where a sentence ends."""
    words = [*before, *title]
    first = len(words)
    while first and not _is_no_role(words[first - 1], is_title=first > len(before)):
        first -= 1
    while first < len(words) and words[first].lower() in SMALL:
        first += 1
    if first == len(words) or not (title or _may_end_role(words[-1])):
        return ""
    return re.sub(r"^(?:the|a|an) ", "", " ".join(words[first:]), flags=re.I).strip(" ,")


def _is_no_role(word: str, is_title: bool) -> bool:
    """Whether a role begins behind this word at the earliest."""
    low = word.lower()
    is_verb = word[0].islower() and lexicon().get(low) in VERBS
    return (not is_title and _ends_sentence(word)) or is_verb or low in NOT_IN_ROLES or not any(map(str.isalnum, word))


def _may_end_role(word: str) -> bool:
    """Whether a role may end in this word: in a noun, or in a title."""
    low = word.lower().strip(".")
    if low in TITLES or word[0].isupper():
        return low not in OPENERS
    return lexicon().get(low) in NOUNS or lexicon().get(low.rsplit("-", 1)[-1], "NN") in NOUNS  # "front-runner"


def _is_several(text: str) -> bool:
    """Whether several persons are named, with "and" between them: "Ana Lund and the lawyer Jan Holm"."""
    parts = [WORD.findall(part) for part in text.split(" and ")]
    return len(parts) > 1 and all(map(_ends_in_person, parts))


def _is_list(text: str) -> bool:
    """The same of more than two: "Ana Lund, Jan Holm and Ines Holm"."""
    parts = re.split(r",? and |, ", text)
    named = (PROPER.match(part) and _ends_in_person(WORD.findall(part)) for part in parts)
    return len(parts) > 2 and " and " in text and all(named)


def _ends_in_person(words: Sequence[str]) -> bool:
    run = _last_run(words)
    if not run or run[1] < len(words) or words[-1].lower() in TITLES:
        return False
    return kind_of(words[run[0] :], ()) == "person"


def _last_run(words: Sequence[str]) -> tuple[int, int] | None:
    """The last run of capitalised words: a name, with the small words that names have inside."""
    end = next((i for i in range(len(words), 0, -1) if PROPER.match(words[i - 1]) and not _starts(words, i - 1)), None)
    if end is None:
        return None
    start = end - 1
    while start:
        inside = next((i for i in range(start - 1, 0, -1) if not _is_inside(words[i])), 0)
        if PROPER.match(words[start - 1]) and not _starts(words, start - 1):
            start -= 1
        elif (
            inside < start - 1
            and start - inside <= 4
            and PROPER.match(words[inside])
            and not _starts(words, inside)
            and words[start - 2 : start] != ["and", "the"]  # another one
        ):
            start = inside
        else:
            break
    return start, end


def _is_inside(word: str) -> bool:
    return word.lower() in PARTICLES or bool(ORDINAL.match(word))


def _starts(words: Sequence[str], index: int) -> bool:
    """Whether a word is capitalised only because the sentence begins with it."""
    return index == 0 and words[0].lower() in OPENERS


def _is_of_somebody(before: Sequence[str]) -> bool:
    """ "a spokesman for the …", "officials in …", "an aide who …": the name that follows is not who speaks."""
    if any(word in CLAUSES for word in before):
        return True
    last = next((word for word in reversed(before) if word not in ("the", "a", "an") and not word.isdigit()), "")
    return last in BEFORE_OTHERS and len(before) > 1


def _head(words: Sequence[str]) -> str:
    """The noun that says who an unnamed source is: "official" of "a senior official in Basra"."""
    stop = next((i for i, word in enumerate(words) if i and word.lower() in PREPOSITIONS), len(words))
    return words[stop - 1].lower().removesuffix("s")


CLAUSES = word_set("who which whose like")
BEFORE_OTHERS = word_set("for of in at with from to on near close inside within including than")
PREPOSITIONS = word_set("for of in at with from to by on near who that close inside within published filed released")


def _without_titles(run: Sequence[str]) -> tuple[list[str], list[str]]:
    """A name, and the titles before it: ["George", "Bush"] and ["US", "President"]."""
    last = max((i for i, word in enumerate(run[:-1]) if word.lower().strip(".") in TITLES), default=-1)  # "Mr. King"
    name, title = list(run), []
    if last >= 0:
        if run[last + 1] == "of":  # Secretary of State John Kerry
            last += 2
        name = list(run[last + 1 :])
        title = [word for word in run[: last + 1] if word.lower().strip(".") not in POLITE]
        if name and name[0] in PARTICLES and any(word.lower() in ORGANISATION_WORDS for word in title):
            return list(run), []  # Office of the Inspector General for Fisheries
    elif kind_of(name, ()) == "person":
        name = _without_possessor(name)
    if "of" in name[2:] and lexicon().get(name[name.index("of") - 1].lower()) not in ("NN", "NNS"):
        name = name[: name.index("of")]  # Ines Holm of Ohio
    return name, title


def _without_possessor(name: list[str]) -> list[str]:
    """Ana Lund of "Sweden's Ana Lund", nobody of "Sweden's Voice"."""
    start = max((i + 1 for i, word in enumerate(name[:-1]) if word.endswith(("'s", "’s"))), default=0)
    if start == len(name) - 1 > 0 and lexicon().get(name[-1].lower()) in ("NN", "NNS"):
        return []
    return name[start:]


def _joined(name: Sequence[str]) -> str:
    joined = " ".join(name)
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", joined):  # the last point of F.A.A. was taken for that of the sentence
        joined += "."
    return joined[:LONGEST_NAME].rstrip()
