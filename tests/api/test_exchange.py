"""Files of annotations at the API: streamed out by the list's filters, and in with a report, all or nothing."""

import csv
import io
import json
import zipfile

import pytest

from articles.api.views.exchange import MOST_BYTES
from articles.formats import FORMATS, archive, brat
from articles.models import Annotation
from tests.api.conftest import problem
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, QUOTE, SOURCE

pytestmark = pytest.mark.django_db

EXPORT, IMPORT = "/api/v1/annotations/export", "/api/v1/annotations/import"
GOOD = {"kind": "comment", "body": "Well.", "article": "the-dam-the-flood"}


def read(response) -> bytes:
    assert response.status_code == 200, response.content
    assert response.streaming
    return b"".join(response.streaming_content)


def rows(response, name: str) -> list:
    return list(FORMATS[name].read([read(response).decode()]))


def send(client, data, name: str = "json", query: str = "", **headers):
    data = data if isinstance(data, bytes | str) else json.dumps(data)
    return client.generic("POST", f"{IMPORT}?format={name}{query}", data, "application/json", **headers)


@pytest.mark.parametrize("name", FORMATS)
class TestEveryFormat:
    def test_out(self, api, article, name):
        response = api.get(EXPORT, {"format": name})
        assert response["Content-Type"] == FORMATS[name].media_type
        assert response["Content-Disposition"] == f'attachment; filename="annotations.{FORMATS[name].suffix}"'
        assert len(rows(response, name)) == 4

    def test_back_it_is_the_same(self, api, annotator, article, name):
        data = read(api.get(EXPORT, {"format": name}))
        before = {row.public_id: row.to_note() for row in Annotation.objects.with_values()}
        assert send(annotator, data, name).json() | {"messages": []} == {
            "dry_run": False, "created": 0, "duplicate": 4, "unresolved": 0, "errors": 0, "messages": [],
        }  # fmt: skip
        Annotation.objects.all().delete()
        assert send(annotator, data, name).json()["created"] == 4
        after = {row.public_id: row.to_note() for row in Annotation.objects.with_values()}
        assert after.keys() == before.keys()
        assert [after[key].spans for key in before] == [before[key].spans for key in before]
        assert {note.creator for note in after.values()} == {"ines"}

    def test_another_site_knows_the_article_by_its_publishers_address(self, api, annotator, article, settings, name):
        data = read(api.get(EXPORT, {"format": name}))
        Annotation.objects.all().delete()
        article.slug = "called-otherwise-there"
        article.save()
        settings.ALLOWED_HOSTS = ["other.example"]
        report = send(annotator, data, name, headers={"Host": "other.example"}).json()
        assert report["created"] == (0 if name == "brat" else 4), report

    def test_a_file_of_none_brings_none(self, api, annotator, article, name):
        data = read(api.get(EXPORT, {"format": name, "q": "nowhere"}))
        answer = send(annotator, data, name)
        assert answer.status_code == 200, answer.content
        assert not any(answer.json()[outcome] for outcome in ("created", "duplicate", "unresolved", "errors"))

    def test_an_empty_file_is_refused_unless_the_format_has_one_line_for_each(self, annotator, article, name):
        answer = send(annotator, b"", name)
        if name == "ndjson":
            assert answer.status_code == 200
        else:
            assert problem(answer, 400)["detail"] == "The file is empty."

    def test_a_dry_run_says_so_and_stores_nothing(self, api, annotator, article, name):
        data = read(api.get(EXPORT, {"format": name}))
        Annotation.objects.all().delete()
        report = send(annotator, data, name, "&dry_run=1").json()
        assert (report["dry_run"], report["created"]) == (True, 4)
        assert not Annotation.objects.exists()

    @pytest.mark.parametrize(
        "data", [b"PK\x03\x04" + b"\0" * 99, b"\x1f\x8b\x08", b"[\xff]", b"\xef\xbb\xbf[{", b"[nil]"]
    )
    def test_bad_files_are_refused_in_a_line(self, annotator, article, name, data):
        body = problem(send(annotator, data, name), 422)
        (error,) = body["errors"]
        assert error["detail"]
        assert "\n" not in error["detail"]
        assert Annotation.objects.count() == 4


