"""The markup of an article: flat marks, one marker a note, a list that is kept by readers' tools; nothing inline."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from articles.document import Mark, Paragraph, describe_span
from articles.models import from_document
from articles.rendering import NOTE_TAGS
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, P1, P3, QUOTE, SOURCE

pytestmark = pytest.mark.django_db

IN_ORDER = [SOURCE, QUOTE, CLAIM, COMMENT]
UNWELCOME = re.compile("sidebar|comment|footer|related|aside", re.IGNORECASE)


@pytest.fixture
def page(soup, article):
    return soup(article.get_absolute_url())


def test_the_head_of_the_article(page, article):
    header = page.select_one("article header")
    assert header.h1.get_text() == DOCUMENT.title
    assert page.title.get_text() == DOCUMENT.title
    assert header.time["datetime"] == "2026-04-01"
    assert "By Ines Holm" in header.get_text()
    assert "The Reservoir" in header.get_text()
    assert header.select_one(f'a[href="{DOCUMENT.url}"]').get_text() == "Original at reservoir.example"
    assert page.select_one('link[rel="canonical"]')["href"] == f"http://testserver{article.get_absolute_url()}"


def test_the_licence_stands_below_the_text(page):
    licence = page.find(string=DOCUMENT.licence)
    assert page.select_one("#p3") in licence.find_all_previous()


def test_what_is_not_known_leaves_no_trace(soup):
    bare = replace(DOCUMENT, byline="", publication="", published=None, url="", licence="", language="", notes=())
    page = soup(from_document(bare).get_absolute_url())
    assert not page.select("article time, article header [href^=http], .article-licence, .article-byline")
    assert not page.article.has_attr("lang")
    assert "None" not in page.get_text()
    assert page.find(string=re.compile("Nobody has annotated"))


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("ar-EG", "rtl"),
        ("pt-BR", "ltr"),
        ("xx", "ltr"),
        ("", "ltr"),
    ],
)
def test_language_and_direction(soup, language, direction):
    article = soup(from_document(replace(DOCUMENT, language=language)).get_absolute_url()).article
    assert (article.get("lang", ""), article["dir"]) == (language, direction)


@pytest.mark.parametrize(
    ("language", "title", "direction"),
    [
        ("", "السد", "rtl"),
        ("ps", "12: بند", "rtl"),
        ("", "«שלום» and more", "rtl"),
        ("", "The سد", "ltr"),
        ("", "1984", "ltr"),
        ("en", "السد", "ltr"),
    ],
)
def test_the_title_tells_the_direction_of_a_language_that_is_not_known(soup, language, title, direction):
    article = from_document(replace(DOCUMENT, language=language, title=title))
    assert soup(article.get_absolute_url()).article["dir"] == direction


def test_the_day_of_a_note_reads_from_left_to_right_in_every_language(soup):
    page = soup(from_document(replace(DOCUMENT, language="ar")).get_absolute_url())
    days = page.select(".note-foot a[aria-label*='page of note']")
    assert [day["dir"] for day in days] == ["ltr"] * len(DOCUMENT.notes)


def test_paragraphs_have_their_ids_and_elements(page):
    assert [(block.name, block["id"]) for block in page.select(".paragraph")] == [
        ("p", "p1"),
        ("h2", "p2"),
        ("p", "p3"),
    ]
    assert page.select_one("#p3 a:not(.marker)")["href"] == "https://r.example/?a=1&b=2"


def test_the_words_of_a_paragraph_are_unchanged_but_for_markers(page):
    for sup in page.select("sup"):
        sup.decompose()
    assert [page.find(id=block.id).get_text() for block in (P1, P3)] == [P1.text, P3.text]


@pytest.mark.parametrize("address", ["", f"/annotations/{QUOTE.id}"])
def test_the_publication_leads_to_its_page(client, soup, article, address):
    link = soup(address or article.get_absolute_url()).select_one(".article-publication a")
    assert link.get_text() == "The Reservoir"
    assert "The Reservoir" in client.get(link["href"]).text


class TestMarkers:
    def test_role_and_label(self, page):
        markers = page.select('[role="doc-noteref"]')
        assert [(marker.name, marker.parent.name) for marker in markers] == [("a", "sup")] * 3
        labels = [marker["aria-label"] for marker in markers]
        assert labels == ["1, source", "2, quote", "3, claim, disputed"]
        assert [marker.get_text() for marker in markers] == ["1", "2", "3"]

    def test_each_leads_to_its_note_and_back(self, page):
        for marker in page.select('[role="doc-noteref"]'):
            item = page.find(id=marker["href"].removeprefix("#"))
            assert item.name == "li"
            assert item.select_one('[role="doc-backlink"]')["href"] == f"#{marker['id']}"

    def test_a_broken_quote_has_one_after_its_last_words(self, page):
        marker = page.find(id=f"r-{QUOTE.id}")
        assert marker.find_previous("mark").get_text() == QUOTE.spans[1].exact
        assert len(page.select(f'#p1 mark[data-notes="n-{QUOTE.id}"]')) >= 2

    def test_marks_are_flat_and_point_at_notes(self, page):
        assert not page.select("mark mark")
        items = {item["id"] for item in page.select("section.notes li.note")}
        for mark in page.select("mark"):
            assert set(mark["data-notes"].split()) <= items
            assert mark["class"]


class TestList:
    def test_structure(self, page):
        section = page.select_one('section[role="doc-endnotes"]')
        assert [child.name for child in section.find_all(recursive=False)] == ["h2", "ol"]
        items = section.ol.find_all(recursive=False)
        assert [item.name for item in items] == ["li"] * 4
        assert [item["id"] for item in items] == [f"n-{note.id}" for note in IN_ORDER]
        assert [item["value"] for item in items] == ["1", "2", "3", "4"]
        assert not any(item.get("role") for item in items)
        assert page.find(id=section["aria-labelledby"]).get_text() == "Notes"

    def test_each_note_with_a_place_ends_in_its_back_link(self, page):
        *placed, comment = page.select("section.notes > ol > li")
        for number, item in enumerate(placed, 1):
            last = item.find_all("a")[-1]
            assert (last["role"], last["aria-label"]) == ("doc-backlink", f"Back to note {number} in the text")
        assert not comment.select('[role="doc-backlink"]')

    def test_a_claim_says_all(self, page):
        text = page.find(id=f"n-{CLAIM.id}").get_text()
        for words in (
            "Claim",
            "≠",
            "Disputed",
            CLAIM.verdict_reason,
            "Disputes:",
            "The weather",
            "Five days.",
        ):
            assert words in text
        assert "by the article itself · ≠ Disputed" in " ".join(text.split())  # the verdict is not the speaker's

    def test_a_quote_says_who_and_in_which_role(self, page):
        text = page.find(id=f"n-{QUOTE.id}").get_text()
        for words in ("Quote", "Ana Lund", "engineer of the dam", "The dam will hold", "…"):
            assert words in text

    def test_a_body_is_markdown(self, page):
        assert page.find(id=f"n-{COMMENT.id}").em.get_text() == "good"

    def test_readers_tools_keep_it(self, page):
        """No element or class that a browser's Reader View throws away; the kind of a comment must not be one."""
        section = page.select_one("section.notes")
        assert not section.find_parents(["aside", "footer"])
        for element in [section, *section.find_all(True)]:
            assert element.name not in ("aside", "footer")
            assert not UNWELCOME.search(" ".join([*element.get("class", []), element.get("id", "")]))


