"""A written date becomes a day, or a time where the hour and its zone are given; the day never shifts."""

import re
from datetime import date, datetime, timedelta, timezone

MONTH_NAMES = (
    "january januar janvier enero gennaio januari janeiro styczeń stycznia leden ledna tammikuu",
    "february februar février febrero febbraio februari fevereiro luty lutego únor února helmikuu",
    "march märz mars marzo maart março marzec marca březen března maaliskuu",
    "april avril abril aprile kwiecień kwietnia duben dubna huhtikuu",
    "may mai mayo maggio mei maj maio maja květen května toukokuu",
    "june juni juin junio giugno junho czerwiec czerwca červen června kesäkuu",
    "july juli juillet julio luglio julho lipiec lipca červenec července heinäkuu",
    "august août agosto augustus augusti sierpień sierpnia srpen srpna elokuu",
    "september septembre septiembre settembre setembro wrzesień września září syyskuu",
    "october oktober octobre octubre ottobre outubro październik października říjen října lokakuu",
    "november novembre noviembre novembro listopad listopada listopadu marraskuu",
    "december dezember décembre diciembre dicembre desember dezembro grudzień grudnia prosinec prosince joulukuu",
)
SHORT_NAMES = {"jan": 1, "feb": 2, "mar": 3, "mrz": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9}
SHORT_NAMES |= {"oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12}
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
MONTHS |= SHORT_NAMES

# Abbreviations that mean one zone wherever they are used. CST, IST or BST do not, and are left out.
ZONES = {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9}
ZONES |= {"est": -5, "edt": -4, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cdt": -5, "aest": 10, "aedt": 11}

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_DAY, _YEAR = r"(?P<day>[0-3]?\d)", r"(?P<year>(?:1[6-9]|20)\d\d)"
_PATTERNS = (
    rf"(?<!\d){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
    rf"(?<!\d){_YEAR}/(?P<month>\d\d)/(?P<day>\d\d)(?!\d)",
    rf"(?<!\d){_DAY}(?:\.|st|nd|rd|th|er|º|°)?[\s-](?:de |of )?{_MONTH},?[\s-](?:de |del )?{_YEAR}(?!\d)",
    rf"\b{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
    rf"(?<!\d){_DAY}\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}(?!\d)",
    rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>[01]?\d)\s?[月월]\s?{_DAY}\s?[日일]",
)
DATES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)
ADDRESSED = re.compile(rf"/{_YEAR}[/-](?P<month>\d\d?|{'|'.join(MONTHS)})[/-](?P<day>\d\d?)(?![^/-])", re.IGNORECASE)
SLASHED = re.compile(rf"(?<!\d)(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/{_YEAR}(?!\d)")
TIME = re.compile(
    r"(?:[\sT,|·–-]|\bat\b|\bum\b|\bà\b)*(?P<hour>[0-2]?\d)[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<half>[ap]\.?m\b\.?)?\s?(?:Uhr\s?)?(?P<zone>(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|[A-Z]{1,4}\b)?",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | datetime | None:
    """The first date in `text`, as `find_date` reads it."""
    found = find_date(text)
    return found and found[0]


def day_of_address(url: str) -> date | None:
    """The day that the path of an address names, as in /2026/03/01/, /2026-03-01/ or /2026/mar/01/."""
    match = ADDRESSED.search(re.split("[?#]", url)[0])
    return match and _day(match.groupdict())


def find_date(text: str) -> tuple[date | datetime, int, int] | None:
    """The first date in `text` with its time, and where they stand; None if none can be read in one way only."""
    matches = [match for pattern in (*DATES, SLASHED) if (match := pattern.search(text))]
    for match in sorted(matches, key=lambda match: match.start()):
        if day := _day(match.groupdict()):
            time = TIME.match(text, match.end())
            return _with_time(day, time), match.start(), time.end() if time else match.end()
    return None


def _day(parts: dict[str, str]) -> date | None:
    """The day that the parts of a match name; None if there is no such day, or there are two."""
    year = int(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first != second and first <= 12 and second <= 12:  # the third of April, or the fourth of March
            return None
        month, day = sorted((first, second))
    else:
        name = parts["month"].lower()
        month, day = MONTHS.get(name) or int(name), int(parts["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_time(day: date, time: re.Match[str] | None) -> date | datetime:
    """`day`, with its time if that has a zone."""
    zone = _zone(time["zone"]) if time and time["zone"] else None
    if zone is None:
        return day
    hour = int(time["hour"])
    if half := (time["half"] or "").lower():
        hour = hour % 12 + 12 * half.startswith("p")
    if hour > 23:
        return day
    return datetime(day.year, day.month, day.day, hour, int(time["minute"]), int(time["second"] or 0), tzinfo=zone)


def _zone(name: str) -> timezone | None:
    name = name.lower()
    if name in ZONES:
        return timezone(timedelta(hours=ZONES[name]))
    if match := re.fullmatch(r"(?:utc|gmt)?([+-])(\d\d):?([0-5]\d)?", name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes < 24 * 60 else None
    return None
