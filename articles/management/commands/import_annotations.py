"""Import annotations, and articles that come with them, from files and folders of other tools."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from articles.checking import InvalidDocument
from articles.formats import FORMATS, brat, native
from articles.formats.native import FormatError
from articles.formats.streams import decode
from articles.management.counting import counted
from articles.management.folders import Pair, Source, brat_pairs, read_metadata, read_text, with_metadata
from articles.models import Annotation, Article, from_document, refresh_statistics
from articles.models.exchange import find_article, import_notes, import_rows, same_text

CHUNK = 65_536
PAUSE = 0.01  # seconds between two files: SQLite has one writer, and those who wait look every tenth of a second


class Command(BaseCommand):
    help = "Import annotations. Harmless when repeated: what is stored already stays as it is."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
        parser.add_argument("--format", required=True, choices=["brat", "article", *FORMATS], help="what the files are")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")

    def handle(self, *args, paths, format, dry_run, **options):
        jobs = [job for path in paths for job in self.jobs(path, format)]
        if not jobs:
            raise CommandError(
                "There is nothing to import: brat has NAME.txt with NAME.ann, others end in their format."
            )
        totals: Counter[str] = Counter()
        try:
            for name, prepare in tqdm(jobs, unit="file", disable=not sys.stderr.isatty()):
                totals += self.attempt(name, prepare, dry_run)
                totals["files"] += 1
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            self.report(totals, dry_run)
            raise CommandError("Interrupted. The same command goes on where this one ended.", returncode=130) from None
        refresh_statistics()
        self.report(totals, dry_run)
        if totals["failed"]:
            raise CommandError(f"{totals['failed']} of {len(jobs)} could not be imported.")

    def attempt(self, name: str, prepare: Callable[[], Callable[[], Counter[str]]], dry_run: bool) -> Counter[str]:
        """Store all of a file, or nothing of it and say why."""
        try:
            store = prepare()
            with transaction.atomic():
                counts = store()
                transaction.set_rollback(dry_run)
            return counts
        except (OSError, FormatError, InvalidDocument) as error:
            self.say(self.stderr, f"{getattr(error, 'filename', None) or name}: {sentence(error)}")
            return Counter(failed=1)

    def report(self, totals: Counter[str], dry_run: bool) -> None:
        """Say what became of the files."""
        articles, created = counted(totals["articles"], "new article"), counted(totals["created"], "new annotation")
        others = f"{totals['duplicate']:,} there already, {totals['left out']:,} left out"
        found = f"{articles}, {created}, each at its characters, {others}, {counted(totals['failed'], 'file')} failed"
        dry = "Dry run, nothing is stored. " if dry_run else ""
        self.stdout.write(f"{dry}{counted(totals['files'], 'file')}: {found}.")

    def jobs(self, path: Path, format: str) -> Iterator[tuple[str, Callable[[], Callable[[], Counter[str]]]]]:
        """What is to be imported: names, and what reads each and returns what stores it."""
        if format == "brat":
            metadata = read_metadata(path)
            for pair in brat_pairs(path):
                yield pair.name, partial(self.prepare, pair.name, partial(read_pair, pair, metadata.get(pair.name, {})))
            return
        suffix = "json" if format == "article" else FORMATS[format].suffix
        for file in sorted(path.rglob(f"*.{suffix}")) if path.is_dir() else [path]:
            if format == "article":
                yield str(file), partial(self.prepare, file.name.removesuffix(".json"), partial(read_article, file))
            else:
                yield str(file), partial(partial, self.import_file, file, format)

    def prepare(self, name: str, read: Callable[[], Source]) -> Callable[[], Counter[str]]:
        """Read an article before the database is locked, and return what stores it."""
        return partial(self.import_source, name, read())

    def import_source(self, name: str, source: Source) -> Counter[str]:
        """Store an article with its annotations, or those that are new. Raises what the gate does."""
        article = same_text(source.document, name)
        new = article is None
        if new:
            article = from_document(source.without_notes, slug=name, original=source.original)
        outcome = import_notes(article, source.document.notes, actor=None, known=Annotation.objects.all())
        left_out = [f"annotation {index + 1}: {problems[0].detail}" for index, problems in outcome.refused]
        for line in [*source.left_out, *left_out]:
            self.say(self.stdout, f"{name}: {line}")
        left = len(left_out) + sum(line.startswith("E") for line in source.left_out)
        counts = {"articles": int(new), "created": outcome.created, "duplicate": outcome.duplicate, "left out": left}
        return Counter(counts)

    def import_file(self, path: Path, format: str) -> Counter[str]:
        """Store the annotations in a file on articles that are here. Raises OSError or FormatError."""
        find = partial(find_article, articles=Article.objects.all(), root=settings.SITE_URL)
        with path.open("rb") as file:
            rows = FORMATS[format].read(decode(iter(partial(file.read, CHUNK), b"")))
            report = import_rows(FORMATS[format], rows, find, actor=None, known=Annotation.objects.all())
        for message in report.messages:
            self.say(self.stdout, f"{path.name}: annotation {message['index'] + 1}: {message['detail']}")
        left = report.unresolved + report.errors
        return Counter({"created": report.created, "duplicate": report.duplicate, "left out": left})

    def say(self, stream, line: str) -> None:
        """Write a line without breaking the progress bar."""
        with tqdm.external_write_mode():
            stream.write(line)


def read_pair(pair: Pair, said: dict[str, str]) -> Source:
    """An article of a brat collection. Raises OSError or FormatError."""
    text = read_text(pair.text)
    loaded = brat.loads(text, read_text(pair.annotations) if pair.annotations else "")
    return Source(with_metadata(loaded.document, said), text.encode(), loaded.left_out)


def read_article(path: Path) -> Source:
    """An article in the project's own format. Raises OSError or FormatError."""
    text = read_text(path)
    return Source(native.loads(text), text.encode())


def sentence(error: Exception) -> str:
    """What went wrong, in a line."""
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    if isinstance(error, InvalidDocument):
        return " ".join(f"{problem.pointer}: {problem.detail}" for problem in error.problems[:3])
    return str(error)
