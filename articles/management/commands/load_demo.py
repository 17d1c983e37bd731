"""Load the demo articles, so that there is something to read before the first import."""

from django.conf import settings
from django.contrib.auth.models import Group as Role
from django.core.management.base import BaseCommand
from django.utils.crypto import salted_hmac

from articles.formats import native
from articles.management.counting import counted
from articles.models import Article, User, from_document
from articles.tasks import after_import

DEMO = settings.BASE_DIR / "articles" / "demo"
PROPOSED = "the-last-bus-to-cape-morrow"  # what the machine proposes for it waits for an editor
DEMO_USERS = ("annotator", "editor")  # each with the role of its name


def demo_password(name: str) -> str:
    """The same on this machine at every start; unknown to others, and to the same database in production."""
    return salted_hmac("load_demo", name).hexdigest()[:10]


class Command(BaseCommand):
    help = "Load the demo articles that are not stored yet. Harmless when repeated."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are articles already")

    def handle(self, *args, if_empty, **options):
        if settings.DEBUG:
            self.make_users()
        if if_empty and Article.objects.exists():
            return
        for path in sorted(DEMO.glob("*.json")):
            document = native.loads(path.read_text(encoding="utf-8"))
            if Article.objects.filter(url=document.url).exists():
                self.stdout.write(f"already there: {document.title}")
            else:
                article = from_document(document, slug=path.stem)
                if path.stem == PROPOSED:
                    after_import(article)
                self.stdout.write(f"loaded: {article.title} ({counted(len(document.notes), 'note')})")

    def make_users(self):
        """Make those who try the forms; an account that has one of the names already stays as it is."""
        for name in DEMO_USERS:
            password = demo_password(name)
            user, is_new = User.objects.get_or_create(username=name)
            if is_new:
                user.set_password(password)
                user.save()
                user.groups.add(Role.objects.get(name=name))
            if user.check_password(password):
                self.stdout.write(f"sign in as {name} with the password {password}")
