"""What a segment of a page is like by its own words, in numbers: sentences, bylines, calls to subscribe."""

import math
import re
from collections.abc import Sequence

from articles.importers.segments import Segment

SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
BY = re.compile(r"^\W*(?:by|von|por|par|written by|posted by|text|reporting by|di|door|av|autor)\b", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
RIGHTS = re.compile(r"©|\(c\)|copyright|all rights", re.I)
CALL = re.compile(
    r"^\W*(?:read|see|also|related|more|follow|like|share|tweet|subscribe|sign|log|get|join|click|tap|download|watch|"
    r"listen|recommended|advertis\w*|sponsored|comments?|tags?|topics?|filed|photo|image|picture|video|source|credit|"
    r"copyright|updated?|published|posted|first|last|our|continue|story|send|contact|have|you|don)\b",
    re.I,
)
SIGNED = re.compile(
    r"contribut\w+ (?:to|reporting)|(?:reporting|writing|editing|translat\w+|photos?) by|can be reached|"
    r"(?:e-?mail|contact|reach|follow) (?:the|him|her|them|us|me|this)|(?:is|was) an? (?:[\w-]+ ){0,4}"
    r"(?:writer|reporter|correspondent|editor|columnist|author|contributor|journalist)\b|"
    r"originally (?:published|appeared)|first (?:published|appeared)",
)
OFFER = re.compile(
    r"sign up|sign in|log in|subscri|newsletter|click here|tap here|read more|see also|also read|also on|"
    r"download (?:the|our)|like this|share (?:this|it|on|with)|comment below|comments|tell us|let us know|"
    r"commission|all rights|cookies|"
    r"follow us|join us|join our|breaking news|inbox|advertis|sponsor|getty images|shutterstock|buy now|for more",
)


def of_texts(segments: Sequence[Segment]) -> dict[str, list[float]]:
    """What each segment's words are like: by name a value for each."""
    rows = [_of_text(segment) for segment in segments]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _of_text(segment: Segment) -> dict[str, float]:
    text, lower, count = segment.text, segment.text.lower(), len(segment.words)
    written = text.split()
    return {
        "words": math.log1p(count),
        "linked": segment.linked,
        "bold": segment.bold,
        "after_break": segment.is_after_break,
        "ends": bool(SENTENCE_END.search(text)),
        "commas": min(5, sum(map(text.count, ",，、"))),
        "capitals": sum(map(str.isupper, text)) / max(1, sum(map(str.isalpha, text))),
        "titled": sum(word[:1].isupper() for word in written) / len(written),
        "digits": sum(map(str.isdigit, text)) / len(text),
        "colon": text.endswith(":"),
        "bar": "|" in text or "»" in text,
        "address": "http" in text or "pic.twitter" in text or "www." in text,
        "mail": "@" in text,
        "quoted": text[0] in "\"“‘«'„",
        "rights": bool(RIGHTS.search(text)),
        "by": count < 15 and bool(BY.search(text)),
        "dated": count < 14 and bool(YEAR.search(text)),
        "signed": bool(SIGNED.search(lower)),
        "offers": bool(OFFER.search(lower)),
        "is_call": count < 40 and bool(CALL.search(text)),
        "lower": text[0].islower(),
        "word_length": sum(map(len, written)) / len(written),
    }
