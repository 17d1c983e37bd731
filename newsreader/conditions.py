"""Answers that say which version they are of, so that what a client has already is not sent again."""

from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import set_response_etag


class ConditionalMiddleware(ConditionalGetMiddleware):
    """As Django's, but HEAD has the ETag that GET has, too (RFC 9110, 9.3.2)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer with its ETag, or 304."""
        if request.method == "HEAD" and self.needs_etag(response) and not response.has_header("ETag"):
            response = set_response_etag(response)
        return super().process_response(request, response)
