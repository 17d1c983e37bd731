"""Answers that say which version they are of, so that what a client has already is not sent again."""

from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control, set_response_etag


class ConditionalMiddleware(ConditionalGetMiddleware):
    """As Django's, but HEAD has the ETag that GET has, too (RFC 9110, 9.3.2), and no answer is kept without being asked
    for again unless it says so itself.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer with its ETag, or 304."""
        if not response.has_header("Cache-Control"):  # a cache would decide by itself, and some keep it for a day
            patch_cache_control(response, no_cache=True)
        if request.method == "HEAD" and self.needs_etag(response) and not response.has_header("ETag"):
            response = set_response_etag(response)
        return super().process_response(request, response)
