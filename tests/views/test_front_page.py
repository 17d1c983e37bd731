"""The front page shows what may be read, newest first, in pages, with the number of notes."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role

from articles.models import Article, from_document
from tests.views.samples import COMMENT, DOCUMENT, QUOTE, titled

pytestmark = pytest.mark.django_db


def titles(soup):
    return [heading.get_text() for heading in soup.select("article h2")]


def counts(soup):
    return soup.select_one(".teaser-counts").get_text()


def test_an_article(soup, article):
    page = soup("/")
    teaser = page.select_one("article")
    assert titles(page) == [DOCUMENT.title]
    assert teaser.h2.a["href"] == article.get_absolute_url()
    assert teaser.h2.a["lang"] == "en"
    assert "The Reservoir" in teaser.get_text()
    assert "By Ines Holm" in teaser.get_text()
    assert teaser.time["datetime"] == "2026-04-01"
    assert counts(page) == "1 source · 1 claim · 1 quote · 1 comment"


def test_the_newest_stands_first(soup):
    for title, days in [("middle", 2), ("oldest", 1), ("newest", 3)]:
        from_document(titled(title, days))
    assert titles(soup("/")) == ["newest", "middle", "oldest"]


def test_the_day_of_import_stands_in_for_that_of_publication(soup):
    from_document(titled("old"))
    from_document(replace(titled("undated"), published=None))
    assert titles(soup("/")) == ["undated", "old"]


def test_of_one_day_the_last_imported_stands_first(soup):
    for title in "abc":
        from_document(titled(title))
    assert titles(soup("/")) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ((), "No notes yet"),
        ((QUOTE, replace(QUOTE, id="b")), "2 quotes"),
        ((replace(QUOTE, status="suggested"), replace(QUOTE, id="b", visibility="private")), "No notes yet"),
    ],
)
def test_counts(soup, notes, words):
    from_document(replace(DOCUMENT, notes=notes))
    assert counts(soup("/")) == words


def test_comments_are_counted_too(soup):
    from_document(replace(DOCUMENT, notes=(COMMENT,)))
    assert "1 comment" in counts(soup("/"))


class TestPaging:
    @pytest.fixture(autouse=True)
    def articles(self):
        for number in range(45):
            from_document(titled(f"{number:02}", number))

    @pytest.mark.parametrize(
        ("page", "first", "last", "ways"),
        [
            (None, "44", "25", ["?page=2"]),
            ("2", "24", "05", ["?page=1", "?page=3"]),
            ("3", "04", "00", ["?page=2"]),
            ("99", "04", "00", ["?page=2"]),
            ("-1", "04", "00", ["?page=2"]),
            ("two", "44", "25", ["?page=2"]),
            ("", "44", "25", ["?page=2"]),
            ("1' OR 1=1", "44", "25", ["?page=2"]),
        ],
    )
    def test_pages(self, soup, page, first, last, ways):
        found = soup("/", **({} if page is None else {"page": page}))
        shown = titles(found)
        assert (shown[0], shown[-1]) == (first, last)
        assert [link["href"] for link in found.select("main nav a")] == ways

    def test_the_queries_do_not_grow(self, client, django_assert_num_queries):
        with django_assert_num_queries(5):
            client.get("/")


@pytest.mark.parametrize(("role", "leads"), [("annotator", 0), ("editor", 1)])
def test_the_first_article_is_imported_in_the_browser_by_who_may(reader, ines, role, leads):
    ines.groups.add(Role.objects.get(name=role))
    page = BeautifulSoup(reader.get("/").content, "html.parser")
    assert len(page.select('main a[href="/import/"]')) == leads


def test_empty(soup):
    page = soup("/")
    assert "There are no articles yet" in page.get_text()
    assert "import_article" in page.get_text()
    assert not page.select("main nav")


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
class TestHiddenArticles:
    @pytest.fixture(autouse=True)
    def hidden(self, article, state):
        Article.objects.update(state=state, withdrawn_reason="It was wrong.")

    def test_from_readers(self, soup, reader):
        assert titles(soup("/")) == []
        assert DOCUMENT.publication not in reader.get("/").text

    def test_not_from_editors(self, editor, state):
        page = editor.get("/").text
        assert DOCUMENT.publication in page
        assert f"{state.capitalize()}: only editors see it" in page


def test_other_addresses_of_the_front_page(client, article):
    response = client.get("/articles/")
    assert (response.status_code, response["Location"]) == (302, "/")
