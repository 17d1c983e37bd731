"""Load the demo articles, so that there is something to read before the first import."""

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.formats import native
from articles.models import Article, from_document

DEMO = settings.BASE_DIR / "articles" / "demo"


class Command(BaseCommand):
    help = "Load the demo articles that are not stored yet. Harmless when repeated."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are articles already")

    def handle(self, *args, if_empty, **options):
        if if_empty and Article.objects.exists():
            return
        for path in sorted(DEMO.glob("*.json")):
            document = native.loads(path.read_text(encoding="utf-8"))
            if Article.objects.filter(url=document.url).exists():
                self.stdout.write(f"already there: {document.title}")
            else:
                article = from_document(document, slug=path.stem)
                self.stdout.write(f"loaded: {article.title} ({len(document.notes)} notes)")
