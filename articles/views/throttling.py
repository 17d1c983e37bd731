"""What one address may do only so often."""

from collections.abc import Mapping
from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

LONGEST_TRIED = 255  # that axes has room for


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy, what the proxy itself wrote, as clients can write all before it."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        return str(ip_address(address))
    except ValueError:  # a proxy on a socket, or one that writes no addresses
        return ""


def tried_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that somebody tries to sign in with, as far as it is kept: no account has one that is as long."""
    return (credentials or request.POST).get("username", "")[:LONGEST_TRIED]


def is_too_often(request: HttpRequest, action: str, limit: int, seconds: int = 3600, who: str | None = None) -> bool:
    """Whether `action` was done `limit` times within `seconds` already, and count this time.

    It is counted for this address, or for `who` is given.
    """
    key = f"throttle:{action}:{client_address(request) if who is None else who}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:  # it expired between the two
        return False
