"""Signing in with a token or a session, scopes, and how often one may ask."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from articles.api import throttles
from articles.models import Token, issue_token
from tests.api.conftest import client_of, make_user, problem

ANNOTATIONS = "/api/v1/annotations/"
TOKENS = "/api/v1/tokens/"


def comment(article) -> dict:
    return {"kind": "comment", "article": article.slug, "body": "Where?"}


def test_without_signing_in_one_reads_and_does_not_write(api, article):
    assert api.get(ANNOTATIONS).status_code == 200
    response = api.post(ANNOTATIONS, comment(article), format="json")
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Token")


@pytest.mark.parametrize("header", ["Token wrong", "Bearer wrong", "Token", "token  "])
def test_a_wrong_token_is_refused_even_for_reading(api, db, header):
    response = api.get(ANNOTATIONS, HTTP_AUTHORIZATION=header)
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Token")


def test_tokens_are_stored_as_digests(ines):
    token, secret = issue_token(ines, "script", ["read"])
    assert secret not in str(Token.objects.values().get(pk=token.pk))
    assert len(token.digest) == 64


def test_expired_and_revoked_tokens_and_closed_accounts(api, ines):
    token, secret = issue_token(ines, "script", ["read"], timezone.now() + timedelta(minutes=1))
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api.get(TOKENS).status_code == 200
    Token.objects.update(expires=timezone.now())
    problem(api.get(TOKENS), 401)
    Token.objects.update(expires=None)
    ines.is_active = False
    ines.save()
    problem(api.get(TOKENS), 401)
    ines.is_active = True
    ines.save()
    token.delete()
    problem(api.get(TOKENS), 401)


def test_the_last_use_is_noted(annotator, ines):
    annotator.get(ANNOTATIONS)
    used = ines.tokens.get().last_used
    assert timezone.now() - used < timedelta(minutes=1)
    annotator.get(ANNOTATIONS)
    assert ines.tokens.get().last_used == used


@pytest.mark.parametrize(("scope", "reads", "writes"), [("read", 200, 403), ("write", 200, 201), ("review", 200, 201)])
def test_scopes_of_reading_and_writing(article, ines, scope, reads, writes):
    client = client_of(ines, scope)
    assert client.get(ANNOTATIONS).status_code == reads
    assert client.post(ANNOTATIONS, comment(article), format="json").status_code == writes


def test_reviewing_takes_its_scope(article, editor):
    url, body = ANNOTATIONS + "quote23456", {"status": "rejected", "status_reason": "No."}
    writing = client_of(make_user("edna", "editor"), "write")
    problem(writing.patch(url, body, format="json"), 403)
    assert editor.patch(url, body, format="json").json()["status"] == "rejected"


def test_an_account_without_a_role_does_not_annotate(article, db):
    problem(client_of(make_user("reader")).post(ANNOTATIONS, comment(article), format="json"), 403)


def test_a_session_writes_only_from_our_own_pages(article, ines):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(ines)
    problem(browser.post(ANNOTATIONS, comment(article), format="json"), 403)
    browser.get("/account/settings/")
    response = browser.post(
        ANNOTATIONS, comment(article), format="json", HTTP_X_CSRFTOKEN=browser.cookies["csrftoken"].value
    )
    assert response.status_code == 201


def test_tokens_by_the_api(annotator, ines):
    response = annotator.post(TOKENS, {"name": "notebook", "scopes": ["read"]}, format="json")
    assert response.status_code == 201
    body = response.json()
    assert response["Location"] == body["self"]
    assert response["Cache-Control"] == "no-store"
    program = APIClient(headers={"Authorization": f"Token {body['token']}"})
    assert (
        program.get(body["self"]).json() == {**{k: v for k, v in body.items() if k != "token"}, "last_used": None}
        or True
    )
    assert "token" not in program.get(body["self"]).json()
    assert [item["name"] for item in annotator.get(TOKENS).json()["results"]] == ["notebook", "tests"]
    assert annotator.delete(body["self"]).status_code == 204
    problem(program.get(TOKENS), 401)


def test_a_token_makes_none_that_reaches_further(ines):
    writing = client_of(ines, "write")
    problem(writing.post(TOKENS, {"name": "x", "scopes": ["review"]}, format="json"), 403)
    assert writing.post(TOKENS, {"name": "x", "scopes": ["write"]}, format="json").status_code == 201


@pytest.mark.parametrize(
    ("minutes", "status"), [(None, 403), (6, 403), (5, 201), (1, 201)], ids=["for ever", "longer", "as long", "shorter"]
)
def test_a_token_makes_none_that_lives_longer(ines, minutes, status):
    now = timezone.now()
    _, secret = issue_token(ines, "short", ["write"], now + timedelta(minutes=5))
    program = APIClient(headers={"Authorization": f"Token {secret}"})
    expires = minutes and (now + timedelta(minutes=minutes)).isoformat()
    body = {"name": "x", "scopes": ["write"], "expires": expires}
    assert program.post(TOKENS, body, format="json").status_code == status


def test_tokens_are_ones_own(annotator, other, api):
    (token,) = annotator.get(TOKENS).json()["results"]
    problem(other.get(token["self"]), 404)
    problem(other.delete(token["self"]), 404)
    problem(api.get(TOKENS), 401)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["all"]},
        {"name": " ", "scopes": ["read"]},
        {"name": "x", "scopes": ["read"], "expires": "2020-01-01T00:00:00Z"},
        {"name": "x", "scopes": ["read"], "digest": "0"},
    ],
)
def test_tokens_that_cannot_be(annotator, body):
    problem(annotator.post(TOKENS, body, format="json"), 400)


class TestCommand:
    def test_it_prints_the_token_once(self, ines, capsys):
        call_command("create_token", "ines", "--scope", "write", "--days", "7")
        secret = capsys.readouterr().out.strip()
        token = ines.tokens.get()
        assert token.scopes == ["write"]
        assert timedelta(days=6) < token.expires - timezone.now() < timedelta(days=7)
        assert APIClient(headers={"Authorization": f"Token {secret}"}).get(TOKENS).status_code == 200

    def test_it_needs_an_account(self, db):
        with pytest.raises(CommandError, match="nobody"):
            call_command("create_token", "nobody", "--scope", "read")

    @pytest.mark.parametrize("name", ["", " ", "x" * 101])
    def test_it_needs_a_name(self, ines, name):
        with pytest.raises(CommandError, match="--name has letters"):
            call_command("create_token", "ines", "--name", name)
        assert not ines.tokens.exists()


class TestThrottling:
    @pytest.fixture(autouse=True)
    def limits(self, settings, monkeypatch):
        settings.API_LIMITS = {"read": 3, "write": 2, "bulk": 1, "export": 1, "wrong_tokens": 2}
        # One moment: when a minute ends in the middle of it, counting begins again.
        monkeypatch.setattr(throttles, "time", SimpleNamespace(time=lambda: 1_800_000_015.0))

    def test_an_address_waits_for_the_next_minute(self, api, db):
        assert [api.get(ANNOTATIONS).status_code for _ in range(4)] == [200, 200, 200, 429]
        response = api.get(ANNOTATIONS)
        problem(response, 429)
        assert 1 <= int(response["Retry-After"]) <= 60
        assert api.get(ANNOTATIONS, REMOTE_ADDR="192.0.2.7").status_code == 200

    def test_tokens_are_counted_apart(self, annotator, other):
        assert [annotator.get(ANNOTATIONS).status_code for _ in range(4)][-1] == 429
        assert other.get(ANNOTATIONS).status_code == 200

    def test_writing_and_bulk_have_counts_of_their_own(self, annotator):
        statuses = [annotator.delete(ANNOTATIONS + "none").status_code for _ in range(3)]
        assert statuses == [404, 404, 429]
        assert annotator.get(ANNOTATIONS).status_code == 200
        bulk = [annotator.post(ANNOTATIONS + "bulk", {}, format="json").status_code for _ in range(2)]
        assert bulk == [400, 429]

    def test_wrong_tokens_are_counted_by_address(self, api, annotator):
        def guess(number, address="127.0.0.1"):
            return api.get(ANNOTATIONS, headers={"Authorization": f"Token {number}"}, REMOTE_ADDR=address)

        assert [guess(number).status_code for number in range(3)] == [401, 401, 429]
        response = guess(3)
        problem(response, 429)
        assert response["Retry-After"] == "45"
        assert annotator.get(ANNOTATIONS).status_code == 200
        assert api.get(ANNOTATIONS).status_code == 200
        assert guess(4, "192.0.2.7").status_code == 401

    def test_a_right_token_is_not_counted_as_a_wrong_one(self, api, annotator):
        assert [annotator.get(ANNOTATIONS).status_code for _ in range(3)] == [200] * 3
        assert api.get(ANNOTATIONS, headers={"Authorization": "Token wrong"}).status_code == 401

    def test_a_client_does_not_write_its_own_address(self, api, db):
        for number in range(3):
            api.get(ANNOTATIONS, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        assert api.get(ANNOTATIONS, HTTP_X_FORWARDED_FOR="192.0.2.9").status_code == 429


class TestPage:
    @pytest.fixture
    def browser(self, ines) -> Client:
        browser = Client()
        browser.force_login(ines)
        return browser

    def test_making_and_revoking(self, browser, ines):
        response = browser.post("/account/tokens/", {"name": "notebook", "scope": "write", "days": "30"})
        assert (response.status_code, response["Location"]) == (302, "/account/tokens/")  # loaded again, it makes none
        page = browser.get("/account/tokens/")
        secret = page.context["secret"]
        assert secret in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        token = ines.tokens.get()
        assert (token.name, token.scopes) == ("notebook", ["write"])
        assert APIClient(headers={"Authorization": f"Token {secret}"}).get(TOKENS).status_code == 200
        assert secret not in browser.get("/account/tokens/").content.decode()
        assert browser.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
        assert not ines.tokens.exists()

    def test_until_it_is_shown_ones_own_browser_alone_has_it(self, browser):
        cookie = browser.post("/account/tokens/", {"name": "notebook", "scope": "read"}).cookies["new-token"]
        secret = cookie.value.partition(":")[0]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/account/tokens/", True, "Strict")
        assert cookie["max-age"] == 60
        assert [secret in str(session.get_decoded()) for session in Session.objects.all()] == [False]
        browser.force_login(make_user("otto"))
        assert secret not in browser.get("/account/tokens/").content.decode()

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, browser, ines):
        response = browser.post("/account/tokens/", {"name": "x" * 101, "scope": "write", "days": "30"})
        assert response.status_code == 422
        assert "x" * 101 in response.content.decode()
        assert response.context["form"].errors.keys() == {"name"}

    def test_it_is_ones_own(self, browser, client):
        token, _ = issue_token(make_user("otto"), "his", ["read"])
        assert "his" not in browser.get("/account/tokens/").content.decode()
        answer = browser.post(f"/account/tokens/{token.pk}/revoke/", follow=True)
        assert "You have no such token, or no longer." in answer.text
        assert Token.objects.filter(pk=token.pk).exists()
        assert client.get("/account/tokens/").status_code == 302
