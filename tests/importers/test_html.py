"""HTML becomes blocks with marks."""

import pytest

from articles.importers import parse
from articles.importers.choosing import article_html
from articles.importers.segments import read_tree, segments

from .drawing import drawn

BASE = "https://news.example/2026/story.html"

CASES = {
    "a paragraph": ("<p>The ferry sank.</p>", ["p The ferry sank."]),
    "white space": ("<p>  The\n\tferry   sank. </p>", ["p The ferry sank."]),
    "emphasis": ("<p>A <em>b</em> <i>c</i> <strong>d</strong> <b>e</b></p>", [
        "p A <em>b</em> <em>c</em> <strong>d</strong> <strong>e</strong>",
    ]),
    "sup, sub and code": ("<p>x<sup>2</sup>, CO<sub>2</sub>, <code>ls</code></p>", [
        "p x<sup>2</sup>, CO<sub>2</sub>, <code>ls</code>",
    ]),
    "nested marks": ("<p><b>one <i>two</i></b> three</p>", ["p <strong>one <em>two</em></strong> three"]),
    "the same mark twice": ("<p><b>one</b><strong>two <b>three</b></strong></p>", ["p <strong>onetwo three</strong>"]),
    "marks are trimmed": ("<p>a<em> b </em>c<em> </em></p>", ["p a <em>b</em> c"]),
    "marks by style": (
        '<p><span style="font-style: italic">a</span> <b style="font-weight:normal">b</b> '
        '<span style="font-weight:700">c</span></p>',
        ["p <em>a</em> b <strong>c</strong>"],
    ),
    "a link": ('<p>See <a href="https://a.example/x?y=1#z">this</a>.</p>', [
        "p See <a https://a.example/x?y=1#z>this</a>.",
    ]),
    "relative links": ('<p><a href="b.html">b</a> <a href="/c">c</a> <a href="//d.example/">d</a></p>', [
        "p <a https://news.example/2026/b.html>b</a> <a https://news.example/c>c</a> <a https://d.example/>d</a>",
    ]),
    "a link with a space": ('<p><a href=" /a b ">x</a></p>', ["p <a https://news.example/a%20b>x</a>"]),
    "no link": (
        '<p><a href="javascript:alert(1)">a</a> <a href="data:text/html,x">b</a> <a href="mailto:a@b.example">c</a> '
        '<a href="#top">d</a> <a name="e">e</a> <a href="http://[">f</a> <a href="https://u:p@x.example">g</a></p>',
        ["p a b c d e f g"],
    ),
    "a link of too many bytes": (f'<p><a href="https://a.example/{"ж" * 1_200}">a</a></p>', ["p a"]),
    "a script's address in disguise": ('<p><a href="java\nscript:alert(1)">a</a></p>', ["p a"]),
    "headings": ("<h1>A</h1><p>b</p><h3>C</h3><p>d</p><h6>E</h6><p>f</p>", ["p b", "h3 C", "p d", "h6 E", "p f"]),
    "a line break": ("<p>One <br> two</p>", ["p One\ntwo"]),
    "line breaks at the edges": ("<p><br>One<br></p>", ["p One"]),
    "two breaks are a border": ("<p>One<br><br>two <br> &nbsp;\n<br> three<br><br><br>four</p>", [
        "p One", "p two", "p three", "p four",
    ]),
    "a border inside a mark": ("<p>a <b>b<br><br>c</b> d</p>", ["p a <strong>b</strong>", "p <strong>c</strong> d"]),
    "bare text": ("<div>One <i>two</i> three<p>four</p>five <b>six</b></div>seven", [
        "p One <em>two</em> three", "p four", "p five <strong>six</strong>", "p seven",
    ]),
    "bullets": ("<ul><li>a</li><li><p>b</p></li></ul>", ["li1 a", "li1 b"]),
    "numbers": ('<ol start="3"><li>a<li>b<li value="9">c<li>d</ol>', ["li1#3 a", "li1#4 b", "li1#9 c", "li1#10 d"]),
    "numbers below zero": ('<ol start="-1"><li>a<li>b<li>c</ol>', ["li1 a", "li1#0 b", "li1#1 c"]),
    "nested lists": ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", ["li1#1 a", "li2 b", "li1#2 c"]),
    "several paragraphs in an item": ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", ["li1#1 a", "p b", "li1#2 c"]),
    "a quotation": ("<blockquote><p>a</p><p>b</p></blockquote><blockquote>c</blockquote>", [
        "quote a", "quote b", "quote c",
    ]),
    "a heading and a list inside a quotation": ("<blockquote>x<h2>a</h2><ul><li>b</ul>c</blockquote>", [
        "quote x", "h2 a", "li1 b", "quote c",
    ]),
    "a caption": ("<p>x</p><figure><img src=a.png alt=no><figcaption>A ferry.</figcaption></figure>", [
        "p x", "caption A ferry.",
    ]),
    "preformatted": ("<pre>\n  a\n    b  c\n\n</pre>", ["pre   a\n    b  c"]),
    "preformatted code": ("<pre><code>a\n b</code></pre>", ["pre a\n b"]),
    "inline quotation": ("<p>He said <q>no</q>.</p>", ["p He said “no”."]),
    "invisible elements": (
        "<p>a<script>x</script><style>x</style><noscript>x</noscript><template>x</template><svg><text>x</text></svg>"
        "<iframe>x</iframe><button>x</button><span hidden>x</span><span aria-hidden=true>x</span>"
        "<span style='display: none'>x</span><textarea>x</textarea><!-- x --></p><p>b</p>",
        ["p a", "p b"],
    ),
    "furniture": (
        "<header>x</header><nav>x</nav><p>The ferry sank on Monday in heavy seas.</p><aside>x</aside>"
        "<form>x</form><div class='share-bar'>x</div><footer>x</footer>",
        ["p The ferry sank on Monday in heavy seas."],
    ),
    "a form around the whole page": ("<form action=/><p>The ferry sank on Monday.</p></form>", [
        "p The ferry sank on Monday.",
    ]),
    "images": ("<p>a<img src=x.png alt='A ship'>b</p>", ["p ab"]),
    "an emoji as an image": ("<p>Sad <img src=x.png alt='😢'></p>", ["p Sad 😢"]),
    "entities": ("<p>AT&amp;T &lt;3 &#8220;x&#8221; &eacute; &amp;amp; &#146;</p>", ["p AT&T <3 “x” é &amp; ’"]),
    "characters nobody sees": ("<p>fer&shy;ry\u200b\u2060\ufeff \x07sank</p>", ["p ferry sank"]),
    "characters that matter": ("<p>می\u200cخواهم 👩\u200d🚀 e\u0301 \u200fא\u200e</p>", [
        "p می\u200cخواهم 👩\u200d🚀 e\u0301 \u200fא\u200e",
    ]),
    "unbreakable spaces": ("<p>10&nbsp;000&#8239;km a &nbsp; b&nbsp;&nbsp;c</p>", ["p 10\xa0000\u202fkm a b c"]),
    "unclosed tags": ("<p>a<p>b<ul><li>c<li>d</ul><p><font>e<p>f", ["p a", "p b", "li1 c", "li1 d", "p e", "p f"]),
    "definitions": ("<dl><dt>a</dt><dd>b</dd></dl>", ["p a", "p b"]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), CASES.values(), ids=CASES)
