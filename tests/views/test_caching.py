"""A reader without an account is told that nothing has changed; a page of somebody's own is never kept for others."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse

from articles.models import add_notes, delete_annotation
from articles.views.caching import _kept
from tests.views.samples import CLAIM, QUOTE

pytestmark = pytest.mark.django_db

PAGES = ["/articles/the-dam-the-flood/", "/articles/the-dam-the-flood/?show=claims", f"/annotations/{CLAIM.id}"]


@pytest.mark.parametrize("address", PAGES)
class TestAnonymous:
    def test_a_present_copy_is_confirmed(self, client, article, address):
        response = client.get(address)
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == response["ETag"]
        for answer in (response, again):
            assert {"public", "no-cache"} <= set(answer["Cache-Control"].split(", "))
            assert "Cookie" in answer["Vary"]

    def test_confirming_reads_little(self, client, article, address, django_assert_max_num_queries):
        etag = client.get(address)["ETag"]
        with django_assert_max_num_queries(5):
            client.get(address, headers={"If-None-Match": etag})

    @pytest.mark.parametrize(
        "change",
        [
            lambda article: article.touch(),
            lambda article: add_notes(article, [QUOTE], actor=None),
            lambda article: delete_annotation(article.annotations.get(public_id=QUOTE.id), actor=None),
        ],
        ids=["touched", "note added", "note deleted"],
    )
    def test_an_old_copy_is_replaced(self, client, article, address, change):
        etag = client.get(address)["ETag"]
        change(article)
        response = client.get(address, headers={"If-None-Match": etag})
        assert response.status_code == 200
        assert response["ETag"] != etag

    @pytest.mark.parametrize("condition", ['"other"', "nonsense", 'W/"1-1"', ""])
    def test_other_copies_are_replaced(self, client, article, address, condition):
        assert client.get(address, headers={"If-None-Match": condition}).status_code == 200

    def test_a_head_has_the_same_headers(self, client, article, address):
        head, page = client.head(address), client.get(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", page["ETag"])


@pytest.mark.parametrize("address", PAGES)
class TestSignedIn:
    def test_never_for_others(self, reader, editor, article, address):
        for browser in (reader, editor):
            response = browser.get(address)
            assert "private" in response["Cache-Control"]
            assert "public" not in response["Cache-Control"]
            assert "Cookie" in response["Vary"]

    def test_a_copy_from_before_signing_in_is_not_confirmed(self, client, reader, article, address):
        etag = client.get(address)["ETag"]
        assert reader.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_two_articles_never_share_a_name(client, article, reader):
    etags = {client.get(address)["ETag"] for address in (PAGES[0], PAGES[2])}
    assert all(etag.startswith(f'"{article.pk}-{article.version}-') for etag in etags)


@pytest.mark.parametrize("address", ["/", "/nowhere"])
def test_other_pages_are_not_public_for_signed_in_readers(reader, article, address):
    assert "public" not in reader.get(address).get("Cache-Control", "")


@pytest.mark.parametrize("browser", ["client", "reader"])
@pytest.mark.parametrize(
    "address", ["/", "/quotes/", "/search/?q=dam", "/feed/", "/sitemap.xml", "/nowhere", "/api/v1/articles/"]
)
def test_no_cache_keeps_any_page_without_asking(request, article, browser, address):
    answer = request.getfixturevalue(browser).get(address)
    assert {"no-cache", "no-store"} & set(answer["Cache-Control"].split(", "))


def test_it_is_made_once_packed_and_once_plain(client, article):
    pages = {}
    for encoding in ("gzip", "identity"):
        first, second = (client.get(PAGES[0], headers={"Accept-Encoding": encoding}) for _ in range(2))
        assert first.templates
        assert not second.templates
        assert first.content == second.content
        pages[encoding] = first.content
    assert gzip.decompress(pages["gzip"]) == pages["identity"]


def test_many_readers_at_once_have_it_made_once(rf):
    made, all_there = [], threading.Barrier(8)

    def respond():
        made.append(1)
        time.sleep(0.05)
        return HttpResponse("page")

    def read(number):
        all_there.wait()
        return _kept(rf.get("/at-once"), '"of many at once"', respond).content

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(8))) == {b"page"}
    assert len(made) == 1
