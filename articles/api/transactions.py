"""One transaction for each request that writes: all or nothing, tried again after a deadlock, and answered once."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.problems import Refusal
from articles.models import IdempotencyKey, in_one_transaction, lock_user

REMEMBERED = timedelta(days=1)
REPEATED_HEADERS = ("Content-Type", "Location", "ETag", "Link", "Content-Location")


def writes(method: Callable) -> Callable:
    """A view's method in one transaction. With an Idempotency-Key, the same request gets the first answer again.

    What the client did wrong is an answer as well; whatever was written until then is taken back.
    """

    answer = in_one_transaction(_answer_once)

    @wraps(method)
    def wrapped(view, request: Request, *args, **kwargs):
        if request.data is None:  # parsed once, before the transaction
            raise Refusal(400, "`null` says nothing that could be written.")
        respond = partial(method, view, request, *args, **kwargs)
        try:
            return answer(view, request, respond)
        except ObjectDoesNotExist:  # destroyed meanwhile, as the second try finds; a mistake of ours is made again
            return answer(view, request, respond)

    return wrapped


def _answer_once(view, request: Request, respond: Callable[[], HttpResponse]) -> HttpResponse:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return respond()
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", key):
        raise Refusal(400, "An Idempotency-Key has 1 to 255 characters of ASCII.")
    lock_user(request.user)
    keys, digest = IdempotencyKey.objects.filter(user=request.user), _digest(request)
    keys.filter(created__lt=timezone.now() - REMEMBERED).delete()
    if known := keys.filter(key=key).first():
        if known.digest != digest:
            raise Refusal(422, "This Idempotency-Key was used for another request.")
        return HttpResponse(known.body, status=known.status, headers=known.headers)
    response = _answer(view, request, respond)
    headers = {name: response[name] for name in REPEATED_HEADERS if name in response}
    body = response.content.decode()
    keys.create(user=request.user, key=key, digest=digest, status=response.status_code, headers=headers, body=body)
    return response


def _answer(view, request: Request, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer in bytes, be it an error; mistakes of ours are raised."""
    try:
        with transaction.atomic():
            response = respond()
    except Exception as error:
        response = view.handle_exception(error)
    if isinstance(response, Response):
        response.accepted_renderer = request.accepted_renderer
        response.accepted_media_type = request.accepted_media_type
        response.renderer_context = view.get_renderer_context()
        response.render()
    return response


def _digest(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True)
    return hashlib.sha256(f"{request.get_full_path()}\n{body}".encode()).hexdigest()
