"""One's own tokens."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.authentication import ScopedAccess, expiry, has_scope
from articles.api.problems import Refusal
from articles.api.serializers.fields import moment
from articles.api.serializers.tokens import TokenCreateSerializer, TokenSerializer, represent_token
from articles.api.transactions import writes
from articles.api.views.base import View
from articles.models import issue_token


class TokenList(View):
    """One's own tokens; and the place to make them."""

    permission_classes = [IsAuthenticated, ScopedAccess]
    serializer_class = TokenSerializer

    def get(self, request: Request) -> Response:
        """All of them, the newest first."""
        return Response({"results": [represent_token(row, self.links) for row in request.user.tokens.all()]})

    @writes
    def post(self, request: Request) -> Response:
        """Make a token, whose secret is shown now and never again."""
        if "Idempotency-Key" in request.headers:
            raise Refusal(400, "The answer has a secret, which is not kept to be given again.")
        serializer = TokenCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        if not all(has_scope(request, scope) for scope in data["scopes"]):
            raise Refusal(403, "A token makes none that reaches further than itself.")
        expires, last = data.get("expires"), expiry(request)
        if last and (expires is None or expires > last):
            raise Refusal(403, f"A token makes none that lives longer than itself, until {moment(last)}.")
        row, secret = issue_token(request.user, data["name"], data["scopes"], expires)
        body = {**represent_token(row, self.links), "token": secret}
        return Response(body, status=201, headers={"Location": body["self"], "Cache-Control": "no-store"})


class TokenDetail(View):
    """One token."""

    permission_classes = [IsAuthenticated, ScopedAccess]
    serializer_class = TokenSerializer

    def get(self, request: Request, number: int) -> Response:
        """What is known of it; its secret is not."""
        return Response(represent_token(self._get(request, number), self.links))

    @writes
    def delete(self, request: Request, number: int) -> Response:
        """Revoke it."""
        self._get(request, number).delete()
        return Response(status=204)

    def _get(self, request: Request, number: int):
        if (row := request.user.tokens.filter(pk=number).first()) is None:
            raise Refusal(404, "You have no such token.")
        return row
