"""A revision is stored whole: paragraphs keep their ids, annotations their words, and nothing is lost."""

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.checking import InvalidDocument, note_problems
from articles.document import Document, Mark, Note, Paragraph, describe_span
from articles.models import (
    AnnotationVersion,
    Article,
    StaleArticle,
    delete_annotation,
    from_document,
    plan_revision,
    replace_note,
    restore_note,
    revise,
    to_document,
)

TEXTS = (
    "The harbour office opened its new ledger on Monday, said Tove Brandt.",
    "A crane fell into the northern dock during the storm, and nobody was hurt.",
    "The ferry company expects to carry twice as many passengers next summer.",
)
pytestmark = pytest.mark.django_db


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"p{number}", "paragraph", text) for number, text in enumerate(texts, 1))


def text(*texts: str) -> Document:
    return Document("", paragraphs=paragraphs(*texts))


def note_on(public_id: str, number: int, words: str, source: str = TEXTS) -> Note:
    paragraph = paragraphs(*source)[number - 1]
    start = paragraph.text.index(words)
    span = describe_span(paragraph, start, start + len(words))
    return Note(public_id, "comment", (span,), body="A remark.")


@pytest.fixture
def article() -> Article:
    notes = (note_on("aaaaaaaaaa", 1, "new ledger"), note_on("bbbbbbbbbb", 2, "A crane fell into the northern dock"))
    return from_document(Document("The harbour", paragraphs=paragraphs(*TEXTS), notes=notes))


def spans(article: Article) -> dict[str, tuple]:
    article = Article.objects.get(pk=article.pk)
    return {
        note.id: tuple((span.paragraph, span.start, span.state) for span in note.spans)
        for note in to_document(article).notes
    }


def test_an_insertion_moves_what_follows_and_keeps_ids(article):
    revision = revise(article, text("It rained.", *TEXTS), actor=None)
    article.refresh_from_db()
    assert revision.number == 2
    assert article.current_revision == revision
    assert article.version == 3
    assert [row.public_id for row in article.paragraphs.all()] == ["p4", "p1", "p2", "p3"]
    assert spans(article) == {"aaaaaaaaaa": (("p1", 30, "unchanged"),), "bbbbbbbbbb": (("p2", 0, "unchanged"),)}
    assert AnnotationVersion.objects.filter(action="moved").count() == 0
    assert article.title == "The harbour"


def test_the_same_text_makes_no_revision(article):
    assert revise(article, text(*TEXTS), actor=None, plain=True) is None
    article.refresh_from_db()
    assert article.version == 2
    assert article.revisions.count() == 1


def test_words_that_change_and_words_that_go_stay_as_notes_with_a_version(article):
    revise(article, text(TEXTS[0].replace("new ledger", "brand new ledger"), TEXTS[2]), actor=None)
    rows = {row.public_id: row for row in article.annotations.with_values()}
    moved, gone = rows["aaaaaaaaaa"], rows["bbbbbbbbbb"]
    assert (moved.anchor, moved.version) == ("unchanged", 2)
    assert moved.to_note().spans[0].start == 36
    assert (gone.anchor, gone.version) == ("gone", 2)
    assert gone.to_note().spans[0].exact == "A crane fell into the northern dock"
    assert gone.versions.first().action == "moved"
    assert article.paragraphs.count() == 2


def test_a_text_that_comes_back_finds_its_annotations(article):
    before = to_document(article)
    revise(article, text("Something else entirely was printed here.", TEXTS[2]), actor=None)
    assert {state for note in spans(article).values() for _, _, state in note} == {"gone"}
    revise(article, text("Another thing altogether is said by now."), actor=None)
    revise(article, text(*TEXTS), actor=None)
    assert [note.spans[0].exact for note in to_document(article).notes] == [
        note.spans[0].exact for note in before.notes
    ]
    assert {row.anchor for row in article.annotations.all()} == {"unchanged"}


