"""The formats in which annotations are read: by Accept or by `?format=`, the same ones in each, at both doors."""

import csv
import io
import json

import pytest

from articles.formats import jsonld, tabular
from articles.formats.bodies import PROFILE
from articles.models import Annotation, Article, from_document, to_document
from tests.api.conftest import problem
from tests.views.samples import QUOTE, titled

LIST, CONTAINER = "/api/v1/annotations/", "/annotations/"
OF_ARTICLE = "/articles/the-dam-the-flood/annotations/"
JSONLD = f'application/ld+json; profile="{PROFILE}"'
TYPES = {
    "json": "application/json",
    "jsonld": JSONLD,
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}
ASKS = [({"Accept": media_type}, "", name) for name, media_type in TYPES.items()]
ASKS += [({}, f"?format={name}", name) for name in TYPES]


def ids(response, name: str) -> list[str]:
    """The annotations in an answer: a page, or one of them."""
    text = response.content.decode()
    if name == "csv":
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        return list(dict.fromkeys(row["id"] for row in rows))
    if name == "ndjson":
        return [json.loads(line)["id"] for line in text.splitlines()]
    body = json.loads(text)
    items = body.get("items" if name == "jsonld" else "results", [body])
    return [item["id"].rpartition("/")[2] for item in items]


@pytest.mark.django_db
class TestReading:
    @pytest.mark.parametrize(("headers", "query", "name"), ASKS)
    @pytest.mark.parametrize("path", [LIST, "/api/v1/articles/the-dam-the-flood/annotations/"])
    def test_a_list(self, api, article, path, headers, query, name):
        response = api.get(path + query, headers=headers)
        assert (response.status_code, response["Content-Type"]) == (200, TYPES[name])
        assert "Accept" in response["Vary"]
        assert ids(response, name) == ids(api.get(path), "json") != []

    @pytest.mark.parametrize(("headers", "query", "name"), ASKS)
    def test_one(self, api, article, headers, query, name):
        response = api.get(LIST + QUOTE.id + query, headers=headers)
        assert (response.status_code, response["Content-Type"]) == (200, TYPES[name])
        assert response["ETag"] == f'"1-{name}"'
        assert ids(response, name) == [QUOTE.id]
        known = {**headers, "If-None-Match": response["ETag"]}
        assert api.get(LIST + QUOTE.id + query, headers=known).status_code == 304

    @pytest.mark.parametrize(
        ("accept", "name"),
        [
            ("*/*", "json"),
            ("text/csv;q=0.5, application/x-ndjson", "ndjson"),
            ("text/html, text/*;q=0.1", "csv"),
            ("application/json;q=0, */*", "jsonld"),
        ],
    )
    def test_what_a_client_likes_best(self, api, article, accept, name):
        assert api.get(LIST, headers={"Accept": accept})["Content-Type"] == TYPES[name]

    def test_both_doors_say_the_same(self, api, article):
        here = api.get(LIST + QUOTE.id, headers={"Accept": JSONLD}).json()
        assert here == api.get(CONTAINER + QUOTE.id).json()
        assert api.get(LIST + QUOTE.id).json() == api.get(CONTAINER + QUOTE.id, {"format": "json"}).json()

    @pytest.mark.parametrize("name", TYPES)
    def test_filters_and_pages_are_those_of_plain_json(self, api, article, name):
        address, found = f"{LIST}?kind=quote,claim&limit=1&format={name}", []
        while address:
            response = api.get(address)
            found += ids(response, name)
            links = dict(reversed(link.split("; ")) for link in response.get("Link", "").split(", ") if link)
            address = links.get('rel="next"', "").strip("<>")
            if name == "jsonld":
                assert response.json().get("next", "") == address
        assert found == ids(api.get(f"{LIST}?kind=quote,claim"), "json")

    def test_what_comes_can_be_read_back(self, api, article):
        document = to_document(article)
        table, page = (api.get(LIST, {"format": name}).content.decode() for name in ("csv", "jsonld"))
        stored = {note.id: note for note in document.notes}
        assert {note.id: note for note in tabular.loads(table, document)} == stored
        assert {note.id: note for note in jsonld.loads(page, document).notes} == stored

    @pytest.mark.parametrize("name", ["jsonld", "csv"])
    def test_queries_do_not_grow_with_the_page(self, api, article, django_assert_max_num_queries, name):
        assert Annotation.objects.count() > 3
        with django_assert_max_num_queries(15):
            api.get(LIST, {"format": name})

    @pytest.mark.parametrize("name", ["csv", "ndjson", "html"])
    def test_the_other_door_has_w3c_and_plain_json_alone(self, api, article, name):
        problem(api.get(CONTAINER, {"format": name}), 400)


