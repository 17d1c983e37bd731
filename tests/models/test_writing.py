"""Writing goes through the gate, keeps every version and raises the article's."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import Group as Role

from articles.checking import InvalidDocument
from articles.document import Note, describe_span
from articles.formats import native
from articles.models import (
    Annotation,
    Group,
    Source,
    StaleVersion,
    add_notes,
    delete_annotation,
    from_document,
    replace_note,
    restore_note,
    revise,
    to_document,
)
from articles.models.writing import update_annotations
from tests.models.test_conversion import DOCUMENT, PARAGRAPHS, QUOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return from_document(DOCUMENT)


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("ines")


def test_adding(article, user):
    comment = Note("", "comment", (describe_span(PARAGRAPHS[1], 0, 5),), body="Where?")
    version = article.version
    (annotation,) = add_notes(article, [comment], actor=user)
    assert annotation.creator == user
    assert len(annotation.public_id) == 10
    assert annotation.versions.get().action == "created"
    assert article.version == version + 1


def test_refusing_names_the_note_and_stores_nothing(article, user):
    wrong = replace(QUOTE, id="", spans=(replace(QUOTE.spans[0], end=999),))
    with pytest.raises(InvalidDocument) as caught:
        add_notes(article, [replace(QUOTE, id=""), wrong], actor=user)
    assert caught.value.problems[0].pointer == "/1/spans/0/end"
    assert article.annotations.count() == 1


def test_replacing_keeps_who_and_when_and_the_old_version(article, user):
    annotation = article.annotations.get()
    before = annotation.to_note()
    after = replace(before, spans=(describe_span(PARAGRAPHS[1], 0, 5),), body="New", tags=("dam",), creator="ines")
    changed = replace_note(annotation, after, actor=user)
    assert (changed.version, changed.created, changed.creator) == (2, annotation.created, None)
    first, second = changed.versions.order_by("number")
    assert native.from_dict(Note, first.note) == before
    assert (second.action, second.actor) == ("edited", user)
    assert second.sequence > first.sequence
    stored = Annotation.objects.with_values().get(pk=annotation.pk).to_note()
    assert (stored.spans, stored.body, stored.tags) == (after.spans, "New", ("dam",))


def test_deleting_keeps_everything_and_happens_once(article, user):
    annotation = article.annotations.get()
    delete_annotation(annotation, actor=user)
    delete_annotation(annotation, actor=user)
    annotation.refresh_from_db()
    assert annotation.deleted
    assert [version.action for version in annotation.versions.all()] == ["deleted", "imported"]
    assert annotation.spans.exists()


def test_tags_have_the_times_of_their_annotation_whatever_happens_to_it(article, user):
    (annotation,) = add_notes(article, [replace(QUOTE, id="", tags=("dam", "water"))], actor=user)
    moved = replace(PARAGRAPHS[0], text="Once more: " + PARAGRAPHS[0].text)
    later = replace(to_document(article), paragraphs=(moved, *PARAGRAPHS[1:]), notes=())
    acts = [
        lambda row: replace_note(row, replace(row.to_note(), body="Her own words."), actor=user),
        lambda row: update_annotations(Annotation.objects.filter(pk=row.pk), actor=user, action="x", body="Hers."),
        lambda row: revise(article, later, actor=user),
        lambda row: delete_annotation(row, actor=user),
        lambda row: restore_note(row, 1, actor=user),
    ]
    last = annotation.modified
    for act in acts:
        act(annotation)
        annotation = Annotation.objects.with_values().get(pk=annotation.pk)
        assert annotation.modified > last
        last = annotation.modified
        times = {(tag.created, tag.modified) for tag in annotation.tag_rows.all()}
        assert times == {(annotation.created, annotation.modified)}


def test_a_group_is_written_to_by_its_members_alone(article, user):
    group = Group.objects.create(slug="class-7", name="Class 7", owner=user)
    note = replace(QUOTE, id="", visibility="group", group="class-7")
    with pytest.raises(InvalidDocument, match="no group"):
        add_notes(article, [note], actor=user)
    group.memberships.create(user=user)
    (annotation,) = add_notes(article, [note], actor=user)
    assert annotation.group == group


def test_positions_follow_the_text(article, user):
    later = Note("", "comment", (describe_span(PARAGRAPHS[1], 0, 5),))
    nowhere = Note("", "comment", body="On the whole")
    add_notes(article, [nowhere, later], actor=user)
    kinds = [annotation.kind for annotation in article.annotations.order_by("position")]
    assert kinds == ["quote", "comment", "comment"]


class TestVisibility:
    @pytest.fixture
    def others(self, django_user_model, article, user):
        Group.objects.create(slug="desk", name="Desk", owner=user).memberships.create(user=user)
        notes = [
            replace(QUOTE, id="private", visibility="private"),
            replace(QUOTE, id="group", visibility="group", group="desk"),
            replace(QUOTE, id="suggested", status="suggested"),
            replace(QUOTE, id="rejected", status="rejected", status_reason="No."),
        ]
        add_notes(article, notes, actor=user)
        return django_user_model.objects.create_superuser("editor")

    def seen(self, user):
        return set(Annotation.objects.visible_to(user).values_list("public_id", flat=True))

    def test_own_and_group(self, others, user):
        assert self.seen(user) == {QUOTE.id, "private", "group"}

    def test_nobody_elses_not_even_for_administrators(self, others):
        assert self.seen(others) == {QUOTE.id}

    def test_members(self, others, user):
        Group.objects.get().memberships.create(user=others)
        assert self.seen(others) == {QUOTE.id, "group"}

    def test_deleted_ones_are_gone(self, article, user):
        delete_annotation(article.annotations.get(), actor=user)
        assert self.seen(user) == set()


def test_a_stale_version_is_refused_and_changes_nothing(article, user):
    annotation = article.annotations.get()
    note = annotation.to_note()
    replace_note(annotation, replace(note, body="First"), actor=user, version=1)
    for write in (
        lambda: replace_note(annotation, replace(note, body="Second"), actor=user, version=1),
        lambda: delete_annotation(annotation, actor=user, version=1),
        lambda: restore_note(annotation, 1, actor=user, version=1),
    ):
        with pytest.raises(StaleVersion) as caught:
            write()
        assert caught.value.annotation.version == 2
    annotation.refresh_from_db()
    assert (annotation.body, annotation.version, annotation.deleted) == ("First", 2, None)


def test_what_was_deleted_is_not_edited_but_comes_back(article, user):
    annotation = article.annotations.get()
    note = annotation.to_note()
    delete_annotation(annotation, actor=user)
    with pytest.raises(StaleVersion):
        replace_note(annotation, note, actor=user)
    restored = restore_note(annotation, 1, actor=user)
    assert (restored.deleted, restored.version) == (None, 3)
    assert [version.action for version in restored.versions.all()] == ["restored", "deleted", "imported"]
    stored = Annotation.objects.with_values().get(pk=annotation.pk).to_note()
    assert replace(stored, modified=None) == replace(note, modified=None)


def test_a_merged_source_stands_for_the_other(article, user):
    source = article.annotations.get().source
    other = Source.objects.create(slug="other", name="Another Name", kind=source.kind, merged_into=source)
    (annotation,) = add_notes(article, [replace(QUOTE, id="", source=other.ref)], actor=user)
    assert annotation.source == source


@pytest.mark.parametrize(
    ("role", "own", "others", "private"),
    [(None, False, False, False), ("annotator", True, False, False), ("editor", True, True, False)],
)
def test_who_may_edit(article, django_user_model, user, role, own, others, private):
    editor = django_user_model.objects.create_user("role")
    if role:
        editor.groups.add(Role.objects.get(name=role))
    comment = Note("", "comment", body="Where?")
    (mine,) = add_notes(article, [comment], actor=editor)
    (theirs,) = add_notes(article, [comment], actor=user)
    (secret,) = add_notes(article, [replace(comment, visibility="private")], actor=user)
    editable = set(Annotation.objects.editable_by(editor))
    assert [annotation in editable for annotation in (mine, theirs, secret)] == [own, others, private]
    assert not Annotation.objects.editable_by(AnonymousUser()).exists()