def test_ids_are_used_once(page):
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_everything_that_is_pointed_at_is_there(page):
    for element in page.select("[aria-labelledby], [aria-details]"):
        for name in ("aria-labelledby", "aria-details"):
            for target in element.get(name, "").split():
                assert page.find(id=target), target
    for link in page.select('a[href^="#"]'):
        assert page.find(id=link["href"][1:]), link


HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script><style>*{}</style>\" onclick='x'"


def test_nothing_in_the_data_becomes_markup(client):
    block = Paragraph(
        "p1", "paragraph", HOSTILE, (Mark(0, 5, "em"), Mark(6, 9, "a", "https://a.example/?'&<".rstrip("<")))
    )
    spans = (replace(QUOTE.spans[0], paragraph="p1", start=0, end=9, exact=HOSTILE[:9]),)
    source = replace(QUOTE.source, name=HOSTILE)
    note = replace(
        QUOTE, spans=spans, source=source, speaker_role=HOSTILE, body=HOSTILE, creator=HOSTILE, tags=("<b>",)
    )
    claim = replace(CLAIM, spans=spans, verdict_reason=HOSTILE, evidence=(replace(CLAIM.evidence[0], title=HOSTILE),))
    document = replace(
        DOCUMENT,
        title=HOSTILE,
        byline=HOSTILE,
        publication=HOSTILE,
        licence=HOSTILE,
        paragraphs=(block,),
        notes=(note, claim),
    )
    article = from_document(document)
    for address in ("/", article.get_absolute_url(), f"/annotations/{note.id}"):
        assert_nothing_inline(client.get(address))