@pytest.mark.django_db
class TestWriting:
    """What was written is answered in the format that is asked for, under the address of the door."""

    NOTE = {"article": "the-dam-the-flood", "kind": "comment", "body": "Why?"}

    @pytest.mark.parametrize(("accept", "name"), [(None, "jsonld"), (JSONLD, "jsonld"), ("application/json", "json")])
    def test_plain_json_at_the_door_of_w3c(self, annotator, article, accept, name):
        headers = {"Accept": accept} if accept else {}
        made = annotator.post(CONTAINER, self.NOTE, format="json", headers=headers)
        assert (made.status_code, made["Content-Type"], made["ETag"]) == (201, TYPES[name], f'"1-{name}"')
        iri = made.json()["id" if name == "jsonld" else "iri"]
        assert made["Location"] == made["Content-Location"] == iri
        for method, body, version in (("patch", {"body": "How?"}, 2), ("put", self.NOTE, 3)):
            changed = getattr(annotator, method)(iri, body, format="json", headers=headers)
            assert (changed.status_code, changed["Content-Type"]) == (200, TYPES[name])
            assert changed["ETag"] == f'"{version}-{name}"'
            assert changed.json() == annotator.get(iri, headers=headers).json()

    @pytest.mark.parametrize("name", TYPES)
    def test_at_the_door_of_the_api(self, annotator, article, name):
        made = annotator.post(f"{LIST}?format={name}", self.NOTE, format="json")
        assert (made.status_code, made["Content-Type"], made["ETag"]) == (201, TYPES[name], f'"1-{name}"')
        assert made["Location"] == made["Content-Location"] == f"http://testserver{LIST}{ids(made, name)[0]}"
        assert annotator.get(f"{made['Location']}?format={name}").content == made.content
        gone = annotator.delete(f"{made['Location']}?format={name}")
        assert (gone.status_code, gone.content) == (204, b"")


@pytest.mark.django_db
class TestOfAnArticle:
    """The collection of an article's annotations, which W3C's clients read."""

    def test_it_has_those_of_the_article(self, api, article):
        response = api.get(OF_ARTICLE)
        assert (response.status_code, response["Content-Type"]) == (200, JSONLD)
        body = response.json()
        assert body["id"] == response["Content-Location"] == f"http://testserver{OF_ARTICLE}?iris=0"
        assert body["total"] == article.annotations.count()
        page = api.get(body["first"]).json()
        assert page["partOf"]["id"] == body["id"]
        assert [item["id"] for item in page["items"]] == [
            f"http://testserver/annotations/{name}" for name in article.annotations.values_list("public_id", flat=True)
        ]

    def test_it_has_no_others(self, api, article):
        other = from_document(titled("Another"))
        path = f"{other.get_absolute_url()}annotations/"
        assert api.get(path).json()["total"] == 0
        assert api.get(path, headers={"Accept": "application/json"}).json()["results"] == []

    def test_it_is_only_read(self, annotator, article):
        response = annotator.post(OF_ARTICLE, {}, format="json")
        problem(response, 405)
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert "Accept-Post" not in response
        assert 'ldp#BasicContainer>; rel="type"' in response["Link"]

    def test_pages_of_other_sites_read_it(self, api, article):
        response = api.get(OF_ARTICLE, headers={"Origin": "https://other.example"})
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_browsers_see_the_article(self, api, article):
        response = api.get(OF_ARTICLE, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, response["Location"]) == (302, article.get_absolute_url())
        assert "Accept" in response["Vary"]

    def test_an_article_that_is_not_there(self, api, article):
        problem(api.get("/articles/nowhere/annotations/"), 404)
        Article.objects.update(state="withdrawn", withdrawn_reason="It was wrong.")
        problem(api.get(OF_ARTICLE), 410)
