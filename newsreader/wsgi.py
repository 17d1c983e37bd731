"""The door for web servers, such as gunicorn."""

import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")

# Of a type's parameters none is read here but the one that a form in parts needs.
TYPE = re.compile(r"""([^;]*)(?:.*?(;\s*boundary\s*=\s*(?:"[^"]*"|[^;]*)))?""", re.IGNORECASE | re.DOTALL)

django = get_wsgi_application()


def without_charset(content_type: str) -> str:
    """The type of a body, with the boundary of its parts if it names one, and without any other parameter."""
    return "".join(filter(None, TYPE.match(content_type).groups()))


def application(environ, start_response):
    """Django's answer to headers that it can read: it does so before all middleware, where an error has no page.

    All is UTF-8 here, whatever charset a request names: Python reads no form in some of them, such as rot13, and in
    others what no database takes. Nor does PostgreSQL look for a session whose name has a NUL, as cookies may spell it.
    """
    if "CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = without_charset(environ["CONTENT_TYPE"])
    if "HTTP_COOKIE" in environ:
        environ["HTTP_COOKIE"] = environ["HTTP_COOKIE"].replace(r"\000", "_")
    return django(environ, start_response)
