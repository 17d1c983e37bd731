"""Every error is a problem document, whatever it is about and wherever it happens."""

import gzip

import pytest
from rest_framework.test import APIClient

from articles.api.views import annotations, protocol
from articles.api.views.stats import Stats
from articles.views import annotations as pages
from tests.api.conftest import codes, problem

ANNOTATIONS = "/api/v1/annotations/"


@pytest.mark.parametrize(
    "url", ["/api/", "/api/v2/", "/api/v1/nothing", "/api/v1/annotations", "/api/v1/articles/a b", "/api/v1/tokens/x"]
)
@pytest.mark.parametrize("method", ["get", "post", "options", "delete"])
def test_unknown_addresses(api, db, url, method):
    problem(getattr(api, method)(url), 404)


@pytest.mark.parametrize(
    "url",
    [
        ANNOTATIONS + "nothing",
        ANNOTATIONS + "nothing/history",
        "/api/v1/articles/nothing",
        "/api/v1/articles/nothing/text",
        "/api/v1/articles/nothing/annotations/",
        "/api/v1/articles/nothing/revisions/",
        "/api/v1/sources/nothing",
    ],
)
def test_unknown_things(api, db, url):
    problem(api.get(url), 404)


@pytest.mark.parametrize(
    ("method", "url", "allowed"),
    [
        ("put", ANNOTATIONS, "GET, POST, HEAD, OPTIONS"),
        ("delete", "/api/v1/sources/nothing", "GET, HEAD, OPTIONS"),
        ("post", "/api/v1/stats/", "GET, HEAD, OPTIONS"),
        ("patch", "/api/v1/tokens/", "GET, POST, HEAD, OPTIONS"),
        ("get", ANNOTATIONS + "bulk", "POST, OPTIONS"),
        ("post", "/annotations/quote23456", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
    ],
)
def test_methods_that_there_are_not(api, annotator, article, method, url, allowed):
    for client in (api, annotator):
        response = getattr(client, method)(url)
        problem(response, 405)
        assert response["Allow"] == allowed


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/articles/the-dam-the-flood/text", "*/*"),
        (ANNOTATIONS + "bulk", "application/x-ndjson"),
        (ANNOTATIONS + "export", "application/zip"),
        ("/annotations/", "*/*"),
    ],
)
def test_options_are_json_whatever_else_there_is(api, article, path, accept):
    response = api.options(path, HTTP_ACCEPT=accept)
    assert response["Content-Type"] == "application/json"
    assert response.json()["methods"]


def test_options_and_head(api, article):
    response = api.options(ANNOTATIONS)
    assert response.json()["methods"] == ["GET", "POST", "HEAD", "OPTIONS"]
    response = api.head(ANNOTATIONS + "quote23456")
    assert (response.status_code, response["ETag"]) == (200, '"1-json"')
    assert api.head(ANNOTATIONS)["ETag"] == api.get(ANNOTATIONS)["ETag"]


