"""Whether an article is in the language that the model knows."""

import re

from articles.document import Document
from articles.suggesters.words import word_set

COMMON = word_set("the and of to in is that was for with on by it he said as at from are has this have not but they")
SAMPLE = 300  # words
SHARE = 0.12  # common words in English news: about 0.35; in its nearest relatives: under 0.08


def is_english(document: Document) -> bool:
    """As the article says itself; where it says nothing, by its common words."""
    if document.language:
        return document.language.lower().split("-")[0] == "en"
    words = []
    for paragraph in document.paragraphs:
        words += re.findall(r"[^\W\d_]+", paragraph.text[:5_000].lower())
        if len(words) >= SAMPLE:
            break
    return sum(word in COMMON for word in words) >= SHARE * max(len(words), 1)
