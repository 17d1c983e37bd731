"""The pages of finding: search, quotes, claims, sources, publications, and the shape of the sourcing."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role

from articles.document import SourceRef, describe_span
from articles.models import Article, Source, User, add_notes, from_document
from tests.views.conftest import new_browser
from tests.views.samples import CLAIM, COMMENT, P1, QUOTE, titled

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14
SHAPE = "/articles/the-dam-the-flood/sourcing/"
PAGES = [
    "/search/",
    "/search/?q=dam",
    "/search/?q=dam&in=notes",
    "/search/?q=dam&in=articles",
    "/search/?q=lu&in=names&typing=1",
    "/search/?q=nothing",
    "/quotes/?q=dam",
    "/claims/?verdict=disputed",
    "/sources/?sort=often",
    "/sources/ana-lund/?kind=quote&speaker=bo-ek",
    "/search/?q=dam&speaker=bo-ek&tag=water&in=notes",
    "/claims/?speaker=bo-ek&publication=The Halyard",
    "/publications/",
    SHAPE,
    "/feed/",
    "/articles/the-dam-the-flood/feed/",
    "/sources/ana-lund/feed/",
    "/search/feed/?q=dam",
    "/sitemap.xml",
    "/sitemap-sources.xml",
    f"/annotations/{QUOTE.id}/embed/",
    f"/annotations/{QUOTE.id}/picture.png",
    f"/annotations/{CLAIM.id}",
    "/",
    "/articles/the-dam-the-flood/",
    "/articles/the-dam-the-flood/revisions/1/",
]
FOR_EDITORS = [
    f"/annotations/{CLAIM.id}/same/?q=rained",
    f"/annotations/{CLAIM.id}/history/",
    f"/annotations/{CLAIM.id}/edit/",
    "/sources/bo-ek/",
    "/sources/bo-ek/edit/",
    "/sources/bo-ek/merge/?q=ek",
    "/sources/bo-ek/merge/?into=b-ek",
    "/review/",
    "/review/?status=published",
    "/review/proposals/",
    "/account/",
    "/account/notices/",
    "/groups/",
    "/jobs/",
]


@pytest.fixture
def anna(article):
    """An editor."""
    user = User.objects.create_user("anna")
    user.groups.add(Role.objects.get(name="editor"))
    client = new_browser()
    client.force_login(user)
    return client


@pytest.fixture
def many(article):
    """Further articles of two publications, with notes by two people."""
    for number in range(25):
        quote = replace(QUOTE, id=f"q{number:09}", source=SourceRef("Bo Ek" if number % 2 else "B. Ek", "person"))
        claim = replace(CLAIM, id=f"c{number:09}", evidence=(), tags=("water",))
        name = "The Halyard" if number % 2 else "The Reservoir"
        from_document(replace(titled(f"Flood {number}", 40 * number), publication=name, notes=(quote, claim)))


def look(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_little_however_much_there_is(many, anna, client, address, django_assert_max_num_queries):
    for browser in (client, anna):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(address).status_code == 200


@pytest.mark.parametrize("address", FOR_EDITORS)
def test_a_page_for_editors_asks_little_too(many, anna, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert anna.get(address).status_code == 200


def test_the_page_of_a_publication_asks_little(many, client, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"/publications/{article.publication_id}/").status_code == 200


def test_a_filter_that_leaves_nothing_can_be_left_again(many, client):
    for name, value in (("speaker", "bo-ek"), ("tag", "water"), ("publication", "The Halyard")):
        page = look(client, f"/search/?q=nowhere&in=notes&{name}={value}")
        (chosen,) = page.select('.facets [aria-current="true"]')
        assert chosen.select_one(".facet-count").text == "0"
        assert chosen["href"] == "?q=nowhere"


def test_names_that_are_named_most_come_first_and_unnamed_ones_last(many, client):
    add_notes(Article.objects.first(), [replace(QUOTE, id="", source=SourceRef("an ek", "unnamed"))] * 30, actor=None)
    for address in ("/search/?q=ek", "/sources/?q=ek&sort=often"):
        names = [item.text for item in look(client, address).select(".names a, .source-link")]
        assert names == ["B. Ek", "Bo Ek", "an ek"]


class TestSearch:
    def test_what_was_found_is_lit_and_linked_to_its_words(self, article, client):
        page = look(client, "/search/?q=dams+mended")
        assert page.select_one("input[name=q]")["value"] == "dams mended"
        assert [item.text for item in page.select(".hit-title .lit")] == ["dam"]
        passage = page.select_one(".hit-passage a")
        assert passage["href"] == "/articles/the-dam-the-flood/#p1:~:text=dam"
        assert [item.text for item in passage.select(".lit")] == ["dam", "mended"]
        words = page.select_one(".hit-words a")
        assert words["href"] == f"/articles/the-dam-the-flood/#r-{QUOTE.id}"
        assert "The dam will hold" in words.text

    def test_what_was_written_of_a_note_is_found_too(self, article, client):
        page = look(client, "/search/?q=five")
        assert page.select_one(".hit-remark").get_text() == "It rained for five days."
        remark = look(client, "/search/?q=good").select_one(".hit-remark a")
        assert (remark["href"], remark.get_text()) == (f"/annotations/{COMMENT.id}", "A good article.")

    def test_names_lead_to_their_pages(self, article, client):
        page = look(client, "/search/?q=lun&typing=1")
        assert page.select_one(".names a")["href"] == "/sources/ana-lund/"
        assert look(client, "/search/?q=lun").select(".names a") == []

    def test_filters_are_links_with_counts(self, many, client):
        page = look(client, "/search/?q=dam&in=notes")
        facets = {item.h2.text: item.select("a") for item in page.select(".facets section")}
        assert [item.select_one(".facet-count").text for item in facets["Publication"]] == ["14", "12"]
        one = look(client, f"/search/{facets['Publication'][1]['href']}")
        assert "12 notes" in one.select_one(".finding-count").text
        chosen = one.select_one('.facets [aria-current="true"]')
        assert chosen.select_one(".facet-label").text == "The Halyard"
        assert "publication" not in chosen["href"]

    def test_pages_go_on(self, many, client):
        page = look(client, "/search/?q=dam&in=notes&page=2")
        assert len(page.select(".hit")) == 6
        assert page.select_one("main a[rel=prev]")["href"] == "?q=dam&in=notes&page=1"

    @pytest.mark.parametrize("part", ["articles", "notes"])
    @pytest.mark.parametrize(
        ("odd", "number"), [("0", 2), ("-1", 2), ("99", 2), ("9" * 12, 2), ("x", 1), ("9" * 5000, 1)]
    )
    def test_a_page_that_is_not_there_is_the_last_or_the_first(self, many, client, part, odd, number):
        there, page = (look(client, f"/search/?q=dam&in={part}&page={it}").select_one("main") for it in (number, odd))
        assert page.select(".hit")
        assert page.text == there.text

    @pytest.mark.parametrize("query", ["%00", "%22", "*", "a*b OR NEAR(", "'; DROP--", "%E2%80%9C", "x" * 5000, "水"])
    def test_nothing_that_is_typed_breaks_it(self, article, client, query):
        for extra in ("", "&typing=1"):
            assert client.get(f"/search/?q={query}{extra}").status_code == 200

    def test_markup_in_what_was_found_is_text(self, article, client):
        add_notes(article, [replace(COMMENT, id="", body="<script>alert(1)</script> & dam")], actor=None)
        assert "<script>alert" not in client.get("/search/?q=alert").text


class TestLists:
    def test_quotes_and_claims_alone(self, article, client):
        assert [item.text for item in look(client, "/quotes/").select(".hit-kind")] == ["Quote"]
        assert [item.text for item in look(client, "/claims/").select(".hit-kind")] == ["Claim"]
        assert look(client, "/claims/?verdict=supported").select(".hit") == []
        assert look(client, "/claims/?kind=quote").select_one(".hit-kind").text == "Claim"


class TestSources:
    def test_everybody_sees_what_a_source_said(self, many, client):
        page = look(client, "/sources/bo-ek/")
        assert page.h1.text == "Bo Ek"
        assert "12 notes" in page.select_one(".finding-count").text
        assert page.select_one(".hit-meta time").text == "7 October 2028"
        assert page.select_one(".source-variants") is None
        assert len(page.select(".time rect.fill-quote")) == 12
        assert page.select_one(".time table")

    def test_how_it_was_quoted_is_said_where_it_was_not_directly(self, article, client):
        notes = [replace(QUOTE, id="", manner=manner, speaker_role="") for manner in ("direct", "indirect")]
        notes.append(replace(notes[0], reported_by=SourceRef("The Post", "publication")))
        notes.append(replace(notes[1], reported_by=SourceRef("The Post", "publication"), speaker_role="smith"))
        add_notes(article, [replace(note, source=SourceRef("Bo Ek", "person")) for note in notes], actor=None)
        said = look(client, "/sources/bo-ek/").select(".hit-source")
        by = "as reported by The Post"
        assert {item.text for item in said} == {"", "indirect", by, f"smith, indirect, {by}"}
        assert not any(item.select("bdi:empty") for item in said)

    def test_who_is_beside_them(self, article, client):
        add_notes(article, [replace(QUOTE, id="", source=SourceRef("Bo Ek", "person"))], actor=None)
        beside = look(client, "/sources/ana-lund/").select(".beside li")
        assert [item.get_text(" ", strip=True) for item in beside] == ["Bo Ek in 1 article"]

    def test_editors_are_offered_other_spellings(self, many, anna):
        offered = look(anna, "/sources/bo-ek/").select(".source-variants a")
        assert [item["href"] for item in offered] == ["/sources/b-ek/", "/sources/b-ek/merge/?into=bo-ek"]

    def test_editors_are_offered_them_in_the_list_too(self, many, anna, client):
        rows = {
            item.select_one(".source-link").text: item for item in look(anna, "/sources/").select(".source-names li")
        }
        offered = [item["href"] for item in rows["B. Ek"].select(".source-merge")]
        assert offered == ["/sources/bo-ek/merge/?into=b-ek"]
        assert not rows["Ana Lund"].select(".source-merge")
        assert not look(client, "/sources/").select(".source-merge")

    def test_a_source_that_was_merged_leads_on(self, many, client):
        Source.objects.filter(slug="b-ek").update(merged_into=Source.objects.get(slug="bo-ek"))
        assert client.get("/sources/b-ek/")["Location"] == "/sources/bo-ek/"

    def test_an_unnamed_one_leads_to_its_article(self, article, client):
        add_notes(article, [replace(QUOTE, id="", source=SourceRef("a neighbour", "unnamed"))], actor=None)
        slug = Source.objects.get(kind="unnamed").slug
        assert client.get(f"/sources/{slug}/")["Location"] == "/articles/the-dam-the-flood/"

    def test_what_only_a_private_note_names_is_not_there(self, article, client, ines, reader, anna):
        note = replace(QUOTE, id="", source=SourceRef("Kept Friend", "person"), visibility="private")
        add_notes(article, [note], actor=ines)
        assert reader.get("/sources/kept-friend/").status_code == 200
        for browser in (client, anna):
            assert browser.get("/sources/kept-friend/").status_code == 404
            assert "Kept Friend" not in browser.get("/sources/").text
            assert "Kept Friend" not in browser.get("/search/?q=kept").text
            assert "Kept Friend" not in browser.get("/sources/ana-lund/").text


class TestShape:
    def test_pictures_have_their_numbers(self, article, client):
        page = look(client, SHAPE)
        titles = [item.text for item in page.select(".shape-title")]
        assert titles == [
            "The article in miniature",
            "Quoted words by speaker",
            "Who is relied on, speakers included",
            "Claims by verdict",
        ]
        rows = [item.get_text(" ", strip=True) for item in page.select(".bars tbody tr")]
        assert rows == ["Ana Lund 10", "Named 1", "Documents 0", "Unnamed 0", "Disputed 1"]
        assert [item["href"].split("#")[1] for item in page.select(".block")] == ["p1", "p2", "p3"]
        assert [len(item.select("rect[class^=fill]")) for item in page.select(".block")] == [3, 0, 1]
        assert len(page.select(".miniature tbody tr")) == 2  # the heading states nothing
        assert [item["href"].split("#")[1] for item in page.select(".block-unsourced")] == ["p3"]
        assert "1 of 1 paragraph with a number or a claim has no source" in page.select_one(".miniature-sum").text

    def test_without_script_or_style(self, article, client):
        """The pictures are drawn by the server, and hidden from those who listen, who have the tables."""
        page = look(client, SHAPE)
        for picture in page.select("main svg"):
            assert picture.find_parent(attrs={"aria-hidden": "true"}) or picture["aria-hidden"] == "true"
            assert picture.find_parent("table") or picture.find_parent("figure").table
        assert not page.select("main [style], main script")

    def test_private_notes_are_in_the_picture_of_their_creator_alone(self, article, client, ines, reader):
        note = replace(QUOTE, id="", spans=(describe_span(P1, 0, 9),), visibility="private")
        add_notes(article, [note], actor=ines)
        counts = [look(browser, SHAPE).select_one(".shape-meta span").text for browser in (client, reader)]
        assert counts == ["4 notes", "5 notes"]

    def test_an_article_without_notes(self, article, client):
        slug = from_document(titled("Bare")).slug
        assert "Nobody has annotated" in client.get(f"/articles/{slug}/sourcing/").text

    @pytest.mark.parametrize(("state", "status"), [("draft", 404), ("withdrawn", 410)])
    def test_what_readers_may_not_see(self, article, client, state, status):
        publication = article.publication_id
        Article.objects.update(state=state, withdrawn_reason="Forged.")
        assert client.get(SHAPE).status_code == status
        assert client.get(f"/publications/{publication}/").status_code == 404

    def test_a_publication(self, many, client):
        rows = look(client, "/publications/").select("tbody tr")
        assert [item.get_text(" ", strip=True) for item in rows] == [
            "The Halyard 12 12 12 0",
            "The Reservoir 14 14 14 1",
        ]
        publication = Article.objects.filter(publication__name="The Halyard")[0].publication
        page = look(client, f"/publications/{publication.pk}/")
        assert "Bo Ek 120" in [item.get_text(" ", strip=True) for item in page.select(".bars tbody tr")]
        assert client.get("/publications/999999999999999999999/").status_code == 404

    def test_the_unnamed_of_a_publication_are_one(self, many, client, article):
        for name in ("she", "he"):
            add_notes(article, [replace(QUOTE, id="", source=SourceRef(name, "unnamed"))], actor=None)
        page = look(client, f"/publications/{article.publication_id}/")
        rows = [item for item in page.select(".bars tbody tr") if item.th.text == "Unnamed"]
        assert [item.get_text(" ", strip=True) for item in rows] == ["Unnamed 20", "Unnamed 2"]  # words, and sources
        assert not rows[0].select("a")


@pytest.mark.parametrize("kind", ["quotes", "claims"])
def test_without_a_note_nothing_is_said_to_fit_or_not(client, db, kind):
    assert "Nobody has marked one yet." in client.get(f"/{kind}/").text
    assert f"No {kind[:-1]} fits." in client.get(f"/{kind}/?q=dam").text


@pytest.mark.parametrize("address", ["/", "/quotes/", "/claims/", "/search/"])
def test_what_is_no_day_is_named(soup, article, address):
    query = {"q": "dam", "until": "2030-01-01"}
    for since, said in (("<b>31.12.2025", ["<b>31.12.2025"]), ("2020-12-31", []), ("", [])):
        found = soup(address, **query, since=since)
        assert [item.bdi.text for item in found.select("main [role=status]") if "is no day" in item.text] == said


@pytest.mark.parametrize("address", ["/", "/quotes/", "/claims/", "/search/"])
@pytest.mark.parametrize(
    ("since", "until", "told"),
    [("2026-05-02", "2026-05-01", True), ("2026-05-01", "2026-05-01", False), ("", "2026-05-01", False)],
)
def test_days_in_the_wrong_order_are_told(soup, article, address, since, until, told):
    found = soup(address, q="dam", since=since, until=until)
    assert any("exchange the two" in item.text for item in found.select("main [role=status]")) is told


@pytest.mark.parametrize("address", ["/search/", "/quotes/", "/claims/", "/sources/ana-lund/"])
def test_what_has_no_word_to_look_for_is_named(soup, article, address):
    for typed, named in (("🙂 <%>", True), ("dam", False), ("", False)):
        told = " ".join(item.get_text() for item in soup(address, q=typed).select("main [role=status]"))
        assert (f"“{typed}” has no word to look for" in told) == named
        assert " with “🙂" not in told


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("q=dam&kind=quote", "Searched for “dam”; kind: Quotes"),
        ("kind=quote&until=2026-12-31", "Searched for everything; kind: Quotes; to 2026-12-31"),
    ],
)
def test_on_paper_it_says_what_was_searched_for(article, client, query, asked):
    page = BeautifulSoup(client.get(f"/search/?{query}").content, "html.parser")
    assert page.select_one(".finding-asked").text == asked
