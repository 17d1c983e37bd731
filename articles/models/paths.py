"""The addresses of pages, of which a list has many."""

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

MARK = "__name__"


def path_of(name: str, page: str) -> str:
    """The address of a `page`, such as `article-detail`, for the one thing that its address names.

    It is what `reverse` gives, in a fraction of its time: the pattern is looked up once.
    """
    before, after = _around(page, get_script_prefix())
    return before + quote(name) + after


@cache
def _around(page: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the name in the addresses of a page, on a site that begins at `prefix`."""
    before, _, after = reverse(page, args=[MARK]).partition(MARK)
    return before, after
