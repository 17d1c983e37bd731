"""Quoted words, told apart by what stands around them, found in a text to the letter: where a quoting client means."""

from collections.abc import Iterable, Iterator

from articles.document import Paragraph


def find_quote(
    paragraphs: Iterable[Paragraph], exact: str, prefix: str = "", suffix: str = ""
) -> list[tuple[str, int, int]]:
    """Every place of `exact` with `prefix` right before and `suffix` right after it, in reading order.

    A place is a paragraph's id with start and end in its text. Context that reaches beyond the paragraph agrees as far
    as the paragraph goes; context that lies beyond it altogether counts only if no place agrees better. Of places in
    paragraphs of different lengths those count with which the context agrees longest. All is compared to the letter; no
    words are found nowhere.
    """
    paragraphs = list(paragraphs)
    for beyond in (False, True):
        places: dict[tuple[str, int, int], int] = {}
        for paragraph in paragraphs:
            for start in _occurrences(paragraph.text, exact):
                end = start + len(exact)
                before = paragraph.text[max(0, start - len(prefix)) : start]
                after = paragraph.text[end : end + len(suffix)]
                if _agrees(before[::-1], prefix[::-1], beyond) and _agrees(after, suffix, beyond):
                    places[paragraph.id, start, end] = len(before) + len(after)
        if places:
            longest = max(places.values())
            return [place for place, agreed in places.items() if agreed == longest]
    return []


def _occurrences(text: str, exact: str) -> Iterator[int]:
    """Where `exact` begins, overlapping occurrences too."""
    start = text.find(exact) if exact else -1
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _agrees(around: str, context: str, beyond: bool) -> bool:
    """Whether the text going away from the words begins as the context does, or ends sooner and so begins it."""
    return around.startswith(context) or (context.startswith(around) and (bool(around) or beyond))
