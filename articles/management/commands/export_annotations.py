"""Export annotations into a folder, a file or two for each article, or into one file."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.formats import FORMATS, brat, native
from articles.formats.rows import About
from articles.management.counting import counted
from articles.models import Annotation, Article, to_document
from articles.models.exchange import in_batches


class Command(BaseCommand):
    help = "Export public annotations. Files that are there already stay as they are, so that it can go on later."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FOLDER", help="where the files shall be")
        parser.add_argument("--format", required=True, choices=["brat", "article", *FORMATS], help="what to write")
        parser.add_argument("--article", action="append", metavar="SLUG", help="only this article; may be repeated")
        parser.add_argument("--overwrite", action="store_true", help="write files again that are there already")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")

    def handle(self, *args, path, format, article, overwrite, dry_run, **options):
        articles = Article.objects.published().select_related("publication").order_by("pk")
        if article:
            articles = articles.filter(slug__in=article)
            if missing := set(article) - set(articles.values_list("slug", flat=True)):
                raise CommandError(f"There is no article “{min(missing)}”.")
        total = articles.count()
        try:
            with closing(articles.iterator(100)) as found:
                rows = tqdm(found, total=total, unit="article", disable=not sys.stderr.isatty())
                written = sum(self.export(path, row, format, overwrite, dry_run) for row in rows)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. The same command goes on where this one ended.", returncode=130) from None
        except OSError as error:
            raise CommandError(f"{error.filename or path} cannot be written: {error.strerror}.") from error
        dry = "Dry run, nothing is written. " if dry_run else ""
        self.stdout.write(f"{dry}{counted(total, 'article')}: {written:,} written, {total - written:,} there already.")

    def export(self, path: Path, article: Article, format: str, overwrite: bool, dry_run: bool) -> bool:
        """Write an article's files unless they are there or it is not meant; whether they are new. Raises OSError."""
        if (path / name_of(article, format)).exists() and not overwrite:
            return False
        if not dry_run:
            path.mkdir(parents=True, exist_ok=True)
            write(path, article, format)
        return True


def name_of(article: Article, format: str) -> str:
    """The name of the file that is written last, so that an article that was broken off is written again."""
    suffix = {"brat": "ann", "article": "json"}.get(format) or FORMATS[format].suffix
    return f"{article.slug}.{suffix}"


def write(folder: Path, article: Article, format: str) -> None:
    """Write an article's files."""
    if format == "brat":
        original = bytes(article.revisions.get(number=1).original).decode("utf-8", "replace")
        text, annotations = brat.dumps(to_document(article, public(article)), original)
        replace(folder / f"{article.slug}.txt", iter([text]))
        pieces = iter([annotations])
    elif format == "article":
        pieces = iter([native.dumps(to_document(article, public(article)))])
    else:
        pieces = FORMATS[format].write(rows(article, format))
    replace(folder / name_of(article, format), pieces)


def rows(article: Article, format: str) -> Iterator:
    """The annotations of an article as the format has them."""
    root = settings.SITE_URL
    about = About(f"{root}{article.get_absolute_url()}", article.url, article.title, f"{root}/annotations/")
    for _, notes in in_batches(public(article)):
        yield from (FORMATS[format].pack(note, about) for note in notes)


def public(article: Article):
    """What everybody may see."""
    return Annotation.objects.kept().filter(article=article, visibility="public", status="published")


def replace(path: Path, pieces: Iterator[str]) -> None:
    """Write a file that is there in whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
