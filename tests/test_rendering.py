"""Whatever the notes and marks: the text is unchanged, the HTML flat and balanced, and everything escaped."""

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import given

from articles.document import Document, Mark, Note, Paragraph, SourceRef, describe_span
from articles.rendering import Html, enclose_runs, heading_ranks, number_notes, render_markdown, render_paragraphs
from tests.strategies import documents, texts

TEXT = "“We will close,” wrote Ortiz, “but not before spring.”"
P1 = Paragraph("p1", "paragraph", TEXT)


def quote(public_id, *ranges, paragraph=P1, **fields):
    spans = tuple(describe_span(paragraph, start, end) for start, end in ranges)
    return Note(public_id, "quote", spans, SourceRef("Ortiz", "person"), **fields)


def render(paragraph, *notes):
    document = Document("T", paragraphs=(paragraph,), notes=notes)
    return render_paragraphs(document, number_notes(document))[paragraph.id]


def marker(kind, public_id, number, label):
    return (
        f'<sup><a class="marker {kind}" id="r-{public_id}" href="#n-{public_id}" role="doc-noteref"'
        f' aria-label="{label}">{number}</a></sup>'
    )


class TestOneParagraph:
    def test_plain(self):
        assert render(Paragraph("p1", "paragraph", "a < b & c")) == "a &lt; b &amp; c"

    def test_a_note(self):
        html = render(
            Paragraph("p1", "paragraph", "He said no."),
            quote("a", (8, 10), paragraph=Paragraph("p1", "", "He said no.")),
        )
        mark = '<mark class="quote" aria-details="n-a" data-notes="n-a">no</mark>'
        assert html == f"He said {mark}{marker('quote', 'a', 1, '1, quote')}."

    def test_a_broken_quote_has_one_marker_after_its_last_words(self):
        html = render(P1, quote("a", (0, 16), (30, 54)))
        assert html.count("<mark") == 2
        assert html.count("doc-noteref") == 1
        assert html.endswith(f"</mark>{marker('quote', 'a', 1, '1, quote')}")

    def test_overlaps_are_flat_and_name_all_notes_shortest_first(self):
        claim = replace(quote("c", (0, 30)), kind="claim", verdict="disputed", verdict_reason="So.")
        html = render(P1, quote("a", (10, 45)), claim, quote("b", (12, 14)))
        details = re.findall(r'data-notes="([^"]*)"', html)
        assert details == ["n-c", "n-c n-a", "n-b n-c n-a", "n-c n-a", "n-a"]
        assert re.findall(r'aria-details="([^"]*)"', html) == [names.split()[0] for names in details]
        assert 'aria-label="2, claim, disputed"' in html
        assert not re.search("<mark[^>]*>[^<]*<mark", html)

    def test_source_and_cue_are_not_drawn(self):
        spans = (describe_span(P1, 0, 16), describe_span(P1, 17, 22, "cue"), describe_span(P1, 23, 28, "source"))
        assert render(P1, replace(quote("a"), spans=spans)).count("<mark") == 1

    def test_formatting_stays_whole_and_links_are_not_cut_by_markers(self):
        paragraph = replace(P1, marks=(Mark(0, 28, "a", "https://a.example/?x=1&y=2"), Mark(5, 20, "em")))
        html = render(paragraph, quote("a", (0, 16)))
        assert html.count("<a href=") == 1
        assert '<a href="https://a.example/?x=1&amp;y=2">' in html
        assert html.index("</a>") < html.index("<sup>")

    def test_a_marker_is_not_emphasised(self):
        html = render(replace(P1, marks=(Mark(0, 28, "em"),)), quote("a", (0, 16)))
        assert "</em><sup>" in html
        assert "</sup><em>" in html

    @pytest.mark.parametrize(
        "href", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "//x.example", '"onx=']
    )
    def test_bad_links_are_text(self, href):
        assert render(replace(P1, marks=(Mark(0, 5, "a", href),))) == TEXT.replace("&", "&amp;")

    def test_code_points_not_units(self):
        paragraph = Paragraph("p1", "paragraph", "👩🏽‍🌾 said “é🌊”.")
        html = render(paragraph, quote("a", (10, 14), paragraph=paragraph))
        assert ">“é🌊”</mark>" in html


def test_numbers_follow_the_markers():
    inner, outer = quote("z", (23, 28)), quote("a", (0, 28))
    broken = quote("m", (0, 16), (30, 54))
    document = Document("T", paragraphs=(P1,), notes=(Note("c", "comment"), broken, outer, inner))
    assert number_notes(document) == {"z": 1, "a": 2, "m": 3, "c": 4}


class Balance(HTMLParser):
    """Collects the text outside markers, and fails when tags do not balance."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        assert tag in ("a", "em", "strong", "sup", "sub", "code", "mark")
        assert tag != "a" or "a" not in [name for name, _ in self.open]
        assert tag != "mark" or "mark" not in [name for name, _ in self.open]
        self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if not any(attrs.get("role") == "doc-noteref" for _, attrs in self.open):
            self.text += data


@given(documents(most_notes=6))
def test_any_document(document):
    rendered = render_paragraphs(document, number_notes(document))
    whole = "".join(rendered.values())
    for paragraph in document.paragraphs:
        reader = Balance()
        reader.feed(rendered[paragraph.id])
        reader.close()
        assert reader.open == []
        assert reader.text == paragraph.text
        assert isinstance(rendered[paragraph.id], Html)
    soup = BeautifulSoup(f"<pre>{whole}</pre>", "html.parser")
    for note in document.notes:
        covered = soup.select(f'mark[data-notes~="n-{note.id}"]')
        assert "".join(mark.get_text() for mark in covered) == covered_text(document, note)
        assert len(soup.select(f'a[href="#n-{note.id}"]')) == bool(note.spans_of("content"))


def covered_text(document, note):
    """The text under a note's content, in the order of the document."""
    spans = {(span.paragraph, span.start): span for span in note.spans_of("content")}
    order = [paragraph.id for paragraph in document.paragraphs]
    return "".join(spans[place].exact for place in sorted(spans, key=lambda place: (order.index(place[0]), place[1])))


