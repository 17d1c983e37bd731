"""The description of the API is valid OpenAPI 3.1, complete, and its examples are true."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from articles.api.operations import OPERATIONS, examples
from articles.api.views.base import View
from tests.api.conftest import problem
from tests.api.examples import comparable, send, world

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> dict:
    """The description, made without a warning."""
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(path))
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_operation_is_described(schema):
    described = {
        operation["operationId"]
        for path in schema["paths"].values()
        for name, operation in path.items()
        if name in METHODS
    }
    assert schema["openapi"].startswith("3.1")
    assert described == {operation.id for operation in OPERATIONS.values()} == set(examples())


def test_what_it_refers_to_is_there(schema):
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schema)))
    assert "ArticleRefRequest" in names
    assert names <= schema["components"]["schemas"].keys()


def test_an_expanded_article_is_described(schema, api, article):
    (row, *_) = api.get("/api/v1/annotations/?expand=article").json()["results"]
    assert row["article"].keys() == schema["components"]["schemas"]["ExpandedArticle"]["properties"].keys()


def test_what_a_conflict_links_to_is_described(schema, editor, annotator, article):
    note = {"article": article.slug, "kind": "comment", "body": "Twice."}
    annotator.post("/api/v1/annotations/", note, format="json")
    twice = annotator.post("/api/v1/annotations/", note, format="json")
    known = editor.post("/api/v1/articles/", {"url": article.url}, format="json")
    described = schema["components"]["schemas"]["Problem"]["properties"].keys()
    assert problem(twice, 409).keys() <= described
    assert problem(known, 409).keys() <= described


def test_every_view_is_described():
    (api,) = (pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "api/")
    views = {getattr(pattern.callback, "view_class", None) for pattern in api.url_patterns}
    offered = {
        (view.__name__, method.upper())
        for view in views
        if view and issubclass(view, View)
        for method in METHODS & set(view.http_method_names)
        if hasattr(view, method)
    }
    assert offered == set(OPERATIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_its_example_is_true(operation):
    example = operation.example
    response = send(operation, example, world())
    assert response.status_code == example["status"]
    assert response.status_code in {key[0] if isinstance(key, tuple) else key for key in operation.answers}
    for name in operation.gives:
        assert name in response or name == "Link", f"{name} is promised"
    if response.streaming:
        assert example["text"] in response.getvalue().decode()
    elif not response.content:
        assert "answer" not in example
    elif response["Content-Type"].startswith("text/plain"):
        assert response.content.decode() == example["answer"]
    else:
        answer = json.loads(response.content.decode().replace("http://testserver", "https://news.example"))
        assert comparable(answer) == comparable(example["answer"])


def test_it_is_served(api, db):
    response = api.get("/api/v1/schema/")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "The Newsreader"


def test_the_page_to_try_it_loads_nothing_from_elsewhere(client, db):
    response = client.get("/api/v1/docs/")
    page = response.content.decode()
    assert 'data-api-docs="/api/v1/schema/"' in page
    assert 'src="//' not in page
    assert 'src="http' not in page
    assert "<script>" not in page
    policy = response["Content-Security-Policy"].split("; ")  # in an order that differs from run to run
    assert "script-src 'self'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-inline" not in client.get("/")["Content-Security-Policy"]
