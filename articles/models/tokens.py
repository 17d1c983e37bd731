"""Making and recognising tokens, of which only the digest is stored."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from articles.models.access import SCOPES, Token
from articles.models.people import User

SEEN_EVERY = timedelta(minutes=1)  # how often the last use is written down, as reading should not write each time


def issue_token(user: User, name: str, scopes: Sequence[str], expires: datetime | None = None) -> tuple[Token, str]:
    """A new token of `user`, and the secret that a program sends: it can be read now and never again."""
    secret = secrets.token_urlsafe(32)
    scopes = [scope for scope in SCOPES if scope in scopes]
    return Token.objects.create(user=user, name=name, digest=_digest(secret), scopes=scopes, expires=expires), secret


def find_token(secret: str) -> Token | None:
    """The token of this secret, with its user, if it has not expired and the account is active; its use is noted."""
    token = Token.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    now = timezone.now()
    if token is None or (token.expires and token.expires <= now):
        return None
    if token.last_used is None or now - token.last_used > SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    return token


def allows(scopes: Sequence[str], scope: str) -> bool:
    """Whether one of `scopes` permits what `scope` does: each permits what those before it do."""
    return any(SCOPES.index(held) >= SCOPES.index(scope) for held in scopes)


def _digest(secret: str) -> str:
    # A secret of 256 random bits cannot be guessed from a fast digest, as a password could.
    return hashlib.sha256(secret.encode()).hexdigest()
