"""Import articles from addresses, files, archives or standard input."""

import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.checking import InvalidDocument, is_web_address
from articles.importers import FORMATS, ParseError
from articles.importers.fetch import FetchError
from articles.management.counting import counted
from articles.management.fetching import AT_ONCE, Found, Piece, pieces, read_all
from articles.models import (
    Article,
    articles_like,
    from_document,
    in_one_transaction,
    known_article,
    lock_title,
    remember_addresses,
)
from articles.tasks import after_import

REFUSALS = (OSError, FetchError, ParseError, InvalidDocument, zipfile.BadZipFile)


class Command(BaseCommand):
    help = (
        "Import articles from HTML, MHTML, Markdown or plain text: addresses, files (packed with gzip too) or zip "
        "archives. What fails is named, and the rest imported. What is stored already is not stored again, so that the "
        "same command goes on where it was broken off."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", metavar="PATH", help="an address, a file, or - for standard input")
        parser.add_argument("--from-file", help="a list of addresses and paths, one a line; # begins a comment")
        parser.add_argument("--format", help=f"{', '.join(FORMATS)}; guessed from name and content if not given")
        parser.add_argument("--url", default="", help="the address that the article came from (for a single PATH)")
        parser.add_argument("--draft", action="store_true", help="store as drafts, which only editors see")
        parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"how many are read at once ({AT_ONCE})")

    def handle(self, *args, paths, from_file, format, url, draft, at_once, **options):
        paths = [*paths, *(listed(from_file) if from_file else ())]
        if not paths:
            raise CommandError("Name an article by its PATH or address, or a list of them with --from-file.")
        if url and len(paths) > 1:
            raise CommandError("--url names the address of one article, but several paths are given.")
        if at_once < 1:
            raise CommandError("--at-once is 1 or more.")
        if url and not is_web_address(url):
            raise CommandError(f"“{url}” is not an address that begins with http:// or https://.")
        self.state = Article.State.DRAFT if draft else Article.State.PUBLISHED
        self.counts = {"imported": 0, "stored already": 0, "failed": 0}
        wanted = list(self.found(paths))
        try:
            self.store_all(wanted, format, url, at_once)
        except KeyboardInterrupt:
            self.report()
            raise CommandError("Interrupted. The same command goes on where this one ended.", returncode=130) from None
        if len(wanted) > 1 or not wanted:
            self.report()
        if self.counts["failed"]:
            raise CommandError(f"{self.counts['failed']} of {sum(self.counts.values())} could not be imported.")

    def report(self) -> None:
        """Say what became of the articles."""
        self.say(self.stdout, ", ".join(f"{count} {what}" for what, count in self.counts.items()) + ".")

    def store_all(self, wanted: list[Piece], format: str | None, url: str, at_once: int) -> None:
        """Read and store the articles; what fails is named."""
        hidden = len(wanted) < 2 or not sys.stderr.isatty()
        with (
            tqdm(total=len(wanted), unit="article", disable=hidden) as bar,
            closing(read_all(self.unknown(wanted, bar), format, url, at_once)) as found,
        ):
            for piece, future in found:
                try:
                    self.store(piece, future.result())
                except REFUSALS as error:
                    self.refuse(piece, error)
                bar.update()

    def found(self, paths: list[str]) -> Iterator[Piece]:
        """The articles that the paths mean; a path that cannot be opened is named."""
        for path in dict.fromkeys(paths):
            try:
                yield from pieces([path])
            except (OSError, zipfile.BadZipFile) as error:
                self.refuse(path, error)

    def unknown(self, wanted: list[Piece], bar: tqdm) -> Iterator[Piece]:
        """Those that are not stored yet, as far as their addresses tell."""
        for piece in wanted:
            article = known_article(piece.name) if piece.is_address else None
            if article is None:
                yield piece
            else:
                self.known(piece, article)
                bar.update()

    def store(self, piece: Piece, found: Found) -> None:
        """Store one article, or name the one that is stored already. Raises InvalidDocument."""
        article, is_new = store(found, self.state)
        if not is_new:
            self.known(piece, article)
            return
        self.counts["imported"] += 1
        text = f"“{article.title}”, {counted(article.paragraphs.count(), 'paragraph')}"
        self.say(self.stdout, f"{piece}: {text}, {article.get_absolute_url()}")

    def known(self, piece: Piece, article: Article) -> None:
        """Count and name what is stored already."""
        self.counts["stored already"] += 1
        self.say(self.stdout, f"{piece}: stored already, {article.get_absolute_url()}")

    def refuse(self, piece: Piece | str, error: Exception) -> None:
        """Count and name what failed."""
        self.counts["failed"] += 1
        self.say(self.stderr, f"{piece}: {sentence(error)}")

    def say(self, stream, line: str) -> None:
        """Write a line without breaking the progress bar."""
        with tqdm.external_write_mode():
            stream.write(line)


@in_one_transaction
def store(found: Found, state: str) -> tuple[Article, bool]:
    """The article and whether it is new; then with the job that proposes for it. Raises InvalidDocument."""
    lock_title(found.document.title)  # so that the second of two finds the first
    known = stored(found)
    article = known or from_document(found.document, state=state, original=found.original)
    remember_addresses(article, *found.addresses)
    if not known:
        after_import(article)
    return article, not known


def stored(found: Found) -> Article | None:
    """The article that was stored of this before: of an address by that, of a file by what it says, and from where."""
    if found.addresses:
        return known_article(found.document.url, *found.addresses)
    url = found.document.url
    return next((row for row in articles_like(found.document) if not url or row.url in ("", url)), None)


def listed(path: str) -> list[str]:
    """The lines of a list, without comments. Raises CommandError."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {sentence(error)}") from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def sentence(error: Exception) -> str:
    """What went wrong, in a line."""
    if isinstance(error, zipfile.BadZipFile):
        return "It is no zip archive, or a damaged one."
    if isinstance(error, UnicodeDecodeError):
        return "It is not written in UTF-8."
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    if isinstance(error, InvalidDocument):
        return " ".join(problem.detail for problem in error.problems[:3])
    return str(error)
