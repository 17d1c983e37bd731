"""General repairs on an article's blocks: its head read, broken paragraphs joined, what points elsewhere dropped."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from articles.document import Paragraph
from articles.importers.byline import LONGEST_LINE, read_line
from articles.importers.inline import join
from articles.importers.metadata import Metadata

HEAD = 5  # blocks among which title, byline and date are looked for
LONGEST_TITLE = 200
SHORTEST_BROKEN = 60  # characters; a line of a poem or of a list is shorter than a paragraph cut by a page's end
LONGEST_POINTER = 240
MOST_POINTERS = 6

CLOSING = "\"'”’»›)]}*_"
FINAL = ".!?…:;。！？：；։؟۔।"
PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,3}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,3})?", re.I)

_SITE = r"(?:https?://\S+|www\.\S+|(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/\S*)?)"
_ADDRESS = rf"(?:{_SITE}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{{2,30}})"
_NAME = r"(?-i:[A-Z]\w+(?:\ [A-Z]\w+){0,3}|@\w+)"
ADDRESS = re.compile(rf"[<(\[]?{_ADDRESS}[>)\]]?[.,]?", re.I)
POINTERS = re.compile(
    rf"""(?:
      (?:read|see|find\ out|learn)\ (?:more|also|next|on)\s*(?::.*|(?:here|at\ {_ADDRESS}|on\ {_ADDRESS})?\.?)
    | (?:read|see)\b.{{0,60}}\bhere\W*
    | (?:click|tap)\ here\b.*
    | (?:(?:follow|like)\ (?:us|me|him|her|them|{_NAME})|(?:find|join)\ us)\ (?:also\ )?on\ (?!\w+day\b){_NAME}[^!?]*
    | (?:sign\ up|subscribe)\b.{{0,80}}\b(?:newsletters?|e-?mails?|alerts?|updates|digest|briefing|mailing\ list
      |app|podcast|channel|here)\b.*
    | (?:to\ )?(?:contact|e-?mail|reach|write\ to|send)\b.{{0,120}}\b(?:at|to|via|on|visit)\b:?\ {_ADDRESS}\W*
    | (?:follow|contact|e-?mail|website|web|twitter|more\ information)\s*:\s*{_ADDRESS}.*
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def same_words(first: str, second: str) -> bool:
    """Whether two texts differ in nothing but case, punctuation and white space, and have words at all."""
    first, second = (re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold()) for text in (first, second))
    return first == second != ""


def ends_sentence(text: str) -> bool:
    """Whether `text` ends in punctuation that ends a sentence, a lead-in or a line of a list."""
    return text.rstrip(CLOSING + " ")[-1:] in tuple(FINAL)


def lift_head(
    blocks: Sequence[Paragraph], known: Metadata, only_headings: bool = False
) -> tuple[list[Paragraph], Metadata]:
    """The blocks without the title, byline and date at their beginning, and the metadata completed with them.

    A byline may have one block, a standfirst, between itself and the title; a date alone may not, as the text of a
    chronicle begins with one. With `only_headings` no paragraph is taken for the title. Nothing is taken when nothing
    would remain.
    """
    position = _title_position(blocks[:HEAD], known.title, only_headings)
    title = known.title or (blocks[position].text if position >= 0 else "")
    lifted, taken, others = replace(known, title=" ".join(title.split())), {position}, 0
    for index in range(min(len(blocks), position + HEAD)):
        line = _byline_at(blocks, index, known.byline) if index != position else None
        if line and (line.byline or not others or index - 1 in taken):
            taken.add(index)
            lifted = lifted.filled_from(line)
        elif index > position:
            others += 1
            if others > 1:
                break
    return [block for index, block in enumerate(blocks) if index not in taken] or list(blocks), lifted


def lift_caption(blocks: Sequence[Paragraph], known: Metadata) -> tuple[list[Paragraph], Metadata]:
    """The blocks without a caption before all others, and the metadata with it as the lead picture's.

    What readers see below the picture goes before what the page says to machines. The caption of a table stays with it.
    """
    captions = list(takewhile(lambda block: block.kind == "caption", blocks))
    rest = list(blocks[len(captions) :])
    if not captions or not rest or rest[0].kind == "preformatted":
        return list(blocks), known
    return rest, replace(known, picture_caption=" ".join(" ".join(block.text for block in captions).split()))


