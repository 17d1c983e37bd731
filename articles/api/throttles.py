"""How often a program may ask: so many times a minute for each token, else for each address."""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

from articles.models import Token

MINUTE = 60


class Throttle(BaseThrottle):
    """Counts in the shared cache, a minute at a time. A view with a `rate` has a count of its own for it."""

    def allow_request(self, request, view) -> bool:
        """Whether it is not too often, and count this time."""
        rate = getattr(view, "rate", None) or ("read" if request.method in SAFE_METHODS else "write")
        who = f"token:{request.auth.pk}" if isinstance(request.auth, Token) else self._address(request)
        return self._count(rate, who)

    def allow_wrong_token(self, request) -> bool:
        """Whether its address has not sent too many wrong tokens, and count this one. A right one is never counted."""
        return self._count("wrong_tokens", self._address(request))

    def wait(self) -> float:
        """The seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE

    def _address(self, request) -> str:
        return f"address:{self.get_ident(request)}"

    def _count(self, rate: str, who: str) -> bool:
        key = f"api:{rate}:{who}:{int(time.time()) // MINUTE}"
        cache.add(key, 0, 2 * MINUTE)
        try:
            return cache.incr(key) <= settings.API_LIMITS[rate]
        except ValueError:  # the cache was emptied between the two
            return True