class TestOut:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, [QUOTE, SOURCE, CLAIM, COMMENT]),
            ({"kind": "quote,source"}, [QUOTE, SOURCE]),
            ({"verdict": "disputed"}, [CLAIM]),
            ({"article": "the-dam-the-flood", "paragraph": "p1"}, [QUOTE, SOURCE]),
            ({"q": "rained"}, [CLAIM]),
        ],
    )
    def test_by_the_filters_of_the_list(self, api, article, query, expected):
        found = rows(api.get(EXPORT, {"format": "ndjson", **query}), "ndjson")
        assert {row["id"] for row in found} == {note.id for note in expected}

    @pytest.mark.parametrize("query", [{"colour": "red"}, {"kind": "rumour"}, {"format": "xlsx"}, {"limit": "3"}])
    def test_what_is_unknown_is_an_error(self, api, article, query):
        problem(api.get(EXPORT, {"format": "json", **query}), 400)

    def test_what_others_may_not_see_stays(self, api, annotator, editor, article):
        Annotation.objects.filter(public_id=QUOTE.id).update(visibility="private")
        for client in (api, annotator, editor):
            assert QUOTE.id not in read(client.get(EXPORT, {"format": "csv"})).decode()

    def test_by_accept(self, api, article):
        response = api.get(EXPORT, headers={"Accept": "text/csv"})
        assert response["Content-Type"].startswith("text/csv")
        assert "Accept" in response["Vary"].split(", ")

    def test_a_spreadsheet_runs_nothing(self, api, annotator, article):
        body = '=HYPERLINK("https://evil.example/","x")'
        tags = ["+1", "-1", "@SUM(1)", "\t=1", "'=1"]
        send(annotator, [{**GOOD, "body": body, "tags": tags, "speaker_role": "=1+1"}])
        text = read(api.get(EXPORT, {"format": "csv", "kind": "comment"})).decode().removeprefix("\ufeff")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert "'" + body in cells
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n") and cell]

    def test_brat_is_an_archive_with_each_article_once(self, api, article):
        with zipfile.ZipFile(io.BytesIO(read(api.get(EXPORT, {"format": "brat"})))) as file:
            assert sorted(file.namelist()) == [f"{article.slug}.ann", f"{article.slug}.txt"]
            text, annotations = (file.read(f"{article.slug}.{suffix}").decode() for suffix in ("txt", "ann"))
        ids = {note.id for note in brat.loads(text, annotations).document.notes}
        assert ids == {QUOTE.id, SOURCE.id, CLAIM.id}, "a comment on the whole has no words to stand at"