def test_our_own_mistakes(db, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("secret")

    monkeypatch.setattr(Stats, "get", fail)
    response = APIClient(raise_request_exception=False).get("/api/v1/stats/")
    assert "secret" not in str(problem(response, 500))


class TestMistakesAtTheOtherDoor:
    """An annotation's address is its page's, too: whoever prefers that gets a page, and a program a problem."""

    @pytest.fixture
    def failing(self, article, monkeypatch):
        def fail(*arguments, **named):
            raise RuntimeError("secret")

        for module in (pages, annotations):
            monkeypatch.setattr(module, "get_annotation", fail)
        monkeypatch.setattr(protocol, "Container", fail)
        return APIClient(raise_request_exception=False)

    @pytest.mark.parametrize(
        ("path", "how"),
        [
            ("/annotations/", {}),
            ("/annotations/", {"accept": "application/ld+json;q=0.5, text/html"}),
            ("/annotations/quote23456", {}),
            ("/annotations/quote23456/", {"accept": "*/*"}),
            ("/annotations/quote23456", {"accept": "application/ld+json, text/html;q=0.5"}),
            ("/annotations/quote23456?format=jsonld", {"accept": "text/html"}),
        ],
    )
    def test_a_program_is_told_in_json(self, failing, path, how):
        assert "secret" not in str(problem(failing.get(path, headers=how), 500))

    @pytest.mark.parametrize("path", ["/annotations/quote23456", "/annotations/quote23456/"])
    def test_a_reader_is_told_by_a_page(self, failing, path):
        response = failing.get(path, headers={"accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")

    def test_a_host_that_is_not_ours(self, article, api):
        problem(api.get("/annotations/", HTTP_HOST="elsewhere.example"), 400)
        page = api.get("/annotations/quote23456/history/", HTTP_HOST="elsewhere.example")
        assert page["Content-Type"].startswith("text/html")


def test_a_mistake_is_as_long_as_its_headers_say(db, monkeypatch):
    monkeypatch.setattr(Stats, "get", None)
    client = APIClient(raise_request_exception=False)
    response = client.get("/api/v1/stats/", headers={"Accept-Encoding": "gzip"})
    problem(response, 500)
    assert response["Content-Length"] == str(len(response.content))
    assert not response.has_header("Content-Encoding")


def test_a_host_that_is_not_ours(api, db):
    problem(api.get(ANNOTATIONS, HTTP_HOST="elsewhere.example"), 400)


def test_pages_of_the_site_stay_pages(client, db):
    assert client.get("/nothing")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/*;q=0.2", 200),
        ("text/html, */*;q=0.1", 200),
        ("", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/json;q=0, */*", 406),
        ("*/*;q=0", 406),
    ],
)
def test_what_a_client_accepts(api, db, accept, status):
    response = api.get("/api/v1/stats/", HTTP_ACCEPT=accept)  # in JSON alone
    if status == 200:
        assert response["Content-Type"] == "application/json"
    else:
        problem(response, status)


@pytest.mark.parametrize("accept", ["text/turtle", "text/html;level=1"])
def test_who_accepts_nothing_of_it_is_told_what_there_is(api, db, accept):
    detail = problem(api.get(ANNOTATIONS, HTTP_ACCEPT=accept), 406)["detail"]
    assert detail.endswith(
        'in: application/json, application/ld+json; profile="http://www.w3.org/ns/anno.jsonld", application/x-ndjson,'
        " text/csv; charset=utf-8."
    )


def test_who_asks_for_a_format_that_there_is_not_is_told_which_there_are(api, db):
    (error,) = problem(api.get(ANNOTATIONS, {"format": "turtle"}), 400)["errors"]
    assert error["detail"] == "“turtle” is not one of: json, jsonld, ndjson, csv."


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ("{", "application/json", 400),
        ('{"kind": NaN}', "application/json", 400),
        (b"\xff", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("", "application/json", 400),
        ("null", "application/json", 400),
        ("[]", "application/json", 400),
        ("kind=quote", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
    ],
)
def test_bodies_that_cannot_be_read(annotator, body, media_type, status):
    problem(annotator.post(ANNOTATIONS, body, content_type=media_type), status)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("patch", ANNOTATIONS + "quote23456"),
        ("put", ANNOTATIONS + "quote23456"),
        ("post", ANNOTATIONS + "quote23456/restore"),
        ("post", ANNOTATIONS + "bulk"),
        ("patch", "/api/v1/articles/the-dam-the-flood"),
        ("post", "/api/v1/articles/"),
        ("post", "/api/v1/tokens/"),
        ("post", "/annotations/"),
    ],
)
def test_nothing_at_all_is_no_body(editor, article, method, path):
    media_type = "application/ld+json" if path == "/annotations/" else "application/json"
    problem(getattr(editor, method)(path, "null", content_type=media_type), 400)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('{"kind": "comment", "body": "One.", "kind": "quote"}', "application/json"),
        ('{"kind": "comment", "spans": [{"kind": 1, "a": {}, "kind": 1}]}', "application/json"),
        ('{"type": "Annotation", "kind": 1, "kind": 1}', "application/ld+json"),
    ],
)
def test_a_name_that_is_given_twice_is_named(annotator, body, media_type):
    response = annotator.post("/annotations/", body, content_type=media_type)
    assert "“kind” is given twice" in problem(response, 400)["detail"]


