"""Errors as problem documents (RFC 9457): every one says what is wrong, and where, for programs and for people."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions

from articles.checking import InvalidDocument, Problem
from articles.models import StaleVersion, User

MEDIA_TYPE = "application/problem+json"
REALM = 'Token realm="newsreader"'


class Refusal(exceptions.APIException):
    """A request that cannot be fulfilled: a status, a sentence, problems with pointers, further members and headers."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        problems: Iterable[Problem] = (),
        headers: dict[str, str] | None = None,
        **members: Any,
    ):
        super().__init__(detail or HTTPStatus(status).description)
        self.status_code, self.problems, self.headers, self.members = status, tuple(problems), headers or {}, members


def wrong_parameter(name: str, detail: str, code: str = "invalid") -> Refusal:
    """400 because of a parameter in the address."""
    return Refusal(400, "The address asks for something that is not understood.", [Problem(f"?{name}", code, detail)])


def unprocessable(problems: Iterable[Problem]) -> Refusal:
    """422: well-formed, but it cannot be stored."""
    return Refusal(422, "This is well-formed, but it cannot be stored.", problems)


def stale(version: int | str) -> Refusal:
    """412 with the present version."""
    detail = f"It has been changed since: its version is {version} by now."
    return Refusal(412, detail, headers={"ETag": f'"{version}-json"'}, version=version)


def problem_response(
    status: int, detail: str = "", problems: Iterable[Problem] = (), headers: dict | None = None, **members: Any
) -> HttpResponse:
    """The answer that says what went wrong."""
    body = problem_body(status, detail, problems, **members)
    return JsonResponse(
        body, status=status, headers=headers, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def problem_body(status: int, detail: str = "", problems: Iterable[Problem] = (), **members: Any) -> dict[str, Any]:
    """The problem document."""
    errors = [{**_place(_sent(item.pointer)), "code": item.code, "detail": _sent(item.detail)} for item in problems]
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _sent(detail) or HTTPStatus(status).description,
        "errors": errors,
        **members,
    }


def _sent(text: str) -> str:
    """The text without halves of characters, which a client may have sent and no answer can repeat."""
    return text.encode(errors="replace").decode()


def _place(pointer: str) -> dict[str, str]:
    """Where a problem is: in the body by its pointer, or in the address by the name of a parameter."""
    return {"parameter": pointer[1:]} if pointer.startswith("?") else {"pointer": pointer}


def refusal(error: Exception) -> Refusal | None:
    """What an exception means to the client; None if it is a mistake of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, InvalidDocument):
        return unprocessable(error.problems)
    if isinstance(error, StaleVersion):
        gone = Refusal(410, f"The annotation “{error.annotation.public_id}” has been deleted.")
        return gone if error.annotation.deleted else stale(error.annotation.version)
    if isinstance(error, Http404):
        return Refusal(404, "There is nothing here, or nothing that you may see.")
    if isinstance(error, User.DoesNotExist):  # while the request ran
        return Refusal(401, "Your account has been closed.", headers={"WWW-Authenticate": REALM})
    if isinstance(error, PermissionDenied):
        return Refusal(403, str(error) or "You may not do this.")
    if isinstance(error, exceptions.ValidationError):
        return Refusal(400, "This is not in the form that is expected.", flatten(error.detail))
    if isinstance(error, exceptions.APIException):
        headers = {}
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(max(1, round(wait)))
        return Refusal(error.status_code, str(error.detail), headers=headers)
    return None


def handle(error: Exception, context: dict) -> HttpResponse | None:
    """REST framework's exception handler."""
    if (found := refusal(error)) is None:
        return None
    return problem_response(found.status_code, str(found.detail), found.problems, found.headers, **found.members)


def flatten(detail: Any, pointer: str = "") -> Iterator[Problem]:
    """REST framework's nested errors, each with a JSON pointer to its place."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{_escape(str(name))}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from flatten(inner, f"{pointer}/{index}" if isinstance(inner, dict | list) else pointer)
    else:
        yield Problem(pointer, detail.code, str(detail))


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
