"""Measure the pages of people with accounts: `DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m bench.accounts`.

Fills an empty database, or takes one that it has filled before. The pages are asked by an editor who belongs to a group
and wrote a part of the notes; each is compared, by turns, with a raw count of all notes by kind. Counted is the
processor's time alone, so that it matters less what else the machine does.
"""

import argparse
import logging
import random
import time
from functools import partial

from bench.search import COUNT, SEED, grow, index_all, make_words, medians  # isort: skip  (sets Django up)

from django.conf import settings
from django.contrib.auth.models import Group as Role
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Annotation, Article, Flag, Group, Source, User, refresh_statistics

PAGES = (
    "/",
    "/quotes/",
    "/claims/",
    "/sources/",
    "/sources/?sort=often",
    "/sources/person-7/",
    "/sources/person-7/edit/",
    "/publications/",
    "/publications/3/",
    "/articles/article-7/sourcing/",
    "/search/?q={word}",
    "/search/?q={word}&in=notes",
    "/account/",
    "/groups/",
    "/groups/desk/",
    "/review/",
    "/review/?status=published",
    "/review/?flags=open",
    "/review/proposals/",
    "/jobs/",
)


def people() -> None:
    """Accounts that made the notes; of a hundred, ten are proposals, four a group's, and one is disputed."""
    users = [User.objects.create_user(f"reader-{number}") for number in range(20)]
    editor = User.objects.create_user("editor")
    editor.groups.add(Role.objects.get(name="editor"))
    group = Group.objects.create(slug="desk", name="The desk", owner=editor)
    for user in [editor, *users[:5]]:
        group.memberships.create(user=user)
    rows = Annotation.objects.alias(number=Mod(F("pk"), 100))
    for number, user in enumerate([editor, *users]):
        rows.filter(number__gte=5 * number, number__lt=5 * number + 5).update(creator=user)
    rows.filter(number__gte=90).update(status="suggested", proposed_by="The machine", confidence=0.8, creator=None)
    rows.filter(number__gte=20, number__lt=24).update(visibility="group", group=group)
    Flag.objects.bulk_create(
        Flag(annotation=row, reporter=users[0], reason="Not so.") for row in rows.filter(number=50)
    )


def measure(repeats: int, word: str) -> None:
    """Print what each page takes, and how many queries it asks."""
    client = Client()
    client.force_login(User.objects.get(username="editor"))

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT)
            cursor.fetchall()

    def get(address: str) -> None:
        assert client.get(address, headers={"host": "localhost"}).status_code == 200, address

    print("\n| page | ms | times that count | queries |\n|---|---:|---:|---:|")
    for address in (page.format(word=word) for page in PAGES):
        get(address)
        took, bare = medians([partial(get, address), count], repeats, time.process_time)
        with CaptureQueriesContext(connection) as queries:
            get(address)
        print(f"| `{address}` | {took:.0f} | {took / bare:.0f} | {len(queries)} |", flush=True)


def main() -> None:
    """Fill, index, ask; print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--notes", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    random.seed(SEED)
    logging.disable(logging.INFO)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    words = make_words()
    random.shuffle(words)
    if not Article.objects.exists():
        grow(options.articles, options.notes, words)
        people()
        for model in (Article, Annotation, Source):
            index_all(model)
    refresh_statistics()
    print(f"### {connection.vendor}: {Article.objects.count():,} articles, {Annotation.objects.count():,} annotations")
    measure(options.repeats, words[60])


if __name__ == "__main__":
    main()
