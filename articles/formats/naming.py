"""What the words that name a source say of it: a shared name, or a description of its article alone."""

import re

from articles.checking import LONGEST_NAME
from articles.document import SourceRef

_DETERMINERS = "the a an this that these those some many several most both all another other"
DETERMINERS = frozenset(_DETERMINERS.split())
_PRONOUNS = (
    "he she it they we i you who his her its their our my your him them us me one himself herself themselves others "
    "everyone everybody someone somebody nobody anyone"
)
PRONOUNS = frozenset(_PRONOUNS.split())
OUTLET = re.compile(
    r"\b(Times|Post|News|Journal|Magazine|Tribune|Herald|Gazette|Guardian|Politico|Breitbart|Reuters|AP|CNN|NBC|ABC|CBS"
    r"|MSNBC|NPR|BBC|PBS|Press|Today|Globe|Chronicle|Register|Monitor|Review|Economist)\b"
)
ORGANISATION = re.compile(
    r"\b(Party|Committee|Department|Agency|University|Institute|Foundation|Court|Senate|House|Congress|Council|Ministry"
    r"|Bureau|Commission|Administration|Association|Union|Group|Center|Centre|Inc|Corp|Company|Bank|Church|Office|Police"
    r"|Campaign|campaign|Democrats|Republicans|DNC|RNC|FBI|CIA|GOP|NRA|Fund|Organization|Organisation|Society)\b"
)
# Bill Lund is nobody's draft of a law, and Law or Book are names, too.
DOCUMENT = re.compile(r"\b(?:(?i:report|poll|survey|study|statement|letter|document|e-?mails?)|book|law|bill)\b")

# A name, every word of which is capitalised, and after a comma what its bearer is.
APPOSITION = re.compile(r"((?:[^\W\d_a-z][\w'’.-]*)(?: (?:[^\W\d_a-z][\w'’.-]*|of|de|van|von|bin|al))*), ([a-z].*)")


def source_of(words: str) -> tuple[SourceRef, str]:
    """The source that these words name, and what they say it is: “Ana Lund, an engineer,” is Ana Lund, an engineer.

    Words that begin with a name are the name; “he” or “the officials” mean something in their article alone, so they
    are an unnamed source. What kind of source it is, word lists guess.
    """
    words = " ".join(words.split())
    said = re.sub(r"['’]s$", "", words.strip(" ,;:–—-")) or words
    match = APPOSITION.fullmatch(said)
    name, role = match.groups() if match and match[1].split()[0].casefold() not in DETERMINERS else (said, "")
    return SourceRef(name[:LONGEST_NAME].strip(), _kind(name)), role[:LONGEST_NAME].strip()


def _kind(name: str) -> str:
    tokens = [token for token in re.findall(r"[^\W_][\w'’.-]*", name) if token.casefold() not in DETERMINERS]
    if not tokens or not tokens[0][0].isupper() or tokens[0].casefold() in PRONOUNS:
        return "unnamed"
    if OUTLET.search(name):
        return "publication"
    if ORGANISATION.search(name):
        return "organisation"
    return "document" if DOCUMENT.search(name) else "person"
