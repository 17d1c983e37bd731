"""The door for web servers, such as gunicorn."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.functional import cached_property
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")


class Request(WSGIRequest):
    """Django's, in which some headers end: as it is made before all middleware, in an error without a page."""

    def _set_content_type_params(self, meta):
        """The type of the body. All is UTF-8 here, whatever charset it names: Python's codecs read no form in some of
        them, such as rot13, and in others what no database takes.
        """
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:  # a parameter in a charset that there is not
            meta["CONTENT_TYPE"] = meta["CONTENT_TYPE"].partition(";")[0]
            self.content_type, self.content_params = parse_header_parameters(meta["CONTENT_TYPE"])

    @cached_property
    def COOKIES(self):
        """The cookies but for those with a NUL, written as an escape: PostgreSQL looks for no such session."""
        return {name: value for name, value in super().COOKIES.items() if "\0" not in value}


class Handler(WSGIHandler):
    """Django's, with our requests."""

    request_class = Request


django.setup(set_prefix=False)
application = Handler()
