"""What holds for every page, and that the tests which docs/security.md names are there."""

import re

import pytest
from django.conf import settings
from django.test import Client

from articles.models import User, add_notes
from tests.views.samples import QUOTE

THREATS = (settings.BASE_DIR / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_test_that_shows_it_exists(path, name):
    text = (settings.BASE_DIR / path).read_text(encoding="utf-8")
    assert re.search(rf"^\s*def {name}\(", text, re.M)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/articles/the-dam-the-flood/", "/sign-in/", "/nowhere", "/admin/login/", "/api/v1/annotations/"]
)
def test_every_page_has_its_headers(client, article, address):
    for _ in range(2):  # made, and from the cache
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.django_db
def test_nobody_gets_anothers_page_from_the_cache(client, article):
    ines = User.objects.create_user("ines")
    hers = Client()
    hers.force_login(ines)
    secret = QUOTE.__class__(
        **{**{name: getattr(QUOTE, name) for name in QUOTE.__dataclass_fields__}, "id": "", "body": "For me alone."}
        | {"visibility": "private"}
    )
    add_notes(article, [secret], actor=ines)
    address = article.get_absolute_url()
    for browser, sees in ((hers, True), (client, False), (hers, True), (client, False)):
        page = browser.get(address)
        assert ("For me alone." in page.text) is sees
        assert ("ines" in page.text) is sees


@pytest.mark.django_db
def test_a_message_is_shown_to_its_reader_and_kept_for_nobody(client, article):
    address = article.get_absolute_url()
    client.get(address)
    note = article.annotations.first()
    client.post(f"/annotations/{note.public_id}/dispute/", {"reason": "It is not so."})
    page = {"path": f"/annotations/{note.public_id}", "headers": {"Accept": "text/html"}}
    assert "Thank you." in client.get(**page).text
    assert "Thank you." not in Client().get(**page).text
