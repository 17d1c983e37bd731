"""Pairs of writers at the same moment: the second meets what the first has left, and nothing of either is lost."""

from functools import partial

import pytest

from articles.document import Document, Note, Paragraph, SourceRef, describe_span
from articles.models import (
    Article,
    Group,
    Membership,
    OwnsGroups,
    Source,
    User,
    add_notes,
    close_account,
    edit_source,
    from_document,
    hand_over_group,
    leave_group,
    merge_sources,
)
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
