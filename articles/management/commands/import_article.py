"""Import articles from files or standard input."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.checking import InvalidDocument
from articles.importers import FORMATS, ParseError, parse
from articles.importers.text import MOST_BYTES
from articles.models import Article, from_document


class Command(BaseCommand):
    help = "Import articles from HTML, Markdown or plain text. What fails is named, and the rest imported."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or - for standard input")
        parser.add_argument("--format", help=f"{', '.join(FORMATS)}; guessed from name and content if not given")
        parser.add_argument("--url", default="", help="the address that the article came from (for a single PATH)")
        parser.add_argument("--draft", action="store_true", help="store as drafts, which only editors see")

    def handle(self, *args, paths, format, url, draft, **options):
        if url and len(paths) > 1:
            raise CommandError("--url names the address of one article, but several paths are given.")
        state = Article.State.DRAFT if draft else Article.State.PUBLISHED
        failed = 0
        for path in tqdm(paths, unit="article", disable=len(paths) < 2 or not sys.stderr.isatty()):
            try:
                article = import_file(path, format, url, state)
            except (OSError, ParseError, InvalidDocument) as error:
                failed += 1
                tqdm.write(f"{path}: {sentence(error)}", file=self.stderr)
            else:
                count = article.paragraphs.count()
                tqdm.write(
                    f"{path}: “{article.title}”, {count} paragraphs, {article.get_absolute_url()}", file=self.stdout
                )
        if failed:
            raise CommandError(f"{failed} of {len(paths)} could not be imported.")


def import_file(path: str, format: str | None, url: str, state: str) -> Article:
    """Store the article in the file at `path`. Raises OSError, ParseError or InvalidDocument; then nothing is stored."""
    data = read(path)
    document = parse(data, format=format, name="" if path == "-" else Path(path).name, url=url)
    return from_document(document, state=state, original=data)


def read(path: str) -> bytes:
    """The bytes at `path`, and one more than may be imported at the most: a larger file is refused without being read."""
    if path == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with open(path, "rb") as file:
        return file.read(MOST_BYTES + 1)


def sentence(error: Exception) -> str:
    """What went wrong, in a line."""
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    if isinstance(error, InvalidDocument):
        return " ".join(problem.detail for problem in error.problems[:3])
    return str(error)
