"""What the machine proposes is stored as proposals, once, for new text only, and people's notes come first."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from articles.document import Note, Paragraph, describe_span
from articles.models import (
    Annotation,
    ProposalRun,
    User,
    add_notes,
    decide,
    delete_annotation,
    from_document,
    proposal_bands,
    proposal_counts,
    propose,
    undo_decision,
)
from tests.management.test_exchange import Interrupting
from tests.suggesters.samples import ARTICLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return from_document(ARTICLE, slug="dam")


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor")


def begins(rows, words):
    return next(row for row in rows if row.kind != "source" and row.spans.first().exact.startswith(words))


def test_proposals_wait_for_people(article):
    rows = propose(article)
    assert {row.kind for row in rows} >= {"quote", "source"}
    assert {(row.status, row.creator, bool(row.proposed_by), row.visibility) for row in rows} == {
        ("suggested", None, True, "public")
    }
    assert not article.annotations.visible_to(AnonymousUser()).exists()
    assert rows[0].versions.get().action == "proposed"


def test_the_address_of_a_source_in_a_private_note_is_not_taken(article, editor):
    ref = next(row.source.ref for row in propose(article) if row.source and row.source.kind != "unnamed")
    article.annotations.all().delete()
    ProposalRun.objects.all().delete()
    other = from_document(replace(ARTICLE, title="Other", url=""), slug="other")
    span = describe_span(ARTICLE.paragraphs[0], 0, 3)
    private = Note("", "source", (span,), replace(ref, url="https://secret.example/"), visibility="private")
    add_notes(other, [private], actor=editor)
    assert ref in {row.source.ref for row in propose(article) if row.source}
    article.annotations.all().delete()
    ProposalRun.objects.all().delete()
    Annotation.objects.update(visibility="public")
    assert private.source in {row.source.ref for row in propose(article) if row.source}


def test_the_same_text_is_looked_at_once(article):
    propose(article)
    assert propose(article) == []
    assert ProposalRun.objects.count() == 1


def test_a_kind_switched_on_later_is_proposed_later(article):
    assert {row.kind for row in propose(article, ["quote"])} == {"quote"}
    assert {row.kind for row in propose(article, ["quote", "source"])} == {"source"}


def look_again(article):
    article.proposal_runs.all().delete()
    return propose(article)


def test_what_was_rejected_or_deleted_is_not_proposed_again(article, editor):
    first = begins(propose(article), "The dam will hold")
    decide(first, "rejected", "Nobody said so.", actor=editor, version=first.version)
    for row in article.annotations.filter(status="suggested"):
        delete_annotation(row, actor=editor)
    assert look_again(article) == []


def test_what_a_person_has_marked_is_not_proposed(article, editor):
    paragraph = ARTICLE.paragraphs[0]
    add_notes(article, [Note("", "quote", (describe_span(paragraph, 0, len(paragraph.text)),))], actor=editor)
    assert not [row for row in propose(article) if row.kind == "quote" and row.spans.filter(paragraph__public_id="p1")]


def test_a_private_note_does_not_show_by_what_is_missing(article, editor):
    paragraph = ARTICLE.paragraphs[0]
    private = Note("", "quote", (describe_span(paragraph, 0, len(paragraph.text)),), visibility="private")
    add_notes(article, [private], actor=editor)
    assert begins(propose(article), "The dam will hold")


def test_accepting_keeps_who_accepted_and_that_a_machine_proposed(article, editor):
    row = propose(article)[0]
    row = decide(row, "published", actor=editor, version=row.version)
    assert row.proposed_by
    assert (row.versions.first().action, row.versions.first().actor) == ("accepted", editor)
    assert undo_decision(row, actor=editor, version=row.version).status == "suggested"


def test_a_new_text_gets_proposals_for_what_is_new(article, editor):
    before = propose(article)
    added = Paragraph("p9", "paragraph", "“The wall is mended at last,” said Ines Holm, the mayor, on Sunday.")
    text = replace(ARTICLE, paragraphs=(*ARTICLE.paragraphs, added))
    article.revisions.create(number=2, document=article.current_revision.document | {"paragraphs": [
        {"id": p.id, "kind": p.kind, "text": p.text} for p in text.paragraphs
    ]}, original=b"")  # fmt: skip
    article.current_revision = article.revisions.get(number=2)
    article.save()
    article.paragraphs.create(public_id="p9", position=9, kind="paragraph", text=added.text, marks=[])
    rows = propose(article)
    assert before
    assert rows
    assert {span.paragraph.public_id for row in rows for span in row.spans.all()} == {"p9"}


def test_how_well_proposals_do(article, editor):
    rows = [row for row in propose(article) if row.kind == "quote"]
    decide(rows[0], "published", actor=editor, version=1)
    decide(rows[1], "rejected", "No.", actor=editor, version=1)
    (quotes,) = [tally for tally in proposal_counts(editor) if tally.name.startswith("quotes")]
    assert (quotes.accepted, quotes.rejected, quotes.waiting) == (1, 1, len(rows) - 2)
    assert quotes.right == 50
    assert sum(tally.accepted for tally in proposal_bands(editor)) == 1


def test_in_bulk(article, capsys):
    call_command("suggest_annotations")
    assert "dam:" in capsys.readouterr().out
    assert Annotation.objects.filter(status="suggested").exists()
    call_command("suggest_annotations", "dam")
    assert "0 notes proposed in 0 articles" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no article “other”"):
        call_command("suggest_annotations", "other")
    with pytest.raises(CommandError, match="--limit is 1 or more"):
        call_command("suggest_annotations", limit=-1)


def test_interrupted_in_bulk_it_goes_on_where_it_ended(article):
    from_document(ARTICLE, slug="second")
    proposed = Annotation.objects.filter(status="suggested").order_by("article__slug").distinct()
    out = Interrupting("dam:")
    with pytest.raises(CommandError, match="goes on where this one ended") as refusal:
        call_command("suggest_annotations", stdout=out)
    assert refusal.value.returncode == 130
    assert "in 1 article." in out.getvalue()
    assert list(proposed.values_list("article__slug", flat=True)) == ["dam"]
    call_command("suggest_annotations")
    assert list(proposed.values_list("article__slug", flat=True)) == ["dam", "second"]
