"""The demo is loaded once, and shows everything that the newsreader is for."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from articles.checking import document_problems
from articles.document import VERDICTS
from articles.formats import native
from articles.management.commands.load_demo import DEMO, PROPOSED, demo_password
from articles.models import Annotation, Article, User, from_document, to_document
from articles.tasks import suggest_annotations
from tests.views.samples import DOCUMENT

PATHS = sorted(DEMO.glob("*.json"))
DOCUMENTS = [native.loads(path.read_text(encoding="utf-8")) for path in PATHS]
NOTES = [note for document in DOCUMENTS for note in document.notes]


def load(*arguments):
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
class TestCommand:
    def test_everything_is_loaded_and_nothing_lost(self):
        lines = load()
        assert len(lines) == len(PATHS)
        assert all(line.startswith("loaded: ") for line in lines)
        for path, document in zip(PATHS, DOCUMENTS, strict=True):
            assert to_document(Article.objects.get(slug=path.stem)) == document

    def test_the_worker_has_something_to_propose(self):
        load()
        article = Article.objects.get(slug=PROPOSED)
        job = DBTaskResult.objects.get()
        assert (job.task_path, job.args_kwargs["args"]) == ("articles.tasks.suggest_annotations", [article.pk])
        suggest_annotations.func(*job.args_kwargs["args"])
        assert {(row.kind, row.status) for row in article.annotations.all()} == {
            ("quote", "suggested"),
            ("claim", "suggested"),
            ("source", "suggested"),
        }

    def test_twice_is_harmless(self):
        load()
        before = (Article.objects.count(), Annotation.objects.count())
        lines = load()
        assert all(line.startswith("already there: ") for line in lines)
        assert (Article.objects.count(), Annotation.objects.count()) == before

    def test_if_empty(self):
        from_document(DOCUMENT)
        assert load("--if-empty") == []
        assert Article.objects.count() == 1

    def test_if_empty_loads_into_an_empty_one(self):
        load("--if-empty")
        assert Article.objects.count() == len(PATHS)

    def test_what_was_missing_is_added(self):
        for document in DOCUMENTS[1:]:
            from_document(document)
        assert [line.split(":")[0] for line in load()] == ["loaded", *["already there"] * (len(PATHS) - 1)]

    def test_an_address_that_is_taken_by_another_article_does_not_stop_it(self):
        """Somebody's own article has the slug of a demo article."""
        article = from_document(DOCUMENT, slug=PATHS[0].stem)
        load()
        article.refresh_from_db()
        assert article.title == DOCUMENT.title
        assert Article.objects.count() == len(PATHS) + 1


@pytest.mark.django_db
class TestUsers:
    def test_in_production_there_are_none(self):
        load()
        assert not User.objects.exists()

    def test_in_debug_mode_two_can_sign_in(self, settings):
        settings.DEBUG = True
        lines = load("--if-empty")
        for name, permission in (("annotator", "add_annotation"), ("editor", "change_annotation")):
            assert f"sign in as {name} with the password {demo_password(name)}" in lines
            user = authenticate(RequestFactory().get("/"), username=name, password=demo_password(name))
            assert user.has_perm(f"articles.{permission}")
            assert not user.is_staff

    def test_nobody_can_guess_the_passwords(self, settings):
        here = demo_password("editor")
        settings.SECRET_KEY = "that of another machine"
        assert demo_password("editor") != here

    def test_an_account_with_such_a_name_stays_as_it_is(self, settings):
        settings.DEBUG = True
        User.objects.create_user("editor", password="my own")
        assert "sign in as editor" not in " ".join(load())
        user = User.objects.get(username="editor")
        assert user.check_password("my own")
        assert not user.groups.exists()


class TestArticles:
    @pytest.mark.parametrize("document", DOCUMENTS, ids=[path.stem for path in PATHS])
    def test_the_gate_lets_it_pass(self, document):
        assert document_problems(document) == []

    @pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
    def test_the_file_is_as_we_write_it(self, path):
        text = path.read_text(encoding="utf-8")
        assert native.dumps(native.loads(text)) == text

    def test_some_have_many_notes_and_one_has_none(self):
        counts = sorted(len(document.notes) for document in DOCUMENTS)
        assert counts[0] == 0
        assert sum(count >= 50 for count in counts) >= 2

    def test_one_is_read_from_right_to_left(self):
        assert any(document.language == "ar" and document.notes for document in DOCUMENTS)

    def test_they_name_what_readers_ask_for(self):
        for document in DOCUMENTS:
            assert document.byline
            assert document.publication
            assert document.published
            assert document.url.split("/")[2].endswith(".example")
            assert document.licence

    def test_every_kind_of_note_and_every_verdict(self):
        assert {note.kind for note in NOTES} == {"quote", "claim", "source", "comment"}
        assert {note.verdict for note in NOTES if note.kind == "claim"} == set(VERDICTS)

    def test_quotes_are_broken_by_their_attribution(self):
        broken = [note for note in NOTES if note.kind == "quote" and len(note.spans_of("content")) > 1]
        assert len(broken) >= 5
        assert any(note.spans_of("cue") and note.spans_of("source") for note in broken)

    def test_verdicts_have_evidence_for_and_against(self):
        stances = {evidence.stance for note in NOTES for evidence in note.evidence}
        assert stances == {"supports", "disputes", "context"}
        judged = [note for note in NOTES if note.verdict not in ("", "unchecked")]
        assert sum(bool(note.evidence) for note in judged) >= len(judged) / 2

    def test_sources_are_named_unnamed_and_documents(self):
        kinds = {note.source.kind for note in NOTES if note.kind == "source" and note.source}
        assert kinds >= {"person", "organisation", "document", "unnamed"}
        assert any(note.why_unnamed for note in NOTES)

    def test_a_source_speaks_through_another(self):
        assert any(note.source and note.reported_by for note in NOTES)

    def test_every_manner(self):
        assert {note.manner for note in NOTES} >= {"direct", "partial", "indirect"}

    def test_notes_overlap_and_lie_in_one_another(self):
        relations = {relation(*pair) for document in DOCUMENTS for pair in pairs(document)}
        assert relations >= {"overlapping", "inside", "same"}


def pairs(document):
    """Pairs of spans of different notes that share words."""
    places = [(note, span) for note in document.notes for span in note.spans_of("content")]
    for index, (note, span) in enumerate(places):
        for other, second in places[index + 1 :]:
            if note is not other and span.paragraph == second.paragraph:
                (first, last) = sorted([span, second], key=lambda span: (span.start, -span.end))
                if last.start < first.end:
                    yield first, last


def relation(first, last):
    if (first.start, first.end) == (last.start, last.end):
        return "same"
    return "inside" if last.end <= first.end else "overlapping"
