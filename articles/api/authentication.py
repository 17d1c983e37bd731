"""Who asks: a program by its token, or somebody signed in on the site; and what their token lets them do."""

from datetime import datetime

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission

from articles.api.problems import REALM, Refusal
from articles.api.throttles import Throttle
from articles.models import Token, User, allows, find_token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`; `Bearer` (RFC 6750) does as well."""

    def authenticate(self, request) -> tuple[User, Token] | None:
        """The token's user and the token; None if no token is sent.

        Raises AuthenticationFailed, and Throttled for more wrong ones than an address may try.
        """
        scheme, _, secret = get_authorization_header(request).decode("latin-1").strip().partition(" ")
        if scheme.lower() not in ("token", "bearer"):
            return None
        token = find_token(secret.strip())
        if token is None:
            throttle = Throttle()
            if not throttle.allow_wrong_token(request):
                raise Throttled(throttle.wait())
            raise AuthenticationFailed("This token is not known, has been revoked or has expired.")
        return token.user, token

    def authenticate_header(self, request) -> str:
        """What WWW-Authenticate says."""
        return REALM


def has_scope(request: HttpRequest, scope: str) -> bool:
    """Whether the request's token, if it has one, reaches as far as `scope`."""
    return not isinstance(request.auth, Token) or allows(request.auth.scopes, scope)


def expiry(request: HttpRequest) -> datetime | None:
    """When the request's token expires, if it has one that does."""
    return request.auth.expires if isinstance(request.auth, Token) else None


def require_scope(request: HttpRequest, scope: str) -> None:
    """Raises Refusal with 403 unless the request's token reaches as far as `scope`."""
    if not has_scope(request, scope):
        raise Refusal(403, f"This token lacks the scope “{scope}”.")


def may_review(request: HttpRequest) -> bool:
    """Whether the request may change and decide about the annotations of others."""
    return request.user.has_perm("articles.change_annotation") and has_scope(request, "review")


class ScopedAccess(BasePermission):
    """Anyone reads what is public; writing takes an account, and a token with the scope `write`."""

    def has_permission(self, request, view) -> bool:
        """Whether the method is allowed at all; what exactly may be done, the views say."""
        if request.method in SAFE_METHODS:
            require_scope(request, "read")
            return True
        if request.user.is_authenticated:
            require_scope(request, "write")
            return True
        return False
