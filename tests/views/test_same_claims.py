"""A claim is linked to the same claim in another article; its card says where else it is made, to who may know."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.test import Client

from articles.document import describe_span
from articles.models import (
    Annotation,
    Article,
    SharedClaim,
    User,
    add_notes,
    delete_annotation,
    destroy_annotations,
    from_document,
    set_state,
)
from tests.views.samples import CLAIM, DOCUMENT, P3, QUOTE

pytestmark = pytest.mark.django_db

PAGE = f"/annotations/{CLAIM.id}/same/"
ARTICLE = "/articles/the-dam-the-flood/"


@pytest.fixture
def annotator(ines):
    ines.groups.add(Role.objects.get(name="annotator"))
    client = Client()
    client.force_login(ines)
    return client


@pytest.fixture
def claims(article):
    """The same claim in three articles, worded alike in two of them, and a quote."""
    for number, (start, end) in enumerate([(0, 20), (0, 13)]):
        note = replace(CLAIM, id=f"other{number}2345", spans=(describe_span(P3, start, end),), evidence=())
        from_document(replace(DOCUMENT, title=f"Other {number}", url="", notes=(note, replace(QUOTE, id=f"q{number}"))))
    return Annotation.objects.filter(kind="claim").in_bulk(field_name="public_id")


def link(client, one=CLAIM.id, other="other02345"):
    return client.post(f"/annotations/{one}/same/", {"other": other})


def also(client, address=ARTICLE):
    return [item.get_text() for item in BeautifulSoup(client.get(address).content, "html.parser").select(".note-also")]


def test_readers_cannot(article, client, reader):
    assert client.get(PAGE).status_code == 302
    assert reader.get(PAGE).status_code == 403


def test_it_is_found_and_linked(claims, annotator, client):
    page = annotator.get(PAGE, {"q": "it rained"})
    offered = BeautifulSoup(page.content, "html.parser").select("input[name=other]")
    assert {item["value"] for item in offered} == {"other02345", "other12345"}
    versions = set(Article.objects.values_list("version", flat=True))
    assert link(annotator)["Location"] == f"/annotations/{CLAIM.id}"
    assert also(client) == ["Also in 1 article"]
    assert set(Article.objects.filter(version__gt=max(versions)).values_list("title", flat=True)) >= {"Other 0"}
    link(annotator, "other12345", "other02345")
    assert also(client) == ["Also in 2 articles; wording differs"]
    assert SharedClaim.objects.count() == 1
    linked = BeautifulSoup(
        client.get(f"/annotations/{CLAIM.id}", headers={"accept": "text/html"}).content, "html.parser"
    ).select("#same .hit")
    assert [item.select_one(".hit-words a")["href"] for item in linked] == [
        "/articles/other-0/#r-other02345",
        "/articles/other-1/#r-other12345",
    ]
    listed = BeautifulSoup(client.get("/claims/").content, "html.parser").select(".hits")
    assert "also in 2 articles; wording differs" in listed[0].get_text()


def test_pages_do_not_count_an_article_that_is_withdrawn(claims, annotator, client):
    link(annotator)
    assert also(client) == ["Also in 1 article"]
    other = Article.objects.get(title="Other 0")
    other = set_state(other, "withdrawn", "Wrong.", seen="published")
    assert also(client) == []
    set_state(other, "published", seen="withdrawn")
    assert also(client) == ["Also in 1 article"]


def test_pages_do_not_count_one_that_is_destroyed(claims, annotator, client):
    link(annotator)
    assert also(client) == ["Also in 1 article"]
    destroy_annotations(Annotation.objects.filter(public_id="other02345"))
    assert also(client) == []


def test_two_pairs_become_one(claims, annotator):
    extra = replace(CLAIM, id="extra23456", evidence=())
    from_document(replace(DOCUMENT, title="Fourth", url="", notes=(extra,)))
    link(annotator)
    link(annotator, "other12345", "extra23456")
    assert SharedClaim.objects.count() == 2
    link(annotator, "extra23456", CLAIM.id)
    assert SharedClaim.objects.get().members.count() == 4


def test_it_is_taken_out_again(claims, annotator, client):
    link(annotator)
    annotator.post(PAGE, {"action": "unlink"})
    assert also(client) == []
    assert not SharedClaim.objects.exists()


@pytest.mark.parametrize("other", ["nothere234", QUOTE.id, "", "\x00"])
def test_only_claims_that_are_there(claims, annotator, other):
    assert link(annotator, other=other).status_code == 404


def test_not_in_one_article(claims, annotator, article):
    add_notes(article, [replace(CLAIM, id="second2345", spans=(describe_span(P3, 0, 9),))], actor=None)
    page = link(annotator, other="second2345")
    assert page.status_code == 422
    assert "claims of one article" in page.text


def test_private_claims_are_not_linked_and_what_becomes_hidden_is_not_counted(claims, annotator, client, ines):
    other = Article.objects.get(title="Other 1")
    mine = replace(CLAIM, id="mine234567", visibility="private", spans=(describe_span(P3, 3, 9),))
    add_notes(other, [mine], actor=ines)
    assert "Only public claims" in link(annotator, other="mine234567").text
    link(annotator)
    before = Article.objects.get(slug="the-dam-the-flood").version
    delete_annotation(claims["other02345"], actor=User.objects.get(username="ines"))
    assert also(client) == []
    assert Article.objects.get(slug="the-dam-the-flood").version > before
