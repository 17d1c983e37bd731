"""How programs come in, and what the site tells its users."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.annotation import Annotation
from articles.models.choices import choices, one_of

SCOPES = ("read", "write", "review")
OCCASIONS = ("rejected", "disputed", "gone")


class Token(models.Model):
    """What a program signs in with, in the name of an account. Only its SHA-256 is stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, help_text="Some of: read, write, review.")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self):
        return self.name


class IdempotencyKey(models.Model):
    """The first answer to a request that a client may repeat."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the request.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self):
        return self.key


class Notice(models.Model):
    """Something that happened to somebody's annotation, told on the site until it is read, and by mail where it can."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=10, choices=choices(OCCASIONS))
    text = models.TextField(blank=True, help_text="The reason given.")
    created = models.DateTimeField(default=timezone.now)
    read = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["user"], condition=Q(read=None), name="notice_unread")]
        constraints = [one_of("occasion", OCCASIONS, "notice_occasion")]

    def __str__(self):
        return f"{self.annotation} {self.occasion}"
