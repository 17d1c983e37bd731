"""Measure the pages of people with accounts: `DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m bench.accounts`.

Fills an empty database, or takes one that it has filled before. The pages are asked by an editor who belongs to a group
and wrote a part of the notes; each is compared, by turns, with a raw count of all notes by kind. Counted is the
processor's time alone, so that it matters less what else the machine does.
"""

import time

from bench.filling import fill, options_of  # isort: skip  (sets Django up)
from django.contrib.auth.models import Group as Role
from django.db.models import F
from django.db.models.functions import Mod
from django.test import Client

from articles.models import Annotation, Flag, Group, Notice, User, refresh_statistics
from bench.search import measure_pages

PAGES = (
    "/",
    "/quotes/",
    "/claims/",
    "/sources/",
    "/sources/?sort=often",
    "/sources/person-7/",
    "/sources/person-7/edit/",
    "/sources/person-7/merge/?into=person-8",
    "/publications/",
    "/publications/3/",
    "/articles/article-7/sourcing/",
    "/search/?q={word}",
    "/search/?q={word}&in=notes",
    "/account/",
    "/account/notices/",
    "/groups/",
    "/groups/desk/",
    "/review/",
    "/review/?status=published",
    "/review/?flags=open",
    "/review/proposals/",
    "/jobs/",
)


def people() -> None:
    """Accounts that made the notes; of a hundred, ten are proposals, four a group's, one is disputed, one has news."""
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
    Notice.objects.bulk_create(
        Notice(annotation=row, user=editor, occasion="rejected", text="Not so.") for row in rows.filter(number=0)
    )


def main() -> None:
    """Fill, index, ask; print what it took."""
    options = options_of(__doc__, 200, 5_000, 15)
    words = fill(options.articles, options.notes, people)
    refresh_statistics()
    client = Client()
    client.force_login(User.objects.get(username="editor"))
    pages = [page.format(word=words[60]) for page in PAGES]
    measure_pages(client, pages, options.repeats, time.process_time)


if __name__ == "__main__":
    main()
