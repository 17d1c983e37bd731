"""What an address, a form or a cookie says, as far as a database can look for it."""

from django.http import HttpRequest


def words_in(request: HttpRequest, longest: int = 100, name: str = "q") -> str:
    """The words of `?q=`, or of another parameter."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]


def number_in(text: str) -> int | None:
    """The number, if it is one that is not too long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
