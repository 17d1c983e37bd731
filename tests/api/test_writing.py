"""What programs write: annotations made, replaced, patched, deleted and restored, with nothing lost or doubled."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.document import describe_span
from articles.models import (
    Annotation,
    Group,
    IdempotencyKey,
    Import,
    Notice,
    Source,
    add_notes,
    delete_annotation,
    merge_sources,
    replace_note,
)
from articles.tasks import import_address
from tests.api.conftest import client_of, codes, make_user, problem
from tests.importers.hosts import answer, serving
from tests.views.samples import CLAIM, P1, QUOTE

ANNOTATIONS = "/api/v1/annotations/"
QUOTED = {"kind": "quote", "spans": [{"paragraph": "p1", "start": 0, "end": 20}]}


def post(client, article, body: dict, query: str = "", **headers):
    return client.post(ANNOTATIONS + query, {"article": article.slug, **body}, format="json", headers=headers)


@pytest.fixture
def quote(article, annotator) -> str:
    """The address of a quote of the annotator."""
    return post(annotator, article, QUOTED).json()["url"]


class TestCreating:
    def test_neither_the_earlier_text_nor_the_page_that_it_came_from_is_read(self, annotator, article):
        with CaptureQueriesContext(connection) as queries:
            assert post(annotator, article, QUOTED).status_code == 201
        assert not [query for query in queries if '"document"' in query["sql"] or '"original"' in query["sql"]]

    def test_a_whole_claim(self, annotator, article):
        body = {
            "kind": "claim",
            "spans": [{"paragraph": "p3", "start": 0, "end": 20}],
            "source": {"name": "The Rain Office", "kind": "organisation", "url": "https://rain.example/"},
            "speaker_role": "weather service",
            "manner": "indirect",
            "reported_by": {"name": "Daily Flood", "kind": "publication"},
            "body": "See *below*.",
            "tags": ["rain", "2026"],
            "verdict": "refuted",
            "verdict_reason": "It did not rain.",
            "evidence": [{"url": "https://dry.example/", "stance": "disputes", "accessed": "2026-04-02"}],
            "proposed_by": "a program",
            "confidence": 0.5,
        }
        response = post(annotator, article, body)
        assert response.status_code == 201, response.content
        made = response.json()
        assert response["Location"] == made["url"] == f"http://testserver{ANNOTATIONS}{made['id']}"
        assert response["ETag"] == '"1-json"'
        assert made["creator"] == {"name": "ines"}
        assert made["spans"][0]["text"] == "It rained for a week"
        assert made["source"] == {"slug": "the-rain-office", **body["source"]}
        assert made["evidence"][0]["accessed"] == "2026-04-02"
        for name in (
            "speaker_role",
            "manner",
            "body",
            "tags",
            "verdict",
            "verdict_reason",
            "proposed_by",
            "confidence",
        ):
            assert made[name] == body[name]
        assert annotator.get(made["url"]).json() == made

    @pytest.mark.parametrize(
        ("named", "status"),
        [
            ("the-dam-the-flood", 201),
            ({"slug": "the-dam-the-flood"}, 201),
            ({"url": "https://www.reservoir.example/dam"}, 201),
            ({"slug": "the-dam-the-flood", "revision": 1}, 201),
            ({"slug": "the-dam-the-flood", "revision": 2}, 422),
            ({"slug": "the-dam-the-flood", "url": "https://other.example/"}, 422),
            ({}, 422),
            ("nothing", 422),
            (5, 400),
            ({"name": "x"}, 400),
        ],
    )
    def test_naming_the_article(self, annotator, article, named, status):
        response = annotator.post(ANNOTATIONS, {**QUOTED, "article": named}, format="json")
        assert response.status_code == status, response.content

    @pytest.mark.parametrize(
        "span",
        [
            {"paragraph": "p1", "start": 26, "end": 34},
            {"paragraph": "p1", "start": 26, "end": 34, "text": "Ana Lund"},
            {"paragraph": "p1", "start": 26, "end": 34, "exact": "Ana Lund", "prefix": "said ", "suffix": " on"},
            {"exact": "Ana Lund"},
            {"paragraph": "p1", "text": "Ana Lund"},
            {"exact": "Ana Lund", "prefix": "said "},
        ],
    )
    def test_spans_by_offsets_by_words_or_both(self, annotator, article, span):
        response = post(annotator, article, {"kind": "source", "spans": [span]})
        assert response.status_code == 201, response.content
        (found,) = response.json()["spans"]
        assert (found["paragraph"], found["start"], found["end"], found["text"]) == ("p1", 26, 34, "Ana Lund")
        assert found["prefix"] == P1.text[:26]

    @pytest.mark.parametrize(
        ("span", "pointer", "code"),
        [
            ({"paragraph": "p9", "start": 0, "end": 5}, "paragraph", "unknown"),
            ({"paragraph": "p1", "start": 0, "end": 999}, "end", "offsets"),
            ({"paragraph": "p1", "start": 5, "end": 5}, "end", "offsets"),
            ({"paragraph": "p1", "start": 5}, "end", "required"),
            ({"start": 5, "end": 9}, "paragraph", "required"),
            ({"paragraph": "", "start": 0, "end": 3}, "paragraph", "required"),
            ({"paragraph": "p1", "start": 26, "end": 34, "text": "Ana Land"}, "text", "differs"),
            ({"paragraph": "p1", "start": 26, "end": 34, "exact": "Ana Land"}, "exact", "differs"),
            ({"paragraph": "p1", "start": 26, "end": 34, "prefix": "says "}, "prefix", "differs"),
            ({"exact": "nowhere"}, "exact", "not_found"),
            ({"text": "nowhere"}, "text", "not_found"),
            ({"exact": "Ana Lund", "prefix": "says "}, "exact", "not_found"),
            ({"exact": "a"}, "exact", "ambiguous"),
            ({"exact": "a", "text": "b"}, "exact", "differs"),
            ({"paragraph": "p1"}, "", "required"),
            ({"paragraph": "p1", "start": 0, "end": 5, "state": "changed"}, "state", "state"),
        ],
    )
    def test_words_that_cannot_be_found(self, annotator, article, span, pointer, code):
        response = post(annotator, article, {"kind": "source", "spans": [QUOTED["spans"][0], span]})
        assert codes(response, 422) == {f"/spans/1/{pointer}".rstrip("/"): code}

    @pytest.mark.parametrize(("around", "told"), [({}, "text."), ({"suffix": " said"}, "text, with these around.")])
    def test_what_stands_around_is_told_of_where_it_was_given(self, annotator, article, around, told):
        response = post(annotator, article, {"kind": "source", "spans": [{"exact": "nowhere", **around}]})
        (error,) = response.json()["errors"]
        assert error["detail"] == f"“nowhere” is not in the {told}"

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({"kind": "quote"}, "/spans", "required"),
            ({**QUOTED, "verdict": "disputed"}, "/verdict", "kind"),
            ({**QUOTED, "kind": "claim", "verdict": "disputed"}, "/verdict_reason", "required"),
            ({**QUOTED, "body": "\x07"}, "/body", "character"),
            ({**QUOTED, "tags": ["a", "a"]}, "/tags", "repeated"),
            ({**QUOTED, "visibility": "group"}, "/group", "group"),
            ({**QUOTED, "visibility": "group", "group": "desk"}, "/group", "unknown"),
            ({**QUOTED, "source": {}}, "/source/name", "required"),
            ({**QUOTED, "reported_by": {}}, "/reported_by/name", "required"),
            ({**QUOTED, "source": {"name": "Ana"}}, "/source/kind", "required"),
            ({**QUOTED, "source": {"slug": "nobody"}}, "/source/slug", "unknown"),
            ({**QUOTED, "source": {"slug": "ana-lund", "name": "Anna"}}, "/source/name", "differs"),
            ({**QUOTED, "source": {"name": "Ana", "kind": "person", "url": "ftp://a"}}, "/source/url", "address"),
        ],
    )
    def test_what_the_gate_refuses(self, annotator, article, body, pointer, code):
        assert codes(post(annotator, article, body), 422) == {pointer: code}
        assert Annotation.objects.count() == 4

    @pytest.mark.parametrize("name", ["id", "version", "creator", "created", "anchor"])
    def test_what_the_site_sets_is_refused(self, annotator, article, name):
        assert codes(post(annotator, article, {**QUOTED, name: "x"}), 400) == {f"/{name}": "unknown"}

    def test_a_known_source_by_its_slug(self, annotator, article):
        made = post(annotator, article, {**QUOTED, "source": {"slug": "ana-lund"}}).json()
        assert made["source"]["name"] == "Ana Lund"
        assert Source.objects.count() == 1

    def test_for_a_group_of_ones_own(self, annotator, other, article, ines):
        Group.objects.create(slug="desk", name="Desk", owner=ines).memberships.create(user=ines)
        made = post(annotator, article, {**QUOTED, "visibility": "group", "group": "desk"}).json()
        assert made["group"] == "desk"
        problem(other.get(made["url"]), 404)

    def test_only_those_who_review_reject(self, annotator, editor, article):
        body = {**QUOTED, "status": "rejected", "status_reason": "No."}
        problem(post(annotator, article, body), 403)
        assert post(editor, article, body).status_code == 201
        assert post(annotator, article, {**QUOTED, "status": "suggested"}).status_code == 201

    def test_articles_that_are_hidden_are_not_annotated(self, annotator, article):
        article.state = "draft"
        article.save()
        assert codes(post(annotator, article, QUOTED), 422) == {"/article": "unknown"}


class TestDuplicates:
    def test_the_same_words_again(self, annotator, article, quote):
        response = post(annotator, article, {**QUOTED, "body": "Another remark"})
        body = problem(response, 409)
        assert body["existing"]["url"] == quote
        assert response["Link"] == f'<{body["existing"]["iri"]}>; rel="duplicate"'
        assert post(annotator, article, QUOTED, "?allow_duplicate=1").status_code == 201

    def test_what_is_none(self, annotator, other, article, quote):
        assert post(other, article, QUOTED).status_code == 201
        assert post(annotator, article, {**QUOTED, "kind": "claim"}).status_code == 201
        assert (
            post(annotator, article, {**QUOTED, "spans": [{"paragraph": "p1", "start": 0, "end": 19}]}).status_code
            == 201
        )
        assert annotator.delete(quote).status_code == 204
        assert post(annotator, article, QUOTED).status_code == 201

    def test_comments_on_the_whole_are_told_apart_by_what_they_say(self, annotator, article):
        statuses = [
            post(annotator, article, {"kind": "comment", "body": body}).status_code for body in ("One", "Two", "One")
        ]
        assert statuses == [201, 201, 409]


class TestIdempotency:
    def test_the_first_answer_again(self, annotator, article):
        first = post(annotator, article, QUOTED, "?allow_duplicate=1", **{"Idempotency-Key": "k1"})
        again = post(annotator, article, QUOTED, "?allow_duplicate=1", **{"Idempotency-Key": "k1"})
        assert (again.status_code, again.content) == (201, first.content)
        for name in ("Content-Type", "Location", "ETag"):
            assert again[name] == first[name]
        assert Annotation.objects.count() == 5

    def test_errors_are_answers_as_well(self, annotator, article):
        wrong = {**QUOTED, "spans": [{"exact": "nowhere"}]}
        first = post(annotator, article, wrong, **{"Idempotency-Key": "k1"})
        problem(first, 422)
        again = post(annotator, article, wrong, **{"Idempotency-Key": "k1"})
        assert problem(again, 422) == problem(first, 422)

    def test_another_request_with_the_same_key(self, annotator, article):
        post(annotator, article, QUOTED, **{"Idempotency-Key": "k1"})
        problem(post(annotator, article, {**QUOTED, "body": "x"}, **{"Idempotency-Key": "k1"}), 422)
        problem(post(annotator, article, QUOTED, "?allow_duplicate=1", **{"Idempotency-Key": "k1"}), 422)

    def test_keys_are_ones_own_and_not_for_ever(self, annotator, other, article):
        assert post(annotator, article, QUOTED, **{"Idempotency-Key": "k1"}).status_code == 201
        assert post(other, article, QUOTED, **{"Idempotency-Key": "k1"}).status_code == 201
        IdempotencyKey.objects.update(created="2020-01-01T00:00:00Z")
        problem(post(annotator, article, QUOTED, **{"Idempotency-Key": "k1"}), 409)

    @pytest.mark.parametrize("key", ["", "x" * 256, "ä"])
    def test_keys_that_are_none(self, annotator, article, key):
        problem(post(annotator, article, QUOTED, **{"Idempotency-Key": key}), 400)


class TestChanging:
    def test_what_was_read_can_be_sent_back(self, annotator, quote):
        body = annotator.get(quote).json()
        response = annotator.put(quote, body, format="json")
        assert (response.status_code, response.json()) == (200, body)

    def test_what_was_read_with_its_article_can_be_sent_back(self, annotator, quote):
        body = annotator.get(quote).json()
        rows = annotator.get("/api/v1/annotations/?expand=article").json()["results"]
        (row,) = (row for row in rows if row["id"] == body["id"])
        article = {**row["article"], "version": 99, "publication": "Renamed"}  # both go on by themselves
        response = annotator.put(quote, {**row, "article": article}, format="json")
        assert (response.status_code, response.json()) == (200, body)
        for other in ({"slug": "another"}, {**article, "unknown": 1}):
            assert codes(annotator.put(quote, {**row, "article": other}, format="json"), 409) == {
                "/article": "immutable"
            }

    def test_what_was_read_before_its_source_was_merged_can_be_sent_back(self, annotator, other, article, ines):
        old = {"name": "A. Lund", "kind": "person"}
        body = post(annotator, article, {**QUOTED, "source": old}).json()
        merge_sources(Source.objects.get(name="A. Lund"), Source.objects.get(name="Ana Lund"), actor=ines)
        sent = {**QUOTED, "body": "New", "source": body["source"]}
        assert annotator.put(body["url"], sent, format="json").json()["source"]["slug"] == "ana-lund"
        sent = {**QUOTED, "source": {"slug": "a-lund", "name": "A. Berg"}}
        assert codes(post(other, article, sent), 422) == {"/source/name": "differs"}

    def test_replacing_leaves_nothing_of_the_old(self, annotator, quote):
        annotator.patch(quote, {"body": "Old", "tags": ["a"], "speaker_role": "mayor"}, format="json")
        body = annotator.put(quote, {**QUOTED, "body": "New"}, format="json").json()
        assert (body["body"], body["tags"], body["speaker_role"], body["version"]) == ("New", [], "", 3)

    def test_a_merge_patch(self, annotator, quote):
        change = {"body": "New", "source": {"name": "Ana Lund", "kind": "person"}}
        body = annotator.patch(quote, change, format="json").json()
        assert (body["body"], body["source"]["slug"], body["version"]) == ("New", "ana-lund", 2)
        response = annotator.patch(quote, '{"source": null}', content_type="application/merge-patch+json")
        assert (response.json()["source"], response.json()["body"]) == (None, "New")
        assert response["ETag"] == '"3-json"'

    def test_a_merge_patch_replaces_nothing(self, annotator, quote):
        problem(annotator.put(quote, "{}", content_type="application/merge-patch+json"), 415)

    def test_a_patch_that_changes_nothing_makes_no_version(self, annotator, quote):
        assert annotator.patch(quote, {"body": ""}, format="json").json()["version"] == 1
        assert annotator.patch(quote, {}, format="json").json()["version"] == 1

    @pytest.mark.parametrize("body", [[], "text", 5])
    def test_patches_that_are_none(self, annotator, quote, body):
        problem(annotator.patch(quote, body, format="json"), 400)

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"id": "other23456"}, "/id"),
            ({"version": 9}, "/version"),
            ({"creator": {"name": "otto"}}, "/creator"),
            ({"created": "2020-01-01T00:00:00Z"}, "/created"),
            ({"article": {"slug": "other"}}, "/article"),
            ({"article": "other"}, "/article"),
        ],
    )
    def test_what_never_changes(self, annotator, quote, change, pointer):
        assert codes(annotator.patch(quote, change, format="json"), 409) == {pointer: "immutable"}
        assert codes(annotator.put(quote, {**QUOTED, **change}, format="json"), 409) == {pointer: "immutable"}

    def test_whose_it_is(self, api, other, editor, quote):
        for method in ("put", "patch", "delete"):
            problem(getattr(api, method)(quote, QUOTED, format="json"), 401)
            problem(getattr(other, method)(quote, QUOTED, format="json"), 403)
        assert editor.patch(quote, {"body": "Corrected"}, format="json").status_code == 200
        assert Annotation.objects.get(body="Corrected").creator.username == "ines"

    def test_deciding_takes_a_reviewer_and_tells_the_creator(self, annotator, editor, quote, ines):
        rejection = {"status": "rejected", "status_reason": "Not a quote."}
        problem(annotator.patch(quote, rejection, format="json"), 403)
        assert editor.patch(quote, rejection, format="json").json()["status"] == "rejected"
        assert Notice.objects.get(user=ines).text == "Not a quote."
        problem(annotator.patch(quote, {"status": "published"}, format="json"), 403)
        body = editor.patch(quote, {"status": "published"}, format="json").json()
        assert (body["status"], body["status_reason"]) == ("published", "")
        actions = [item["action"] for item in editor.get(quote + "/history").json()["results"]]
        assert actions == ["accepted", "rejected", "created"]

    def test_only_its_creator_decides_who_sees_it(self, annotator, editor, quote):
        problem(editor.patch(quote, {"visibility": "private"}, format="json"), 403)
        assert annotator.patch(quote, {"visibility": "private"}, format="json").status_code == 200
        problem(editor.get(quote), 404)

    def test_words_that_are_gone_stay_gone(self, annotator, article, quote, ines):
        row = Annotation.objects.get(public_id=quote.rpartition("/")[2])
        note = row.to_note()
        gone = replace(note.spans[0], paragraph=None, state="gone")
        replace_note(row, replace(note, spans=(gone, describe_span(P1, 26, 34, "source"))), actor=ines)
        body = annotator.get(quote).json()
        assert body["anchor"] == "gone"
        assert annotator.put(quote, {**body, "body": "Gone?"}, format="json").json()["spans"] == body["spans"]
        spans = [{**body["spans"][0], "text": "other words"}, body["spans"][1]]
        assert codes(annotator.patch(quote, {"spans": spans}, format="json"), 422) == {"/spans/0/state": "state"}


class TestVersions:
    def test_a_stale_version_is_refused_with_the_present_one(self, annotator, quote):
        for method in ("put", "patch", "delete"):
            response = getattr(annotator, method)(quote, QUOTED, format="json", HTTP_IF_MATCH='"7-json"')
            assert problem(response, 412)["version"] == 1
            assert response["ETag"] == '"1-json"'
        assert annotator.get(quote).json()["version"] == 1

    @pytest.mark.parametrize("tag", ['"1-json"', 'W/"1-json"', '"1-ld"', '"1"', '"9-json", "1-json"', "*"])
    def test_the_present_version_in_any_format_will_do(self, annotator, quote, tag):
        response = annotator.patch(quote, {"body": "New"}, format="json", HTTP_IF_MATCH=tag)
        assert (response.status_code, response["ETag"]) == (200, '"2-json"')

    @pytest.mark.parametrize("tag", ['"2-json"', "1", "", '"x"'])
    def test_others_will_not(self, annotator, quote, tag):
        problem(annotator.patch(quote, {"body": "New"}, format="json", HTTP_IF_MATCH=tag), 412)


class TestDeletingAndRestoring:
    def test_what_is_deleted_is_gone_until_it_is_restored(self, annotator, api, other, quote):
        response = annotator.delete(quote, HTTP_IF_MATCH='"1-json"')
        assert (response.status_code, response.content) == (204, b"")
        problem(annotator.get(quote), 410)
        for method in ("put", "patch", "delete"):
            problem(getattr(annotator, method)(quote, QUOTED, format="json"), 410)
        problem(api.get(quote + "/history"), 410)
        problem(other.post(quote + "/restore", {"version": 1}, format="json"), 410)
        response = annotator.post(quote + "/restore", {"version": 1}, format="json")
        assert (response.status_code, response["ETag"]) == (200, '"3-json"')
        assert api.get(quote).json() == response.json()
        actions = [item["action"] for item in api.get(quote + "/history").json()["results"]]
        assert actions == ["restored", "deleted", "created"]

    @pytest.mark.parametrize(("body", "status"), [({"version": 9}, 422), ({}, 400), ({"version": "1"}, 400)])
    def test_versions_that_there_are_not(self, annotator, quote, body, status):
        problem(annotator.post(quote + "/restore", body, format="json"), status)

    def test_restoring_takes_the_same_rights_as_writing(self, annotator, other, editor, quote):
        problem(other.post(quote + "/restore", {"version": 1}, format="json"), 403)
        editor.patch(quote, {"status": "rejected", "status_reason": "No."}, format="json")
        problem(annotator.post(quote + "/restore", {"version": 1}, format="json"), 403)
        problem(annotator.post(quote + "/restore", {"version": 1}, format="json", HTTP_IF_MATCH='"1-json"'), 412)
        assert editor.post(quote + "/restore", {"version": 1}, format="json").json()["status"] == "published"


class TestHistory:
    def test_every_version_with_its_value(self, annotator, api, quote):
        annotator.patch(quote, {"body": "New", "tags": ["dam"]}, format="json")
        second, first = api.get(quote + "/history").json()["results"]
        assert (second["version"], second["action"], second["actor"]) == (2, "edited", {"name": "ines"})
        assert (second["annotation"]["body"], second["annotation"]["tags"]) == ("New", ["dam"])
        assert (first["annotation"]["body"], first["revision"]) == ("", 1)
        assert first["annotation"]["spans"][0]["text"] == "“The dam will hold,”"

    def test_what_was_private_stays_so(self, annotator, api, editor, quote):
        annotator.patch(quote, {"visibility": "private", "body": "Secret"}, format="json")
        annotator.patch(quote, {"visibility": "public", "body": ""}, format="json")
        for client, count in ((annotator, 3), (api, 2), (editor, 2)):
            response = client.get(quote + "/history")
            assert len(response.json()["results"]) == count
        assert b"Secret" not in api.get(quote + "/history").content


class TestArticles:
    def test_a_new_one_from_markdown(self, editor, api):
        body = {
            "content": "# Rain\n\nIt *rained*.\n",
            "format": "markdown",
            "byline": "Ines Holm",
            "published": "2026-05-01",
        }
        response = editor.post("/api/v1/articles/", body, format="json")
        assert response.status_code == 201, response.content
        made = response.json()
        assert (made["title"], made["byline"], made["published"]) == ("Rain", "Ines Holm", "2026-05-01")
        assert made["paragraphs"][-1]["text"] == "It rained."
        assert api.get(response["Location"]).json() == made

    @pytest.mark.parametrize(
        ("body", "status", "pointer"),
        [
            ({}, 400, "/content"),
            ({"url": "ftp://x"}, 400, "/url"),
            ({"url": f"https://www.harbour.example/{'港' * 700}"}, 400, "/url"),
            ({"url": ""}, 400, "/content"),
            ({"url": "https://www.harbour.example/quay", "title": "Quay"}, 400, "/title"),
            ({"url": "https://www.reservoir.example/dam?utm_source=mail"}, 409, "/url"),
            ({"content": "x", "format": "pdf"}, 400, "/format"),
            ({"content": "x", "published": "yesterday"}, 400, "/published"),
            ({"content": "x", "published": "2026-05-01T10:00"}, 422, "/published"),
            ({"content": "x", "url": "ftp://x"}, 422, "/url"),
            ({"content": " "}, 422, "/content"),
            ({"content": "x", "published": "0001-01-01"}, 422, "/published"),
            ({"content": "x", "published": "9999-12-31"}, 422, "/published"),
            ({"content": "x", "published": "0001-01-01T00:00:00+14:00"}, 422, "/published"),
            ({"content": "x", "url": "https://www.reservoir.example/dam"}, 409, "/url"),
        ],
    )
    def test_what_cannot_be_stored(self, editor, article, body, status, pointer):
        assert pointer in codes(editor.post("/api/v1/articles/", body, format="json"), status)

    def test_one_that_has_to_be_fetched(self, editor, annotator, settings):
        settings.PRIVATE_HOSTS = ["localhost"]
        page = b"<!doctype html><title>The quay</title><h1>The quay</h1><p>It was built in a year, and on mud.</p>"
        with serving({"/quay": answer(body=page)}) as host:
            body = {"url": host.url("/quay", "localhost"), "state": "draft"}
            response = editor.post("/api/v1/articles/", body, format="json")
            assert (response.status_code, response.json()["state"]) == (202, "waiting")
            job = response["Location"]
            assert annotator.get(job).status_code == 404
            import_address.func(Import.objects.get().pk)
            done = editor.get(job).json()
            assert done["state"] == "stored", done
            made = editor.get(done["article"]).json()
            assert (made["title"], made["state"], made["url"]) == ("The quay", "draft", body["url"])
            again = editor.post("/api/v1/articles/", body, format="json")
        assert (again.status_code, again.json()["article"]) == (409, done["article"])

    def test_who_may(self, api, annotator, article):
        url = f"/api/v1/articles/{article.slug}"
        for client, status in ((api, 401), (annotator, 403)):
            problem(client.post("/api/v1/articles/", {"content": "Text."}, format="json"), status)
            problem(client.patch(url, {"title": "New"}, format="json"), status)
            problem(client.delete(url), status)
        reading = client_of(make_user("edna", "editor"), "write")
        problem(reading.patch(url, {"title": "New"}, format="json"), 403)

    def test_metadata(self, editor, article):
        url = f"/api/v1/articles/{article.slug}"
        tag = editor.get(url)["ETag"]
        response = editor.patch(url, {"title": "New", "byline": None}, format="json", HTTP_IF_MATCH=tag)
        body = response.json()
        assert (body["title"], body["byline"], body["publication"]) == ("New", "", "The Reservoir")
        assert response["ETag"] != tag
        problem(editor.patch(url, {"title": "Newer"}, format="json", HTTP_IF_MATCH=tag), 412)
        assert codes(editor.patch(url, {"title": None}, format="json"), 422) == {"/title": "required"}
        assert codes(editor.patch(url, {"version": 5}, format="json"), 400) == {"/version": "unknown"}

    def test_an_address_that_is_taken(self, editor, article):
        first = f"/api/v1/articles/{article.slug}"
        other = editor.post("/api/v1/articles/", {"content": "Rain. It rained."}, format="json").json()["self"]
        assert editor.get(other).json()["url"] == ""
        response = editor.patch(other, {"url": article.url}, format="json")
        assert codes(response, 409) == {"/url": "duplicate"}
        assert response.json()["article"] == f"http://testserver{first}"
        assert editor.patch(first, {"url": article.url, "title": "New"}, format="json").status_code == 200
        assert editor.patch(other, {"url": "https://www.reservoir.example/rain"}, format="json").status_code == 200

    def test_an_address_in_the_content_is_known_as_one_beside_it(self, editor, article):
        page = '<link rel="canonical" href="{}"><h1>Rain</h1><p>It rained for a week, and then it rained again.</p>'
        body = {"content": page.format(article.url), "format": "html"}
        response = editor.post("/api/v1/articles/", body, format="json")
        assert codes(response, 409) == {"/url": "duplicate"}
        assert response.json()["article"] == f"http://testserver/api/v1/articles/{article.slug}"

    @pytest.mark.parametrize("name", ["content", "url"])
    def test_where_readers_came_from_is_no_part_of_an_address(self, editor, article, name):
        address = "https://www.reservoir.example/rain"
        if name == "content":
            body = {"content": "Rain. It rained.", "url": f"{address}?utm_source=mail"}
            assert editor.post("/api/v1/articles/", body, format="json").status_code == 201
        else:
            change = {"url": f"{address}?utm_source=mail"}
            assert editor.patch(f"/api/v1/articles/{article.slug}", change, format="json").status_code == 200
        body = {"content": "Rain. It rained again.", "url": address}
        assert codes(editor.post("/api/v1/articles/", body, format="json"), 409) == {"/url": "duplicate"}

    def test_withdrawing(self, editor, api, article):
        url = f"/api/v1/articles/{article.slug}"
        assert codes(editor.patch(url, {"state": "withdrawn"}, format="json"), 422) == {"/withdrawn_reason": "required"}
        response = editor.patch(url, {"state": "withdrawn", "withdrawn_reason": "Wrong."}, format="json")
        assert response.json()["state"] == "withdrawn"
        problem(api.get(url), 410)
        response = editor.patch(url, {"state": "published", "withdrawn_reason": None}, format="json")
        assert response.json()["withdrawn_reason"] == ""

    def test_deleting_what_nobody_annotated(self, article, django_user_model):
        root = client_of(django_user_model.objects.create_superuser("root"))
        url = f"/api/v1/articles/{article.slug}"
        problem(root.delete(url), 409)
        article.annotations.all().delete()
        assert root.delete(url).status_code == 204
        problem(root.get(url), 404)


def test_writing_takes_no_more_queries_with_more_notes_around(annotator, article, django_assert_max_num_queries, ines):
    add_notes(article, [replace(CLAIM, id="") for _ in range(50)], actor=ines)
    with django_assert_max_num_queries(45):
        assert post(annotator, article, {**QUOTED, "source": {"slug": "ana-lund"}}).status_code == 201


def test_deleted_ones_of_others_are_no_duplicates_and_no_secrets(annotator, article, ines):
    (row,) = add_notes(article, [replace(QUOTE, id="", visibility="private")], actor=ines)
    delete_annotation(row, actor=ines)
    problem(annotator.get(ANNOTATIONS + row.public_id), 410)
    problem(client_of(make_user("otto", "annotator")).get(ANNOTATIONS + row.public_id), 404)


def test_addresses_of_whatever_letters_are_ascii(editor):
    """A header has no other letters, and a program goes where it says."""
    response = editor.post("/api/v1/articles/", {"content": "نص قصير.", "title": "فقارة تينهار"}, format="json")
    body = response.json()
    assert body["slug"] == "فقارة-تينهار"
    assert response["Location"] == body["self"]
    assert all(address.isascii() for address in (body["self"], *body["links"].values()))
    assert editor.get(body["self"]).json()["slug"] == body["slug"]

    source = {"name": "ندى", "kind": "person"}
    note = {"article": body["slug"], "kind": "quote", "spans": [{"exact": "نص"}], "source": source}
    slug = editor.post("/api/v1/annotations/", note, format="json").json()["source"]["slug"]
    response = editor.get(f"/api/v1/sources/{slug}")
    said = response.json()
    assert response["Content-Location"] == said["self"]
    assert said["self"].isascii()
    assert len(editor.get(said["links"]["quotes"]).json()["results"]) == 1