def join_broken(blocks: Sequence[Paragraph]) -> list[Paragraph]:
    """The blocks, with each paragraph that breaks off in mid-sentence joined to the one that goes on in lower case."""
    joined: list[Paragraph] = []
    for block in blocks:
        between = joined[-1:] if len(joined) > 1 and PAGE_NUMBER.fullmatch(joined[-1].text) else []
        before = joined[-1 - len(between)] if joined else None
        if before and _goes_on(before, block):
            del joined[-1 - len(between) :]
            block = join([before, block], "" if re.search(r"\w-$", before.text) else " ")
        joined.append(block)
    return joined


def drop_pointers(blocks: Sequence[Paragraph]) -> list[Paragraph]:
    """The blocks without those at the end that only point elsewhere: addresses, their lead-ins, calls to follow."""
    kept, is_address_next = list(blocks), False
    for _ in range(MOST_POINTERS):
        if (
            len(kept) < 2
            or len(kept[-1].text) > LONGEST_POINTER
            or kept[-1].kind not in ("paragraph", "list item", "heading")
        ):
            break
        text = kept[-1].text
        is_address = bool(ADDRESS.fullmatch(text))
        is_lead_in = is_address_next and text.endswith(":") and not re.search(r"[.!?]\s", text)
        if not (is_address or is_lead_in or POINTERS.fullmatch(text)):
            break
        is_address_next = is_address
        kept.pop()
    return kept


def trim_links(blocks: Sequence[Paragraph]) -> list[Paragraph]:
    """The blocks of a page without those around it that are nothing but a link, or a heading with nothing below."""
    start, end = 0, len(blocks)
    while end > 1 and (blocks[end - 1].kind == "heading" or _is_link(blocks[end - 1])):
        end -= 1
    while start < end - 1 and blocks[start].kind != "heading" and _is_link(blocks[start]):
        start += 1
    return list(blocks[start:end])


def _is_link(block: Paragraph) -> bool:
    return block.kind != "quotation" and any(
        mark.tag == "a" and mark.end - mark.start == len(block.text) for mark in block.marks
    )


def _title_position(head: Sequence[Paragraph], title: str, only_headings: bool) -> int:
    """Where among the first blocks the title stands, -1 if nowhere."""
    if title:
        return next((index for index, block in enumerate(head) if same_words(block.text[: 2 * len(title)], title)), -1)
    for index, block in enumerate(head[:3]):
        if block.kind == "heading" and (index == 0 or block.level == 1):
            return index
    first = 1 if head and _is_certain_byline(head[0].text) else 0
    return first if len(head) > first and not only_headings and _could_be_title(head[first]) else -1


def _could_be_title(block: Paragraph) -> bool:
    """Whether a block that is no heading reads like one: short, and not a sentence with a full stop."""
    text = block.text
    if block.kind != "paragraph" or len(text) > LONGEST_TITLE or text[:1].islower() or not re.search(r"\w", text):
        return False
    if not ends_sentence(text) or text.rstrip(CLOSING)[-1] in "?!":
        return not text.endswith(",")
    words = re.findall(r"[^\W\d_]{4,}", text)
    return len(words) > 3 and text.endswith(".") and sum(map(str.istitle, words)) > 0.9 * len(words)


def _byline_at(blocks: Sequence[Paragraph], index: int, known: str) -> Metadata | None:
    """What the block says, if it is nothing but a byline, or a date, or the byline that is known already."""
    if blocks[index].kind not in ("paragraph", "heading") or len(blocks[index].text) > LONGEST_LINE:
        return None
    text, following = (
        " ".join(block.text.split()) for block in (blocks[index], blocks[min(index + 1, len(blocks) - 1)])
    )
    if known and same_words(text, known):
        return Metadata()
    next_line = read_line(following)
    is_marked = bool(next_line and not next_line[0])  # names that stand over a date
    line = read_line(text, is_marked)
    return Metadata(byline=line[0], published=line[1]) if line else None


def _is_certain_byline(text: str) -> bool:
    line = read_line(" ".join(text.split()))
    return bool(line) and (not line[0] or bool(re.match(r"by\b", text, re.I)))


def _goes_on(first: Paragraph, second: Paragraph) -> bool:
    """Whether `second` is the rest of the sentence that `first` breaks off. A word such as iPhone begins its own."""
    if first.kind != second.kind or first.kind not in ("paragraph", "quotation"):
        return False
    is_broken = len(first.text) >= SHORTEST_BROKEN and not ends_sentence(first.text) and not first.text[0].islower()
    return is_broken and bool(re.match(r"[^\W\d_A-Z]+(?![\w])", second.text)) and second.text[0].islower()
