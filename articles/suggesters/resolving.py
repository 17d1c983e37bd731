"""Which source each mention means within an article: "Qassim Daoud" … "Daoud" … "he"; "the official"; "the Times"."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.checking import LONGEST_NAME
from articles.document import Paragraph, SourceRef
from articles.suggesters.kinds import DOCUMENT_NOUNS, OUTLET_NOUNS, REPORTS, STATES, is_plural, kind_of
from articles.suggesters.naming import Naming, bare_name, is_day, noun_phrase, read_naming
from articles.suggesters.words import word_set

SHORT = r"(?:[A-Z]|Mrs?|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Rev|Prof|St|Brig|Maj|Capt|Adm)\."  # no end of a sentence
CAPITAL = r"[A-Z][\w’'-]{0,60}"  # bounded, as names are, so that a text that is no prose takes no longer than others
FULL_NAME = re.compile(
    rf"(?<![\w’'])((?:(?:{SHORT}|{CAPITAL}) )"
    rf"(?:(?:{SHORT}|{CAPITAL}|[a-z]{{1,3}}[-’']{CAPITAL}|de|van|von|bin|al) ){{0,8}}"
    r"(?:[a-z]{1,3}[-’'])?[A-Z][\w-]{1,60})(?!['’]s\b)"
)
PUBLISHED = re.compile(r"(?: \w+){0,3}? (?:by|in|from) (?:the )?")  # what stands between a report and its paper
WHO = frozenset(("who", "whose", "whom", "which"))
HE = frozenset(("he", "him", "she", "her", "i", "me"))
THEY = frozenset(("they", "them"))
IT = frozenset(("it", "they", "them", "that", "this", "we", "us"))
PRONOUNS = HE | IT | WHO
NOBODY = word_set("you your not nobody no one another the a an its his their our my any every this")
VAGUE = word_set("some many several most few both others all everybody everyone anybody anyone these those")
ARTICLES = frozenset(("article", "story", "dispatch"))
TOLD = re.compile(
    r"\b(?:told|tells|telling|interview (?:with|on|to)|speaking (?:to|with|on)|appearing on|appearance on|statement to"
    r"|[Aa]ccording to)"
    r" ((?:the |a )?[\w’'&.-]+(?: [\w’'&.-]+){0,4})"
)
QUOTED_BY = re.compile(
    r"(?<![\w’'&.-])((?:[Tt]he )?[\w’'&.-]++(?: [\w’'&.-]++){0,3}?),? (?:quoted|cited|citing|quoting)\b"
)
CITING = re.compile(r"\b[Cc]iting (?:(?:the |his |her |their )?(?:comments|words|remarks|views) (?:of|by) )?")
HINT = re.compile("ccording|told|tell|interview|speaking|appear|statement|quot|cit")
REPORTERS = frozenset(("reporters", "reporter", "journalists", "news", "newspaper", "newspapers", "agency", "magazine"))
BESIDE = re.compile(
    r"(?<![\w’'.-])(?:(?!(?:by|to|with|from|and|when|that|as|after|for|of(?! [Ss]tate\b)|in) )[\w’'.-]+ ){0,4}$"
)  # before a name
NUMBER = re.compile(r"(?:(?:at|more|less|fewer) (?:least|most|than) )?[^a-z]*")
AHEAD = re.compile(r"(?<![\w’'.&-])(?:[\w’'.&-]+ ){1,8}$")
PARENTHESES = re.compile(r" \([^()]{1,60}\),? $")
AROUND = 200  # characters before "who" that may name whom it means
NEAR = 2  # paragraphs back in which a pronoun may find whom it means


@dataclass(frozen=True, slots=True)
class Somebody:
    """A source of the article with the role that it had at first mention."""

    ref: SourceRef
    role: str = ""
    head: str = ""


@dataclass(slots=True)
class _Seen:
    who: Somebody
    paragraph: int
    start: int


class Cast:
    """Those who speak in an article, as they come up in reading order."""

    def __init__(self, paragraphs: Sequence[Paragraph]):
        self.paragraphs = paragraphs
        self.seen: list[_Seen] = []
        self.full = self._full_names()

    def resolve(self, paragraph: int, start: int, end: int) -> Somebody | None:
        """Who the words `start` to `end` of a paragraph (by its place) mean; None for a pronoun that nobody fits."""
        text = self.paragraphs[paragraph].text
        words = text[start:end]
        low = words.lower().strip(" ,*_")
        if low.removeprefix("the ") in NOBODY or NUMBER.fullmatch(low):
            return None
        if low in WHO or (low == "that" and text[:start].endswith(" ") and text[:start].rstrip()[-1:].isalnum()):
            who = self._named_before(text[max(0, start - AROUND) : start])
        elif low in HE:
            who = self._person_before(paragraph, start)
        elif low in IT:
            who = self._last(lambda one: low in ("we", "us") or _may_be_it(one, low in THEY))
        else:
            naming = self._in_capitals(read_naming(words + _apposition(text, end)))
            if naming.head in REPORTS and not naming.name:
                naming = _published(naming, text, end)
            who = self._named(naming, words)
        if who is not None and low not in WHO:  # which is an aside: "she" still is who spoke
            self.seen.append(_Seen(who, paragraph, start))
        return who

    def _in_capitals(self, naming: Naming) -> Naming:
        """The naming; "LUND" of a headline is the Lund that is named in full elsewhere."""
        name = naming.name.capitalize()
        known = naming.kind == "organisation" and naming.name.isupper() and name in self.full
        return replace(naming, name=name, kind="person") if known else naming

    def _named_before(self, text: str) -> Somebody | None:
        """Whom "who" or "which" means: whom the words before it name, or at least say what they are."""
        before = AHEAD.search(PARENTHESES.sub("", text).rstrip(" ,–—-") + " ")
        naming = read_naming(before[0]) if before else None
        if naming and naming.name:
            return self._named(naming, "")
        words = noun_phrase(before[0]) if before else ""
        return self._named(read_naming(words), words) if words else None

    def outlet(self, paragraph: int, start: int, end: int) -> SourceRef | None:
        """The outlet that was told what a sentence, `start` to `end` of a paragraph, reports, if one was."""
        text = self.paragraphs[paragraph].text[start:end]
        if not HINT.search(text):
            return None
        for found in (*TOLD.finditer(text), *QUOTED_BY.finditer(text)):
            if ref := self._outlet(found[1], paragraph, start):
                self.seen.append(_Seen(Somebody(ref), paragraph, start))
                return ref
        return None

    def cited(self, paragraph: int, start: int, end: int) -> tuple[int, int, int] | None:
        """The name of whom an outlet cites in a sentence: "Citing Ana Lund, the paper reported"."""
        text = self.paragraphs[paragraph].text
        citing = CITING.search(text, start, end)
        name = citing and FULL_NAME.match(text, citing.end(), end)
        return (paragraph, *name.span(1)) if name else None

    def _outlet(self, words: str, paragraph: int, start: int) -> SourceRef | None:
        low = words.lower().split()
        if low[0] in ("him", "her", "me", "us"):
            teller = self._person_before(paragraph, start)
            name = next((name for name in self.publications if teller and name in teller.role), None)
            return SourceRef(name, "publication") if name else None
        if low[0] == "the" and len(low) > 1 and low[1] in OUTLET_NOUNS:
            who = self._last(lambda one: one.ref.kind == "publication")
            return who.ref if who else None
        name = []
        for word in words.removeprefix("the ").removeprefix("The ").removeprefix("a ").split():
            if not word[0].isupper() or is_day(word):  # "told CNN Tuesday"
                break
            name.append(word.rstrip(".,’'"))
        if not name:
            return None
        follows = low[len(name) + (low[0] in ("the", "a")) :][:1]
        if kind_of(name, []) != "publication" and not (follows and follows[0] in REPORTERS):
            return None
        return self._publication(" ".join(name)).ref

    def _publication(self, name: str) -> Somebody:
        """The outlet of this name; a short one means a longer one that was named before."""
        for one in self.seen[::-1]:
            known = one.who.ref
            if known.kind == "publication" and is_short_for(name, known.name):
                return one.who
        full = next((full for full in self.publications if is_short_for(name, full)), name)
        return Somebody(SourceRef(full, "publication"))

    def _named(self, naming: Naming, words: str) -> Somebody | None:
        if naming.name and naming.kind == "publication":
            head = naming.head if naming.head in DOCUMENT_NOUNS else ""
            return replace(self._publication(naming.name), head=head)  # "a report by Reuters" … "the report"
        if naming.name:
            return self._known(naming)
        definite = re.match(r"(?:the|the same|that|this) ", words, re.I)
        if definite and naming.head in OUTLET_NOUNS | {"new"} and not re.search(" [A-Z]", words):
            return self._last(lambda one: one.ref.kind == "publication") or self._unnamed(naming, words)
        if definite and (before := self._last(lambda one: one.head and _same_head(one.head, naming.head))):
            return before
        if definite and naming.head in ARTICLES and (outlet := self._last(lambda one: one.ref.kind == "publication")):
            return outlet  # "the article" of the paper that was cited
        return self._unnamed(naming, words)

    def _unnamed(self, naming: Naming, words: str) -> Somebody:
        name = re.sub(r"\s+", " ", re.sub(r"^whose |, (?:who|which|whose)\b.*", "", words, flags=re.S)).strip(' ,;:"“”')
        name = f"{name[:1].upper()}{name[1:LONGEST_NAME]}"  # one of them, wherever in a sentence it stands
        return Somebody(SourceRef(name, naming.kind), "", naming.head)

    def _known(self, naming: Naming) -> Somebody:
        for one in self.seen[::-1]:
            known = one.who.ref
            group = naming.kind == "person" and known.name.rsplit(" ", 1)[-1].islower()  # the Lund campaign is not Lund
            if known.kind in ("person", "organisation") and not group and is_short_for(naming.name, known.name):
                return one.who
            if known.kind == "person" and is_short_for(known.name, naming.name):
                return Somebody(SourceRef(naming.name, known.kind), naming.role or one.who.role)
        name, kind = naming.name, naming.kind
        if " " not in name and name.lower() not in STATES and (longer := self.full.get(name)):
            name, kind = longer, "person" if kind_of(longer.split(), []) == "person" else kind
        role = naming.role or self._role_of(name)
        return Somebody(SourceRef(name, kind), role[:LONGEST_NAME] if kind == "person" else "")

    def _role_of(self, name: str) -> str:
        """What stands with a name where it is first mentioned: "a former adviser" of "Ann Lee, a former adviser,"."""
        for paragraph in self.paragraphs:
            if (at := paragraph.text.find(name)) >= 0:
                before = BESIDE.search(paragraph.text[:at])
                naming = read_naming(
                    f"{before[0] if before else ''}{name}{_apposition(paragraph.text, at + len(name))}"
                )
                return naming.role if naming.name == name else ""
        return ""

    def _person_before(self, paragraph: int, start: int) -> Somebody | None:
        """The person whom "he" or "she" means: the one who spoke or was fully named last."""
        spoke = next(
            (
                one for one in self.seen[::-1]
                if _may_be_one(one.who) and (one.paragraph, one.start) < (paragraph, start)
            ),
            None,
        )  # fmt: skip
        if spoke and (spoke.paragraph == paragraph):
            return spoke.who
        for index in range(paragraph, max(-1, paragraph - NEAR), -1):
            if spoke and spoke.paragraph > index:
                break
            text = self.paragraphs[index].text
            names = [
                found for found in FULL_NAME.finditer(text[:start] if index == paragraph else text)
                if found[1] in self.persons and not (spoke and index == spoke.paragraph and found.start() < spoke.start)
            ]  # fmt: skip
            if names and not (spoke and spoke.paragraph == index):
                return self._known(read_naming(bare_name(names[-1][1])))
        return spoke.who if spoke else None

    def _last(self, fits) -> Somebody | None:
        return next((one.who for one in self.seen[::-1] if fits(one.who)), None)

    def _full_names(self) -> dict[str, str]:
        """{last word: the full name that ends in it most often}; sorts persons and publications out too."""
        full: dict[str, Counter[str]] = defaultdict(Counter)
        self.persons, self.publications = set(), []
        for paragraph in self.paragraphs:
            for found in FULL_NAME.finditer(paragraph.text):
                naming = read_naming(bare_name(found[1]))
                if naming.name and naming.kind == "publication" and naming.name not in self.publications:
                    self.publications.append(naming.name)
                if " " in naming.name and naming.kind == "person":
                    self.persons.add(found[1])
                    last = naming.name.rsplit(" ", 1)[1]
                    for short in (last, last.rsplit("-", 1)[1] if last[0].islower() and "-" in last else last):
                        full[short][naming.name] += 1
        return {short: names.most_common(1)[0][0] for short, names in full.items()}


def _may_be_one(who: Somebody) -> bool:
    """Whether "he" or "she" may be said of somebody: a person or "the official", but not "officials"."""
    return who.ref.kind == "person" or (who.ref.kind == "unnamed" and not _are_many(who))


def _may_be_it(who: Somebody, many: bool) -> bool:
    """Whether "it" may be said of somebody or, of `many`, "they"."""
    if who.ref.kind == "unnamed":
        return _are_many(who) == many
    return who.ref.kind == "organisation" or (who.ref.kind != "person" and not many)


def _are_many(who: Somebody) -> bool:
    """Whether an unnamed source is several people."""
    words, several = who.ref.name.lower().split(), f"{who.head}s"
    return who.head == "people" or "and" in words or (is_plural(several) and several in words)


def _published(naming: Naming, text: str, end: int) -> Naming:
    """The naming of a report that ends at `end`, with the paper that it is said to be by, if it is."""
    between = PUBLISHED.match(text, end)
    paper = between and FULL_NAME.match(text, between.end())
    read = read_naming(paper[1]) if paper else naming
    return replace(read, head=naming.head) if read.kind == "publication" else naming


def _apposition(text: str, end: int) -> str:
    """What follows a name between commas, such as ", a former adviser to Maliki,"."""
    found = re.match(r", (?:an?|the|who|former|then|now)\b[^,.;“”\"]{3,120}(?=,)", text[end:])
    return found[0] if found else ""


def is_short_for(short: str, full: str) -> bool:
    """Whether `short` names the same: equal, the last or first words of it (Sadr of al-Sadr too), or its initials."""
    a, b = re.sub(r"^The ", "", short), re.sub(r"^The ", "", full)
    initials = "".join(word[0] for word in b.split() if word[0].isupper())
    return (
        a == b
        or b.endswith((f" {a}", f"l-{a}"))
        or b.startswith(f"{a} ")
        or (len(a) > 1 and a.replace(".", "") == initials)
    )


def _same_head(one: str, other: str) -> bool:
    """Whether nouns may mean the same: "the article" may be a report, and "the study" too, but never a statement."""
    return one == other or (one in REPORTS and other in REPORTS)
