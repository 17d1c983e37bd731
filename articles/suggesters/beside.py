"""Who is named right beside a quotation, in the plainest words: “…,” said Ana Lund; “…,” she adds; Lund wrote: “…”."""

import re

from articles.suggesters.quotations import Quotation, inner

VERBS = (
    "said|says|added|adds|wrote|writes|told|tells|tweeted|continued|continues|replied|replies|answered|answers|asked|asks"
    "|noted|notes|explained|explains|insisted|insists|declared|declares|argued|argues|warned|warns|responded|responds"
    "|joked|quipped|recalled|recalls|concluded|concludes|observed|acknowledged|admitted|stated|shouted|exclaimed|posted"
    "|remarked|announced|claimed"
)
MANNER = r"(?:(?:later|also|then|once|\w+ly)\s+)?"
SMALL = "in|on|at|during|after|when|who|which|while|as|to|via|and|but|that|what|it|him|them|for|by|of|from|with|if"
WORD = r"[\w’'.()-]+"
NAMED = (
    r"(?:[Hh]e|[Ss]he|[Tt]hey"
    rf"|(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Tt]heir|[Aa]nother)(?:\s+(?!(?:{VERBS})\b){WORD}){{1,7}}?"
    rf"|(?!(?:{SMALL})\b)(?:(?!(?:{VERBS})\b)[\w’'.-]+\s+){{0,2}}?[A-Z](?:{WORD})?(?:\s+(?!(?:{SMALL}|{VERBS})\b){WORD}){{0,5}}?)"
)
AFTER = re.compile(
    rf"\s*(?:(?P<verb>{VERBS})\s+(?P<name>{NAMED})(?=\s*(?:[,;:—–“\"]|[.](?:\s|$)|$|\s(?:{SMALL})\b))"
    rf"|(?P<name2>{NAMED})\s+{MANNER}(?P<verb2>{VERBS})\b)"
)
BEFORE = re.compile(
    rf"(?:.*(?:[.?!;”\"]\s+|,\s+|\b(?:and|but|when|as)\s+))?(?<!\w)(?P<name>{NAMED})\s+{MANNER}(?P<verb>{VERBS})\b"
    r"[^.?!“”\"]{0,40}[,:]?\s*$"
)
OPENS = re.compile(r"\s*[,:]\s*[“\"]")
LOOKED_AT = 160  # letters on either side

Stretch = tuple[int, int]


def beside(text: str, quotation: Quotation) -> tuple[Stretch, Stretch] | None:
    """The words that name who speaks, and the verb, where they stand right behind or before a quotation.

    Behind it they belong to it only if the quotation did not end with a full stop.
    """
    last = text[inner(text, quotation)[1] - 1]
    if not quotation.open and last not in ".…":
        found = AFTER.match(text, quotation.end, quotation.end + LOOKED_AT)
        # After “Why?” she asked, “Why now?” the words may belong to either; before a colon or comma to the second.
        if found and not (last in "?!" and OPENS.match(text, found.end())):
            number = "" if found["name"] else "2"
            start, end = found.span(f"name{number}")
            return (start, end - text[start:end].endswith(".")), found.span(f"verb{number}")
    start = max(0, quotation.start - LOOKED_AT)
    found = BEFORE.match(text, start, quotation.start)
    return (found.span("name"), found.span("verb")) if found else None
