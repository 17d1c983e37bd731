"""Feeds are Atom as RFC 4287 has it, and the sitemap leads to what everybody may see."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils.dateparse import parse_datetime

from articles.document import SourceRef
from articles.models import Annotation, Article, Source, add_notes, from_document
from articles.views.feeds import ENTRIES
from tests.views.samples import CLAIM, COMMENT, QUOTE, titled

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ARTICLE = "/articles/the-dam-the-flood/feed/"
FEEDS = ["/feed/", ARTICLE, "/sources/ana-lund/feed/", "/search/feed/?q=dam", "/search/feed/?kind=claim"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client, address):
    return [item.findtext(f"{ATOM}id").rpartition("/")[2] for item in read(client, address).findall(f"{ATOM}entry")]


@pytest.mark.parametrize("address", FEEDS)
class TestAtom:
    def test_it_has_what_the_standard_asks_for(self, article, client, address):
        feed = read(client, address)
        assert feed.tag == f"{ATOM}feed"
        found = feed.findall(f"{ATOM}entry")
        assert found
        for part in (feed, *found):
            assert part.findtext(f"{ATOM}title")
            assert part.findtext(f"{ATOM}id").startswith("http://testserver/")
            assert parse_datetime(part.findtext(f"{ATOM}updated")).tzinfo
            assert [link for link in part.findall(f"{ATOM}link") if link.get("rel") in (None, "alternate")]
        assert len({part.findtext(f"{ATOM}id") for part in found}) == len(found)
        assert all(part.findtext(f"{ATOM}author/{ATOM}name") for part in found)

    def test_it_names_itself_and_its_page(self, article, client, address):
        links = {link.get("rel"): link.get("href") for link in read(client, address).findall(f"{ATOM}link")}
        assert links["self"] == f"http://testserver{address}"
        page = links["alternate"].removeprefix("http://testserver")
        assert client.get(page).status_code == 200

    def test_it_is_as_new_as_its_newest_entry(self, article, client, address):
        feed = read(client, address)
        newest = max(part.findtext(f"{ATOM}updated") for part in feed.findall(f"{ATOM}entry"))
        assert feed.findtext(f"{ATOM}updated") == newest

    def test_its_queries_do_not_grow(self, article, client, address, django_assert_max_num_queries):
        add_notes(article, [replace(QUOTE, id="") for _ in range(60)], actor=None)
        with django_assert_max_num_queries(4):
            assert len(entries(client, address)) == (1 if address in ("/feed/", FEEDS[-1]) else ENTRIES)


class TestEntries:
    def test_notes_newest_first_with_words_and_speaker(self, article, client):
        Annotation.objects.filter(public_id=QUOTE.id).update(created=article.added + timedelta(days=1))
        first = read(client, ARTICLE).find(f"{ATOM}entry")
        assert first.findtext(f"{ATOM}title") == "Quote by Ana Lund in The dam & the <flood>"
        assert first.findtext(f"{ATOM}author/{ATOM}name") == "Ana Lund"
        assert "The dam will hold" in first.findtext(f"{ATOM}summary")
        assert [item.get("term") for item in first.findall(f"{ATOM}category")] == ["quote"]

    def test_a_claim_says_its_verdict(self, article, client):
        (entry,) = read(client, "/search/feed/?kind=claim").findall(f"{ATOM}entry")
        assert [item.get("term") for item in entry.findall(f"{ATOM}category")] == ["claim", "disputed"]

    def test_articles_newest_first(self, article, client):
        from_document(titled("Earlier", -9))
        titles = [item.findtext(f"{ATOM}title") for item in read(client, "/feed/").findall(f"{ATOM}entry")]
        assert titles == ["The dam & the <flood>", "Earlier"]

    def test_markup_stays_text(self, article, client):
        add_notes(article, [replace(COMMENT, id="", body="<script>alert(1)</script>")], actor=None)
        text = client.get(ARTICLE).text
        assert "<script" not in text
        assert "&lt;script" not in text.replace("&amp;lt;script", "")

    def test_a_source_has_what_it_reported_too(self, article, client):
        bo = SourceRef("Bo Ek", "person")
        add_notes(article, [replace(QUOTE, id="reported23", reported_by=bo)], actor=None)
        assert entries(client, "/sources/bo-ek/feed/") == ["reported23"]

    def test_a_merged_source_leads_to_what_it_became(self, article, client):
        add_notes(article, [replace(QUOTE, id="", source=SourceRef("Bo Ek", "person"))], actor=None)
        Source.objects.filter(slug="bo-ek").update(merged_into=Source.objects.get(slug="ana-lund"))
        assert read(client, "/sources/bo-ek/feed/").findtext(f"{ATOM}title") == "Ana Lund"


@pytest.mark.parametrize("sign", ["%01", "%00", "%0B", "%EF%BF%BF"])
def test_a_search_with_what_is_no_character_has_a_feed(article, client, sign):
    assert read(client, f"/search/feed/?q=dam{sign}").findtext(f"{ATOM}title") == "Search: dam"


@pytest.mark.parametrize(
    "address",
    ["/articles/nowhere/feed/", "/sources/nobody/feed/", "/search/feed/", "/search/feed/?kind=nonsense"],
)
def test_feeds_of_nothing(article, client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_has_no_feed_even_for_editors(article, client, editor, state):
    Article.objects.update(state=state, withdrawn_reason="Forged.")
    for browser in (client, editor):
        assert browser.get(ARTICLE).status_code == 404
        assert entries(browser, "/feed/") == entries(browser, "/search/feed/?q=dam") == []


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/feed/"),
        ("/articles/the-dam-the-flood/", ARTICLE),
        ("/sources/ana-lund/", "/sources/ana-lund/feed/"),
        ("/search/?q=dam", "/search/feed/?q=dam"),
        ("/claims/?q=rained", "/search/feed/?q=rained&kind=claim"),
    ],
)
def test_pages_name_their_feeds(article, soup, page, feed):
    links = soup(page).select('link[rel=alternate][type="application/atom+xml"]')
    assert feed in [link["href"].removeprefix("http://testserver") for link in links]
    assert all(link.get("title") for link in links)


class TestSitemap:
    def parts(self, client):
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
        return [item.text.removeprefix("http://testserver") for item in root.iter(f"{SITEMAP}loc")]

    def pages(self, client):
        found = []
        for part in self.parts(client):
            root = ElementTree.fromstring(client.get(part).content)
            found += [item.text.removeprefix("http://testserver") for item in root.iter(f"{SITEMAP}loc")]
        return found

    def test_it_leads_to_every_published_page(self, article, client):
        add_notes(article, [replace(CLAIM, id="", source=SourceRef("a neighbour", "unnamed"))], actor=None)
        assert self.pages(client) == [
            "/articles/the-dam-the-flood/",
            "/sources/ana-lund/",
            f"/publications/{article.publication_id}/",
        ]
        assert all(client.get(page).status_code == 200 for page in self.pages(client))

    def test_it_leaves_out_what_is_not(self, article, client):
        Article.objects.update(state="draft")
        assert self.pages(client) == []

    def test_crawlers_are_told(self, client, db):
        assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text

    def test_a_part_that_is_not_there(self, client, db):
        assert client.get("/sitemap-nothing.xml").status_code == 404
