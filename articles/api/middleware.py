"""Problem documents for what fails outside the views of the API: before them, between them, or by our mistake."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from articles.api.problems import MEDIA_TYPE, problem_response


class ProblemMiddleware:
    """Turns every other error page under /api/ into a problem document. It stands before all that may fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code < 400
            or not request.path_info.startswith("/api/")
            or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
        ):
            return response
        told = problem_response(response.status_code, getattr(response, "told", ""))
        response.content, response["Content-Type"] = told.content, told["Content-Type"]
        response["Content-Length"] = str(len(told.content))
        for header in ("Content-Encoding", "ETag"):  # of the page that it replaces
            del response[header]
        return response
