"""Make a token for an account, where nobody can click: in a script, on a server."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import User, issue_token
from articles.models.access import SCOPES


class Command(BaseCommand):
    help = "Make a token with which a program signs in as an account, and print it, once."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--scope", choices=SCOPES, default="read", help="each permits what those before it do")
        parser.add_argument("--name", default="made on the command line", help="what it is for")
        parser.add_argument("--days", type=int, help="how long it is valid; for ever, if not given")

    def handle(self, *args, username, scope, name, days, **options):
        if days is not None and not 1 <= days <= 36_500:
            raise CommandError("--days is a number from 1 to 36500.")
        if not name.strip() or len(name) > 100:
            raise CommandError("--name has letters, and at most 100 characters.")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account “{username}”.")
        expires = timezone.now() + timedelta(days=days) if days else None
        _, secret = issue_token(user, name, [scope], expires)
        self.stdout.write(secret)
