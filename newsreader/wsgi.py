"""The door for web servers, such as gunicorn."""

import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")

# The charset of a type, and parameters that are in one of their own (RFC 2231).
CHARSETS = re.compile(r""";\s*(?:charset|[^;="\s]+\*)\s*=\s*(?:"[^"]*"|[^;]*)""", re.IGNORECASE)

django = get_wsgi_application()


def application(environ, start_response):
    """Django's answer to headers that it can read: it does so before all middleware, where an error has no page.

    All is UTF-8 here, whatever charset a request names: Python reads no form in some of them, such as rot13, and in
    others what no database takes. Nor does PostgreSQL look for a session whose name has a NUL, as cookies may spell it.
    """
    if "CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = CHARSETS.sub("", environ["CONTENT_TYPE"])
    if "HTTP_COOKIE" in environ:
        environ["HTTP_COOKIE"] = environ["HTTP_COOKIE"].replace(r"\000", "_")
    return django(environ, start_response)
