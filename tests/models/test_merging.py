"""Two sources become one: notes, their histories, other names and earlier merges follow."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from articles.document import Note, SourceRef, describe_span
from articles.formats.native import from_dict
from articles.models import (
    Annotation,
    CannotMerge,
    CannotPart,
    Source,
    SourceMerge,
    StaleSource,
    TakenSource,
    add_notes,
    delete_annotation,
    edit_source,
    from_document,
    merge_sources,
    part_sources,
    replace_note,
    restore_note,
    sources_known_to,
)
from tests.models.test_conversion import DOCUMENT, PARAGRAPHS

pytestmark = pytest.mark.django_db

ANA, A_LUND, REPORT = (
    SourceRef("Ana Lund", "person"),
    SourceRef("A. Lund", "person"),
    SourceRef("The report", "document", "https://report.example/"),
)
WORDS = (describe_span(PARAGRAPHS[0], 0, 5),)


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_user("editor")


@pytest.fixture
def article():
    return from_document(replace(DOCUMENT, notes=()))


def add(article, user, *sources, reported_by=None, **fields):
    notes = [Note("", "quote", WORDS, source, reported_by=reported_by, **fields) for source in sources]
    return add_notes(article, notes, actor=user)


def get(ref):
    return Source.objects.get(name=ref.name)


class TestMerging:
    def test_notes_move_with_a_version_each(self, article, editor):
        first, second, third = add(article, editor, ANA, A_LUND, REPORT)
        version = article.version
        assert merge_sources(get(A_LUND), get(ANA), actor=editor) == get(ANA)
        second.refresh_from_db()
        assert (second.source, second.version) == (get(ANA), 2)
        kept = second.versions.first()
        assert (kept.number, kept.action, kept.actor) == (2, "edited", editor)
        assert from_dict(Note, kept.note).source == ANA
        assert list(Annotation.objects.filter(version=1).order_by("pk")) == [first, third]
        article.refresh_from_db()
        assert article.version == version + 1

    def test_a_note_that_names_it_twice_gets_one_version(self, article, editor):
        (note,) = add(article, editor, A_LUND, reported_by=A_LUND)
        (report,) = add(article, editor, REPORT, reported_by=A_LUND)
        add(article, editor, ANA)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        for row in (note, report):
            row.refresh_from_db()
        assert (note.source, note.reported_by, note.version) == (get(ANA), get(ANA), 2)
        assert (report.source, report.reported_by, report.version) == (get(REPORT), get(ANA), 2)

    def test_deleted_and_private_notes_move_too(self, article, editor, django_user_model):
        ines = django_user_model.objects.create_user("ines")
        (deleted,) = add(article, editor, A_LUND)
        (private,) = add(article, ines, A_LUND, visibility="private")
        add(article, editor, ANA)
        delete_annotation(deleted, actor=editor)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        assert not Annotation.objects.exclude(source=get(ANA)).exists()
        assert private.versions.count() == 2

    def test_names_become_other_names_each_once(self, article, editor):
        add(article, editor, ANA, A_LUND)
        Source.objects.filter(name="A. Lund").update(aliases=["Ana Lund", "Dr Lund", "Lund, A."])
        Source.objects.filter(name="Ana Lund").update(aliases=["Dr Lund"])
        assert merge_sources(get(A_LUND), get(ANA), actor=editor).aliases == ["Dr Lund", "A. Lund", "Lund, A."]

    def test_chains_become_short(self, article, editor):
        add(article, editor, ANA, A_LUND, REPORT)
        merge_sources(get(REPORT), get(A_LUND), actor=editor)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        assert set(get(ANA).merged.all()) == {get(REPORT), get(A_LUND)}
        assert get(ANA).aliases == ["A. Lund", "The report"]

    def test_names_still_to_come_mean_the_one_that_is_left(self, article, editor):
        _, note = add(article, editor, ANA, A_LUND)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        assert add(article, editor, A_LUND)[0].source == get(ANA)
        assert restore_note(note, 1, actor=editor).source == get(ANA)

    @pytest.mark.parametrize(
        ("source", "into", "reason"),
        [
            ("Ana Lund", "Ana Lund", "the same"),
            ("a neighbour", "Ana Lund", "unnamed"),
            ("Ana Lund", "a neighbour", "unnamed"),
            ("The report", "Ana Lund", "already"),
            ("Ana Lund", "The report", "already"),
        ],
    )
    def test_what_cannot_be_merged_stays(self, article, editor, source, into, reason):
        add(article, editor, ANA, A_LUND, REPORT, SourceRef("a neighbour", "unnamed"))
        merge_sources(get(REPORT), get(A_LUND), actor=editor)
        before = list(Source.objects.values())
        with pytest.raises(CannotMerge, match=reason):
            merge_sources(Source.objects.get(name=source), Source.objects.get(name=into), actor=editor)
        assert list(Source.objects.values()) == before


class TestParting:
    def test_what_moved_goes_back_with_a_version_each(self, article, editor):
        kept, moved = add(article, editor, ANA, A_LUND)
        (report,) = add(article, editor, REPORT, reported_by=A_LUND)
        (both,) = add(article, editor, A_LUND, reported_by=A_LUND)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        assert part_sources(get(A_LUND), actor=editor).merged_into is None
        for row in (kept, moved, report, both):
            row.refresh_from_db()
        assert (kept.source, kept.version) == (get(ANA), 1)
        assert (moved.source, moved.version) == (get(A_LUND), 3)
        assert (report.source, report.reported_by, report.version) == (get(REPORT), get(A_LUND), 3)
        assert (both.source, both.reported_by, both.version) == (get(A_LUND), get(A_LUND), 3)
        assert from_dict(Note, moved.versions.first().note).source == A_LUND

    def test_what_was_said_otherwise_since_stays(self, article, editor):
        _, changed, given = add(article, editor, ANA, A_LUND, A_LUND)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        (new,) = add(article, editor, A_LUND)
        replace_note(changed, replace(changed.to_note(), source=REPORT), actor=editor)
        part_sources(get(A_LUND), actor=editor)
        for row in (changed, given, new):
            row.refresh_from_db()
        assert [row.source for row in (changed, given, new)] == [get(REPORT), get(A_LUND), get(ANA)]
        assert add(article, editor, A_LUND)[0].source == get(A_LUND)

    def test_only_the_names_that_came_with_it_go(self, article, editor):
        add(article, editor, ANA, A_LUND)
        Source.objects.filter(name="A. Lund").update(aliases=["Dr Lund", "Lund, A."])
        Source.objects.filter(name="Ana Lund").update(aliases=["Dr Lund"])
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        part_sources(get(A_LUND), actor=editor)
        assert get(ANA).aliases == ["Dr Lund"]
        assert get(A_LUND).aliases == ["Dr Lund", "Lund, A."]

    def test_chains_are_parted_from_their_end(self, article, editor):
        first, second, third = add(article, editor, ANA, A_LUND, REPORT)
        merge_sources(get(REPORT), get(A_LUND), actor=editor)
        merge_sources(get(A_LUND), get(ANA), actor=editor)
        with pytest.raises(CannotPart, match="another source"):
            part_sources(get(REPORT), actor=editor)
        part_sources(get(A_LUND), actor=editor)
        assert get(REPORT).merged_into == get(A_LUND)
        part_sources(get(REPORT), actor=editor)
        for row, ref in zip((first, second, third), (ANA, A_LUND, REPORT), strict=True):
            row.refresh_from_db()
            assert row.source == get(ref)
        assert not SourceMerge.objects.exists()

    def test_not_twice_and_not_after_names_were_exchanged(self, article, editor):
        add(article, editor, ANA, A_LUND)
        with pytest.raises(CannotPart, match="of its own"):
            part_sources(get(A_LUND), actor=editor)
        into = merge_sources(get(A_LUND), get(ANA), actor=editor)
        edit_source(into, actor=editor, name="A. Lund", kind="person", url="", aliases=[])
        with pytest.raises(CannotPart, match="exchanged"):
            part_sources(get(ANA), actor=editor)
        assert Source.objects.get(name="Ana Lund").merged_into == into

    def test_they_may_be_merged_again(self, article, editor):
        add(article, editor, ANA, A_LUND)
        for _ in range(2):
            merge_sources(get(A_LUND), get(ANA), actor=editor)
            part_sources(get(A_LUND), actor=editor)
        assert {row.source for row in Annotation.objects.all()} == {get(ANA), get(A_LUND)}


class TestEditing:
    def edit(self, source, editor, **fields):
        same = {name: getattr(source, name) for name in ("name", "kind", "url", "aliases")}
        return edit_source(source, actor=editor, **same | fields)

    def test_notes_read_otherwise_and_say_so(self, article, editor):
        (note,) = add(article, editor, ANA)
        version = article.version
        self.edit(get(ANA), editor, name="Ana Lund-Berg")
        note.refresh_from_db()
        article.refresh_from_db()
        assert (note.version, article.version) == (2, version + 1)
        assert note.versions.first().note["source"]["name"] == "Ana Lund-Berg"

    def test_one_that_was_merged_in_between_is_not_changed(self, article, editor):
        add(article, editor, ANA, A_LUND)
        source = get(ANA)
        merge_sources(source, get(A_LUND), actor=editor)
        with pytest.raises(StaleSource) as stale:
            self.edit(source, editor, name="Ana Lund-Berg")
        assert stale.value.source.merged_into == get(A_LUND)
        assert get(ANA).name == "Ana Lund"

    def test_other_names_change_no_note(self, article, editor):
        (note,) = add(article, editor, ANA)
        source = self.edit(get(ANA), editor, aliases=["  A.   Lund", "A. Lund", "Ana Lund", ""])
        assert source.aliases == ["A. Lund"]
        note.refresh_from_db()
        assert note.version == 1

    def test_another_source_keeps_its_name(self, article, editor):
        add(article, editor, ANA, A_LUND)
        with pytest.raises(TakenSource) as caught:
            self.edit(get(ANA), editor, name="A. Lund")
        assert caught.value.source == get(A_LUND)
        assert get(ANA).annotations.get().version == 1

    def test_a_merged_one_exchanges_its_name(self, article, editor):
        _, note = add(article, editor, ANA, A_LUND)
        source = merge_sources(get(ANA), get(A_LUND), actor=editor)
        slugs = set(Source.objects.values_list("slug", flat=True))
        source = self.edit(source, editor, name="Ana Lund", aliases=["A. Lund"])
        assert (source.name, get(A_LUND).merged_into) == ("Ana Lund", source)
        assert set(Source.objects.values_list("slug", flat=True)) == slugs
        assert add(article, editor, A_LUND)[0].source == add(article, editor, ANA)[0].source == source
        note.refresh_from_db()
        assert note.source == source


def test_what_only_others_private_notes_name_is_not_known(article, editor, django_user_model):
    ines = django_user_model.objects.create_user("ines")
    add(article, ines, ANA)
    add(article, ines, A_LUND, visibility="private")
    add(article, ines, ANA, reported_by=REPORT, status="rejected", status_reason="No.")
    assert set(sources_known_to(editor)) == {get(ANA)}
    editor.user_permissions.add(Permission.objects.get(codename="change_annotation"))
    editor = django_user_model.objects.get(pk=editor.pk)
    assert set(sources_known_to(editor)) == {get(ANA), get(REPORT)}
    assert set(sources_known_to(ines)) == {get(ANA), get(REPORT), get(A_LUND)}
