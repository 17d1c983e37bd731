"""The Web Annotation Protocol at /annotations/: headers, pages, and annotations that come back as they were said."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.api import protocol
from articles.document import Note
from articles.formats.bodies import PROFILE
from articles.models import Annotation, add_notes, delete_annotation, from_document, replace_note
from tests.api.conftest import problem
from tests.views.samples import QUOTE, with_notes

TYPE = f'application/ld+json; profile="{PROFILE}"'
EARLY = datetime(2020, 1, 1, tzinfo=UTC)
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

    @pytest.mark.parametrize("query", ["kind=quote", "limit=5", "expand=article", "sort=created"])
    def test_what_narrows_a_list_is_not_passed_over(self, api, article, query):
        problem(api.get(f"{CONTAINER}?{query}"), 400)
        assert api.get(f"{CONTAINER}?{query}", headers={"Accept": "application/json"}).status_code == 200

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

    @pytest.mark.parametrize(
        "creator",
        [
            {"type": "Person", "name": "edith"},
            [{"type": "Person", "name": "ines"}, {"type": "Person", "name": "edith"}],
            "https://edith.example/",
        ],
    )
    def test_nobody_writes_in_the_name_of_another(self, annotator, article, creator):
        created = send(annotator, "post", CONTAINER, {**SAMPLE, "creator": creator})
        mine = {"type": "Person", "name": "ines"}
        assert created.json()["creator"] == mine
        sent = {**SAMPLE, "creator": creator, "rights": "https://other.example/"}
        replaced = send(annotator, "put", created["Location"], sent)
        assert (replaced.status_code, replaced.json()["creator"]) == (200, mine)
        export = annotator.get("/api/v1/annotations/export?format=jsonld&creator=ines")
        assert [item["creator"] for item in json.loads(export.getvalue())["items"]] == [mine]

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
            ({"target": "\ud800"}, 422),
            ({"target": "\0"}, 422),
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


LDP, OA = "http://www.w3.org/ns/ldp#", "http://www.w3.org/ns/oa#"


def prefer(*names: str) -> dict[str, str]:
    return {"Prefer": f'return=representation;include="{" ".join(names)}"'}


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("path", [CONTAINER, CONTAINER + QUOTE.id])
    def test_every_way_to_ask(self, api, article, path):
        got, head, options = api.get(path), api.head(path), api.options(path)
        assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
        for name in ("ETag", "Link", "Allow", "Vary", "Content-Type"):
            assert head[name] == got[name]
        assert options.status_code in (200, 204)
        for response in (got, head, options):
            assert {"GET", "HEAD", "OPTIONS"} <= set(response["Allow"].split(", "))
            assert 'rel="type"' in response["Link"]
        assert api.get(path, headers={"If-None-Match": got["ETag"]}).status_code == 304

    def test_the_container_says_what_it_takes(self, api, article):
        for response in (api.get(CONTAINER), api.options(CONTAINER), api.post(CONTAINER, "", content_type="text/x")):
            assert "http://www.w3.org/TR/annotation-protocol/" in response["Link"]
            assert "application/ld+json" in response["Accept-Post"]
            assert {"Accept", "Prefer"} <= set(response["Vary"].split(", "))
        assert "POST" in response["Allow"]

    def test_what_cannot_be_is_answered_so(self, annotator, article):
        problem(annotator.get(CONTAINER + QUOTE.id, headers={"Accept": "application/x-nope"}), 406)
        problem(annotator.get(CONTAINER + "neverwas"), 404)
        problem(annotator.post(CONTAINER, "{", content_type=TYPE), 400)
        problem(annotator.post(CONTAINER, "x", content_type="text/plain"), 415)
        problem(send(annotator, "post", CONTAINER, {**SAMPLE, "target": []}), 422)
        assert "GET" in annotator.put(CONTAINER, "{}", content_type=TYPE)["Allow"]

    def test_another_site_may_read_what_it_needs(self, api, article):
        origin = {"Origin": "https://client.example"}
        response = api.get(CONTAINER, headers=origin)
        assert response["Access-Control-Allow-Origin"] == "*"
        exposed = set(response["Access-Control-Expose-Headers"].split(", "))
        assert {"ETag", "Link", "Location", "Content-Location", "Allow"} <= exposed
        asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "if-match, prefer, slug"}
        flight = api.options(CONTAINER + QUOTE.id, headers={**origin, **asked})
        assert {"PUT", "DELETE"} <= set(flight["Access-Control-Allow-Methods"].split(", "))
        allowed = set(flight["Access-Control-Allow-Headers"].lower().split(", "))
        assert {"if-match", "prefer", "slug", "content-type"} <= allowed


@pytest.fixture
def many(db, monkeypatch):
    """More annotations than two pages have."""
    monkeypatch.setattr(protocol, "PER_PAGE", 40)
    monkeypatch.setattr(protocol, "IRIS_PER_PAGE", 50)
    return from_document(with_notes(120))


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("wanted", ["PreferContainedDescriptions", "PreferContainedIRIs"])
    def test_together_they_have_every_annotation_once(self, api, many, wanted):
        container = api.get(CONTAINER, headers=prefer(OA + wanted)).json()
        page, found, before = container["first"], [], None
        while page:
            assert page["type"] == "AnnotationPage"
            assert page["partOf"].items() >= {"id": container["id"], "total": container["total"]}.items()
            assert "modified" in page["partOf"]
            assert page["startIndex"] == len(found)
            assert page.get("prev") == before
            found += [item if isinstance(item, str) else item["id"] for item in page["items"]]
            assert all(isinstance(item, str) is (wanted == "PreferContainedIRIs") for item in page["items"])
            before, last = page["id"], page["id"]
            page = api.get(page["next"]).json() if "next" in page else None
        keys = Annotation.objects.values_list("public_id", flat=True)
        assert found == [f"http://testserver/annotations/{key}" for key in keys]
        assert (container["last"], container["total"]) == (last, len(keys))

    def test_the_container_describes_itself(self, api, many):
        body = api.get(CONTAINER).json()
        assert {PROFILE, "http://www.w3.org/ns/ldp.jsonld"} <= {item for item in body["@context"] if type(item) is str}
        assert set(body["type"]) == {"BasicContainer", "AnnotationCollection"}
        assert body["label"]
        assert isinstance(body["first"], str)

    def test_the_least_of_it_holds_none(self, api, many):
        for more in ((), (f"{OA}PreferContainedIRIs",)):
            response = api.get(CONTAINER, headers=prefer(f"{LDP}PreferMinimalContainer", *more))
            body = response.json()
            assert response["Content-Location"] == body["id"]
            assert not {"items", "contains"} & body.keys()
            items = api.get(body["first"]).json()["items"]
            assert all(isinstance(item, str) is bool(more) for item in items)

    def test_a_page_after_one_that_is_private_is_an_error_as_after_none(self, api, annotator, many):
        made = send(annotator, "post", CONTAINER, {**SAMPLE, "newsreader": {"visibility": "private"}}).json()
        after = f"{CONTAINER}?after={made['id'].rpartition('/')[2]}"
        assert annotator.get(after).status_code == 200
        problem(api.get(after), 400)

    def test_after_one_that_was_deleted_the_next_page_still_begins(self, api, many):
        page = api.get(api.get(CONTAINER).json()["first"]).json()
        delete_annotation(Annotation.objects.get(public_id=page["next"].rpartition("=")[2]), actor=None)
        assert len(api.get(page["next"]).json()["items"]) == 40

    def test_a_page_that_cannot_be_is_an_error(self, api, many):
        for after in ("nowhere", "%00", "x" * 99):
            problem(api.get(f"{CONTAINER}?iris=0&after={after}"), 400)
        problem(api.get(f"{CONTAINER}?iris=2"), 400)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda article, old, new: delete_annotation(old, actor=None),
        lambda article, old, new: replace_note(old, replace(old.to_note(), body="Other."), actor=None),
        lambda article, old, new: add_notes(article, [Note("", "comment", body="Old.", created=EARLY)], actor=None),
        lambda article, old, new: (
            delete_annotation(old, actor=None),
            add_notes(article, [Note("", "comment", body="Old.", created=EARLY)], actor=None),
        ),
    ],
    ids=["deleted", "changed", "imported", "exchanged"],
)
def test_every_change_gives_the_container_another_tag(api, article, change):
    old, new = Annotation.objects.order_by("pk")[:2]
    Annotation.objects.filter(pk=new.pk).update(modified=timezone.now() + timedelta(days=1))
    before = api.get(CONTAINER)["ETag"]
    change(article, old, new)
    assert api.get(CONTAINER, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.django_db
class TestLife:
    def test_it_is_listed_and_its_name_is_never_given_again(self, annotator, article):
        before = annotator.get(CONTAINER)
        created = send(annotator, "post", CONTAINER, SAMPLE, Slug="remark")
        again = send(annotator, "post", CONTAINER, SAMPLE, Slug="remark")
        assert created["Location"] == created.json()["id"] == created["Content-Location"]
        assert again["Location"] != created["Location"]
        after = annotator.get(CONTAINER)
        assert after.json()["total"] == before.json()["total"] + 2
        assert after["ETag"] != before["ETag"]
        problem(annotator.delete(created["Location"], headers={"If-Match": '"99-jsonld"'}), 412)
        deleted = annotator.delete(created["Location"], headers={"If-Match": created["ETag"]})
        assert (deleted.status_code, deleted.content) == (204, b"")
        problem(annotator.get(created["Location"]), 410)
        listed = annotator.get(annotator.get(CONTAINER).json()["first"]).json()["items"]
        assert created["Location"] not in [item["id"] for item in listed]
        assert send(annotator, "post", CONTAINER, SAMPLE, Slug="remark")["Location"] != created["Location"]

    def test_what_was_said_once_of_its_origin_stays(self, annotator, article):
        first = {**SAMPLE, "id": "urn:x:1", "via": "urn:x:0", "canonical": "urn:x:c"}
        created = send(annotator, "post", CONTAINER, first)
        body = created.json()
        assert (body["via"], body["canonical"]) == (["urn:x:1", "urn:x:0"], "urn:x:c")
        problem(send(annotator, "put", created["Location"], {**body, "via": "urn:x:2"}), 409)
        assert annotator.get(created["Location"]).json() == body

    def test_a_rich_one_comes_back_as_it_was(self, annotator, article):
        words = {"type": "TextQuoteSelector", "exact": "The dam", "prefix": "“", "suffix": " will"}
        refined = {"type": "TextPositionSelector", "start": 46, "end": 54}
        rich = {
            **SAMPLE,
            "motivation": ["commenting", "tagging"],
            "body": [
                {"type": "TextualBody", "value": "a", "purpose": "commenting", "format": "text/plain"},
                {"type": "TextualBody", "value": "b", "purpose": "tagging"},
            ],
            "target": [
                {"source": ARTICLE, "selector": [words, {"type": "TextPositionSelector", "start": 1, "end": 8}]},
                {"source": ARTICLE, "selector": {"type": "FragmentSelector", "value": "p1", "refinedBy": refined}},
            ],
        }
        created = send(annotator, "post", CONTAINER, rich)
        body = annotator.get(created["Location"]).json()
        assert {name: body[name] for name in ("motivation", "body", "target", "rights")} == {
            name: rich[name] for name in ("motivation", "body", "target", "rights")
        }

    @pytest.mark.parametrize(("start", "end"), [(-1, 8), (0, 10**12), (8, 1), (5000, 5010)])
    def test_a_position_in_another_text_is_no_place(self, annotator, article, start, end):
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        words = {"type": "TextQuoteSelector", "exact": "The dam", "prefix": "“", "suffix": " will"}
        alone = {**SAMPLE, "target": {"source": ARTICLE, "selector": position}}
        problem(send(annotator, "post", CONTAINER, alone), 422)
        both = {**SAMPLE, "target": {"source": ARTICLE, "selector": [position, words]}}
        created = send(annotator, "post", CONTAINER, both)
        assert created.status_code == 201, created.content
        (span,) = Annotation.objects.get(public_id=created["Location"].rpartition("/")[2]).to_note().spans
        assert (span.exact, span.start) == ("The dam", 1)


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
