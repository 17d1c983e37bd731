"""Propose notes for articles, for editors to decide about."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.management.counting import counted
from articles.models import Article, articles_to_propose, propose

KINDS = ("quote", "claim", "source")


class Command(BaseCommand):
    help = "Propose quotes, claims and sources for articles whose text was not looked at yet. Harmless when repeated."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="articles; all, if none is named")
        parser.add_argument("--kinds", nargs="+", choices=KINDS, default=settings.SUGGEST_KINDS, metavar="KIND")
        parser.add_argument("--limit", type=int, help="so many articles at most")

    def handle(self, *args, slugs, kinds, limit, **options):
        articles = Article.objects.order_by("pk")
        if slugs:
            articles = articles.filter(slug__in=slugs)
            if missing := set(slugs) - set(articles.values_list("slug", flat=True)):
                raise CommandError(f"There is no article “{min(missing)}”.")
        if limit is not None and limit < 1:
            raise CommandError("--limit is 1 or more.")
        articles = list(articles_to_propose(articles, kinds)[:limit])
        found: list[int] = []
        try:
            for article in tqdm(articles, unit="article", disable=len(articles) < 2 or not sys.stderr.isatty()):
                found.append(len(propose(article, kinds)))
                with tqdm.external_write_mode():
                    self.stdout.write(f"{article.slug}: {found[-1]} proposed")
        except KeyboardInterrupt:
            self.report(found)
            raise CommandError("Interrupted. The same command goes on where this one ended.", returncode=130) from None
        self.report(found)

    def report(self, found: list[int]) -> None:
        """Say how many notes were proposed in all."""
        self.stdout.write(f"{counted(sum(found), 'note')} proposed in {counted(len(found), 'article')}.")
