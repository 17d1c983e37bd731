"""Migrations run while the site serves: the release before must be able to write in between."""

from itertools import dropwhile

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.models import NOT_PROVIDED

FIRST = "0012_tag_times"  # those before were never run on a site with readers


def later_migrations() -> list:
    """Our migrations from FIRST on."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = sorted(name for app, name in loader.disk_migrations if app == "articles")
    return [loader.disk_migrations["articles", name] for name in dropwhile(lambda name: name != FIRST, names)]


@pytest.mark.parametrize("migration", later_migrations(), ids=lambda migration: migration.name)
def test_who_does_not_know_a_new_column_can_leave_it_out(migration):
    for operation in migration.operations:
        if isinstance(operation, AddField) and not operation.field.many_to_many:
            assert operation.field.null or operation.field.db_default is not NOT_PROVIDED, operation.name
