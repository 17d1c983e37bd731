"""Markdown becomes blocks by way of HTML; hostile Markdown becomes plain text."""

from contextlib import suppress
from datetime import date

import pytest

from articles.importers import ParseError, parse

from .drawing import drawn

CASES = {
    "paragraphs": ("One\ntwo.\n\nThree.", ["p One two.", "p Three."]),
    "emphasis": ("A *b* _c_ **d** __e__ `f`", [
        "p A <em>b</em> <em>c</em> <strong>d</strong> <strong>e</strong> <code>f</code>",
    ]),
    "a link": ("See [this](https://a.example/x).", ["p See <a https://a.example/x>this</a>."]),
    "a link by reference": ("See [this][1].\n\n[1]: https://a.example/x", ["p See <a https://a.example/x>this</a>."]),
    "an address": ("See <https://a.example/x>.", ["p See <a https://a.example/x>https://a.example/x</a>."]),
    "headings": ("One.\n\n## Two\n\nThree\n-----\nFour.", ["p One.", "h2 Two", "h2 Three", "p Four."]),
    "a list": ("One:\n\n- a\n- b\n    - c", ["p One:", "li1 a", "li1 b", "li2 c"]),
    "a list without a blank line": ("One:\n- a\n- b", ["p One:", "li1 a", "li1 b"]),
    "numbers": ("One:\n\n3. a\n4. b", ["p One:", "li1#3 a", "li1#4 b"]),
    "a quotation": ("> One\n> two.\n\nThree.", ["quote One two.", "p Three."]),
    "a table": ("One.\n\n| a | b |\n|---|---|\n| 1 | 2 |", ["p One.", "pre a  b\n1  2"]),
    "code": ("One.\n\n```python\nx  = 1\n\ny = *2*\n```", ["p One.", "pre x  = 1\n\ny = *2*"]),
    "a line break": ("One  \ntwo.", ["p One\ntwo."]),
    "a line break by a backslash": ("One\\\ntwo.", ["p One\ntwo."]),
    "signs with a backslash": (r"See \<The Palace: a Tale\>, \$5 \& \~4 at C:\dir, \"now\" \\.", [
        'p See <The Palace: a Tale>, $5 & ~4 at C:\\dir, "now" \\.',
    ]),
    "a backslash in code": (r"See `a\<b`.", [r"p See <code>a\<b</code>."]),
    "a footnote": ("One[^a].\n\n[^a]: Two.", ["p One<sup>1</sup>.", "li1#1 Two."]),
    "raw HTML": ("One <b>two</b> <script>x()</script>\n\n<div onclick=x()>Three <i>four</i></div>", [
        "p One <strong>two</strong>", "p Three <em>four</em>",
    ]),
    "a script's link": ("See [this](javascript:alert(1)).", ["p See this."]),
    "straight quotes": ('"It\'s on," he said -- "now..."', ['p "It\'s on," he said -- "now..."']),
    "a German date": ("4. April war kalt.\n\n1. Mai auch.", ["p 4. April war kalt.", "p 1. Mai auch."]),
    "numbers with brackets": ("1) a\n2) b", ["li1#1 a", "li1#2 b"]),
    "a bracket at a line's beginning": ("(see 4 and\n5) below.\n1986) too.", ["p (see 4 and 5) below. 1986) too."]),
    "a year": ("1986. What a year!", ["p 1986. What a year!"]),
    "a hashtag": ("#MeToo is *big*, and so is [it](https://a.example/#b).", [
        "p #MeToo is <em>big</em>, and so is <a https://a.example/#b>it</a>.",
    ]),
    "signs of a sum": ("5 * 3 * 2 < 31 & AT&T", ["p 5 * 3 * 2 < 31 & AT&T"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_blocks(text, expected):
    assert drawn(parse(f"# Title\n\n{text}\n", "markdown")) == expected


def test_head():
    document = parse("## Ferry sinks\n\n*By Jane Doe, 1 April 2008*\n\nAll were saved.", "markdown")
    assert (document.title, document.byline, document.published) == ("Ferry sinks", "Jane Doe", date(2008, 4, 1))
    assert drawn(document) == ["p All were saved."]


def test_the_title_of_the_front_matter_is_not_repeated():
    document = parse("---\ntitle: Ferry sinks\n---\n\n# Ferry sinks\n\nAll were saved.\n", "markdown")
    assert drawn(document) == ["p All were saved."]


def test_rules_are_no_front_matter():
    document = parse("---\n\nAll were saved.\n\n---\n\nBy whom?\n", "markdown")
    assert drawn(document) == ["p All were saved.", "p By whom?"]


MANY = 100_000
HOSTILE = [
    "[",
    "*",
    ">",
    "> ",
    "`",
    "_",
    "<",
    "#",
    "\\",
    "- ",
    "1. ",
    "![",
    "[a](",
    "*a ",
    "<a href='",
    "<b\n\n",
    "[a\n",
]
NESTED = {
    "lists": "\n".join(f"{'    ' * depth}- a" for depth in range(300)),
    "quotations": "\n".join(f"{'>' * depth} a" for depth in range(300)),
}


@pytest.mark.parametrize("text", [*(sign * MANY for sign in HOSTILE), *NESTED.values()], ids=[*HOSTILE, *NESTED])
def test_hostile_markdown_does_not_hang(text):
    with suppress(ParseError):
        assert parse(text[:900_000], "markdown").paragraphs


def test_too_much_markdown():
    with pytest.raises(ParseError, match="at most 1,000,000 can be read"):
        parse("Words of *it*.\n\n" * 100_000, "markdown")


def test_hostile_markdown_is_read_as_plain_text():
    document = parse("The ferry sank.\n\n" + "[" * 5_000, "markdown")
    assert drawn(document) == ["p The ferry sank.", "p " + "[" * 5_000]
