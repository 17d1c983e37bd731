"""Blocks and metadata become a Document: the last step of every format."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from articles.checking import LONGEST_NAME, LONGEST_TEXT
from articles.document import Document, Paragraph, number_paragraphs
from articles.importers import tidy
from articles.importers.dates import day_of_address
from articles.importers.errors import ParseError
from articles.importers.language import guess_language
from articles.importers.metadata import Metadata
from articles.importers.text import one_line
from articles.scripts import shorten

MOST_PARAGRAPHS = 20_000
FIRST_WORDS = 100  # characters of a text that serve as its title where it has none


def finish(
    blocks: Sequence[Paragraph], known: Metadata, name: str = "", url: str = "", is_page: bool = False
) -> Document:
    """The document of these blocks, repaired; raises ParseError when they hold no text.

    A title that is not known and not found in the text is the name of the file, if that has words, or else the first
    words of the text. Of a page, no paragraph is taken for the title, and a caption before all else is the lead
    picture's.
    """
    if not blocks:
        raise ParseError("There is no text in it.")
    if len(blocks) > MOST_PARAGRAPHS:
        raise ParseError(f"It has more than {MOST_PARAGRAPHS:,} paragraphs.")
    paragraphs, known = tidy.lift_head(blocks, known, only_headings=is_page)
    if is_page:
        paragraphs, known = tidy.lift_caption(paragraphs, known)
    paragraphs = tidy.drop_pointers(tidy.join_broken(paragraphs))
    title = known.title or _title_of_file(name) or shorten(one_line(paragraphs[0].text), FIRST_WORDS)
    return Document(
        title=shorten(title, LONGEST_NAME),
        byline=shorten(known.byline, LONGEST_NAME),
        publication=shorten(known.publication, LONGEST_NAME),
        published=known.published or day_of_address(known.url or url),
        url=known.url or url,
        language=known.language or guess_language(" ".join(paragraph.text[:1000] for paragraph in paragraphs[:20])),
        licence=shorten(known.licence, LONGEST_TEXT),
        section=shorten(known.section, LONGEST_NAME),
        picture=known.picture if len(known.picture) <= LONGEST_TEXT else "",
        picture_caption=shorten(known.picture_caption, LONGEST_TEXT),
        paragraphs=number_paragraphs(paragraphs),
    )


def _title_of_file(name: str) -> str:
    """What a file is called, if that has several words and no code among them: of “ferry-report.txt” ferry report."""
    stem = one_line(PurePath(name).stem)
    stem = stem if " " in stem else re.sub("[_-]+", " ", stem).strip()
    words = re.findall(r"\w+", stem)
    is_readable = sum(map(str.isalpha, words)) > 1 and all(word.isalpha() or len(word) <= 4 for word in words)
    return stem if is_readable else ""
