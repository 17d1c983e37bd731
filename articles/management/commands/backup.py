"""Write the database to one file while the site runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsreader import backup


class Command(BaseCommand):
    help = "Write the whole database to FILE as it is at one moment, and check it. The site may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="where to; an older backup there is replaced when all went well"
        )

    def handle(self, *args, file, **options):
        try:
            counts = backup.write(file)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error.strerror or error}.") from error
        except backup.BackupError as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        self.stdout.write(f"{file}: {sum(counts.values())} rows of {len(counts)} tables, written and checked")
