"""Which words of a paragraph stand in quotation marks."""

from articles.document import Paragraph, Span

OPENING, CLOSING = '“„«"', '”»"'


def quoted_regions(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch in double quotation marks, without the marks.

    A straight mark, or two single ones for it, opens and closes in turn. A line that ends inside a quotation closes it
    if the next one opens it again, as newspapers do from paragraph to paragraph.
    """
    regions, opened, text = [], None, text.replace("''", '" ')
    for index, character in enumerate(text + "\n"):
        if character == "\n" and (index == len(text) or text[index + 1 : index + 2] in tuple(OPENING)):
            if opened is not None and opened < index:
                regions.append((opened, index))
            opened = None
        elif opened is None and character in OPENING:
            opened = index + 1
        elif opened is not None and character in CLOSING:
            regions.append((opened, index))
            opened = None
    return [(start, end) for start, end in regions if any(map(str.isalnum, text[start:end]))]


def manner_of(spans: list[Span], paragraphs: dict[str, Paragraph]) -> str:
    """How these words are given: “direct” if all of them are quoted, “partial” if some are, else ""."""
    regions = {span.paragraph: quoted_regions(paragraphs[span.paragraph].text) for span in spans}
    letters = [
        any(start <= index < end for start, end in regions[span.paragraph])
        for span in spans
        for index in range(span.start, span.end)
        if paragraphs[span.paragraph].text[index].isalnum()
    ]
    if letters and all(letters):
        return "direct"
    return "partial" if any(letters) else ""
