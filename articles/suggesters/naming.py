"""What the words that name somebody say: the name, what kind of source it is, and the role that stands with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.checking import LONGEST_NAME
from articles.suggesters.words import word_set

OUTLETS = word_set(
    """
    reuters ap afp cnn msnbc nbc cbs abc bbc npr pbs politico bloomberg breitbart mcclatchy buzzfeed vox slate axios
    newsweek upi tass xinhua dpa efe ansa spiegel guardian economist usa-today yahoo gallup c-span cnbc huffpost
    """
)
OUTLET_WORDS = word_set(
    """
    times post journal news tribune herald gazette guardian magazine newspapers newspaper press chronicle globe
    observer dispatch telegraph mirror mail examiner inquirer jazeera register review today weekly radio television
    tv network broadcasting
    """
)
OUTLET_NOUNS = word_set("daily newspaper paper magazine weekly network agency broadcaster station website outlet")
ORGANISATION_WORDS = word_set(
    """
    committee department university institute party inc corp company group agency bureau council court congress
    senate house campaign union association foundation center centre ministry office administration government
    police bank board commission coalition league club church school college navy army force forces guard service
    services team authority federation society fund international states nations kingdom pentagon kremlin movement
    militia ministries
    """
)
REPORTS = word_set("report article story study poll survey analysis account dispatch piece")
DOCUMENT_NOUNS = REPORTS | word_set(
    """
    document documents letter memo email e-mail lawsuit filing indictment
    book complaint statement transcript data figures records paper polls survey surveys reports studies
    """
)
TITLES = word_set(
    """
    mr mrs ms miss dr sir lord lady dame sen rep gov gen lt col sgt capt maj brig rev prof hon president senator
    governor representative congressman congresswoman secretary minister chancellor mayor general colonel captain
    major sergeant judge justice chief director spokesman spokeswoman spokesperson king queen prince princess pope
    bishop cardinal sheikh ayatollah imam king professor doctor officer detective sheriff commander ambassador
    speaker leader chairman chairwoman attorney counsel candidate cleric analyst strategist reporter correspondent
    aide adviser advisor manager vice deputy former prime premier vice-president
    """
)
POLITE = word_set("mr mrs ms miss")
DETERMINERS = word_set(
    """
    a an the one some many several another other most few any both two three four five six dozens hundreds thousands
    this that these those his her their its our my all every
    """
)
PLACES = word_set(
    """
    city county street avenue island islands river lake valley mountain coast east west north south america korea
    africa york states kingdom zone province district airport square park bay beach hampshire carolina dakota
    virginia jersey mexico zealand francisco angeles orleans hill house lane road boulevard drive terrace crescent wharf
    pier quay harbour harbor
    """
)
PARTICLES = word_set("de van von der den bin ibn al el la le du da di dos of the and for &")
WORD = re.compile(r"[\w’'&.-]+")
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
    """What `text`, the words that name a source, says. Without a name the kind is unnamed, or document."""
    text = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)", "", text)).strip(" ,;:.–—-\"“”'‘*_")
    first, _, rest = text.partition(", ")
    naming = _read(first)
    if naming.name:
        return _with_role(naming, rest) if naming.kind == "person" else naming
    if rest and (second := _read(re.split(r", | who ", rest)[0])).kind == "person" and second.name:
        return Naming(second.name, "person", first)
    return naming


def _with_role(naming: Naming, apposition: str) -> Naming:
    apposition = re.split(r",|\b(?:who|which|whose|told|said)\b", apposition)[0].strip()
    role = apposition if re.match(r"\w", apposition) and len(apposition) < 160 else ""
    return Naming(naming.name, naming.kind, naming.role or role, naming.head)


def _read(text: str) -> Naming:
    words = WORD.findall(re.sub(r"['’]s?$", "", text))
    if not words:
        return Naming("", "unnamed")
    run = _last_run(words)
    before = words[: run[0]] if run else words
    plain = [word.lower().strip(".") for word in before]
    head = _head(words)
    if not run or _is_of_somebody(plain):
        return Naming("", "document" if head in DOCUMENT_NOUNS else "unnamed", head=head)
    name, title = _without_titles(words[run[0] : run[1]])
    if not name:
        return Naming("", "unnamed", head=head)
    role = " ".join([*before, *title])
    kind = kind_of(name, plain)
    if (
        words[run[1] :] and words[-1].lower() in ORGANISATION_WORDS and plain[:1] in (["the"], [])
    ):  # "the Maliki government"
        return Naming(_joined(_without_titles(words[run[0] :])[0]), "organisation", "", head)
    if words[run[1] :]:  # "Iraqi officials", "Trump supporters"
        return Naming("", "document" if head in DOCUMENT_NOUNS else "unnamed", head=head)
    return Naming(_joined(name), kind, _tidy(role) if kind == "person" else "", head)


def kind_of(name: list[str], before: list[str]) -> str:
    """Person, organisation or publication, by the words of a name and those before it."""
    low = [word.lower().strip(".") for word in name]
    if low[0] in OUTLETS or low[-1] in OUTLET_WORDS | OUTLETS or (before and before[-1] in OUTLET_NOUNS):
        return "publication"
    if any(word in ORGANISATION_WORDS for word in low):
        return "organisation"
    if len(name) == 1 and name[0].isupper() and len(name[0].strip(".")) > 1:
        return "organisation"
    if low[-1] in PLACES or (before and before[0] == "the" and before[-1] not in TITLES and len(before) == 1):
        return "organisation"
    return "person"


def _last_run(words: list[str]) -> tuple[int, int] | None:
    """The last run of capitalised words: a name, with the small words that names have inside."""
    end = next((i for i in range(len(words), 0, -1) if PROPER.match(words[i - 1]) and not _starts(words, i - 1)), None)
    if end is None:
        return None
    start = end - 1
    while start:
        inside = next((i for i in range(start - 1, 0, -1) if words[i].lower() not in PARTICLES), 0)
        if PROPER.match(words[start - 1]) and not _starts(words, start - 1):
            start -= 1
        elif inside < start - 1 and start - inside <= 3 and PROPER.match(words[inside]) and not _starts(words, inside):
            start = inside
        else:
            break
    return start, end


def _starts(words: list[str], index: int) -> bool:
    """Whether a word is capitalised only because the sentence begins with it."""
    return index == 0 and words[0].lower() in DETERMINERS | {
        "former",
        "people",
        "officials",
        "experts",
        "sources",
        "he",
        "she",
    }


def _is_of_somebody(before: list[str]) -> bool:
    """ "a spokesman for the …", "officials in …": the name that follows is not who speaks."""
    last = next((word for word in reversed(before) if word not in ("the", "a", "an")), "")
    return last in BEFORE_OTHERS and len(before) > 1


def _head(words: list[str]) -> str:
    """The noun that says who an unnamed source is: "official" of "a senior official in Basra"."""
    stop = next((i for i, word in enumerate(words) if i and word.lower() in PREPOSITIONS), len(words))
    return words[stop - 1].lower().removesuffix("s")


BEFORE_OTHERS = word_set("for of in at with from to on near close inside within")
PREPOSITIONS = word_set("for of in at with from to by on near who that close inside within published filed released")


def _without_titles(run: list[str]) -> tuple[list[str], list[str]]:
    """A name, and the titles before it: ["George", "Bush"] and ["US", "President"]."""
    last = max((i for i, word in enumerate(run) if word.lower().strip(".") in TITLES), default=-1)
    if last < 0 or last == len(run) - 1:
        return run, []
    if run[last + 1] == "of":  # Secretary of State John Kerry
        last += 2
    title = [word for word in run[: last + 1] if word.lower().strip(".") not in POLITE]
    return run[last + 1 :], title


def _joined(name: Sequence[str]) -> str:
    return " ".join(name)[:LONGEST_NAME].rstrip()


def _tidy(role: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", role, flags=re.I).strip(" ,")
