"""The shared cache, which may vanish at any time: while Redis does not answer, each process keeps its own."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("newsreader.cache")

PAUSE = 5  # seconds until Redis is asked again, so that its absence does not slow every request


def _steady(name: str) -> Callable:
    """The method `name` of the cache: Redis's, or this process's own while Redis is away."""
    remote = getattr(RedisCache, name)

    @wraps(remote)
    def method(self, *args, **kwargs):
        if time.monotonic() >= self.away_until:
            try:
                return remote(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.away_until = time.monotonic() + PAUSE
                logger.warning("Redis does not answer; this process keeps its own cache for a while: %s", error)
        return getattr(self.own, name)(*args, **kwargs)

    return method


class SteadyRedisCache(RedisCache):
    """Django's cache in Redis. Without Redis nobody gets an error, and throttles count in each process."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self.own = LocMemCache("without-redis", {**params, "OPTIONS": {"MAX_ENTRIES": 1000}})
        self.away_until = 0.0

    get, set, add, incr = _steady("get"), _steady("set"), _steady("add"), _steady("incr")
    touch, delete, has_key, clear = _steady("touch"), _steady("delete"), _steady("has_key"), _steady("clear")
    get_many, set_many, delete_many = _steady("get_many"), _steady("set_many"), _steady("delete_many")

    def answers(self) -> bool:
        """Whether Redis itself is there, for those who watch over the site."""
        try:
            return bool(self._cache.get_client().ping())
        except (RedisError, OSError):
            return False
