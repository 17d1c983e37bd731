"""Telling people what happened to their notes: on the site always, by mail where a mail server is set."""

from django.conf import settings
from django.core.mail import send_mail
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


def notify(annotation: Annotation, occasion: str, text: str = "", *, actor: User | None = None) -> Notice | None:
    """Tell the creator of `annotation` of an occasion (one of OCCASIONS), with the reason given as plain text.

    Returns the notice, or None when there is nobody to tell: the note has no account behind it, or it is `actor`'s own.
    Mail goes out once the transaction is committed. That it cannot be sent is logged, and never fails the request.
    """
    user = annotation.creator
    if user is None or user == actor:
        return None
    notice = Notice.objects.create(user=user, annotation=annotation, occasion=occasion, text=text)
    if settings.SENDS_MAIL and user.email and user.is_active:
        transaction.on_commit(lambda: _mail(notice), robust=True)
    return notice


def _mail(notice: Notice) -> None:
    annotation = notice.annotation
    lines = [f"{SENTENCES[notice.occasion]}, in “{annotation.article.title}”."]
    if notice.text:
        lines += ["", notice.text]
    if settings.SITE_URL:
        lines += ["", settings.SITE_URL + reverse("notice-list")]
    send_mail(SENTENCES[notice.occasion], "\n".join(lines) + "\n", None, [notice.user.email])
