"""Markdown: its front matter as metadata, the rest as the HTML that Python-Markdown makes of it."""

import re
import string

import markdown
from markdown.extensions.footnotes import FootnoteExtension

from articles.document import Document
from articles.importers import dom, draft, metadata, plaintext
from articles.importers.dates import MONTHS
from articles.importers.errors import ParseError
from articles.importers.guard import check_markup

MOST_CHARACTERS = 1_000_000  # Python-Markdown reads some 100,000 a second
DEEPEST = 50
MOST_EFFORT = 3_000_000

FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?P<lines>(?:.*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)\s*:\s*(?P<value>.*)")
FOLDED = re.compile(r"[>|][+-]?")  # the value stands in the lines below
NAMED = re.compile(r"(?:-\s+)?name:\s*(?P<name>.*)|-\s+(?P<value>.*)")  # an item of a list, or a person
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
HASHTAG = re.compile(r"\A#+(?=[^\s#])")
BREAK = re.compile(r"(?<=[^\\])\\\Z")  # as CommonMark has a line break besides
NUMBERED = re.compile(r"(?P<number>\d{1,9})(?P<sign>[.)])(?P<rest> +(?P<word>[^\W\d_]*).*)")
ITEM = re.compile(r"\s{0,3}(?:[-*+]|1\.)\s+\S")
PROSE = re.compile(r"(?!\s{0,3}(?:[-*+#>|]|\d+\.)\s)\s{0,3}\S")
INDENT = re.compile(r"(?:>|[*+-]\s|\d+\.\s|\s)*")
PUNCTUATION = re.compile(r"[^\w\s]|_")
SIGN = re.compile(r">|[*+-]|\d+\.|\t|    ")
BLOCK_BORDER = re.compile(r"\n\s*(?:\n|(?=[-*+]\s|\d+\.\s))")
UNCLOSED = re.compile(r"<[a-z/!?](?=[^<>]*(?:<|\Z))|^(?:```|~~~)[ \t]*\S", re.IGNORECASE | re.MULTILINE)


def parse(text: str, name: str = "", url: str = "") -> Document:
    """The article of a Markdown text; one that would keep Python-Markdown busy for minutes is read as plain text.

    Raises ParseError when it is too long or holds no text.
    """
    if len(text) > MOST_CHARACTERS:
        raise ParseError(f"It has {len(text):,} characters; of Markdown at most {MOST_CHARACTERS:,} can be read.")
    values, text = split_front_matter(text)
    known = metadata.of_front_matter(values)
    html = _to_html(text)
    if html is None:
        return draft.finish(plaintext.blocks(text), known, name, url)
    check_markup(html)
    return draft.finish(dom.blocks(dom.read_html(html), url or known.url), known, name, url)


def split_front_matter(text: str) -> tuple[dict[str, str | list[str]], str]:
    """The `key: value` lines between --- at the beginning, keys in lower case, and the text after them."""
    match = FRONT_MATTER.match(text)
    if not match:
        return {}, text
    values: dict[str, str | list[str]] = {}
    key, is_folded = "", False
    for line in match["lines"].splitlines():
        inner = line.strip()
        if pair := PAIR.fullmatch(line.rstrip()):
            key, value = pair["key"].lower(), pair["value"].strip()
            is_folded = bool(FOLDED.fullmatch(value))
            values[key] = "" if is_folded else _value(value)
        elif is_folded:
            values[key] = f"{values[key]} {inner}".strip()
        elif key and (item := NAMED.fullmatch(inner)):
            listed = values[key] if isinstance(values[key], list) else []
            values[key] = [*listed, _unquoted(item["name"] or item["value"])]
    return (values, text[match.end() :]) if values else ({}, text)


def _value(value: str) -> str | list[str]:
    is_list = bool(re.fullmatch(r"\[.*\]", value))
    return [_unquoted(part) for part in value[1:-1].split(",")] if is_list else _unquoted(value)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    return value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')


def _to_html(text: str) -> str | None:
    """The HTML of `text`; None if it is made to keep the parser busy."""
    text = _prepared(text)
    if _is_hostile(text):
        return None
    extensions = ["tables", "fenced_code", "sane_lists", FootnoteExtension(BACKLINK_TEXT="")]
    parser = markdown.Markdown(extensions=extensions)
    parser.ESCAPED_CHARS = list(string.punctuation)  # as CommonMark has it, and whoever writes for it
    try:
        return parser.convert(text)
    except RecursionError:
        return None


def _prepared(text: str) -> str:
    """`text` with the lines changed that Python-Markdown reads otherwise than people, and other programs, do."""
    lines: list[str] = []
    is_code = False
    for line in text.split("\n"):
        is_code ^= bool(FENCE.match(line))
        if not is_code:
            line = BREAK.sub("  ", HASHTAG.sub(r"\\\g<0>", line))
            is_in_prose = bool(lines and PROSE.match(lines[-1]))
            if number := NUMBERED.match(line):
                line = _numbered(number, is_in_prose)
            if is_in_prose and ITEM.match(line):
                lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _numbered(match: re.Match[str], is_in_prose: bool) -> str:
    """A line that begins with a number, so that “4. April” and “1986. A year” begin no list, and “2)” continues one."""
    is_item = match["word"].lower() not in MONTHS and len(match["number"]) < 4
    sign = match["sign"]
    if sign == ")":
        sign = "." if is_item and not is_in_prose else sign
    elif not is_item:
        sign = r"\."
    return f"{match['number']}{sign}{match['rest']}"


def _is_hostile(text: str) -> bool:
    """Whether the parser would recurse too deep, or take minutes.

    Its time grows with the square of the brackets in a block, of tags and fences that nothing closes, and a hundred
    times more slowly with that of all other signs.
    """
    if any(len(SIGN.findall(INDENT.match(line).group())) > DEEPEST for line in text.split("\n")):
        return True
    blocks = BLOCK_BORDER.split(text)
    if len(blocks) > draft.MOST_PARAGRAPHS:
        return True
    effort = len(UNCLOSED.findall(text)) ** 2 + sum(block.count("[") ** 2 for block in blocks)
    return effort + sum((len(PUNCTUATION.findall(block)) // 10) ** 2 for block in blocks) > MOST_EFFORT