@pytest.mark.parametrize("address", ["/", "/articles/the-dam-the-flood/", f"/annotations/{CLAIM.id}", "/nowhere"])
def test_no_picture_of_others_and_nothing_inline(client, article, address):
    response = client.get(address)
    assert_nothing_inline(response)


def assert_nothing_inline(response):
    page = BeautifulSoup(response.content, "html.parser")
    data = page.select("script[type='application/ld+json']")  # no browser runs it
    assert not [script for script in page.select("script:not([src])") if script not in data]
    assert all(json.loads(script.string) for script in data)
    assert not page.select("img, style, iframe, object, embed")
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
        for name in ("src", "srcset", "action", "poster"):
            assert not element.get(name, "").startswith(("http", "//", "data:", "javascript:"))
    for link in page.select("a[href]"):
        assert link["href"].startswith(("http://", "https://", "/", "#", "?", "mailto:"))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
        assert f"{directive} 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy


def test_the_other_safety_headers(client, article):
    response = client.get(article.get_absolute_url())
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    read = response.cookies.pop("read")  # the version, so that whoever comes back is told what changed since
    assert (read.value, read["path"], read["httponly"]) == ("1", article.get_absolute_url(), True)
    assert not response.cookies


def test_markdown_lets_no_picture_through():
    assert "img" not in NOTE_TAGS
    assert "data:" not in " ".join(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])


@pytest.mark.parametrize("view", ["", "revisions/1/"])
def test_a_headline_that_is_a_paragraph_is_shown_once_with_its_notes(soup, view):
    heading = Paragraph("p1", "heading", "The dam, the flood.", (), 1)
    claim = replace(CLAIM, spans=(describe_span(heading, 4, 7),))
    article = from_document(replace(DOCUMENT, title="The dam: the flood", paragraphs=(heading, P3), notes=(claim,)))
    page = soup(article.get_absolute_url() + view)
    (headline,) = page.select("h1, #p1")
    assert (headline.name, headline["id"], headline.mark.get_text()) == ("h1", "p1", "dam")
    assert "The dam" not in page.select_one(".article-text").get_text()


def test_a_heading_that_says_something_else_stays_in_the_text(soup):
    heading = Paragraph("p1", "heading", "After the rain", (), 1)
    page = soup(from_document(replace(DOCUMENT, paragraphs=(heading, P3), notes=())).get_absolute_url())
    assert page.h1.get_text() == DOCUMENT.title
    assert page.select_one(".article-text h2").get_text() == "After the rain"


def test_days_are_those_of_the_zone_that_the_site_shows(client, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    evening = datetime(2026, 3, 31, 20, tzinfo=UTC)
    article = from_document(replace(DOCUMENT, notes=(replace(QUOTE, created=evening, modified=evening),)))
    assert '">1 Apr 2026</a>' in client.get(article.get_absolute_url()).text
