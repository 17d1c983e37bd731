"""Problem documents for what fails outside the views of the API: before them, between them, or by our mistake."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from articles.api.media import prefers_page
from articles.api.problems import MEDIA_TYPE, problem_response


class ProblemMiddleware:
    """Turns every other error page that a program gets into a problem document. It stands before all that may fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code < 400
            or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
            or not _is_for_api(request)
        ):
            return response
        told = problem_response(response.status_code, getattr(response, "told", ""))
        response.content, response["Content-Type"] = told.content, told["Content-Type"]
        response["Content-Length"] = str(len(told.content))
        for header in ("Content-Encoding", "ETag"):  # of the page that it replaces
            del response[header]
        return response


def _is_for_api(request: HttpRequest) -> bool:
    """Whether it is for something under /api/, or for the W3C's door, where an annotation has a page as well."""
    if request.path_info.startswith("/api/"):
        return True
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    beside_pages = "annotation-detail", "article-annotation-container"
    return name == "annotation-container" or (name in beside_pages and not prefers_page(request))
