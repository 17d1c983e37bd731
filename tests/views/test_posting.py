"""Who has to sign in before a button works comes back to the page that has the button."""

import pytest

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/account/notices/read/",
    "/account/tokens/1/revoke/",
    "/annotations/x/restore/1/",
    "/articles/x/proposals/",
    "/groups/x/link/",
    "/groups/x/remove/",
    "/groups/x/hand-over/",
    "/import/feeds/1/",
    "/jobs/00000000-0000-0000-0000-000000000000/again/",
    "/jobs/00000000-0000-0000-0000-000000000000/cancel/",
    "/review/undo/",
    "/sources/x/part/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_signing_in_leads_back_to_the_page_with_the_button(client, address):
    response = client.post(address, headers={"referer": "http://testserver/articles/dam/?show=claims#n-1"})
    assert response["Location"] == "/sign-in/?next=/articles/dam/%3Fshow%3Dclaims"
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/articles/dam/", "http://["])
def test_without_such_a_page_it_leads_to_the_account(client, page):
    assert client.post(ADDRESSES[0], headers={"referer": page})["Location"] == "/sign-in/?next=/account/"
