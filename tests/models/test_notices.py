"""People are told what happened to their notes, once it did, and never by a failing request."""

from dataclasses import replace
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Notice, User, add_notes, decide, delete_annotation, from_document, notify, revise
from tests.views.samples import CLAIM, COMMENT, DOCUMENT, P1, QUOTE

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


class TestWordsThatGo:
    WITHOUT_THE_LAST = replace(DOCUMENT, paragraphs=(P1,))
    OTHER = replace(DOCUMENT, paragraphs=(replace(P1, text="Nothing of what was printed here is true."),))

    @pytest.fixture
    def article(self):
        return from_document(replace(DOCUMENT, notes=()))

    @pytest.fixture
    def olga(self):
        return User.objects.create_user("olga", email="olga@mail.example")

    def test_their_creators_are_told_each_by_one_letter(
        self, article, ines, olga, mail_server, django_capture_on_commit_callbacks
    ):
        add_notes(article, [QUOTE, CLAIM, COMMENT], actor=ines)
        add_notes(article, [replace(CLAIM, id="olgas", verdict_reason="Five.")], actor=olga)
        with django_capture_on_commit_callbacks(execute=True):
            revise(article, self.OTHER, actor=None)
        told = Notice.objects.values_list("user__username", "annotation__public_id", "occasion")
        assert set(told) == {("ines", QUOTE.id, "gone"), ("ines", CLAIM.id, "gone"), ("olga", "olgas", "gone")}
        letters = {letter.to[0]: (letter.subject, letter.body.split("\n")[0]) for letter in mail.outbox}
        assert len(mail.outbox) == 2
        assert letters["olga@mail.example"][0] == "Words of your note have gone from the text"
        subject, line = letters["ines@mail.example"]
        assert subject == "Words of 2 of your notes have gone from the text"
        assert line == f"{subject}, in “{DOCUMENT.title}”."

    def test_once(self, article, ines):
        add_notes(article, [CLAIM], actor=ines)
        revise(article, self.WITHOUT_THE_LAST, actor=None)
        revise(article, self.OTHER, actor=None)
        assert Notice.objects.count() == 1

    def test_nobody_is_told_of_their_own_deed_or_of_what_is_not_shown(self, article, ines, olga):
        rows = add_notes(
            article, [CLAIM, replace(CLAIM, id="b", body="B"), replace(CLAIM, id="c", body="C")], actor=ines
        )
        add_notes(article, [replace(CLAIM, id="d", body="D")], actor=olga)
        delete_annotation(rows[1], actor=ines)
        decide(rows[2], "rejected", "No.", actor=ines, version=1)
        revise(article, self.OTHER, actor=olga)
        assert list(Notice.objects.values_list("annotation__public_id", flat=True)) == [CLAIM.id]

    def test_what_is_found_again_is_no_news(self, article, ines):
        add_notes(article, [CLAIM], actor=ines)
        revise(article, self.OTHER, actor=None)
        revise(article, DOCUMENT, actor=None)
        assert not Notice.objects.exists()

    def test_many_are_told_in_one_query(self, article, ines):
        add_notes(article, [replace(CLAIM, id=f"many{number}", body=f"{number}") for number in range(20)], actor=ines)
        with CaptureQueriesContext(connection) as queries:
            revise(article, self.OTHER, actor=None)
        assert Notice.objects.count() == 20
        sent = [query["sql"] for query in queries]
        assert [sum(words in sql for sql in sent) for words in ('"articles_notice"', 'FROM "articles_user"')] == [1, 0]

    def test_an_address_that_is_refused_keeps_no_letter_from_others(
        self, article, ines, olga, settings, monkeypatch, django_capture_on_commit_callbacks
    ):
        settings.SENDS_MAIL = True
        send = EmailBackend.send_messages

        def refusing(backend, letters):
            if letters[0].to == ["ines@mail.example"]:
                raise SMTPRecipientsRefused({"ines@mail.example": (550, b"no such user")})
            return send(backend, letters)

        monkeypatch.setattr(EmailBackend, "send_messages", refusing)
        for user in (ines, olga):
            add_notes(article, [replace(CLAIM, id=f"{user}s")], actor=user)
        with django_capture_on_commit_callbacks(execute=True):
            revise(article, self.OTHER, actor=None)
        assert [letter.to for letter in mail.outbox] == [["olga@mail.example"]]
