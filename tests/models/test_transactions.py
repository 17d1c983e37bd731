"""Writers of the same rows at the same moment: none gets another's mistake, and no text moves under a note."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction

from articles.checking import InvalidDocument
from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.models import (
    Annotation,
    Article,
    Group,
    HasMembers,
    SharedClaim,
    Source,
    User,
    add_notes,
    delete_annotation,
    dissolve_group,
    edit_source,
    from_document,
    in_one_transaction,
    join_group,
    link_claims,
    replace_note,
    revise,
)
from tests.at_once import in_thread, one_after_the_other, only_on_postgresql

pytestmark = only_on_postgresql

OLD = Paragraph("p1", "paragraph", "The harbour is closed, said Tove Brandt, until the crane is mended.")
NEW = replace(OLD, text="On Monday, the harbour is closed, said Tove Brandt, until the crane is mended.")
TOVE = SourceRef("Tove Brandt", "person")
WORDS = "said Tove Brandt"


def document(title: str, paragraph: Paragraph = OLD) -> Document:
    return Document(title, paragraphs=(paragraph,))


def note() -> Note:
    start = OLD.text.index(WORDS)
    return Note("", "quote", (describe_span(OLD, start, start + len(WORDS)),), TOVE)


@pytest.fixture
def article() -> Article:
    return from_document(document("The harbour"))


@pytest.fixture
def tove() -> User:
    return User.objects.create_user("tove")


def test_no_note_is_written_over_a_text_that_is_being_revised(article, tove):
    revised, goes_on = Event(), Event()

    def revise_slowly():
        with transaction.atomic():
            revise(article, document("The harbour", NEW), actor=tove)
            revised.set()
            goes_on.wait(5)

    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, revise_slowly)
        assert revised.wait(5)
        second = in_thread(pool, add_notes, article, [note()], actor=tove)
        with pytest.raises(TimeoutError):
            second.result(0.5)
        goes_on.set()
        first.result(5)
        with pytest.raises(InvalidDocument):
            second.result(5)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("attempt", range(3))
def test_a_note_keeps_its_words_whoever_writes_meanwhile(article, tove, attempt):
    (changed, deleted) = add_notes(article, [note(), replace(note(), kind="source")], actor=tove)
    together = Barrier(5)

    def at_once(write, *args, **kwargs):
        together.wait()
        try:
            return write(*args, **kwargs)
        except InvalidDocument:  # the words stand elsewhere by now, and it says so
            return None

    with ThreadPoolExecutor(5) as pool:
        writes = [
            in_thread(pool, at_once, revise, article, document("The harbour", NEW), actor=tove),
            in_thread(pool, at_once, add_notes, article, [note()], actor=tove),
            in_thread(pool, at_once, replace_note, changed, replace(changed.to_note(), body="Hm."), actor=tove),
            in_thread(pool, at_once, delete_annotation, deleted, actor=tove),
            in_thread(
                pool,
                at_once,
                edit_source,
                Source.objects.get(),
                actor=tove,
                name="Tove B. Brandt",
                kind="person",
                url="",
                aliases=["Tove Brandt"],
            ),
        ]
        for write in writes:
            write.result(20)
    for row in Annotation.objects.with_values():
        for span in row.to_note().spans:
            assert NEW.text[span.start : span.end] == WORDS
        assert row.versions.first().note["source"]["name"] == row.source.name


class TestGroupThatDissolves:
    """Whoever writes first is waited for, and the other learns what became of the group."""

    @pytest.fixture
    def group(self, tove) -> Group:
        group = Group.objects.create(slug="desk", name="The desk", owner=tove)
        group.memberships.create(user=tove)
        return group

    @pytest.fixture
    def mira(self) -> User:
        return User.objects.create_user("mira")

    def test_keeps_who_joins(self, group, tove, mira):
        outcome = one_after_the_other(
            lambda: join_group(group.join_token, mira), lambda: dissolve_group(group, actor=tove)
        )
        assert isinstance(outcome.exception(), HasMembers)
        assert group.memberships.count() == 2

    def test_lets_nobody_in(self, group, tove, mira):
        outcome = one_after_the_other(
            lambda: dissolve_group(group, actor=tove), lambda: join_group(group.join_token, mira)
        )
        assert isinstance(outcome.exception(), Group.DoesNotExist)
        assert not mira.memberships.exists()

    def test_frees_a_note_that_is_being_written(self, article, group, tove):
        shared = replace(note(), visibility="group", group="desk")
        outcome = one_after_the_other(
            lambda: add_notes(article, [shared], actor=tove), lambda: dissolve_group(group, actor=tove)
        )
        assert outcome.exception() is None
        assert Annotation.objects.get().visibility == "private"

    def test_takes_no_note_any_more(self, article, group, tove):
        shared = replace(note(), visibility="group", group="desk")
        outcome = one_after_the_other(
            lambda: dissolve_group(group, actor=tove), lambda: add_notes(article, [shared], actor=tove)
        )
        assert isinstance(outcome.exception(), InvalidDocument)
        assert not Annotation.objects.exists()


def test_who_is_ended_because_of_a_deadlock_begins_anew(article):
    other, together, begun = from_document(document("The crane")), Barrier(2), []

    @in_one_transaction
    def touch(first: Article, second: Article) -> None:
        begun.append(first)
        first.touch()
        if len(begun) < 3:
            together.wait(5)
        second.touch()

    with ThreadPoolExecutor(2) as pool:
        for write in [in_thread(pool, touch, article, other), in_thread(pool, touch, other, article)]:
            write.result(20)
    assert len(begun) >= 3
    assert set(Article.objects.values_list("version", flat=True)) == {3}


def test_within_another_transaction_it_does_not_begin_anew(article):
    begun = []

    @in_one_transaction
    def fail() -> None:
        begun.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(OperationalError, match="deadlock"), transaction.atomic():
        fail()
    assert begun == [1]
    with pytest.raises(OperationalError, match="deadlock"):
        fail()
    assert begun == [1] * 4


def test_two_of_the_same_name_have_slugs_of_their_own(article, tove):
    other = from_document(document("The crane"))
    unnamed = replace(note(), source=SourceRef("the keeper", "unnamed"))
    stored, goes_on = Event(), Event()

    def store(title: str, noted: Article) -> None:
        with transaction.atomic():
            from_document(document(title))
            add_notes(noted, [unnamed], actor=tove)
            stored.set()
            goes_on.wait(5)

    with ThreadPoolExecutor(3) as pool:
        writes = [in_thread(pool, store, "The quay", article)]
        assert stored.wait(5)
        writes.append(in_thread(pool, from_document, document("The quay")))
        writes.append(in_thread(pool, add_notes, other, [unnamed], actor=None))
        with pytest.raises(TimeoutError):
            writes[1].result(0.5)
        goes_on.set()
        for write in writes:
            write.result(10)
    assert Article.objects.filter(slug__in=["the-quay", "the-quay-2"]).count() == 2
    assert Source.objects.filter(slug__in=["the-keeper", "the-keeper-2"]).count() == 2


def test_two_links_of_one_claim_make_one_shared_claim(tove):
    articles = [from_document(document(title)) for title in ("The harbour", "The quay", "The crane")]
    claim = replace(note(), kind="claim", verdict="unchecked")
    one, other, third = (add_notes(row, [claim], actor=tove)[0] for row in articles)
    linked, goes_on = Event(), Event()

    def link_slowly() -> None:
        with transaction.atomic():
            link_claims(one, other, actor=tove)
            linked.set()
            goes_on.wait(5)

    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, link_slowly)
        assert linked.wait(5)
        second = in_thread(pool, link_claims, other, third, actor=tove)
        with pytest.raises(TimeoutError):
            second.result(0.5)
        goes_on.set()
        first.result(10)
        second.result(10)
    assert SharedClaim.objects.get().members.count() == 3
