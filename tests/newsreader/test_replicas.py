"""Who has sent something or has an account reads the primary; others one replica; a failed one is left alone."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from newsreader import replicas


@pytest.fixture
def two(monkeypatch, settings):
    """A primary and a replica, as far as the router knows."""
    settings.DATABASE_REPLICA_URLS = ["postgres://replica"]
    monkeypatch.setattr(replicas, "_failed_at", {})

    class Connections(list):
        def all(self, initialized_only):
            return []

    monkeypatch.setattr(replicas, "connections", Connections(["default", "replica1"]))


def read_by(request, view=None):
    """Where a request reads, and its answer."""
    seen = []

    def respond(request):
        seen.append(replicas.Router().db_for_read(None))
        return HttpResponse()

    response = replicas.DatabaseMiddleware(respond)(request)
    return seen[0], response


def get(**headers):
    return RequestFactory().get("/", headers=headers)


@pytest.mark.usefixtures("two")
class TestChoice:
    def test_without_an_account(self):
        assert read_by(get())[0] == "replica1"

    @pytest.mark.parametrize(
        "headers",
        [{"Cookie": "sessionid=x"}, {"Cookie": "fresh=1"}, {"Authorization": "Token x"}],
        ids=["account", "has just sent something", "program"],
    )
    def test_who_may_have_written(self, headers):
        assert read_by(get(**headers))[0] == "default"

    def test_who_sends_something_reads_the_primary_for_a_while(self):
        alias, response = read_by(RequestFactory().post("/"))
        assert alias == "default"
        assert response.cookies["fresh"]["max-age"] == replicas.FRESH_SECONDS

    def test_reading_sets_no_cookie(self):
        assert not read_by(get())[1].cookies

    def test_writes_and_migrations_go_to_the_primary(self):
        router = replicas.Router()
        assert router.db_for_write(None) == "default"
        assert router.allow_migrate("default", "articles")
        assert not router.allow_migrate("replica1", "articles")

    def test_outside_of_requests_it_is_the_primary(self):
        assert replicas.Router().db_for_read(None) == "default"


def failing(request, times, seen):
    """A view that meets a failing database so many times."""

    def view(request):
        seen.append(replicas.Router().db_for_read(None))
        if len(seen) <= times:
            raise OperationalError("server closed the connection unexpectedly")
        return HttpResponse("read")

    request.resolver_match = (view, (), {})
    middleware = replicas.DatabaseMiddleware(lambda request: None)

    def respond(request):
        try:
            return view(request)
        except OperationalError as error:
            return middleware.process_exception(request, error)

    middleware.get_response = respond
    return middleware(request)


@pytest.mark.usefixtures("two")
class TestFailure:
    def test_of_the_replica(self):
        seen = []
        assert failing(get(), 1, seen).content == b"read"
        assert seen == ["replica1", "default"]
        assert read_by(get())[0] == "default"  # it is left alone for a while

    def test_of_the_primary(self):
        seen = []
        assert failing(get(Cookie="sessionid=x"), 1, seen).content == b"read"
        assert seen == ["default", "replica1"]

    def test_of_the_primary_while_the_replica_is_left_alone(self):
        failing(get(), 1, [])
        seen = []
        assert failing(get(), 1, seen).content == b"read"
        assert seen == ["default", "replica1"]

    def test_of_both(self):
        assert failing(get(), 2, []).status_code == 503

    def test_of_a_write(self):
        seen = []
        response = failing(RequestFactory().post("/"), 1, seen)
        assert (response.status_code, seen) == (503, ["default"])
        assert "It is not confirmed that what you sent was stored" in response.text