class TestIn:
    def test_the_report(self, annotator, article):
        span = {"paragraph": "p1", "start": 0, "end": 3, "exact": "Dam"}
        report = send(
            annotator,
            [GOOD, GOOD, {**GOOD, "article": "nowhere"}, {**GOOD, "spans": [span]}, {**GOOD, "mood": "good"}, 3],
        ).json()
        counts = {name: report[name] for name in ("created", "duplicate", "unresolved", "errors")}
        assert counts == {"created": 1, "duplicate": 1, "unresolved": 2, "errors": 2}
        assert [message["index"] for message in report["messages"]] == [2, 3, 4, 5]

    @pytest.mark.parametrize(
        "data", ["", "{}", '{"results": [', "[{}", "[{},]", '[{"kind": "comment"', "[1 2]", "[" * 9999]
    )
    def test_a_file_that_breaks_off_stores_nothing(self, annotator, article, data):
        problem(send(annotator, data), 422 if data else 400)
        assert Annotation.objects.count() == 4

    @pytest.mark.parametrize(
        ("data", "ends"),
        [
            ("[{0}]\n", True),
            ('{{"results": [{0}], "next": null, "more": {{"a": [1]}}\n}}\n', True),
            ('{{"a": ["]}}", {{}}], "first": {{"items": [{0}], "next": null}}, "last": "x"}}', True),
            ('{{"pages": [{{"items": [{0}]}}]}}', True),
            ('{{"pages": [{{"items": [{0}]}}, {{"items": [{0}]}}]}}', False),
            ("[{0}][{0}]", False),
            ('{{"results": [{0}]}}\n{{"results": [{0}]}}', False),
            ('{{"results": [{0}]', False),
            ('{{"results": [{0}], "next": null', False),
            ('{{"results": [{0}], "next"}}', False),
            ('{{"results": [{0}] 1}}', False),
        ],
    )
    def test_nothing_that_follows_a_list_is_passed_over(self, annotator, article, data, ends):
        response = send(annotator, data.format(json.dumps(GOOD)))
        assert response.status_code == (200 if ends else 422), response.content
        assert Annotation.objects.count() == 4 + ends

    def test_nor_does_one_that_breaks_off_after_good_ones(self, annotator, article):
        many = json.dumps([{**GOOD, "body": f"Remark {number}"} for number in range(1100)])
        body = problem(send(annotator, many[:-40]), 422)
        assert "Annotation 1100 is not JSON" in body["errors"][0]["detail"]
        assert Annotation.objects.count() == 4

    def test_a_file_that_is_too_large_is_not_read(self, annotator, article):
        body = problem(send(annotator, b"[]", CONTENT_LENGTH=str(2 * MOST_BYTES)), 413)
        assert f"{MOST_BYTES:,} bytes" in body["detail"]

    def test_nor_is_an_annotation_without_end(self, annotator, article):
        body = problem(send(annotator, '[{"body": "' + "a" * 3_000_000), 422)
        assert "Annotation 1 is not JSON" in body["errors"][0]["detail"]

    @pytest.mark.parametrize(
        "extra", ['{"a": 1e400}', '{"a": NaN}', '{"a": 1, "a": 2}', '{"a": ' + "[" * 500 + "]" * 500 + "}"]
    )
    def test_what_cannot_be_kept_is_no_json(self, annotator, article, extra):
        line = json.dumps(GOOD)[:-1] + f', "extra": {extra}}}'
        problem(send(annotator, line, "ndjson"), 422)
        problem(send(annotator, f"[{line}]", "json"), 422)
        cell = extra.replace('"', '""')
        table = f'id,kind,article,body,extra\r\na,comment,/articles/the-dam-the-flood/,Well.,"{cell}"\r\n'
        assert send(annotator, table, "csv").json()["errors"] == 1

    @pytest.mark.parametrize(
        "created", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
    )
    def test_times_out_of_every_calendar_are_refused(self, annotator, article, created):
        address = f"http://testserver{article.get_absolute_url()}"
        jsonld = {"type": "Annotation", "target": address, "bodyValue": "Well.", "created": created}
        hypothesis = {"uri": address, "text": "Well.", "created": created}
        plain = {**GOOD, "created": created}
        for row, name in ((jsonld, "jsonld"), (hypothesis, "hypothesis"), (plain, "json")):
            report = send(annotator, [row], name).json()
            assert report["errors"] == 1
            assert report["messages"][0]["detail"].startswith("/created: ")

    @pytest.mark.parametrize("name", FORMATS)
    def test_what_is_kept_as_deep_as_may_be_comes_back(self, api, annotator, article, name):
        deep = [1]
        for _ in range(97):
            deep = [deep]
        report = send(annotator, [{**GOOD, "extra": {"w3c": {"said": {"rights": deep}}}}]).json()
        assert report["errors"] == 1
        assert report["messages"][0]["detail"].startswith("/extra: More than 100")
        assert send(annotator, [{**GOOD, "extra": {"w3c": {"said": {"rights": deep[0]}}}}]).json()["created"] == 1
        data = read(api.get(EXPORT, {"format": name}))
        Annotation.objects.all().delete()
        assert send(annotator, data, name).json()["created"] == 5

    @pytest.mark.parametrize(
        ("columns", "cells", "said"),
        [
            ("paragraph", "p1", "“exact” has the words, or “start” and “end” their place"),
            ("paragraph,start,end,exact", "p1,1,1_0,The dam", "“end” is a whole number, not “1_0”"),
            ("paragraph,start,end", "p1,1,8", "/spans/0/exact: this is missing."),
        ],
    )
    def test_words_in_a_table_are_not_passed_over(self, annotator, article, columns, cells, said):
        table = f"id,kind,article,body,{columns}\na,comment,/articles/the-dam-the-flood/,Well.,{cells}\n"
        report = send(annotator, table, "csv").json()
        assert report["errors"] == 1
        assert said in report["messages"][0]["detail"]

    def test_a_table_of_words_alone(self, annotator, article):
        """As one types it, and as an old program of spreadsheets saves it."""
        words = ["on Friday", "ed", "It snowed"]
        rows = ["id,kind,article_url,body,exact", *(f",comment,{article.url},Well.,{item}" for item in words)]
        report = send(annotator, "\r".join(rows), "csv").json()
        assert (report["created"], report["unresolved"], report["errors"]) == (1, 2, 0)
        assert [message["detail"] for message in report["messages"]] == [
            "“ed” is in 2 places; prefix and suffix say what stands around the words.",
            "“It snowed” is not in the text.",
        ]

    def test_a_column_is_named_once(self, annotator, article):
        table = "id,kind,article,body,body\na,comment,/articles/the-dam-the-flood/,A,B\n"
        problem(send(annotator, table, "csv"), 422)

    @pytest.mark.parametrize(
        ("data", "name"), [("id,kind\na,comment\n", "csv"), ('[{"kind": "comment", "article": {}}]', "json")]
    )
    def test_no_article_is_named_as_such(self, annotator, article, data, name):
        report = send(annotator, data, name).json()
        assert report["errors"] == 1
        assert report["messages"][0]["detail"] == "The annotation does not say which article it is about."

    def test_who_may_not_annotate_may_not_import(self, api, article):
        problem(send(api, [GOOD]), 401)

    @pytest.mark.parametrize("query", ["&dry_run=perhaps", "&colour=red"])
    def test_what_is_unknown_is_an_error(self, annotator, article, query):
        problem(send(annotator, [GOOD], query=query), 400)

    @pytest.mark.parametrize(
        ("ours", "said"),
        [
            ({"kind": "remark"}, "/kind: “remark” is not one of"),
            ({"kind": ""}, "/kind: “” is not one of"),
            ({"kind": "claim"}, "/verdict: "),
            ({"kind": "claim", "verdict": "true", "verdict_reason": "So."}, "/verdict: “true” is not one of"),
            ({"kind": "quote", "source": {"name": "Ana", "kind": "robot"}}, "/source/kind: “robot” is not one of"),
        ],
    )
    def test_words_that_we_do_not_know_are_refused(self, annotator, article, ours, said):
        target = {
            "source": "/articles/the-dam-the-flood/",
            "selector": {"type": "TextQuoteSelector", "exact": "rained"},
        }
        row = {"type": "Annotation", "target": target, "newsreader": ours}
        report = send(annotator, [row], "jsonld").json()
        assert report["errors"] == 1
        assert said in report["messages"][0]["detail"]
        row["target"] = {**target, "source": f"http://testserver{target['source']}"}
        response = annotator.generic("POST", "/annotations/", json.dumps(row), "application/ld+json")
        assert problem(response, 422)["errors"][0]["pointer"] == said.partition(":")[0]

    def test_an_unknown_format_is_an_error(self, annotator, article):
        problem(send(annotator, [GOOD], "xlsx"), 400)

    @pytest.mark.parametrize("sent", ["", "application/octet-stream", "application/x-www-form-urlencoded"])
    def test_the_address_names_the_format_whatever_type_is_sent(self, annotator, article, sent):
        """A file comes from `curl --data-binary` as a form, and from Python's requests without a type."""
        data = json.dumps(GOOD) + "\n"
        response = annotator.generic("POST", f"{IMPORT}?format=ndjson", data, sent)
        assert (response.status_code, response.json()["created"]) == (200, 1), response.content
        problem(annotator.generic("POST", IMPORT, data, sent), 415)

    def test_a_form_is_no_file(self, annotator, ines, article, client):
        client.force_login(ines)
        sent = client.post(f"{IMPORT}?format=ndjson", {"file": io.BytesIO(json.dumps(GOOD).encode())})
        problem(sent, 415)
        problem(annotator.post(f"{IMPORT}?format=ndjson", {"file": io.BytesIO(b"{}")}, format="multipart"), 415)
        form = "application/x-www-form-urlencoded"
        problem(client.generic("POST", f"{IMPORT}?format=ndjson", json.dumps(GOOD), form), 415)

    def test_what_others_made_becomes_ones_own_and_keeps_their_name(self, annotator, editor, article):
        ana = {**GOOD, "body": "By Ana.", "creator": {"name": "Ana"}}
        send(annotator, [ana])
        row = Annotation.objects.get(body="By Ana.")
        assert (row.creator.username, row.extra["creator"]) == ("ines", "Ana")
        send(editor, [{**ana, "body": "By Ana again."}])
        row = Annotation.objects.get(body="By Ana again.")
        assert (row.creator, row.creator_name) == (None, "Ana")

    @pytest.mark.parametrize("name", ["bulk", "changes", "export", "import"])
    def test_what_else_has_an_address_there_is_no_id(self, annotator, article, name):
        assert send(annotator, [{**GOOD, "id": name}]).json()["created"] == 1
        assert not Annotation.objects.filter(public_id=name).exists()

    def test_half_a_character_is_no_address(self, annotator, article):
        response = send(annotator, [{**GOOD, "article": {"slug": "\ud800"}}])
        assert (response.status_code, response.json()["unresolved"]) == (200, 1)

    def test_drafts_are_not_told(self, annotator, article):
        article.state = "draft"
        article.save()
        report = send(annotator, [GOOD]).json()
        assert (report["created"], report["unresolved"]) == (0, 1)


