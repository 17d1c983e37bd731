"""People are told what happened to their notes, once it did, and never by a failing request."""

import pytest
from django.core import mail

from articles.models import Notice, User, add_notes, from_document, notify
from tests.views.samples import COMMENT, DOCUMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    return User.objects.create_user("ines", email="ines@mail.example")


@pytest.fixture
def annotation(ines):
    article = from_document(DOCUMENT)
    return add_notes(article, [COMMENT], actor=ines)[0]


@pytest.fixture
def mail_server(settings):
    settings.SENDS_MAIL = True


def test_the_creator_is_told_on_the_site_and_by_mail(
    annotation, ines, mail_server, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://news.example"
    with django_capture_on_commit_callbacks(execute=True):
        notice = notify(annotation, "rejected", "Nobody said so.")
        assert not mail.outbox
    assert (notice.user, notice.text, notice.read) == (ines, "Nobody said so.", None)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ines@mail.example"], "Your note was rejected")
    assert "The dam & the <flood>" in letter.body
    assert "Nobody said so." in letter.body
    assert "https://news.example/account/notices/" in letter.body


def test_nobody_is_told_of_what_they_did_themselves(annotation, ines):
    assert notify(annotation, "rejected", actor=ines) is None
    assert not Notice.objects.exists()


def test_a_note_without_an_account_tells_nobody(annotation):
    annotation.creator = None
    assert notify(annotation, "disputed", "Why?") is None


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_no_mail_without_an_address(annotation, ines, mail_server, change, django_capture_on_commit_callbacks):
    User.objects.filter(pk=ines.pk).update(**change)
    annotation.creator.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert notify(annotation, "disputed", "Why?")
    assert not mail.outbox


def test_no_mail_without_a_server(annotation, settings, django_capture_on_commit_callbacks):
    settings.SENDS_MAIL = False
    with django_capture_on_commit_callbacks() as callbacks:
        assert notify(annotation, "gone")
    assert not callbacks


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mail_server_that_fails_does_not_fail_the_request(annotation, mail_server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert notify(annotation, "rejected", "No.").pk
