"""Put a backup in place of what the database holds."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsreader import backup


class Command(BaseCommand):
    help = "Put a backup into the database: all of it or nothing. SQLite and PostgreSQL read each other's."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="what backup wrote")
        parser.add_argument("--replace", action="store_true", help="lose the articles and accounts that are there")
        parser.add_argument("--check", action="store_true", help="only look whether the file is whole")

    def handle(self, *args, file, replace, check, **options):
        try:
            counts = backup.check(file) if check else backup.restore(file, replace)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        done = "whole" if check else "restored; everybody has to sign in again"
        self.stdout.write(f"{file}: {sum(counts.values())} rows of {len(counts)} tables, {done}")
