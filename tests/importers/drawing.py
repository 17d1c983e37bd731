"""Blocks drawn as short lines, so that a table of cases can be read."""

from articles.document import Document, Paragraph

SHORT = {"paragraph": "p", "quotation": "quote", "caption": "caption", "preformatted": "pre"}


def draw(block: Paragraph) -> str:
    """`li2#3 A <em>word</em>`: kind, level, number, and the text with its marks as tags."""
    name = {"heading": f"h{block.level}", "list item": f"li{block.level}"}.get(block.kind) or SHORT[block.kind]
    number = "" if block.number is None else f"#{block.number}"
    tags = []
    for mark in block.marks:
        opening = f"<a {mark.href}>" if mark.tag == "a" else f"<{mark.tag}>"
        length = mark.end - mark.start
        tags += [(mark.start, 1, -length, opening), (mark.end, 0, length, f"</{mark.tag}>")]
    pieces, position = [], 0
    for offset, _, _, tag in sorted(tags):
        pieces += [block.text[position:offset], tag]
        position = offset
    return f"{name}{number} " + "".join((*pieces, block.text[position:]))


def drawn(document: Document) -> list[str]:
    """All paragraphs of a document, drawn."""
    return [draw(paragraph) for paragraph in document.paragraphs]
