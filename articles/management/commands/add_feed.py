"""Follow a feed."""

from django.core.management.base import BaseCommand, CommandError

from articles.forms.following import FeedForm
from articles.management.counting import counted
from articles.models import Feed, NotYet, look
from articles.tasks import import_address


class Command(BaseCommand):
    help = "Follow a feed: it is looked at at once, and the worker brings its articles, now and from now on."

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="URL", help="the address of an RSS, Atom or JSON Feed")
        parser.add_argument("--publish", action="store_true", help="publish its articles at once; else they are drafts")

    def handle(self, *args, url, publish, **options):
        form = FeedForm({"url": url, "wanted": "published" if publish else "draft"})
        if not form.is_valid():
            raise CommandError(" ".join(sentence for sentences in form.errors.values() for sentence in sentences))
        feed = Feed.objects.create(**form.cleaned_data)
        try:
            new = look(feed, lambda item: import_address.enqueue(item.pk))
        except NotYet:
            self.stdout.write(f"{url} is followed. Its host was asked just now; the worker looks at it in a moment.")
            return
        if feed.problem:
            problem = feed.problem
            feed.delete()
            raise CommandError(f"It is not followed: {problem}")
        self.stdout.write(f"“{feed}” is followed. The worker brings {counted(len(new), 'article')}.")
