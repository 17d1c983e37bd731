"""The Web Annotation Protocol at /annotations/: headers, pages, and annotations that come back as they were said."""

import json
import subprocess
import sys

import pytest

from articles.formats.bodies import PROFILE
from articles.models import Annotation
from tests.api.conftest import problem
from tests.views.samples import QUOTE

TYPE = f'application/ld+json; profile="{PROFILE}"'
CONTAINER, ARTICLE = "/annotations/", "http://testserver/articles/the-dam-the-flood/"
SAMPLE = {
    "@context": PROFILE,
    "type": "Annotation",
    "motivation": "commenting",
    "body": {"type": "TextualBody", "value": "Well said."},
    "target": ARTICLE,
    "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def send(client, method: str, path: str, body, **headers):
    return getattr(client, method)(path, json.dumps(body), content_type=TYPE, headers=headers)


@pytest.mark.django_db
class TestReading:
    def test_the_container(self, api, article):
        response = api.get(CONTAINER)
        assert response["Content-Type"] == TYPE
        assert 'ldp#BasicContainer>; rel="type"' in response["Link"]
        body = response.json()
        assert body["total"] == Annotation.objects.count()
        assert body["id"] == response["Content-Location"]
        page = api.get(body["first"]).json()
        assert page["partOf"]["id"] == body["id"]
        assert [item["id"] for item in page["items"]] == [
            f"http://testserver/annotations/{key}" for key in Annotation.objects.values_list("public_id", flat=True)
        ]

    def test_preferences(self, api, article):
        wanted = 'return=representation;include="http://www.w3.org/ns/oa#PreferContainedIRIs"'
        response = api.get(CONTAINER, headers={"Prefer": wanted})
        assert response["Preference-Applied"] == "return=representation"
        assert all(isinstance(item, str) for item in response.json()["first"]["items"])

    @pytest.mark.parametrize(
        ("accept", "expected"), [(None, TYPE), ("*/*", TYPE), ("application/json", "application/json")]
    )
    def test_the_doors(self, api, article, accept, expected):
        response = api.get(CONTAINER + QUOTE.id, headers={"Accept": accept} if accept else {})
        assert response["Content-Type"] == expected
        assert response["Link"] == '<http://www.w3.org/ns/ldp#Resource>; rel="type"'

    def test_browsers_get_a_page(self, api, article):
        response = api.get(CONTAINER + QUOTE.id, headers={"Accept": "text/html,*/*;q=0.8"})
        assert response["Content-Type"].startswith("text/html")
        assert "Accept" in response["Vary"]

    def test_private_annotations_are_not_counted(self, api, article):
        before = api.get(CONTAINER).json()["total"]
        Annotation.objects.filter(public_id=QUOTE.id).update(visibility="private")
        assert api.get(CONTAINER).json()["total"] == before - 1
        problem(api.get(CONTAINER + QUOTE.id), 404)


@pytest.mark.django_db
class TestWriting:
    def test_what_was_said_comes_back(self, annotator, article):
        response = send(annotator, "post", CONTAINER, {**SAMPLE, "id": "https://other.example/1"}, Slug="well-said")
        assert response.status_code == 201
        assert response["Location"] == "http://testserver/annotations/well-said"
        body = annotator.get(response["Location"]).json()
        assert body == response.json()
        assert {name: body[name] for name in SAMPLE if name != "@context"} == {
            name: value for name, value in SAMPLE.items() if name != "@context"
        }
        assert body["via"] == "https://other.example/1"

    def test_put_replaces(self, annotator, article):
        created = send(annotator, "post", CONTAINER, {**SAMPLE, "canonical": "urn:x:1"})
        body = created.json()
        del body["rights"]
        body["motivation"] = "bookmarking"
        response = send(annotator, "put", created["Location"], body, **{"If-Match": created["ETag"]})
        assert response.status_code == 200
        assert response.json()["motivation"] == "bookmarking"
        assert "rights" not in response.json()
        problem(send(annotator, "put", created["Location"], {**body, "canonical": "urn:x:2"}), 409)
        problem(send(annotator, "put", created["Location"], body, **{"If-Match": created["ETag"]}), 412)

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"target": "https://elsewhere.example/"}, 422),
            ({"target": None}, 422),
            ({"type": "Person"}, 422),
            ({"@context": "https://schema.org"}, 415),
            (
                {"target": [{"source": ARTICLE, "selector": {"type": "TextQuoteSelector", "exact": "no such words"}}]},
                422,
            ),
        ],
    )
    def test_what_cannot_be_is_refused(self, annotator, article, change, status):
        count = Annotation.objects.count()
        problem(send(annotator, "post", CONTAINER, {**SAMPLE, **change}), status)
        assert Annotation.objects.count() == count

    def test_words_are_found(self, annotator, article):
        selector = {"type": "TextQuoteSelector", "exact": "rained for a week"}
        response = send(annotator, "post", CONTAINER, {**SAMPLE, "target": [{"source": ARTICLE, "selector": selector}]})
        assert response.json()["target"] == [{"source": ARTICLE, "selector": selector}]
        row = Annotation.objects.get(public_id=response["Location"].rpartition("/")[2])
        assert [span.exact for span in row.spans.all()] == ["rained for a week"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_checklist_of_the_protocol(live_server, shared, article, annotator, settings):
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10_000)
    tool = shared / "tools" / "wap_check.py"
    target = f"{live_server.url}/articles/{article.slug}/"
    auth = annotator._credentials["HTTP_AUTHORIZATION"]
    address = f"{live_server.url}/annotations/"
    command = [sys.executable, str(tool), address, "--auth", auth, "--target", target, "--resource", target, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    failed = {item["id"] for item in json.loads(run.stdout) if item["result"] == "FAIL" and item["level"] != "INFO"}
    assert failed <= {"3.d", "4.e", "5.1.e", "3.h", "4.1.f"}, "https, and Turtle, alone are not there"