def count_lines(function):
    """How many lines of Python `function` runs: work counted, not timed."""
    lines = 0

    def trace(frame, event, arg):
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("length", [9, 900])
def test_ten_times_the_notes_cost_ten_times_the_work(length):
    """Also when most of them overlap."""
    blocks = tuple(Paragraph(f"p{number}", "paragraph", "word " * 400) for number in range(1, 41))

    def document(count):
        notes = []
        for number in range(count):
            start = number * 7919 % 1_000
            notes.append(quote(f"a{number}", (start, start + length), paragraph=blocks[number % 40]))
        return Document("T", paragraphs=blocks, notes=tuple(notes))

    def work(document):
        return count_lines(lambda: render_paragraphs(document, number_notes(document)))

    assert work(document(1_000)) <= 12 * work(document(100))


class TestRuns:
    def wrap(self, *paragraphs):
        return "".join(
            f"{before}{'<li>' if paragraph.kind == 'list item' else ''}{paragraph.text}{after}"
            for paragraph, (before, after) in zip(paragraphs, enclose_runs(paragraphs), strict=True)
        )

    def item(self, text, level=1, number=None):
        return Paragraph("p1", "list item", text, (), level, number)

    @pytest.mark.parametrize(
        ("levels", "html"),
        [
            ([1], "<ul><li>0</li></ul>"),
            ([1, 1], "<ul><li>0</li><li>1</li></ul>"),
            ([1, 2, 1], "<ul><li>0<ul><li>1</li></ul></li><li>2</li></ul>"),
            ([1, 2, 2], "<ul><li>0<ul><li>1</li><li>2</li></ul></li></ul>"),
            ([2, 1], "<ul><li><ul><li>0</li></ul></li><li>1</li></ul>"),
            ([0], "<ul><li>0</li></ul>"),
        ],
    )
    def test_lists(self, levels, html):
        assert self.wrap(*(self.item(str(index), level) for index, level in enumerate(levels))) == html

    def test_another_list_begins_where_numbers_do(self):
        assert self.wrap(self.item("a"), self.item("b", 1, 1)) == "<ul><li>a</li></ul><ol><li>b</li></ol>"

    def test_quotations(self):
        quotation, plain = Paragraph("p1", "quotation", "q"), Paragraph("p2", "paragraph", "x")
        assert (
            self.wrap(quotation, quotation, plain, quotation)
            == "<blockquote>qq</blockquote>x<blockquote>q</blockquote>"
        )

    @given(documents())
    def test_any_document_balances(self, document):
        html = self.wrap(*(replace(paragraph, text="x") for paragraph in document.paragraphs))
        assert str(BeautifulSoup(html, "html.parser")) == html
        for tag in ("ul", "ol", "li", "blockquote"):
            assert html.count(f"<{tag}>") == html.count(f"</{tag}>")


@pytest.mark.parametrize(
    ("levels", "ranks"),
    [
        ((1, 3, 6), (2, 3, 4)),
        ((3, 2, 3), (2, 2, 3)),
        ((4, 1), (2, 2)),
        ((2, 4, 4, 3, 2), (2, 3, 3, 3, 2)),
        ((1, 2, 3, 4, 5, 6), (2, 3, 4, 5, 6, 6)),
        ((), ()),
    ],
)
def test_heading_levels_leave_no_gap_from_the_first_on(levels, ranks):
    headings = [Paragraph(f"p{number}", "heading", "x", (), level) for number, level in enumerate(levels)]
    assert tuple(heading_ranks(headings).values()) == ranks


@given(documents())
def test_every_heading_is_below_the_title_and_at_most_one_below_the_last(document):
    last = 1
    for rank in heading_ranks(document.paragraphs).values():
        assert 2 <= rank <= min(last + 1, 6)
        last = rank


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain.", "<p>Plain.</p>"),
        ("*Em* and `code`", "<p><em>Em</em> and <code>code</code></p>"),
        ("[a](https://a.example/)", '<p><a href="https://a.example/" rel="nofollow noopener">a</a></p>'),
        ("[a](javascript:x)", '<p><a rel="nofollow noopener">a</a></p>'),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"),
        ("# Not a heading", "<p># Not a heading</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
    ],
)
def test_markdown(text, html):
    assert render_markdown(text) == html


def test_a_picture_is_never_loaded():
    assert "<img" not in render_markdown("![alt](https://a.example/x.png)")


@pytest.mark.parametrize("text", ["[" * 20_000, "1. " * 6_000, "> " * 9_000, "**a" * 6_000, "`" * 20_000])
def test_hostile_markdown_keeps_its_words(text):
    assert render_markdown(text).startswith("<")


@given(texts)
def test_markdown_is_always_clean(text):
    soup = BeautifulSoup(render_markdown(text), "html.parser")
    allowed = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "sub", "sup", "ul"}
    assert {tag.name for tag in soup.find_all(True)} <= allowed
