"""Which language an article is in: as declared, tidied; or guessed where a child could tell."""

import re

TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_.@].*)?", re.I)
SAMPLE = 5_000
FEWEST = 8  # common words that have to be found
COMMON_WORDS = {
    "en": "the and of to in is that was for with on by it he said as at from are has",
    "de": "der die und das ist nicht mit den von ein auf sich für dem im eine hat zu als bei",
    "fr": "le la les et des est une un de dans que pour du qui sur ne pas au par plus",
    "es": "el la los las y que es una un de por con del para se en no su al lo",
    "it": "il che di è della per una un con sono gli nel del la dei le si da non più",
    "nl": "het een van de en dat niet zijn op voor met werd in is te aan er ook bij om",
    "pt": "o os e não que uma um da do em para com dos na no as se por ao mais",
    "sv": "och att det som är på av en för inte med till har ett om den de vid var i",
    "da": "og at det er på af en ikke til med for som har et den de var i fra der",
    "pl": "i się nie na jest że z do to w jak o po za od przez dla są był co",
}
SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7a3",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f",
}


def language_tag(declared: str) -> str:
    """`declared` as a BCP 47 tag such as “en” or “en-GB”; empty if it is none."""
    match = TAG.fullmatch(declared.strip())
    if not match or match[1].lower() in ("und", "mul", "zxx"):
        return ""
    language, script, region = match.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))


def guess_language(text: str) -> str:
    """The language of `text` if its script or its most common words leave no doubt; else empty."""
    text = text[:SAMPLE].lower()
    letters = sum(map(str.isalpha, text))
    for language, characters in SCRIPTS.items():
        if letters and len(re.findall(f"[{characters}]", text)) > letters / 4:
            return language
    words = re.findall(r"[^\W\d_]+", text)
    counts = {language: sum(map(set(common.split()).__contains__, words)) for language, common in COMMON_WORDS.items()}
    second, first = sorted(counts, key=counts.__getitem__)[-2:]
    is_clear = counts[first] >= max(FEWEST, len(words) / 10) and counts[first] >= 1.5 * counts[second]
    return first if is_clear else ""