def test_a_word_comes_back_to_where_it_stood_and_not_to_one_like_it():
    texts = ("Rain.", "Mast the tide pilot rope? Rope pilot pilot.", "Mast pilot pilot rope? Rope pilot pilot.")
    note = note_on("aaaaaaaaaa", 3, "M", texts)
    article = from_document(Document("The pilots", paragraphs=paragraphs(*texts), notes=(note,)))
    for there in (("pilot Mast the quay pilot rope? Rope pilot pilot.",), texts):
        revise(Article.objects.get(pk=article.pk), text(*there), actor=None)
    document = to_document(Article.objects.get(pk=article.pk))
    assert spans(article) == {"aaaaaaaaaa": ((document.paragraphs[2].id, 0, "unchanged"),)}


def test_other_spaces_are_no_other_words_and_wear_nothing_out(article):
    row = article.annotations.with_values().get(public_id="aaaaaaaaaa")
    both = (*row.to_note().spans, note_on("", 2, "nobody was hurt").spans[0])
    replace_note(row, replace(row.to_note(), spans=both), actor=None)
    revise(article, text(*(item.replace(" ", "\u00a0") for item in TEXTS)), actor=None)
    assert {row.anchor for row in article.annotations.all()} == {"unchanged"}
    revise(article, text(TEXTS[0].replace("new ledger", "old, new ledger"), TEXTS[2]), actor=None)
    revise(article, text(TEXTS[0].replace("new ledger", "new red ledger"), TEXTS[1], TEXTS[2]), actor=None)
    assert [state for _, _, state in spans(article)["aaaaaaaaaa"]] == ["changed", "unchanged"]


def test_a_remark_edited_while_its_words_are_gone_still_finds_them(article):
    revise(article, text(TEXTS[0], TEXTS[2]), actor=None)
    row = article.annotations.with_values().get(public_id="bbbbbbbbbb")
    replace_note(row, replace(row.to_note(), body="Edited."), actor=None)
    revise(article, text(*TEXTS), actor=None)
    row.refresh_from_db()
    assert (row.anchor, row.body) == ("unchanged", "Edited.")


def test_plain_text_keeps_kinds_and_links():
    linked = replace(paragraphs(*TEXTS)[1], marks=(Mark(2, 7, "a", "https://crane.example/"),))
    heading = Paragraph("p1", "heading", "In the harbour", (), 2)
    article = from_document(Document("The harbour", paragraphs=(heading, linked)))
    revise(article, text("In the harbour", "Yesterday a crane fell into the northern dock."), actor=None, plain=True)
    first, second = to_document(Article.objects.get(pk=article.pk)).paragraphs
    assert first == heading
    assert [second.text[mark.start : mark.end] for mark in second.marks] == ["crane"]


@pytest.mark.parametrize(
    ("new", "ids"),
    [
        (TEXTS[::-1], ["p3", "p2", "p1"]),
        ((TEXTS[0] + " " + TEXTS[1], TEXTS[2]), ["p2", "p3"]),
        ((TEXTS[0], "A crane fell into the northern dock", "during the storm.", TEXTS[2]), ["p1", "p2", "p4", "p3"]),
        ((*TEXTS[:2], "Wholly new words stand here instead."), ["p1", "p2", "p4"]),
    ],
)
def test_ids_survive_moves_merges_and_splits(article, new, ids):
    revise(article, text(*new), actor=None)
    assert [row.public_id for row in article.paragraphs.all()] == ids
    revise(article, text(*TEXTS, "An id is never used again."), actor=None)
    assert int(article.paragraphs.last().public_id[1:]) > 4 or ids[-1] != "p4"


def test_whoever_saves_second_is_told(article):
    revise(article, text(*TEXTS[:2]), actor=None, seen=1)
    with pytest.raises(StaleArticle):
        revise(article, text(*TEXTS[1:]), actor=None, seen=1)


def test_what_the_gate_refuses_changes_nothing(article):
    with pytest.raises(InvalidDocument):
        revise(article, Document("", paragraphs=()), actor=None)
    assert article.revisions.count() == 1


