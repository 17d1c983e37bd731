"""Who is named right beside a quotation, in the plainest words: “…,” said Ana Lund; “…,” she adds; Lund wrote: “…”."""

import re

from articles.suggesters.quotations import Quotation, inner
from articles.suggesters.words import word_set

SAYING = word_set(
    """
    accused acknowledged acknowledges added adds admits admitted admonished advised advises affirmed alleged
    announced announces answered answers argued argues asked asks asserted asserts assured attested averred begged
    bellowed blasted boasted boasts bragged cautioned cautions chanted charged chided claimed claims clarified
    commented comments complained complains conceded concedes concluded concludes confessed confided confirmed
    contended contends continued continues countered counters cried declared declares demanded denied denies
    disclosed elaborated emailed emphasised emphasises emphasized emphasizes exclaimed exclaims exhorted explained
    explains fumed gushed hinted implored insisted insists interjected joked jokes lamented laments maintained
    maintains marveled marvelled mused muses muttered noted notes observed observes opined pleaded pleads pledged
    pledges posted posts predicted predicts proclaimed promised promises protested protests quipped quips ranted
    read reads reasoned recalled recalls recounted reiterated remarked remarks remembered remembers reminded reminds
    replied replies reported reports responded responds retaliated retorted retweeted revealed reveals roared said
    sang says scoffed screamed shouted shouts sighed sings snapped sneered stated states stressed stresses suggested
    suggests summarised summarized surmised tells testified testifies thundered told tweeted tweets urged urges
    ventured vowed vows warned warns whispered wondered wonders writes wrote yelled
    """
)
VERBS = "|".join(sorted(SAYING))
MANNER = r"(?:(?:has|had|later|also|then|once|\w+ly)\s+){0,2}"
JOINING = "and|but|when|as|while|until|because|since|though|although|before|where"
SMALL = rf"{JOINING}|in|on|at|during|after|who|which|to|via|that|what|it|him|them|for|by|of|from|with|if|like"
NO_NAMES = rf"{VERBS}|is|are|was|were|has|had|have"
WORD = r"[\w’'.()-]+"
NAMED = (
    r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Ii]t|who"
    rf"|(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Tt]heir|[Aa]nother)(?:\s+(?!(?:{NO_NAMES})\b){WORD}){{1,7}}?"
    rf"|(?!(?i:{SMALL})\b)(?:(?!(?:{NO_NAMES})\b)[\w’'.-]+\s+){{0,2}}?"
    rf"[A-Z](?:{WORD})?(?:\s+(?!(?:{SMALL}|{NO_NAMES})\b){WORD}){{0,5}}?)"
)
ASIDE = r"(?:,\s[^.?!“”\"]{3,90},)?"  # Lund, after a long pause, said
AFTER = re.compile(
    rf"\s*(?:(?P<verb>{VERBS})\s+(?P<name>{NAMED})(?=\s*(?:[,;:—–“\"]|[.](?:\s|$)|$|\s(?:{SMALL})\b))"
    rf"|(?!who\b)(?P<name2>{NAMED}){ASIDE}\s+{MANNER}(?P<verb2>{VERBS})\b)"
)
BEFORE = re.compile(
    rf"(?:.*(?:[.?!;”\"]\s+|,\s+|\b(?:{JOINING})\s+))?(?<!\w)(?P<name>{NAMED}){ASIDE}\s+{MANNER}(?P<verb>{VERBS})\b"
    r"[^.?!“”\"]{0,40}[,:]?\s*$"
)
OPENS = re.compile(r"\s*[,:]\s*(?:[“\"]|'')")
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
