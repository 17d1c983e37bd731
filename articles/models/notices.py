"""Telling people what happened to their notes: on the site always, by mail where a mail server is set."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

from articles.models.access import Notice
from articles.models.annotation import Annotation
from articles.models.people import User

SENTENCES = {
    "rejected": "Your note was rejected",
    "disputed": "Your note was disputed",
    "gone": "Words of your note have gone from the text",
}

logger = logging.getLogger(__name__)


def notify(annotation: Annotation, occasion: str, text: str = "", *, actor: User | None = None) -> Notice | None:
    """Tell the creator of `annotation` of an occasion (one of OCCASIONS), with the reason given as plain text.

    Returns the notice, or None when there is nobody to tell: the note has no account behind it, or it is `actor`'s own.
    """
    return next(iter(notify_all([annotation], occasion, text, actor=actor)), None)


def notify_all(
    annotations: Iterable[Annotation], occasion: str, text: str = "", *, actor: User | None = None
) -> list[Notice]:
    """The same for annotations of one article, a notice for each of them, and a letter for each of their creators.

    Mail goes out once the transaction is committed. That it cannot be sent is logged, and never fails the request.
    """
    told = [row for row in annotations if row.creator and row.creator != actor]
    notices = Notice.objects.bulk_create(
        Notice(user=row.creator, annotation=row, occasion=occasion, text=text) for row in told
    )
    letters = defaultdict(list)
    for notice in notices:
        if notice.user.email and notice.user.is_active:
            letters[notice.user].append(notice)
    if settings.SENDS_MAIL and letters:
        transaction.on_commit(lambda: _send(letters.values()), robust=True)
    return notices


def _send(letters: Iterable[Sequence[Notice]]) -> None:
    """Send them over one connection, so that a server that is away is waited for once."""
    with get_connection() as connection:
        for notices in letters:
            try:
                connection.send_messages([_letter(notices)])
            except SMTPException:  # this address is refused; others are not
                logger.exception("A notice could not be sent by mail.")


def _letter(notices: Sequence[Notice]) -> EmailMessage:
    first = notices[0]
    sentence = SENTENCES[first.occasion]
    if len(notices) > 1:
        sentence = sentence.replace("your note", f"{len(notices)} of your notes")
    lines = [f"{sentence}, in “{first.annotation.article.title}”."]
    if first.text:
        lines += ["", first.text]
    if settings.SITE_URL:
        lines += ["", settings.SITE_URL + reverse("notice-list")]
    return EmailMessage(sentence, "\n".join(lines) + "\n", to=[first.user.email])
