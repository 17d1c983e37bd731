"""Addresses at which there is nothing, methods that nobody answers, and mistakes of our own."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from articles.models import Article
from newsreader.urls import handler400, handler404, handler500  # noqa: F401 - this module stands in for the project's addresses
from newsreader.urls import urlpatterns as real_patterns

pytestmark = pytest.mark.django_db


def break_down(request):
    raise RuntimeError("secret detail")


def miss(request):
    Article.objects.get(slug="nothing")


urlpatterns = [path("break", break_down), path("miss", miss), *real_patterns]

STRANGE = [
    "/nowhere",
    "/articles/nothing/",
    "/articles/a b/",
    "/articles/%00/",
    "/articles/%ff%fe/",
    "/articles/..%2f..%2fetc/",
    "/articles/🙂/",
    "/articles/İ/",
    "/articles/" + "x" * 3000 + "/",
    "/articles/'%20OR%201=1/",
    "/annotations/nothing",
    "/annotations/%00",
    "/annotations/a/b",
    "/annotations/" + "x" * 65,
    "/annotations/🙂",
    "/annotations/<script>",
    "/annotations/%0d%0aSet-Cookie:a=b",
    "/%2e%2e/",
    "/static/nothing.css",
]


@pytest.mark.parametrize("address", STRANGE)
def test_unknown_addresses(client, article, address):
    response = client.get(address)
    assert response.status_code == 404
    assert not [script for script in BeautifulSoup(response.text, "html.parser").select("script") if script.text]


def test_the_page_says_so_and_leads_on(soup, article):
    page = soup("/nowhere")
    assert page.h1.get_text() == "There is nothing here"
    assert page.select('a[href="/"]')
    assert page.html["lang"]


@pytest.mark.parametrize("address", ["/sign-out/", "/account/notices/read/", "/groups/any/link/", "/review/undo/"])
def test_what_only_takes_forms_says_so(client, soup, address):
    assert soup(address).h1.get_text() == "There is nothing to show here"
    response = client.get(address)
    assert (response.status_code, "POST" in response["Allow"]) == (405, True)
    assert client.put(address).content == b""


def test_not_found_reads_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/nowhere")


@pytest.mark.parametrize("address", ["/articles/the-dam-the-flood", "/admin"])
def test_a_missing_slash_is_added(client, article, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, f"{address}/")


@pytest.mark.parametrize("address", ["/", "/articles/the-dam-the-flood/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods(client, article, address, method):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_other_hosts_are_refused(article):
    response = Client(headers={"Host": "evil.example"}).get("/articles/the-dam-the-flood/")
    assert response.status_code == 400
    assert "This was not understood" in response.text


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2_000_000)
@pytest.mark.parametrize("address", ["/sign-in/", "/import/"])
def test_what_is_too_large_says_so(client, address):
    response = client.post(address, "username=" + "a" * 2_000_000, "application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "At most 2 MB" in response.text
    assert 'href="/"' in response.text


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_mistakes(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/break")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "secret" not in response.text
    assert 'href="/"' in response.text
    assert "default-src 'none'" in response["Content-Security-Policy"]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_that_was_never_there_is_one_of_them(db, method):
    assert getattr(Client(raise_request_exception=False), method)("/miss").status_code == 500


def test_crawlers_are_told_what_is_not_for_them(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]
