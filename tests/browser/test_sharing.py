"""An address leads to a note's words, a copied quote says whose it is and where, and pages say what they are."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.models import from_document
from tests.browser.conftest import DENSEST

LONG = "We found nothing in the books - not a crown - that was spent on the dam before last spring"
TEXT = Paragraph("p1", "paragraph", f"“{LONG},” said Ana Lund, “and then they hid it.” It rained, a lot, all week.")
FILLER = "Nothing is said about these words, which are here so that the page is long enough to be scrolled. " * 4
ANA = SourceRef("Ana Lund", "person")


def over(words):
    start = TEXT.text.index(words)
    return describe_span(TEXT, start, start + len(words))


DOCUMENT = Document(
    title="What the books say",
    publication="The Reservoir",
    language="en",
    paragraphs=(*(Paragraph(f"p{number}", "paragraph", FILLER) for number in range(2, 9)), TEXT),
    notes=(
        Note("longest", "quote", (over(LONG),), ANA),
        Note("inner", "claim", (over("nothing in the books"),), verdict="unchecked"),
        Note("broken", "quote", (over("last spring"), over("and then they hid it.")), ANA),
        Note("marked", "quote", (over(f"“{LONG},”"), over("“and then they hid it.”")), ANA),
        Note("short", "claim", (over("It rained, a lot"),), verdict="unchecked"),
    ),
)


@pytest.fixture(scope="module")
def address(server):
    return from_document(DOCUMENT, slug="books").get_absolute_url()


# ── Links to notes ──


@pytest.mark.parametrize(("start", "name"), [("n", "longest"), ("n", "broken"), ("n", "short"), ("r", "broken")])
def test_an_address_leads_to_the_words_of_a_note(page, address, start, name):
    page.goto(f"{address}#{start}-{name}")
    linked = page.locator("mark.is-linked")
    expect(linked.first).to_be_in_viewport()
    assert linked.count() == page.locator(f'mark[data-notes~="n-{name}"]').count()
    style = linked.first.evaluate("mark => getComputedStyle(mark).outlineStyle")
    assert style == "solid"
    assert page.url.endswith(f"#{start}-{name}")


def test_the_back_link_of_a_note_outlines_its_words(page, address):
    page.goto(f"{address}#n-longest")
    page.locator('#n-short [role="doc-backlink"]').click()
    expect(page.locator("mark.is-linked")).to_have_text("It rained, a lot")
    expect(page.locator("mark.is-linked")).to_be_in_viewport()


@pytest.mark.parametrize("fragment", ["n-nobody", "p1", "n-%22%5D", "r-"])
def test_an_address_that_names_no_note_does_no_harm(page, address, fragment):
    page.goto(f"{address}#{fragment}")
    expect(page.locator(".sidenote").first).to_be_visible()
    expect(page.locator(".is-linked")).to_have_count(0)


# ── Copying a quote ──


def copied(page, address, name):
    """The lines in the clipboard after "Copy quote" in the note's card."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.locator(f'.marker[href="#n-{name}"]').click()
    button = page.locator(".card .copy")
    button.click()
    expect(button).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()").split("\n")


def test_a_copied_quote_has_words_speaker_and_link(page, server, address):
    words, speaker, link = copied(page, address, "longest")
    assert words == f"“{LONG}”"
    assert speaker == "— Ana Lund, in: What the books say"
    assert link.startswith(f"{server}{address}#p1:~:text=")


def test_a_claim_of_the_article_itself_is_quoted_from_the_article(page, address):
    words, source, link = copied(page, address, "short")
    assert words == "“It rained, a lot”"
    assert source == "— What the books say"
    assert link.endswith("#p1:~:text=It%20rained%2C%20a%20lot")


def test_the_pieces_of_a_broken_quote_do_not_run_together(page, address):
    words, *_ = copied(page, address, "broken")
    assert words == "“last spring … and then they hid it.”"


def test_quotation_marks_of_the_text_are_not_doubled(page, address):
    words, *_ = copied(page, address, "marked")
    assert words == f"“{LONG}, … and then they hid it.”"


def test_the_link_names_all_the_words_although_notes_cut_them(page, address):
    """The quote is cut by a claim within it; the link names its first and last words all the same."""
    *_, link = copied(page, address, "longest")
    start, end = link.partition(":~:text=")[2].split(",")
    assert unquote(start) == "We found nothing in"
    assert unquote(end) == "dam before last spring"
    assert "-" not in start + end


def test_the_link_opens_at_the_words(page, address):
    *_, link = copied(page, address, "short")
    page.goto("/")
    page.goto(link)
    expect(page.locator('mark[data-notes~="n-short"]').first).to_be_in_viewport()


def test_a_real_quote(page):
    page.goto(DENSEST)
    name = page.locator(".notes .note.quote").first.get_attribute("id").removeprefix("n-")
    words, speaker, link = copied(page, DENSEST, name)
    assert words.startswith("“")
    assert words.endswith("”")
    assert speaker.endswith(f"in: {page.locator('h1').inner_text()}")
    assert re.search(r"#p\d+:~:text=\S+$", link)


# ── What pages say of themselves ──


def head(page):
    properties = page.locator("meta[property^=og]").evaluate_all(
        "tags => Object.fromEntries(tags.map(tag => [tag.getAttribute('property'), tag.content]))"
    )
    return properties, page.locator("link[rel=canonical]").get_attribute("href")


@pytest.mark.parametrize("query", ["", "?show=claims", "#n-longest"])
def test_an_article(page, server, address, query):
    page.goto(address + query)
    properties, canonical = head(page)
    assert properties["og:title"] == "What the books say"
    assert properties["og:type"] == "article"
    assert properties["og:description"].startswith("Nothing is said")
    assert properties["og:site_name"] == "The Newsreader"
    assert properties["og:url"] == canonical == server + address


def test_a_note(page, server, address):
    page.goto(f"{address}#n-longest")
    page.locator('#n-longest .note-foot a[href^="/annotations/"]').click()
    expect(page).to_have_url(re.compile("/annotations/longest$"))
    properties, canonical = head(page)
    said = properties["og:title"] + properties["og:description"]
    for words in ("We found nothing", "last spring", "Ana Lund", "What the books say"):
        assert words in said
    assert properties["og:url"] == canonical == page.url
    page.get_by_role("link", name="Read it in the article").click()
    expect(page.locator("mark.is-linked").first).to_be_in_viewport()
