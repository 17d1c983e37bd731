"""What was typed into a form is given back when the session is over or the token is old."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.views.samples import CLAIM

pytestmark = pytest.mark.django_db

TYPED = "A text\nof two lines, with a <b>."
FORMS = {
    "/articles/the-dam-the-flood/revise/": "text",
    "/articles/the-dam-the-flood/state/": "reason",
    "/articles/the-dam-the-flood/edit/": "title",
    "/import/": "text",
    "/review/": "reason",
    "/review/flags/1/": "resolution",
    f"/annotations/{CLAIM.id}/dispute/": "reason",
}


def given_back(response) -> dict[str, str]:
    """What the form that was given back would send."""
    assert response.status_code == 403
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    return {item["name"]: item.get("value") or item.text[1:] for item in form.select("input, textarea")}


@pytest.mark.parametrize("address", [address for address in FORMS if not address.endswith("dispute/")])
def test_without_a_session(client, article, address):
    name = FORMS[address]
    response = client.post(address, {name: TYPED, "seen": "1", "preview": "1"})
    sent = given_back(response)
    assert {key: sent[key] for key in (name, "seen", "preview")} == {name: TYPED, "seen": "1", "preview": "1"}
    assert BeautifulSoup(response.content, "html.parser").select_one("textarea").text.strip() == TYPED
    assert b"sign in in another window" in response.content


@pytest.mark.parametrize("address", FORMS)
def test_with_an_old_token(article, editor, address):
    editor.handler.enforce_csrf_checks = True
    data = {FORMS[address]: TYPED, "csrfmiddlewaretoken": "x" * 32}
    assert given_back(editor.post(address, data, headers={"origin": "http://testserver"}))[FORMS[address]] == TYPED
    foreign = editor.post(address, data, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert b"of two lines" not in foreign.content


def test_a_file_cannot_be_given_back(client):
    response = Client().post("/import/", {"file": SimpleUploadedFile("a.txt", b"A text.")})
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_a_page_without_a_session_is_behind_the_sign_in(client, article):
    for address in FORMS:
        if not address.endswith("dispute/"):
            assert client.get(address).status_code == 302
