"""Pairs of writers at the same moment: the second meets what the first has left, and nothing of either is lost."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import transaction

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.formats.rows import About
from articles.models import (
    Annotation,
    Article,
    Flag,
    Group,
    Membership,
    OwnsGroups,
    ProposalRun,
    Revision,
    Source,
    User,
    add_notes,
    close_account,
    delete_annotation,
    destroy_annotations,
    dispute,
    edit_source,
    from_document,
    hand_over_group,
    in_one_transaction,
    leave_group,
    link_claims,
    lock_article,
    merge_sources,
    propose,
    replace_note,
    revise,
    set_state,
)
from articles.models.exchange import import_rows
from tests.at_once import one_after_the_other, only_on_postgresql

pytestmark = only_on_postgresql

TEXT = Paragraph("p1", "paragraph", "The harbour is closed, said Tove Brandt, until the crane is mended.")
WORDS = "said Tove Brandt"
TOVE, BRANDT = SourceRef("Tove Brandt", "person"), SourceRef("T. Brandt", "person")


def note(source: SourceRef | None = TOVE, kind: str = "quote", **said) -> Note:
    start = TEXT.text.index(WORDS)
    return Note("", kind, (describe_span(TEXT, start, start + len(WORDS)),), source, **said)


def make_article(title: str, *notes: Note) -> Article:
    article = from_document(Document(title, paragraphs=(TEXT,)))
    add_notes(article, notes, actor=None)
    return article


@pytest.fixture
def article() -> Article:
    return make_article("The harbour")


@pytest.fixture
def tove() -> User:
    return User.objects.create_user("tove")


class TestSourceThatIsNamedAnew:
    """A note is written over another article, in which nobody has named the source."""

    @pytest.fixture(autouse=True)
    def _named(self):
        make_article("The crane", note(TOVE), note(BRANDT, kind="source"))

    @pytest.fixture
    def sources(self) -> list[Source]:
        return [Source.objects.get(name=ref.name) for ref in (TOVE, BRANDT)]

    def write(self, article: Article, tove: User):
        return lambda: add_notes(article, [note(TOVE)], actor=tove)

    def test_stands_for_what_is_being_merged(self, article, tove, sources):
        outcome = one_after_the_other(lambda: merge_sources(*sources, actor=tove), self.write(article, tove))
        assert outcome.exception() is None
        assert article.annotations.get().source == sources[1]

    def test_goes_along_when_it_is_merged(self, article, tove, sources):
        outcome = one_after_the_other(self.write(article, tove), lambda: merge_sources(*sources, actor=tove))
        assert outcome.exception() is None
        assert article.annotations.get().source == sources[1]

    def test_is_another_when_its_name_goes(self, article, tove, sources):
        said = {"kind": "person", "url": "", "aliases": []}
        outcome = one_after_the_other(
            lambda: edit_source(sources[0], actor=tove, name="Tove B. Brandt", **said), self.write(article, tove)
        )
        assert outcome.exception() is None
        row = article.annotations.get()
        assert row.source.name == row.versions.get().note["source"]["name"] == "Tove Brandt"
        assert row.source != sources[0]


class TestGroupThatIsHandedOver:
    """An owner belongs to their group, whatever the member does to whom it is handed."""

    @pytest.fixture
    def group(self, tove, mira) -> Group:
        group = Group.objects.create(slug="desk", name="The desk", owner=tove)
        for user in (tove, mira):
            group.memberships.create(user=user)
        return group

    @pytest.fixture
    def mira(self) -> User:
        return User.objects.create_user("mira")

    @pytest.mark.parametrize("leave", [leave_group, lambda group, user: close_account(user, keep_public=True)])
    def test_keeps_its_owner(self, group, mira, leave):
        outcome = one_after_the_other(lambda: hand_over_group(group, mira), lambda: leave(group, mira))
        assert isinstance(outcome.exception(), OwnsGroups)
        assert group.memberships.filter(user=mira, group__owner=mira).exists()

    @pytest.mark.parametrize("leave", [leave_group, lambda group, user: close_account(user, keep_public=True)])
    def test_is_not_handed_to_who_has_left(self, group, tove, mira, leave):
        again = User.objects.get(pk=mira.pk)
        outcome = one_after_the_other(lambda: leave(group, mira), lambda: hand_over_group(group, again))
        assert isinstance(outcome.exception(), Membership.DoesNotExist)
        assert Group.objects.get().owner == tove

    def test_is_handed_to_one_alone(self, group, mira):
        other = User.objects.create_user("other")
        group.memberships.create(user=other)
        outcome = one_after_the_other(lambda: hand_over_group(group, mira), lambda: hand_over_group(group, other))
        assert isinstance(outcome.exception(), Group.DoesNotExist)
        assert Group.objects.get().owner == mira


def test_an_account_is_closed_once(tove):
    close, again = (partial(close_account, User.objects.get(pk=tove.pk), keep_public=True) for _ in range(2))
    assert isinstance(one_after_the_other(close, again).exception(), User.DoesNotExist)


class TestClaimThatIsMadeInTwoArticles:
    """Whoever writes to one of them raises the version of the other, and both are locked from the first."""

    @pytest.fixture
    def articles(self) -> list[Article]:
        return [make_article(title, note(None, "claim", verdict="unchecked")) for title in ("The harbour", "The crane")]

    @pytest.fixture
    def claims(self, articles, tove) -> list[Annotation]:
        claims = [article.annotations.get() for article in articles]
        link_claims(*claims, actor=tove)
        return claims

    @pytest.mark.parametrize(
        "write",
        [
            lambda claim: replace_note(claim, replace(claim.to_note(), body="Hm."), actor=None),
            lambda claim: delete_annotation(claim, actor=None),
            lambda claim: destroy_annotations(Annotation.objects.filter(pk=claim.pk)),
            lambda claim: revise(claim.article, Document("", paragraphs=(longer("p1"),)), actor=None),
            lambda claim: set_state(claim.article, "withdrawn", "Wrong.", seen="published"),
        ],
        ids=["replace", "delete", "destroy", "revise", "withdraw"],
    )
    def test_is_no_deadlock(self, articles, claims, write):
        def edit_first():
            replace_note(claims[0], replace(claims[0].to_note(), body="Well."), actor=None)

        outcome = one_after_the_other(
            lambda: lock_article(articles[0]), transaction.atomic(partial(write, claims[1])), then=edit_first
        )
        assert outcome.exception() is None
        claims[0].refresh_from_db()
        assert claims[0].version == 2


def longer(name: str) -> Paragraph:
    return replace(TEXT, id=name, text=f"On Monday, {TEXT.text}")


class TestNoteThatIsDestroyed:
    """Of what was destroyed, nothing is left, and nobody is at fault."""

    @pytest.fixture
    def row(self, article, tove) -> Annotation:
        return add_notes(article, [note()], actor=tove)[0]

    @pytest.fixture
    def destroy(self, row):
        return transaction.atomic(partial(destroy_annotations, Annotation.objects.filter(pk=row.pk)))

    def test_is_no_deadlock_with_who_edits_it(self, article, row, destroy):
        edited = replace(row.to_note(), body="Hm.")
        outcome = one_after_the_other(
            lambda: lock_article(article), destroy, then=lambda: replace_note(row, edited, actor=None)
        )
        assert outcome.exception() is None
        assert not Annotation.objects.exists()

    @pytest.mark.parametrize(
        "write",
        [
            lambda row: delete_annotation(row, actor=None),
            lambda row: dispute(row, "Wrong.", reporter=None),
            lambda row: link_claims(row, row, actor=None),
        ],
        ids=["delete", "dispute", "link"],
    )
    def test_is_gone_for_others(self, row, destroy, write):
        outcome = one_after_the_other(destroy, lambda: write(row))
        assert isinstance(outcome.exception(), Annotation.DoesNotExist)

    def test_goes_with_a_dispute_of_that_moment(self, row, destroy):
        outcome = one_after_the_other(lambda: dispute(row, "Wrong.", reporter=None), destroy)
        assert outcome.exception() is None
        assert not Flag.objects.exists()


def test_the_text_is_proposed_for_that_stands_when_one_has_waited(article):
    text = Document("", paragraphs=(longer("p1"),))
    outcome = one_after_the_other(lambda: revise(article, text, actor=None), lambda: propose(article))
    assert outcome.exception() is None
    assert ProposalRun.objects.get().revision == Revision.objects.get(article=article, number=2)


def test_who_names_a_row_that_was_deleted_begins_anew(article, tove):
    begun, (row,) = [], add_notes(article, [note()], actor=None)

    @in_one_transaction
    def flag() -> None:
        begun.append(User.objects.filter(username="tove").first())
        Flag.objects.create(annotation=row, reporter=begun[-1], reason="Wrong.")

    outcome = one_after_the_other(User.objects.get().delete, flag)
    assert outcome.exception() is None
    assert begun == [tove, None]


class TestImport:
    """Of a file over several articles, of which it has some and wants others, in whatever order."""

    @pytest.fixture
    def articles(self) -> list[Article]:
        return [make_article(title) for title in ("The harbour", "The crane")]

    @pytest.fixture
    def bring(self, articles, tove):
        """Import a note for each of the articles."""
        rows = [(article.pk, note()) for article in articles]
        format = SimpleNamespace(about=lambda row: About(str(row[0])), unpack=lambda row, document: row[1])

        def find(about: About) -> Article:
            return Article.objects.get(pk=about.iri)

        return transaction.atomic(lambda: import_rows(format, rows, find, actor=tove, known=Annotation.objects.all()))

    def test_waits_for_who_writes_before_it_begins(self, articles, bring):
        outcome = one_after_the_other(
            lambda: lock_article(articles[1]), bring, then=lambda: add_notes(articles[1], [note()], actor=None)
        )
        assert outcome.result().created == 2

    def test_of_the_same_file_finds_what_the_first_has_stored(self, bring):
        outcome = one_after_the_other(bring, bring)
        assert (outcome.result().created, outcome.result().duplicate) == (0, 2)

    def test_finds_the_text_that_stands_then(self, articles, bring):
        text = Document("", paragraphs=(longer("p1"),))
        outcome = one_after_the_other(lambda: revise(articles[0], text, actor=None), bring)
        assert (outcome.result().created, outcome.result().unresolved) == (1, 1)
