"""Annotations by the file in the browser: downloads that lead to all formats, and a form that says what it did."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Annotation
from tests.views.samples import DOCUMENT, QUOTE

pytestmark = pytest.mark.django_db

ADDRESS = "/account/import/"
GOOD = {"kind": "comment", "body": "Well.", "article": "the-dam-the-flood"}


@pytest.fixture
def annotator(reader, ines):
    ines.groups.add(Role.objects.get(name="annotator"))
    return reader


def send(client, data, name: str = "json", **fields):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(ADDRESS, {"file": SimpleUploadedFile("notes", data), "format": name, **fields})


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_an_article_offers_its_notes(client, article):
    links = page(client.get(article.get_absolute_url())).select(".downloads a")
    assert [link.get_text() for link in links] == ["JSON", "W3C JSON-LD", "CSV", "brat", "Hypothesis"]
    for link in links:
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_ones_own_notes_are_offered(annotator, article):
    send(annotator, [GOOD])
    link = page(annotator.get("/account/")).select_one(".downloads a")
    rows = json.loads(b"".join(annotator.get(link["href"]).streaming_content))["results"]
    assert [row["body"] for row in rows] == ["Well."]


def test_machines_are_led_to_the_notes(client, article):
    answer = client.get(article.get_absolute_url())
    assert answer["Link"] == '</annotations/>; rel="http://www.w3.org/ns/oa#annotationService"'
    link = page(answer).select_one('link[rel=alternate][type="application/ld+json"]')
    items = json.loads(b"".join(client.get(link["href"]).streaming_content))["items"]
    assert {item["newsreader"]["id"] for item in items} == {note.id for note in DOCUMENT.notes}


def test_a_page_says_its_quotations_and_reviews(client, article):
    graph = json.loads(page(client.get(article.get_absolute_url())).select_one("script[type$='ld+json']").string)
    by_type = {item["@type"]: item for item in graph["@graph"]}
    (quotation,) = by_type["NewsArticle"]["hasPart"]
    assert quotation["text"] == " … ".join(span.exact for span in QUOTE.spans)
    assert by_type["ClaimReview"]["reviewRating"]["alternateName"] == "disputed"


def test_a_page_says_no_review_that_it_does_not_show(client, article):
    response = client.get(article.get_absolute_url(), {"show": "quotes"})
    (said,) = json.loads(page(response).select_one("script[type$='ld+json']").string)["@graph"]
    assert (said["@type"], len(said["hasPart"])) == ("NewsArticle", 1)


class TestImport:
    def test_it_is_tried_first(self, annotator, article):
        assert page(annotator.get(ADDRESS)).select_one("[name=dry_run]").has_attr("checked")
        answer = page(send(annotator, [GOOD], dry_run="on"))
        said = answer.select_one("[role=status]").get_text(" ", strip=True)
        assert "Nothing is stored yet. There would be 1 new, 0 there already." in said
        assert "choose the file once more" in said
        assert Annotation.objects.count() == 4

    def test_and_then_stored_once(self, annotator, article, ines):
        for said in ("1 stored, 0 there already.", "0 stored, 1 there already."):
            assert page(send(annotator, [GOOD])).select_one("[role=status]").get_text(strip=True) == said
        assert Annotation.objects.get(body="Well.").creator == ines

    def test_what_is_not_stored_is_named(self, annotator, article):
        answer = page(send(annotator, [GOOD, {**GOOD, "article": "no<where>"}, {**GOOD, "mood": "good"}]))
        assert "1 without article or words. 1 that cannot be stored." in answer.get_text()
        assert [item.get_text() for item in answer.select(".rows li")] == [
            "Annotation 2: There is no article /articles/no<where>/.",
            "Annotation 3: /mood: Note has no such field.",
        ]

    @pytest.mark.parametrize(("data", "name"), [(b"", "ndjson"), (b"\n\n", "ndjson"), (b"[]", "json")])
    def test_a_file_of_none_brings_none_and_that_is_said(self, annotator, article, data, name):
        answer = page(send(annotator, data, name))
        assert answer.select_one("[role=status]").get_text(strip=True) == "There are no annotations in the file."
        assert not answer.select(".errorlist")

    @pytest.mark.parametrize(
        ("data", "name", "sentence"),
        [
            (b"PK\x03\x04", "csv", "This is a packed file, not a text; unpack it first. Nothing was stored."),
            (
                b"[\xff]",
                "json",
                "This is not in UTF-8: invalid start byte near byte 1; save it so. Nothing was",
            ),
            (b'[{"kind"', "json", "Annotation 1 is not JSON"),
            (b"a,b\n", "csv", "The first row of a table names its columns"),
            (b"", "json", "The submitted file is empty."),
            (b"", "csv", "The submitted file is empty."),
            (b"[]", "xlsx", "Select a valid choice."),
        ],
    )
    def test_a_bad_file_is_refused_in_a_sentence(self, annotator, article, data, name, sentence):
        (error,) = page(send(annotator, data, name)).select(".errorlist li")
        assert error.get_text().startswith(sentence)
        assert Annotation.objects.count() == 4

    def test_only_annotators_import(self, client, reader, article):
        assert client.get(ADDRESS).status_code == 302
        assert send(reader, [GOOD]).status_code == 403
        assert not page(reader.get("/account/")).select(f'a[href="{ADDRESS}"]')
