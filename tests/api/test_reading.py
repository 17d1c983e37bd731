"""What programs read: lists with every filter and order, single things, and nothing that is not theirs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from articles.api.links import Links
from articles.document import Note, describe_span
from articles.models import (
    Annotation,
    AnnotationTag,
    Group,
    Source,
    User,
    add_notes,
    delete_annotation,
    dissolve_group,
    from_document,
    set_state,
)
from tests.api.conftest import client_of, codes, make_user, problem
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, P1, P3, QUOTE, titled

ANNOTATIONS = "/api/v1/annotations/"


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["results"]]


def test_the_root_says_what_there_is(api, db):
    body = api.get("/api/v1/").json()
    assert body["links"]["annotations"] == "http://testserver/api/v1/annotations/"
    assert body["limits"]["read"] == 600


def test_an_annotation_in_plain_json(api, article):
    response = api.get(ANNOTATIONS + "quote23456")
    body = response.json()
    created = body.pop("created")
    assert datetime.fromisoformat(created).tzinfo
    assert body.pop("modified") == created
    assert body == {
        "id": "quote23456",
        "iri": "http://testserver/annotations/quote23456",
        "url": "http://testserver/api/v1/annotations/quote23456",
        "kind": "quote",
        "article": {"slug": article.slug, "title": article.title, "url": article.url, "revision": 1},
        "spans": [
            {
                "paragraph": "p1",
                "start": 0,
                "end": 20,
                "text": "“The dam will hold,”",
                "prefix": "",
                "suffix": " said Ana Lund on Friday, “but o",
                "role": "content",
                "state": "unchanged",
            },
            {
                "paragraph": "p1",
                "start": 46,
                "end": 73,
                "text": "“but only if it is mended.”",
                "prefix": "ll hold,” said Ana Lund on Friday, "[-32:],
                "suffix": "",
                "role": "content",
                "state": "unchanged",
            },
        ],
        "source": {"slug": "ana-lund", "kind": "person", "name": "Ana Lund", "url": ""},
        "speaker_role": "engineer of the dam",
        "manner": "",
        "reported_by": None,
        "why_unnamed": "",
        "body": "",
        "tags": [],
        "status": "published",
        "status_reason": "",
        "visibility": "public",
        "group": "",
        "proposed_by": "",
        "confidence": None,
        "anchor": "unchanged",
        "creator": None,
        "version": 1,
    }
    assert response["ETag"] == '"1-json"'


def test_a_claim_has_a_verdict_and_evidence(api, article):
    body = api.get(ANNOTATIONS + "claim23456").json()
    assert (body["verdict"], body["verdict_reason"]) == ("disputed", "It rained for five days.")
    assert body["evidence"] == [
        {
            "url": "https://weather.example/",
            "title": "The weather",
            "passage": "Five days.",
            "stance": "disputes",
            "archived": "",
            "accessed": None,
        }
    ]


def test_links_are_the_addresses_that_the_site_answers(article):
    links, root = Links("https://news.example"), "https://news.example"
    assert links.iri("a") == root + reverse("annotation-detail", args=["a"])
    assert links.annotation("a") == root + reverse("api-annotation-detail", args=["a"])
    assert links.article("a") == root + reverse("api-article-detail", args=["a"])
    assert links.source("a") == root + reverse("api-source-detail", args=["a"])


class TestFilters:
    @pytest.fixture(autouse=True)
    def more(self, article, ines):
        other = from_document(titled("Another article"))
        add_notes(
            other, [replace(CLAIM, id="unchecked1", verdict="unchecked", verdict_reason="", evidence=())], actor=ines
        )
        add_notes(
            article,
            [replace(COMMENT, id="tagged2345", tags=("dam", "rain"), spans=(describe_span(P3, 3, 9),))],
            actor=ines,
        )
        moment = datetime(2026, 5, 1, tzinfo=UTC)
        for index, row in enumerate(Annotation.objects.order_by("pk")):
            times = {"created": moment + timedelta(days=index), "modified": moment - timedelta(days=index)}
            Annotation.objects.filter(pk=row.pk).update(**times)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", "remark2345 claim23456 quote23456 source2345 unchecked1 tagged2345"),
            ("article=the-dam-the-flood", "remark2345 claim23456 quote23456 source2345 tagged2345"),
            ("article=another-article", "unchecked1"),
            ("article=another-article,the-dam-the-flood&kind=claim", "claim23456 unchecked1"),
            ("article=nothing", ""),
            ("url=https://www.reservoir.example/dam&kind=quote", "quote23456"),
            ("kind=quote,source", "quote23456 source2345"),
            ("kind=quote&kind=source", "quote23456 source2345"),
            ("article=the-dam-the-flood&paragraph=p3", "claim23456 tagged2345"),
            ("article=the-dam-the-flood&overlaps=p1:5-10", "quote23456"),
            ("article=the-dam-the-flood&overlaps=p1:20-46", "source2345"),
            ("article=the-dam-the-flood&overlaps=p1:20-26", ""),
            ("article=the-dam-the-flood&overlaps=p1:0-1,p3:19-99", "claim23456 quote23456"),
            ("source=ana-lund", "quote23456 source2345"),
            ("speaker=ana-lund", "quote23456"),
            ("verdict=disputed,refuted", "claim23456"),
            ("has_verdict=true", "claim23456"),
            ("has_verdict=false", "unchecked1"),
            ("tag=rain", "tagged2345"),
            ("tag=RAIN", "tagged2345"),
            ("tag=Rain,frost", "tagged2345"),
            ("tag=rain,dam", "tagged2345"),
            ("creator=ines", "unchecked1 tagged2345"),
            ("creator=nobody", ""),
            ("status=suggested", ""),
            ("anchor=unchanged&kind=quote", "quote23456"),
            ("anchor=gone,changed", ""),
            ("created_after=2026-05-05", "unchecked1 tagged2345"),
            ("created_before=2026-05-02T00:00:00Z", "remark2345"),
            ("modified_before=2026-04-28", "unchecked1 tagged2345"),
            ("modified_after=2026-05-01", "remark2345"),
        ],
    )
    def test_finding(self, api, query, found):
        assert ids(api.get(f"{ANNOTATIONS}?sort=created&{query}")) == found.split()

    @pytest.mark.parametrize(
        ("sort", "found"),
        [
            ("created", "remark2345 claim23456 quote23456 source2345 tagged2345"),
            ("-created", "tagged2345 source2345 quote23456 claim23456 remark2345"),
            ("modified", "tagged2345 source2345 quote23456 claim23456 remark2345"),
            ("-modified", "remark2345 claim23456 quote23456 source2345 tagged2345"),
            ("position", "quote23456 source2345 claim23456 tagged2345 remark2345"),
        ],
    )
    def test_sorting(self, api, article, sort, found):
        assert ids(api.get(f"{ANNOTATIONS}?article={article.slug}&sort={sort}")) == found.split()
        assert ids(api.get(f"/api/v1/articles/{article.slug}/annotations/?sort={sort}")) == found.split()

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("query=dam", "query"),
            ("colour=red", "colour"),
            ("kind=quotes", "kind"),
            ("kind=", "kind"),
            ("kind=quote,", "kind"),
            ("tag=%00", "tag"),
            ("verdict=true", "verdict"),
            ("has_verdict=yes", "has_verdict"),
            ("created_after=yesterday", "created_after"),
            ("created_after=", "created_after"),
            ("overlaps=p1:0-5", "overlaps"),
            ("article=a&overlaps=p1", "overlaps"),
            ("article=a&overlaps=p1:5-5", "overlaps"),
            ("paragraph=p1", "paragraph"),
            ("article=a,b&paragraph=p1", "paragraph"),
            ("sort=position", "sort"),
            ("sort=title", "sort"),
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=ten", "limit"),
            ("limit=²", "limit"),
            ("count=yes", "count"),
            ("cursor=x", "cursor"),
            ("cursor=", "cursor"),
            ("sort=bogus&sort=created", "sort"),
            ("created_after=x&created_after=2020-01-01", "created_after"),
            ("has_verdict=true&has_verdict=false", "has_verdict"),
            ("limit=1&limit=1", "limit"),
            ("q=dam&q=rain", "q"),
            ("expand=all", "expand"),
            ("format=xml", "format"),
        ],
    )
    def test_what_is_not_understood_is_refused_by_name(self, api, query, parameter):
        assert f"?{parameter}" in codes(api.get(f"{ANNOTATIONS}?{query}"), 400)

    def test_values_with_commas(self, api, ines):
        comma = from_document(replace(titled("A comma"), url="https://x.example/a,b-1.html"))
        named = replace(COMMENT, tags=("a,b",))
        add_notes(comma, [replace(named, id="comma23456"), replace(named, id="comma23457", tags=("a",))], actor=ines)
        for url in ("https://x.example/a,b-1.html", "https%3A%2F%2Fx.example%2Fa%2Cb-1.html"):
            assert ids(api.get(f"{ANNOTATIONS}?url={url}&sort=position")) == ["comma23456", "comma23457"]
            assert [item["title"] for item in api.get(f"/api/v1/articles/?url={url}").json()["results"]] == ["A comma"]
        both = "url=https://x.example/a,b-1.html&url=https://www.reservoir.example/dam"
        assert len(ids(api.get(f"{ANNOTATIONS}?{both}"))) == 7
        assert ids(api.get(f"{ANNOTATIONS}?tag=a%5C,b")) == ["comma23456"]
        assert ids(api.get(f"{ANNOTATIONS}?tag=a%5C,b,rain&sort=created")) == ["tagged2345", "comma23456"]

    def test_a_tag_in_two_spellings_is_one(self, api, article, ines):
        twice = replace(COMMENT, id="twice23456", tags=("Rain", "RAIN"))
        add_notes(article, [twice], actor=ines)
        for sort in ("created", "-modified", "position"):
            found = ids(api.get(f"{ANNOTATIONS}?tag=rain&article=the-dam-the-flood&sort={sort}"))
            assert sorted(found) == ["tagged2345", "twice23456"]

    def test_counting_is_done_when_asked_for(self, api):
        assert "count" not in api.get(ANNOTATIONS).json()
        assert api.get(f"{ANNOTATIONS}?count=exact&limit=1").json()["count"] == 6

    def test_expanding_the_article(self, api):
        body = api.get(f"{ANNOTATIONS}?expand=article&kind=quote").json()
        assert body["results"][0]["article"]["publication"] == "The Reservoir"
        assert body["results"][0]["article"]["revision"] == 1


class TestPages:
    @pytest.fixture(autouse=True)
    def many(self, article):
        notes = [Note(f"tie{number:07}", "comment", body=str(number), tags=("tie",)) for number in range(25)]
        add_notes(article, notes, actor=None)
        for model in (Annotation, AnnotationTag):
            model.objects.update(created=datetime(2026, 5, 1, tzinfo=UTC))  # a tie of all of them

    @pytest.mark.parametrize("sort", ["created", "-created", "modified", "-modified", "position"])
    @pytest.mark.parametrize(
        ("limit", "narrowed", "count"),
        [(1, "", 29), (7, "", 29), (29, "", 29), (200, "", 29), (7, "&tag=tie", 25), (9, "&tag=tie,knot", 25)],
    )
    def test_there_and_back_every_row_once(self, api, article, sort, limit, narrowed, count):
        url = f"{ANNOTATIONS}?article={article.slug}&sort={sort}&limit={limit}{narrowed}"
        there, pages = [], 0
        while url:
            body = api.get(url).json()
            there += [item["id"] for item in body["results"]]
            last, url, pages = url, body["next"], pages + 1
            assert pages < 40
        assert len(there) == len(set(there)) == count
        whole = ids(api.get(f"{ANNOTATIONS}?article={article.slug}&sort={sort}&limit=200"))
        assert there == [name for name in whole if name in there]
        back, url = [], last
        while url:
            body = api.get(url).json()
            back = [item["id"] for item in body["results"]] + back
            url = body["previous"]
        assert back == there

    def test_links_beside_the_body(self, api):
        first = api.get(f"{ANNOTATIONS}?limit=10")
        assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
        second = api.get(first.json()["next"])
        assert second["Link"].endswith(f'<{second.json()["previous"]}>; rel="prev"')

    def test_rows_that_come_and_go_between_pages_move_no_others(self, api, article):
        first = api.get(f"{ANNOTATIONS}?limit=10").json()
        delete_annotation(Annotation.objects.get(public_id=first["results"][0]["id"]), actor=None)
        add_notes(article, [COMMENT], actor=None)
        second = api.get(first["next"]).json()
        seen = [item["id"] for item in first["results"] + second["results"]]
        assert len(set(seen)) == 20
        assert seen == sorted(seen[:20], key=seen.index)

    def test_a_cursor_belongs_to_its_order(self, api):
        url = api.get(f"{ANNOTATIONS}?limit=10").json()["next"]
        assert codes(api.get(url + "&sort=created"), 400) == {"?cursor": "invalid"}


class TestWhoSeesWhat:
    @pytest.fixture(autouse=True)
    def notes(self, article, ines):
        Group.objects.create(slug="desk", name="Desk", owner=ines).memberships.create(user=ines)
        notes = [
            replace(QUOTE, id="private234", visibility="private"),
            replace(QUOTE, id="group23456", visibility="group", group="desk"),
            replace(QUOTE, id="suggested2", status="suggested"),
            replace(QUOTE, id="rejected23", status="rejected", status_reason="No."),
            replace(QUOTE, id="deleted234"),
        ]
        *_, last = add_notes(article, notes, actor=ines)
        delete_annotation(last, actor=ines)

    @pytest.mark.parametrize(
        ("who", "private", "group", "suggested", "rejected", "deleted"),
        [
            ("api", 404, 404, 404, 404, 410),
            ("other", 404, 404, 404, 404, 410),
            ("annotator", 200, 200, 200, 200, 410),
            ("editor", 404, 404, 200, 200, 410),
        ],
    )
    def test_single_annotations(self, request, who, private, group, suggested, rejected, deleted):
        client = request.getfixturevalue(who)
        names = ("private234", "group23456", "suggested2", "rejected23", "deleted234")
        statuses = [client.get(ANNOTATIONS + name).status_code for name in names]
        assert statuses == [private, group, suggested, rejected, deleted]

    @pytest.mark.parametrize(
        ("who", "found"),
        [("api", ""), ("other", ""), ("annotator", "suggested2 rejected23"), ("editor", "suggested2 rejected23")],
    )
    def test_proposals_and_rejections(self, request, who, found):
        response = request.getfixturevalue(who).get(f"{ANNOTATIONS}?status=suggested,rejected&sort=created")
        assert ids(response) == found.split()

    @pytest.mark.parametrize("who", ["api", "other", "annotator", "editor"])
    def test_notes_of_a_group_are_found_by_members_alone(self, request, article, who):
        client = request.getfixturevalue(who)
        for address in (ANNOTATIONS, f"/api/v1/articles/{article.slug}/annotations/"):
            assert ids(client.get(f"{address}?group=desk,none")) == (["group23456"] if who == "annotator" else [])
            assert ids(client.get(f"{address}?group=none")) == []
        assert codes(client.get(f"{ANNOTATIONS}?group="), 400) == {"?group": "required"}

    def test_a_token_that_only_reads_reviews_nothing(self, editor, ines):
        reading = client_of(make_user("edna", "editor"), "read")
        assert ids(reading.get(f"{ANNOTATIONS}?status=suggested")) == []

    def test_of_articles_that_are_hidden_nothing_is_seen(self, api, editor, article):
        set_state(article, "withdrawn", "A mistake.", seen="published")
        assert ids(api.get(ANNOTATIONS)) == []
        problem(api.get(ANNOTATIONS + "quote23456"), 404)
        assert problem(api.get(f"/api/v1/articles/{article.slug}"), 410)["detail"].endswith("A mistake.")
        assert api.get("/api/v1/sources/").json()["results"] == []
        assert api.get("/api/v1/stats/").json()["total"] == 0
        assert editor.get(ANNOTATIONS + "quote23456").status_code == 200

    def test_a_source_that_only_a_private_note_names_is_not_seen(self, api, annotator, article, ines):
        secret = replace(QUOTE, id="", visibility="private", source=replace(QUOTE.source, name="Secret Person"))
        add_notes(article, [secret], actor=ines)
        problem(api.get("/api/v1/sources/secret-person"), 404)
        assert annotator.get("/api/v1/sources/secret-person").json()["name"] == "Secret Person"


def test_articles(api, article):
    body = api.get("/api/v1/articles/").json()["results"][0]
    assert (body["slug"], body["published"], body["publication"]) == (article.slug, "2026-04-01", "The Reservoir")
    assert body["links"]["page"] == f"http://testserver/articles/{article.slug}/"
    detail = api.get(body["self"])
    assert detail["ETag"] == f'"{article.version}-json"'
    paragraphs = detail.json()["paragraphs"]
    text = api.get(body["links"]["text"])
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    for item in paragraphs:
        assert text.content.decode()[item["start"] :].startswith(item["text"])
    assert paragraphs[2]["marks"] == [{"start": 25, "end": 31, "tag": "a", "href": "https://r.example/?a=1&b=2"}]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("publication=The%20Reservoir", 1),
        ("language=sv", 0),
        ("state=published", 1),
        ("state=draft", 0),
        ("url=https://www.reservoir.example/dam", 1),
        ("url=https://further.example/", 1),
    ],
)
def test_finding_articles(api, article, query, count):
    article.addresses.create(url="https://further.example/")
    assert len(api.get(f"/api/v1/articles/?{query}").json()["results"]) == count


def test_revisions(api, article):
    (revision,) = api.get(f"/api/v1/articles/{article.slug}/revisions/").json()["results"]
    body = api.get(revision["self"]).json()
    assert (body["number"], body["title"]) == (1, DOCUMENT.title)
    assert body["paragraphs"][0]["text"] == P1.text
    problem(api.get(f"/api/v1/articles/{article.slug}/revisions/2"), 404)


def test_sources(api, article):
    (source,) = api.get("/api/v1/sources/?kind=person").json()["results"]
    assert (source["slug"], source["name"]) == ("ana-lund", "Ana Lund")
    assert ids(api.get(source["links"]["quotes"])) == ["quote23456"]
    assert len(ids(api.get(source["links"]["annotations"]))) == 2


def test_a_merged_source_leads_to_the_other(api, article):
    Source.objects.create(slug="lund", name="A. Lund", kind="person", merged_into=Source.objects.get())
    response = api.get("/api/v1/sources/lund")
    assert response.json()["slug"] == "ana-lund"
    assert response["Content-Location"] == "http://testserver/api/v1/sources/ana-lund"
    assert len(ids(api.get(f"{ANNOTATIONS}?source=lund"))) == 2


def test_stats(api, article):
    body = api.get("/api/v1/stats/").json()
    assert body["total"] == 4
    assert body["kinds"] == {"quote": 1, "claim": 1, "source": 1, "comment": 1}
    assert body["verdicts"]["disputed"] == 1
    assert body["speakers"] == [{"slug": "ana-lund", "name": "Ana Lund", "count": 1}]
    assert api.get("/api/v1/stats/?article=nothing").json()["total"] == 0


def test_what_a_client_has_already_is_not_sent_again(api, article):
    for url in (
        ANNOTATIONS + "quote23456",
        f"/api/v1/articles/{article.slug}",
        f"/api/v1/articles/{article.slug}/text",
    ):
        tag = api.get(url)["ETag"]
        for header in (tag, f'W/{tag}, "other"', "*"):
            response = api.get(url, HTTP_IF_NONE_MATCH=header)
            assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert api.get(url, HTTP_IF_NONE_MATCH='"0-json"').status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_a_page_takes_as_many_queries_as_any_other(api, article, count, django_assert_max_num_queries, ines):
    notes = [replace(CLAIM, id="", source=QUOTE.source, tags=("dam",)) for _ in range(count)]
    add_notes(article, notes, actor=ines)
    with django_assert_max_num_queries(6):
        body = api.get(f"{ANNOTATIONS}?creator=ines&limit=50").json()
    assert len(body["results"]) == count
    assert body["results"][0]["evidence"]
    with django_assert_max_num_queries(5):
        api.get(f"{ANNOTATIONS}?limit=50")
    with django_assert_max_num_queries(8):
        api.get(f"{ANNOTATIONS}?creator=ines&article={article.slug}&expand=article")


def test_a_new_group_reads_nothing_of_one_that_had_its_slug(annotator, other, ines, article, client):
    old = Group.objects.create(slug="desk", name="Desk", owner=ines)
    old.memberships.create(user=ines)
    note = {"article": article.slug, "kind": "comment", "body": "Among us.", "visibility": "group", "group": "desk"}
    url = annotator.post(ANNOTATIONS, note, format="json").json()["url"]
    annotator.patch(url, {"body": "For all.", "visibility": "public", "group": None}, format="json")
    dissolve_group(old, actor=ines)
    otto = User.objects.get(username="otto")
    new = Group.objects.create(slug="desk", name="Desk", owner=otto)
    new.memberships.create(user=otto)

    assert [item["version"] for item in other.get(f"{url}/history").json()["results"]] == [2]
    client.force_login(otto)
    page = client.get(f"/annotations/{url.rpartition('/')[2]}/history/").text
    assert "For all." in page
    assert "Among us." not in page
    assert [item["version"] for item in annotator.get(f"{url}/history").json()["results"]] == [2, 1]
