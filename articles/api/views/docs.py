"""The description of the API for programs, and a page on which people try it."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularJSONAPIView


class SchemaView(SpectacularJSONAPIView):
    """The API in OpenAPI 3.1."""

    permission_classes = []
    throttle_classes = []


# Swagger UI sets the style of its elements in the page, and has its icons in its style sheet.
@csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["data:"]})
@never_cache
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page; requests from it are made in the name of whoever is signed in, or with a token."""
    return render(request, "api/docs.html")