def test_a_deleted_note_can_come_back_over_a_new_text(article):
    row = delete_annotation(article.annotations.get(public_id="aaaaaaaaaa"), actor=None)
    revise(article, text("It rained.", "Yes: " + TEXTS[0]), actor=None)
    row.refresh_from_db()
    assert row.version == 2
    row = restore_note(row, 1, actor=None)
    (span,) = Article.objects.get(pk=article.pk).annotations.with_values().get(pk=row.pk).to_note().spans
    assert (span.paragraph, span.start, span.state) == ("p1", 35, "unchanged")


def test_a_plan_stores_nothing_and_says_what_would_happen(article):
    plan = plan_revision(article, text(TEXTS[0].replace("opened", "has opened"), TEXTS[2]), article.annotations.kept())
    assert {move.annotation.public_id: move.outcome for move in plan.moves} == {
        "aaaaaaaaaa": "moved",
        "bbbbbbbbbb": "gone",
    }
    assert article.revisions.count() == 1


def test_nothing_wears_out_over_a_hundred_edits_and_reverts(article):
    chance, versions = random.Random(8), [TEXTS]
    whole = {note.id: note.spans[0].exact for note in to_document(article).notes}
    for _ in range(100):
        new = versions[0] if chance.random() < 0.2 else tuple(edited(chance, versions[-1]))
        versions.append(new)
        revise(article, text(*new), actor=None)
        document = to_document(Article.objects.get(pk=article.pk))
        by_id = {paragraph.id: paragraph for paragraph in document.paragraphs}
        assert {note.id for note in document.notes} == whole.keys()
        for note in document.notes:
            assert not note_problems(note, by_id)
            for span in note.spans:
                assert span.exact in whole[note.id] or span.state == "unchanged"
                if span.paragraph:
                    found = by_id[span.paragraph].text[span.start : span.end].lower().split()
                    assert set(map(bare, found)) & set(map(bare, whole[note.id].lower().split()))
        if new == TEXTS:
            assert {note.id: (note.spans[0].exact, note.spans[0].state) for note in document.notes} == {
                name: (words, "unchanged") for name, words in whole.items()
            }


def bare(word: str) -> str:
    return word.strip(".,;")


def edited(chance: random.Random, texts: tuple[str, ...]) -> list[str]:
    """The paragraphs after one edit such as people make."""
    texts = list(texts)
    place = chance.randrange(len(texts))
    words = texts[place].split()
    match chance.randrange(6):
        case 0 if len(texts) > 1:
            del texts[place]
        case 1:
            texts.insert(place, " ".join(chance.choices(["tide", "pilot", "rope", "quay", "gull", "mast"], k=8)) + ".")
        case 2 if len(words) > 1:
            del words[chance.randrange(len(words))]
            texts[place] = " ".join(words)
        case 3:
            words.insert(chance.randrange(len(words) + 1), chance.choice(["suddenly", "today", "perhaps"]))
            texts[place] = " ".join(words)
        case 4 if len(words) > 3:
            cut = chance.randrange(1, len(words) - 1)
            texts[place : place + 1] = [" ".join(words[:cut]), " ".join(words[cut:])]
        case _:
            chance.shuffle(texts)
    return texts


@pytest.mark.parametrize("count", [1, 20])
def test_the_text_of_an_earlier_revision_is_read_once_however_many_notes_come_from_it(count):
    notes = [note_on(f"{letter * 9}a", 2, "A crane fell into the northern dock") for letter in "abcdefghijkmnpqrstuv"]
    article = from_document(Document("The harbour", paragraphs=paragraphs(*TEXTS), notes=tuple(notes[:count])))
    revise(article, text(TEXTS[0], TEXTS[2]), actor=None)
    with CaptureQueriesContext(connection) as queries:
        revise(article, text(TEXTS[0], TEXTS[1].replace("the northern", "a northern"), TEXTS[2]), actor=None)
    assert {state for ((_, _, state),) in spans(article).values()} == {"changed"}
    reading = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and '."document"' in query["sql"]]
    assert len(reading) == 2  # the current one, and the one that they come from
    assert not any("annotationversion" in sql for sql in reading)  # which would read it with each