@pytest.mark.parametrize("value", ["1e400", "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500])
def test_what_no_database_can_keep_is_no_json(annotator, article, value):
    body = f'{{"type": "Annotation", "target": "http://testserver{article.get_absolute_url()}", "foo": {value}}}'
    problem(annotator.post("/annotations/", body, content_type="application/ld+json"), 400)
    deep = f'{{"article": {value}}}'
    problem(annotator.patch(ANNOTATIONS + "quote23456", deep, content_type="application/json"), 400)


@pytest.mark.parametrize("address", [ANNOTATIONS, f"{ANNOTATIONS}import?format=ndjson"])
def test_compressed_bodies_are_told_to_be_sent_as_they_are(annotator, address):
    sent = {"content_type": "application/json", "HTTP_CONTENT_ENCODING": "gzip"}
    response = annotator.post(address, gzip.compress(b"{}"), **sent)
    assert "compressed (“gzip”)" in problem(response, 415)["detail"]
    assert response["Accept-Encoding"] == "identity"


def test_bodies_that_are_too_large(annotator):
    problem(annotator.post(ANNOTATIONS, "{}", content_type="application/json", CONTENT_LENGTH="99999999"), 413)


def test_many_errors_at_once_with_pointers(annotator, article):
    body = {
        "kind": "rumour",
        "colour": "red",
        "article": article.slug,
        "spans": [{"paragraph": 5, "start": "0", "end": 5}, {"rôle/~": 1}],
    }
    assert codes(annotator.post(ANNOTATIONS, body, format="json"), 400) == {"/colour": "unknown"}
    del body["colour"]
    assert codes(annotator.post(ANNOTATIONS, body, format="json"), 400) == {
        "/kind": "invalid_choice",
        "/spans/0/paragraph": "invalid",
        "/spans/0/start": "invalid",
        "/spans/1/rôle~1~0": "unknown",
    }


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "a\\udfffb"])
@pytest.mark.parametrize(
    "body",
    [
        '{"kind": "comment", "article": "%s"}',
        '{"kind": "%s", "article": "the-dam-the-flood"}',
        '{"kind": "comment", "article": "the-dam-the-flood", "body": "%s"}',
        '{"kind": "comment", "article": "the-dam-the-flood", "%s": 1}',
        '{"kind": "source", "article": "the-dam-the-flood", "spans": [{"exact": "%s"}]}',
        '{"kind": "comment", "article": "the-dam-the-flood", "source": {"slug": "%s"}}',
        '{"operations": [{"op": "delete", "id": "%s"}]}',
    ],
)
def test_characters_that_are_none(annotator, article, body, text):
    url = ANNOTATIONS + ("bulk" if "operations" in body else "")
    response = annotator.post(url, body.replace("%s", text), content_type="application/json")
    if "operations" in body:
        assert response.json()["results"][0]["status"] == 400
    else:
        problem(response, 400)


def test_other_sites_may_read(api, article):
    response = api.get(ANNOTATIONS, HTTP_ORIGIN="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert api.get(ANNOTATIONS + "none", HTTP_ORIGIN="https://elsewhere.example")["Access-Control-Allow-Origin"] == "*"
    asked = api.options(ANNOTATIONS, HTTP_ORIGIN="https://elsewhere.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST")
    assert "if-match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in api.get("/", HTTP_ORIGIN="https://elsewhere.example")
