"""Kill writers with SIGKILL again and again: `python -m tests.faults.killing ROUNDS`, on the DATABASE_URL.

Each round a child imports articles, writes, edits and deletes notes as fast as it can, and says what is done after it
was; the parent kills it at a moment of chance, and then looks: what was acknowledged is there, and nothing is half.
"""

import os
import random
import signal
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, F, Max  # noqa: E402

from articles.models import (  # noqa: E402
    Annotation,
    AnnotationVersion,
    Article,
    Span,
    add_notes,
    delete_annotation,
    from_document,
    replace_note,
)
from tests.views.samples import CLAIM, QUOTE, titled  # noqa: E402


def write(say) -> None:
    """Write until killed; `say` a word and an id after each thing that is done."""
    while True:
        article = from_document(titled(f"An article {random.random()}"))
        say("article", article.pk)
        for _ in range(5):
            quote, claim = add_notes(article, [QUOTE, CLAIM], actor=None)
            say("note", quote.pk)
            say("note", claim.pk)
            replace_note(quote, QUOTE.__class__(**{**_fields(QUOTE), "body": "edited"}), actor=None)
            say("edited", quote.pk)
            delete_annotation(claim, actor=None)
            say("deleted", claim.pk)


def _fields(note) -> dict:
    return {name: getattr(note, name) for name in note.__dataclass_fields__}


def one_round() -> list[tuple[str, int]]:
    """Let a child write, kill it, and give what it had acknowledged."""
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        write(lambda word, pk: os.write(writing, f"{word} {pk}\n".encode()))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()  # it has begun
        time.sleep(random.random() / 2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = first + pipe.read()
    return [(word, int(pk)) for word, pk in (line.split() for line in said.decode().splitlines())]


def lost(said: list[tuple[str, int]]) -> list[str]:
    """What was acknowledged and is not so."""
    rows = {
        "article": Article.objects.exclude(current_revision=None),
        "note": Annotation.objects.all(),
        "edited": Annotation.objects.filter(body="edited"),
        "deleted": Annotation.objects.exclude(deleted=None),
    }
    found = {word: set(queryset.values_list("pk", flat=True)) for word, queryset in rows.items()}
    return [f"{word} {pk}" for word, pk in said if pk not in found[word]]


def halves() -> list[str]:
    """What was begun and not finished: an article without text, a note without its words or its versions."""
    spans = Annotation.objects.annotate(parts=Count("spans", distinct=True))
    latest = Annotation.objects.annotate(latest=Max("versions__number"), kept=Count("versions", distinct=True))
    found = {
        "articles without a revision": Article.objects.filter(current_revision=None),
        "articles without paragraphs": Article.objects.filter(paragraphs=None),
        "quotes with other than two spans": spans.filter(kind="quote").exclude(parts=2),
        "claims with other than one span": spans.filter(kind="claim").exclude(parts=1),
        "notes whose version was not kept": latest.exclude(latest=F("version"), kept=F("version")),
        "spans of no note": Span.objects.filter(annotation=None),
    }
    return [f"{count} {name}" for name, rows in found.items() if (count := rows.count())]


def main(rounds: int) -> int:
    """Kill so many times, and print what was lost or left half done; 0 if nothing was."""
    call_command("migrate", verbosity=0)
    said = [item for _ in range(rounds) for item in one_round()]
    problems = lost(said) + halves()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (state,) = cursor.execute("PRAGMA integrity_check").fetchone()
        problems += [] if state == "ok" else [state]
    versions = AnnotationVersion.objects.count()
    print(f"{rounds} kills, {len(said)} writes acknowledged, {versions} versions stored, {len(problems)} problems")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