def test_blocks(html, expected):
    assert drawn(parse(html, "html", url=BASE)) == expected


def test_relative_links_without_an_address():
    assert drawn(parse('<p>See <a href="/x">this</a> story.</p>', "html")) == ["p See this story."]


def test_a_base_element_resolves_links():
    html = '<base href="https://b.example/c/"><p><a href="d">x</a> y</p>'
    assert drawn(parse(html, "html", url=BASE)) == ["p <a https://b.example/c/d>x</a> y"]


TABLES = {
    "aligned columns": (
        "<table><tr><th>City<th>Killed<tr><td>Port Vale<td>7<tr><td>Lund<td>1,210</table>",
        ["pre City       Killed\nPort Vale       7\nLund        1,210"],
    ),
    "a caption": (
        "<table><caption>The dead</caption><tr><th>City<th>Killed<tr><td>Lund<td>few</table>",
        ["caption The dead", "pre City  Killed\nLund  few"],
    ),
    "marks and links": (
        '<table><tr><th>City<th>Note<tr><td><b>Lund</b><td><a href="https://a.example/">x y</a></table>',
        ["pre City  Note\n<strong>Lund</strong>  <a https://a.example/>x y</a>"],
    ),
    "too wide for columns": (
        f"<table><tr><th>City<th>What<tr><td>Lund<td>{'long ' * 20}<tr><td><td>x</table>",
        ["p City · What", f"p Lund · {'long ' * 19}long", "p – · x"],
    ),
    "cells over several columns and rows": (
        "<table><tr><th colspan=2>ab<th>c<tr><td rowspan=2>d<td>e<td>f<tr><td>g<td>h</table>",
        ["pre ab     c\nd   e  f\n    g  h"],
    ),
    "a line break in a cell": ("<table><tr><th>a<th>b<tr><td>c<br>d<td>e</table>", ["pre a    b\nc d  e"]),
    "a layout table": (
        "<table><tr><td><p>Menu</p><p>Home</p></td><td><p>The ferry sank.</p><p>All were saved.</p></td></tr></table>",
        ["p Menu", "p Home", "p The ferry sank.", "p All were saved."],
    ),
    "one column is layout": ("<table><tr><td>a<tr><td>b</table>", ["p a", "p b"]),
    "data inside layout": (
        "<table><tr><td><p>Text</p><table><tr><th>a<th>b<tr><td>1<td>2</table></td></tr></table>",
        ["p Text", "pre a  b\n1  2"],
    ),
    "said to be layout": (
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
        ["p a", "p b", "p c", "p d"],
    ),
}


