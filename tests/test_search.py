"""Searching by real queries: what is saved is found at once, what is rolled back never, what is private by none."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import QueryDict
from modelsearch.backends.elasticsearchbase import ElasticsearchBaseMapping

from articles.document import Document, Paragraph, SourceRef, describe_span
from articles.models import (
    Annotation,
    Article,
    Group,
    Source,
    User,
    add_notes,
    delete_annotation,
    document_with,
    edit_article,
    edit_source,
    from_document,
    merge_sources,
    metadata_digest,
    replace_note,
    revise,
    to_document,
)
from articles.querying import parse_query
from articles.search import SearchFilter, count_choices, matching, seen_annotations, seen_sources, server_query
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, P1, QUOTE, SOURCE

pytestmark = pytest.mark.django_db

LONG = Paragraph(
    "p4", "paragraph", "Follow-up: the engineers’ reports of 2025 were running late in Ōsaka, 水門, เขื่อนกับน้ำท่วม."
)


@pytest.fixture
def article():
    return from_document(replace(DOCUMENT, paragraphs=(*DOCUMENT.paragraphs, LONG)))


def found(model, text, **options):
    rows = model.objects.filter(pk__in=matching(model, parse_query(text, **options)))
    return sorted(getattr(row, "public_id", None) or str(row) for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "dam",
        "dams",
        "DAM flood",
        '"the dam will hold"',
        "“dam will hold”",
        "engineer",
        '"engineers reports"',
        "follow-up",
        "follow up",
        "osaka",
        "ōsaka",
        "水門",
        "門",
        "เขื่อน",
        "น้ำท่วม",
        "2025",
        "run",
        "holm",
    ],
)
def test_articles_by_words_and_phrases(article, text):
    assert found(Article, text) == [DOCUMENT.title]


@pytest.mark.parametrize("text", ["damage", '"hold will"', '"dam" nowhere', '"friday but after"', "門水"])
def test_what_is_not_there(article, text):
    assert found(Article, text) == []


@pytest.mark.parametrize("text", ["en", "engin", "enginee", "runni", "the eng", "osa"])
def test_beginnings_while_typing(article, text):
    assert found(Article, text, typing=True) == [DOCUMENT.title]
    assert text in ("the eng", "engin") or found(Article, text) == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("mended", [QUOTE.id]),
        ('"it is mended"', [QUOTE.id]),
        ("lund", [QUOTE.id, SOURCE.id]),
        ("engineers", [QUOTE.id]),
        ("five days", [CLAIM.id]),
        ("weather", [CLAIM.id]),
        ("good", [COMMENT.id]),
        ("report", []),
    ],
)
def test_annotations_by_words_people_and_remarks(article, text, ids):
    assert found(Annotation, text) == sorted(ids)


def test_sources_by_all_their_names(article, django_user_model):
    edit_source(Source.objects.get(), actor=None, name="Ana Lund", kind="person", url="", aliases=["The Ækvator"])
    assert found(Source, "lund") == found(Source, "ækvator") == found(Source, "lu", typing=True) == ["Ana Lund"]


class TestWhatChanges:
    def test_a_rollback_leaves_no_trace(self, article):
        class Stop(Exception):
            pass

        def write():
            with transaction.atomic():
                add_notes(article, [replace(COMMENT, id="", body="ephemeral")], actor=None)
                assert len(found(Annotation, "ephemeral")) == 1
                raise Stop

        with pytest.raises(Stop):
            write()
        assert found(Annotation, "ephemeral") == []

    def test_an_edited_note(self, article):
        row = Annotation.objects.get(public_id=COMMENT.id)
        replace_note(row, replace(COMMENT, body="An excellent article."), actor=None)
        assert found(Annotation, "good") == []
        assert found(Annotation, "excellent") == [COMMENT.id]

    def test_a_source_that_is_renamed_or_merged(self, article):
        add_notes(article, [replace(QUOTE, id="other23456", source=SourceRef("Bo Ek", "person"))], actor=None)
        merge_sources(Source.objects.get(name="Bo Ek"), Source.objects.get(name="Ana Lund"), actor=None)
        assert found(Annotation, "lund") == sorted([QUOTE.id, SOURCE.id, "other23456"])
        assert found(Source, "ek") == ["Ana Lund", "Bo Ek"]
        assert "Bo Ek" not in {str(row) for row in seen_sources(AnonymousUser())}

    def test_a_new_title(self, article):
        document = to_document(article)
        seen = metadata_digest(document_with(article, ()))
        edit_article(article, replace(document, title="Sluices", notes=()), actor=None, seen=seen)
        assert found(Article, "sluice") == ["Sluices"]
        assert found(Article, "after flood") == ["Sluices"]

    def test_what_is_deleted_for_good(self, article):
        Annotation.objects.get(public_id=COMMENT.id).delete()
        assert found(Annotation, "good") == []


def look(user, address=""):
    search = SearchFilter.from_query(QueryDict(address))
    facets, count = count_choices(search, seen_annotations(user))
    ids = sorted(search.narrow_annotations(seen_annotations(user)).values_list("public_id", flat=True))
    assert len(ids) == count
    return ids, {facet.name: {choice.label: choice.count for choice in facet.choices} for facet in facets}


class TestFilters:
    @pytest.fixture(autouse=True)
    def _articles(self, article):
        other = replace(
            DOCUMENT,
            title="Another",
            url="",
            publication="The Halyard",
            published=date(2024, 5, 1),
            notes=(
                replace(QUOTE, id="tagged2345", tags=("water", "dam"), source=SourceRef("Bo Ek", "person")),
                replace(CLAIM, id="refuted234", verdict="refuted", evidence=()),
            ),
        )
        from_document(other)

    @pytest.mark.parametrize(
        ("address", "ids"),
        [
            ("q=dam", [QUOTE.id, "tagged2345"]),
            ("q=dam&publication=The Halyard", ["tagged2345"]),
            ("kind=claim", [CLAIM.id, "refuted234"]),
            ("verdict=refuted", ["refuted234"]),
            ("speaker=ana-lund", [QUOTE.id, SOURCE.id]),
            ("tag=water", ["tagged2345"]),
            ("tag=WATER", ["tagged2345"]),
            ("since=2026-01-01&kind=quote", [QUOTE.id]),
            ("until=2025-01-01", ["refuted234", "tagged2345"]),
            ("speaker=nobody", []),
            ("kind=nonsense&since=never&q=bo", ["tagged2345"]),
        ],
    )
    def test_each(self, address, ids):
        assert look(AnonymousUser(), address)[0] == sorted(ids)

    def test_counts_say_what_each_value_would_leave(self):
        counts = look(AnonymousUser(), "kind=claim")[1]
        assert counts["kind"] == {"Quotes": 2, "Claims": 2, "Sources": 1, "Comments": 1}
        assert counts["verdict"] == {"Disputed": 1, "Refuted": 1}
        assert counts["publication"] == {"The Halyard": 1, "The Reservoir": 1}
        assert counts["year"] == {"2026": 1, "2024": 1}
        for name, value in (("kind", "quote"), ("publication", "The Halyard")):
            _, before = look(AnonymousUser(), "q=dam")
            ids, _ = look(AnonymousUser(), f"q=dam&{name}={value}")
            label = "Quotes" if name == "kind" else value
            assert before.get(name, {label: len(ids)})[label] == len(ids)

    def test_a_tag_is_counted_in_whatever_case(self, article):
        add_notes(article, [replace(QUOTE, id="", tags=("Water",), spans=(describe_span(P1, 26, 34),))], actor=None)
        assert look(AnonymousUser())[1]["tag"] == {"Water": 2, "dam": 1}
        ids, counts = look(AnonymousUser(), "tag=water")
        assert (len(ids), counts["tag"]) == (2, {"Water": 2, "dam": 1})

    def test_what_a_chosen_value_would_leave_is_shown_beside_the_others(self):
        counts = look(AnonymousUser(), "verdict=refuted&publication=The Halyard")[1]
        assert counts["verdict"] == {"Refuted": 1}
        assert counts["publication"] == {"The Halyard": 1}


class TestWhoFindsWhat:
    @pytest.fixture
    def ines(self):
        return User.objects.create_user("ines")

    def secret(self, article, user, **fields):
        note = replace(
            QUOTE,
            id="secret2345",
            spans=(describe_span(P1, 26, 34),),
            source=SourceRef("Kept Friend", "person"),
            body="clandestine",
            tags=("hush",),
            **fields,
        )
        return add_notes(article, [note], actor=user)[0]

    def test_a_private_note_is_found_by_its_creator_alone(self, article, ines):
        self.secret(article, ines, visibility="private")
        root = User.objects.create_superuser("root")
        assert look(ines, "q=clandestine")[0] == ["secret2345"]
        for user in (AnonymousUser(), root):
            assert look(user, "q=clandestine") == ([], {})
            everything = look(user, "q=dam")[1] | look(user)[1]
            assert "hush" not in everything.get("tag", {})
            assert "Kept Friend" not in everything.get("speaker", {})
            assert not seen_sources(user).filter(name="Kept Friend")
        assert seen_sources(ines).filter(name="Kept Friend")

    def test_a_groups_note_is_found_by_its_members(self, article, ines):
        group = Group.objects.create(slug="desk", name="Desk", owner=ines)
        group.memberships.create(user=ines)
        member = User.objects.create_user("member")
        group.memberships.create(user=member)
        self.secret(article, ines, visibility="group", group="desk")
        assert look(member, "q=clandestine")[0] == ["secret2345"]
        assert look(AnonymousUser(), "q=clandestine")[0] == []

    @pytest.mark.parametrize("status", ["suggested", "rejected"])
    def test_proposals_and_rejections_are_not_found(self, article, ines, status):
        self.secret(article, ines, status=status, status_reason="No.")
        assert look(ines, "q=clandestine")[0] == []

    def test_deleted_notes_are_not_found(self, article, ines):
        delete_annotation(self.secret(article, ines), actor=ines)
        assert look(ines, "q=clandestine")[0] == []

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_notes_of_articles_that_readers_may_not_see(self, article, state):
        Article.objects.update(state=state, withdrawn_reason="Forged.")
        root = User.objects.create_superuser("root")
        assert look(AnonymousUser(), "q=dam")[0] == []
        assert look(root, "q=dam")[0] == [QUOTE.id]


def test_a_text_that_was_revised(article):
    paragraphs = (*DOCUMENT.paragraphs[:2], Paragraph("p9", "paragraph", "A sluice opened."))
    text = Document(DOCUMENT.title, paragraphs=paragraphs)
    revise(article, text, actor=None, plain=True)
    assert found(Article, "sluice") == [DOCUMENT.title]
    assert found(Article, "engineers") == []


class TestSearchServer:
    """What a search server is told and asked, by modelsearch's own means; the server itself is not here."""

    def test_every_row_can_be_told(self, article):
        for row in (article, article.annotations.get(kind="quote"), Source.objects.get()):
            told = ElasticsearchBaseMapping(type(row)).get_document(row)
            assert told["articles_searched__search_stems"] == row.search_stems()

    def test_words_phrases_and_beginnings_are_asked(self):
        asked = server_query(parse_query('dams "will hold" runni', typing=True))
        assert repr(asked).startswith("<And <Or <Phrase 'dam'>> <Or <Phrase 'will hold'>> <Or <Phrase 'runni'>")
        assert "<Phrase 'run'>" in repr(asked)