def packed(files: dict[str, str | bytes], **how) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def counts(response) -> dict[str, int]:
    assert response.status_code == 200, response.content
    return {name: count for name, count in response.json().items() if type(count) is int and count}


class TestBratIn:
    """What came out as an archive of brat goes in again, over the articles that have these texts."""

    TEXT = "\n\n".join(paragraph.text for paragraph in DOCUMENT.paragraphs)
    ANN = "T1\tContent 26 34\tAna Lund\nE1\tAttribution:T1 Content:T1\n"

    def test_back_it_is_the_same(self, api, annotator, article):
        data = read(api.get(EXPORT, {"format": "brat"}))
        before = {row.public_id: row.to_note() for row in Annotation.objects.exclude(kind="comment").with_values()}
        assert counts(send(annotator, data, "brat")) == {"duplicate": 3}
        Annotation.objects.all().delete()
        assert counts(send(annotator, data, "brat", "&dry_run=1")) == {"created": 3}
        assert not Annotation.objects.exists()
        by_type = annotator.post(IMPORT, data, content_type="application/zip")
        assert counts(by_type) == {"created": 3}
        after = {row.public_id: row.to_note() for row in Annotation.objects.with_values()}
        assert {key: note.spans for key, note in after.items()} == {key: note.spans for key, note in before.items()}
        assert {note.creator for note in after.values()} == {"ines"}

    @pytest.mark.parametrize(
        ("slug", "text", "annotations", "expected"),
        [
            ("the-dam-the-flood", TEXT, ANN, {"created": 1}),
            ("the-dam-the-flood", "\ufeff" + TEXT, ANN, {"created": 1}),
            ("folder/the-dam-the-flood", TEXT, ANN, {"created": 1}),
            ("nowhere", TEXT, ANN, {"unresolved": 1}),
            ("the-dam-the-flood", "An" + TEXT, ANN.replace("26 34", "28 36"), {"created": 1}),
            ("the-dam-the-flood", "Another text by Ana Lund.", ANN.replace("26 34", "16 24"), {"unresolved": 1}),
            ("the-dam-the-flood", TEXT, ANN.replace("E1\tAttribution", "E1\tBirth"), {"errors": 1}),
            ("the-dam-the-flood", TEXT, "no brat", {"unresolved": 1}),
        ],
    )
    def test_what_becomes_of_it(self, annotator, article, slug, text, annotations, expected):
        data = packed({f"{slug}.txt": text, f"{slug}.ann": annotations})
        assert counts(send(annotator, data, "brat")) == expected

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"no archive", "no ZIP archive"),
            (packed({"the-dam-the-flood.txt": TEXT, "the-dam-the-flood.ann": ANN})[:-30], "no ZIP archive"),
            (packed({"the-dam-the-flood.ann": ANN}), "has no text"),
            (packed({"a.txt": b"\xff", "a.ann": ANN}), "a.txt is not in UTF-8"),
            (packed({"a.txt": TEXT, "a.ann": ANN}, compression=zipfile.ZIP_LZMA), "a way not read here"),
            (packed({"a.txt": b" " * 10_000_001, "a.ann": ""}, compression=zipfile.ZIP_DEFLATED), "a.txt has more"),
            (b" " * 10_000_001, "The archive has more"),
        ],
        ids=["none", "cut off", "without text", "not UTF-8", "hungry", "a bomb", "too large"],
    )
    def test_what_cannot_be_unpacked_stores_nothing(self, annotator, article, data, told):
        (error,) = problem(send(annotator, data, "brat"), 422)["errors"]
        assert (error["code"], told in error["detail"]) == ("unreadable", True), error["detail"]

    def test_many_files_that_hold_too_much_together(self, annotator, article):
        files = {f"{number}.txt": b" " * archive.LARGEST for number in range(21)}
        answer = send(annotator, packed(files, compression=zipfile.ZIP_DEFLATED), "brat")
        assert "split it" in problem(answer, 422)["errors"][0]["detail"]

    def test_drafts_are_not_told(self, annotator, article):
        article.state = "draft"
        article.save()
        data = packed({"the-dam-the-flood.txt": self.TEXT, "the-dam-the-flood.ann": self.ANN})
        assert counts(send(annotator, data, "brat")) == {"unresolved": 1}
