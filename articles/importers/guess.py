"""Which format a text is in, by the name of its file and by its own signs."""

import re
from pathlib import PurePath

ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
}
SAMPLE = 50_000

_BEFORE = r"\s*(?:<\?xml[^>]*>\s*)*(?:<!--.{0,500}?-->\s*)?"
PAGE = re.compile(_BEFORE + r"<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
FEED = re.compile(_BEFORE + r"<(?:rss\b|rdf:RDF\b|feed\b[^>]*\bAtom\b)", re.I | re.S)
BLOCK_TAG = re.compile(
    r"<(?:p|div|h[1-6]|br|ul|ol|table|article|section|main|header|figure|pre|blockquote)(?:\s[^<>]*)?/?>", re.I
)
FEWEST_TAGS = 3  # of a text that does not begin with one
MARKDOWN_SIGNS = re.compile(
    r"""\A\s*---\n[\w -]+:                      # front matter
    | ^[ ]{0,3}\#{1,6}[ ]+\S                      # heading
    | ^\S.*\n(?:={3,}|-{3,})$                     # underlined heading
    | \[[^\]\n]{1,300}\]\(<?https?://\S+          # link
    | ^\[[^\]\n]{1,100}\]:\s+<?https?://          # reference
    | ^(?:```|~~~)                                # code
    | (?<![\w*])\*{1,3}(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])\*{1,3}(?![\w*])
    | (?<![\w_])__?(?=[^\s_])[^_\n]{1,300}(?<=[^\s_])__?(?![\w_])""",
    re.MULTILINE | re.VERBOSE,
)


def guess_format(text: str, name: str = "") -> str:
    """html, markdown or text."""
    if by_name := ENDINGS.get(PurePath(name).suffix.lower()):
        return by_name
    sample = text[:SAMPLE]
    if PAGE.match(sample) or BLOCK_TAG.match(sample.lstrip()) or len(BLOCK_TAG.findall(sample)) >= FEWEST_TAGS:
        return "html"
    return "markdown" if MARKDOWN_SIGNS.search(sample) else "text"


def is_feed(text: str) -> bool:
    """Whether this is RSS or Atom."""
    return bool(FEED.match(text[:SAMPLE]))
