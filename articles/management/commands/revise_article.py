"""Give an article a new text from a file or standard input."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.checking import InvalidDocument
from articles.forms.importing import Original
from articles.forms.revising import is_plain, new_text
from articles.importers import FORMATS, ParseError
from articles.importers.apart import unpack_apart
from articles.management.commands.import_article import sentence
from articles.management.counting import counted
from articles.management.fetching import Piece, read_bytes
from articles.models import Article, plan_revision, revise
from articles.tasks import after_import

OUTCOMES = ("moved", "changed", "gone", "found")


class Command(BaseCommand):
    help = "Give an article a new text. Its annotations find their words again, or say that they are gone."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="of the article, as in its address")
        parser.add_argument("path", metavar="PATH", help="a file, or - for standard input")
        parser.add_argument("--format", default="", help=f"{', '.join(FORMATS)}; guessed if not given")
        parser.add_argument("--title", default="", help="the headline, if it has changed in a plain text")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")

    def handle(self, *args, slug, path, format, title, dry_run, **options):
        article = Article.objects.with_revision().filter(slug=slug).first()
        if article is None:
            raise CommandError(f"There is no article “{slug}”.")
        try:
            data, name = unpack_apart(read_bytes(Piece(path)), "" if path == "-" else Path(path).name)
            original = Original(data, format, name)
            text, plain = new_text(original, article.title, title), is_plain(original)
            seen = article.current_revision.number
            plan = plan_revision(article, text, article.annotations.kept(), plain=plain)
            if not dry_run and revise(article, text, actor=None, original=original.data, plain=plain, seen=seen):
                after_import(article)
        except (OSError, ParseError, InvalidDocument) as error:
            raise CommandError(f"{path}: {sentence(error)}") from error
        if plan.is_empty:
            self.stdout.write("The text is the same as before: nothing is stored.")
            return
        outcomes = [move.outcome for move in plan.moves]
        counts = ", ".join(f"{outcomes.count(name)} {name}" for name in OUTCOMES)
        number = seen if dry_run else seen + 1
        said = "would be stored" if dry_run else f"version {number}"
        self.stdout.write(f"“{plan.new.title}”: {said}; of {counted(len(outcomes), 'annotation')} {counts}.")
