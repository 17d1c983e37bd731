"""Import articles from files or standard input."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.checking import InvalidDocument, is_web_address
from articles.importers import FORMATS, ParseError, parse
from articles.importers.text import MOST_BYTES
from articles.models import Article, from_document
from articles.tasks import after_import


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
        if url and not is_web_address(url):
            raise CommandError(f"“{url}” is not an address that begins with http:// or https://.")
        state = Article.State.DRAFT if draft else Article.State.PUBLISHED
        failed = 0
        for path in tqdm(paths, unit="article", disable=len(paths) < 2 or not sys.stderr.isatty()):
            try:
                article = import_file(path, format, url, state)
            except (OSError, ParseError, InvalidDocument) as error:
                failed += 1
                self.say(self.stderr, f"{path}: {sentence(error)}")
            else:
                after_import(article)
                text = f"“{article.title}”, {article.paragraphs.count()} paragraphs"
                self.say(self.stdout, f"{path}: {text}, {article.get_absolute_url()}")
        if failed:
            raise CommandError(f"{failed} of {len(paths)} could not be imported.")

    def say(self, stream, line: str) -> None:
        """Write a line without breaking the progress bar."""
        with tqdm.external_write_mode():
            stream.write(line)


def import_file(path: str, format: str | None, url: str, state: str) -> Article:
    """Store the article in the file at `path`, or nothing. Raises OSError, ParseError or InvalidDocument."""
    data = read(path)
    document = parse(data, format=format, name="" if path == "-" else Path(path).name, url=url)
    return from_document(document, state=state, original=data)


def read(path: str) -> bytes:
    """The bytes at `path`, at most one more than may be imported, so that a huge file is refused without being read."""
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
