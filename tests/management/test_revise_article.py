"""`revise_article` gives an article a new text from a file, or says what it would do, or why it cannot."""

import gzip
import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from articles.models import from_document
from tests.views.samples import DOCUMENT, P1, P2

pytestmark = pytest.mark.django_db

SLUG = "the-dam-the-flood"
NEW = f"{P1.text.replace('on Friday', 'late on Friday')}\n\n{P2.text}\n\nA report says that much has happened.\n"


@pytest.fixture
def article():
    return from_document(DOCUMENT)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "new.txt"
    path.write_text(NEW, encoding="utf-8")
    return path


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("revise_article", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_new_version(article, path, settings):
    settings.SUGGEST_ON_IMPORT = True
    said = run(SLUG, path)
    assert "version 2;" in said
    assert "1 gone" in said
    article.refresh_from_db()
    assert article.current_revision.number == 2
    assert bytes(article.current_revision.original) == NEW.encode()
    assert DBTaskResult.objects.count() == 1, "the new text is looked at for proposals"


def test_a_packed_file(article, tmp_path):
    path = tmp_path / "new.txt.gz"
    path.write_bytes(gzip.compress(NEW.encode()))
    assert "version 2;" in run(SLUG, path)


def test_a_dry_run_stores_nothing(article, path):
    assert "would be stored" in run(SLUG, path, "--dry-run")
    assert article.revisions.count() == 1


def test_the_same_text_again(article, path):
    run(SLUG, path)
    assert "same as before" in run(SLUG, path)
    assert article.revisions.count() == 2


def test_from_standard_input(article, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEW.encode())))
    assert "version 2" in run(SLUG, "-")


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00", "text"), (None, "No such file")]
)
def test_what_cannot_be_read_is_a_sentence(article, tmp_path, content, said):
    path = tmp_path / "new.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(SLUG, path)
    assert article.revisions.count() == 1


def test_an_article_that_is_not_there(path):
    with pytest.raises(CommandError, match="no article"):
        run("nowhere", path)
