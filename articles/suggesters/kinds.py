"""What kind of source a name is: a person, an organisation, a publication or a document, by its words."""

import re
from collections.abc import Sequence

from articles.suggesters.tagging import lexicon
from articles.suggesters.words import word_set

OUTLETS = word_set(
    """
    reuters ap afp cnn msnbc nbc cbs abc bbc npr pbs politico bloomberg breitbart mcclatchy buzzfeed vox slate axios
    newsweek upi tass xinhua dpa efe ansa spiegel guardian economist usa-today yahoo gallup c-span cnbc huffpost
    forbes telemundo univision itv bfmtv rtl aljazeera
    """
)
OUTLET_WORDS = word_set(
    """
    times post journal news tribune herald gazette guardian magazine newspapers newspaper press chronicle globe
    observer dispatch telegraph mirror mail examiner inquirer jazeera register review today weekly radio television
    tv network broadcasting beast yorker journalism
    """
)
OUTLET_NOUNS = word_set("daily newspaper paper magazine weekly network agency broadcaster station website site outlet")
ORGANISATION_WORDS = word_set(
    """
    committee department university institute party inc corp company group agency bureau council court courts congress
    senate house campaign union association foundation center centre ministry office administration government
    police bank board commission coalition league club church school college navy army force forces guard service
    services team authority federation society fund international states nations kingdom pentagon kremlin movement
    militia ministries pac alliance trust twitter facebook google
    """
)
REPORTS = word_set("report article story study poll survey analysis account dispatch piece")
DOCUMENT_NOUNS = REPORTS | word_set(
    """
    document documents letter memo email e-mail lawsuit filing indictment
    book complaint statement transcript data figures records paper polls survey surveys reports studies
    """
)
NAMED_DOCUMENTS = DOCUMENT_NOUNS - word_set("story account piece paper") | word_set("amendment constitution act")
TITLES = word_set(
    """
    mr mrs ms miss dr sir lord lady dame sen sens rep reps gov govs gen lt col sgt capt maj brig rev prof hon president
    senator senators governor representative congressman congresswoman secretary minister chancellor mayor general
    colonel captain major sergeant judge justice chief director spokesman spokeswoman spokesperson king queen prince
    princess pope bishop archbishop cardinal sheikh ayatollah imam rabbi pastor professor doctor officer detective
    sheriff commander ambassador speaker leader chairman chairwoman chair attorney counsel candidate cleric analyst
    strategist reporter correspondent columnist aide adviser advisor manager vice deputy former prime premier
    vice-president vp ceo cfo activist pollster committeeman committeewoman commissioner councilman councilwoman
    assemblyman assemblywoman advocate author actor actress singer comedian economist historian treasurer comptroller
    superintendent editor publisher moderator founder co-founder nominee delegate
    """
)
DETERMINERS = word_set(
    """
    a an the one some many several another other most few any both two three four five six dozens hundreds thousands
    this that these those his her their its our my all every
    """
)
PLACES = word_set(
    """
    city county street avenue island islands river lake valley mountain coast east west north south america korea
    africa states kingdom zone province district airport square park bay beach state carolina dakota
    virginia francisco angeles orleans hill house lane road boulevard drive terrace crescent wharf
    pier quay harbour harbor circuit
    """
)
NEW_PLACES = word_set("york hampshire jersey mexico zealand england delhi")  # "New York", but not "Rosa York"
STATES = word_set(
    """
    afghanistan argentina australia austria bangladesh belgium brazil britain bulgaria canada china colombia cuba
    denmark egypt estonia ethiopia finland france germany greece hungary iceland india indonesia iran iraq ireland
    israel italy japan kenya latvia lebanon libya lithuania malaysia mexico morocco nigeria norway pakistan peru
    philippines poland portugal qatar romania russia scotland serbia singapore somalia spain sudan sweden switzerland
    syria taiwan thailand tunisia turkey ukraine venezuela vietnam yemen zimbabwe
    ankara baghdad beijing berlin brussels cairo damascus kabul kiev kyiv london moscow pyongyang seoul tehran tokyo
    alabama alaska arizona california colorado connecticut florida hawaii idaho illinois iowa kansas kentucky louisiana
    maryland massachusetts michigan minnesota mississippi missouri nebraska nevada ohio oklahoma oregon pennsylvania
    tennessee texas utah vermont wisconsin wyoming
    """
)
PEOPLES = re.compile(
    r"(?:[cei]ans|crats|\w\w\wists|texans|germans|iraqis|israelis|saudis|pakistanis|hispanics|latinos|latinas|muslims"
    r"|jews|catholics|arabs|kurds|turks|evangelicals|conservatives|liberals)$"
)
DOMAIN = re.compile(r"(?:[\w-]+\.)*[\w-]{3,}\.[a-z]{2,4}", re.I)


def kind_of(name: Sequence[str], before: Sequence[str]) -> str:
    """Person, organisation, publication or document, by the words of a name and those before it."""
    low = [word.lower().strip(".") for word in name]
    if low[0] in OUTLETS or low[-1] in OUTLET_WORDS | OUTLETS or (before and before[-1] in OUTLET_NOUNS):
        return "publication"
    if len(name) == 1 and DOMAIN.fullmatch(name[0]):
        return "publication"
    if (len(name) > 1 and low[-1] in NAMED_DOCUMENTS) or _is_titled(before):
        return "document"
    if any(word in ORGANISATION_WORDS for word in low):
        return "organisation"
    if len(name) == 1 and ((name[0].isupper() and len(name[0].strip(".")) > 1) or low[0] in STATES):
        return "organisation"
    if "and" in low and low[0] in STATES and low[-1] in STATES:
        return "organisation"
    if low[-1] in PLACES or (low[-1] in NEW_PLACES and low[0] == "new"):
        return "organisation"
    return "organisation" if list(before) == ["the"] and not is_many(name) else "person"


def _is_titled(before: Sequence[str]) -> bool:
    """Whether what stands before a name says that it is a book's or a report's: "his book “The Dam”"."""
    plain = [word for word in before if word not in DETERMINERS]
    return bool(plain) and plain[-1] in DOCUMENT_NOUNS


def is_many(name: Sequence[str]) -> bool:
    """Whether a name is that of people who have something in common: "Democrats", "African Americans", "Voters"."""
    last = name[-1].lower()
    return last not in PLACES and (bool(PEOPLES.search(last)) or (len(name) == 1 and is_plural(last)))


def is_plural(noun: str) -> bool:
    """Whether a noun in small letters is a plural."""
    return lexicon().get(noun) == "NNS"