@pytest.mark.parametrize(("html", "expected"), TABLES.values(), ids=TABLES)
def test_tables(html, expected):
    assert drawn(parse(html, "html")) == expected


LONG = "The ferry Aurora sank on Monday in heavy seas off Port Vale, the harbour master said. " * 3
PLACES = {
    "body": f"<body><p>{LONG}</p></body>",
    "main": f"<body><p>menu</p><main><p>{LONG}</p></main></body>",
    "role": f"<body><p>menu</p><div role=main><p>{LONG}</p></div></body>",
    "article": f"<body><p>menu</p><main><p>x</p><article><p>{LONG}</p></article></main></body>",
    "articleBody": f"<body><article><p>x</p><div itemprop=articleBody><p>{LONG}</p></div></article></body>",
    "the longest article": f"<body><article><p>teaser</p></article><article><p>{LONG}</p></article></body>",
    "links around it": f"<body><div><a href=/a>Home</a><a href=/b>Sport</a></div><div><p>{LONG}</p></div></body>",
    "a menu in it": f"<body><article><ul><li><a href=/a>Home</a></ul><p>{LONG}</p></article></body>",
    "a link after it": f"<body><article><p>{LONG}</p><p><a href='/x'>Another story</a></p></article></body>",
    "a heading over nothing": f"<body><article><p>{LONG}</p><h2>Comments</h2></article></body>",
}


@pytest.mark.parametrize("html", PLACES.values(), ids=PLACES)
def test_the_place_of_the_article(html):
    assert drawn(parse(html, "html", url=BASE)) == [f"p {LONG.strip()}"]


def test_what_stands_around_the_text_is_kept_when_it_is_text():
    html = f"<body><p>First, a short word.</p><div><p>{LONG}</p></div><p>Then another.</p></body>"
    assert len(parse(html, "html").paragraphs) == 3


def test_a_list_of_sources_elsewhere_is_kept():
    html = f"<article><p>{LONG}</p><ul><li><a href='https://a.example/'>The report</a></ul><p>{LONG}</p></article>"
    assert "li1 <a https://a.example/>The report</a>" in drawn(parse(html, "html", url=BASE))


def test_a_post_that_is_quoted_is_kept():
    html = f"<article><p>{LONG}</p><div class=social-embed><blockquote>We are safe.</blockquote></div></article>"
    assert drawn(parse(html, "html"))[1] == "quote We are safe."


def test_text_after_what_is_left_out_stays():
    tree = read_tree("<body><p> <i hidden>Advertisement</i>The ferry <b>sails</b> again.</p><p>Share</p></body>")
    (first, *_) = (segment for segment in segments(tree) if "ferry" in segment.text)
    first.pieces = [piece for piece in first.pieces if piece[0].tag != "i" or piece[1] == "tail"]
    assert "The ferry <b>sails</b> again." in article_html(tree, [first])
    assert "Share" not in article_html(tree, [first])
