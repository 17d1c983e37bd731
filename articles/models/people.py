"""Those who read and annotate: accounts, the groups in which they share, and the disputes they raise."""

import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from articles.models.transactions import in_one_transaction


class User(AbstractUser):
    """An account. Ours from the first migration on, so that it can grow a column without a rebuild."""


class Group(models.Model):
    """A class or a desk that shares annotations. Whoever has the join token may join."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    name = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_groups")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="annotation_groups")
    join_token = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.name


class Membership(models.Model):
    """That somebody belongs to a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    joined = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]

    def __str__(self):
        return f"{self.user} in {self.group}"


class Flag(models.Model):
    """A reader's dispute of an annotation, open until an editor resolves it."""

    annotation = models.ForeignKey("Annotation", models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="flags")
    reason = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    resolved = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    resolution = models.TextField(blank=True)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["resolved", "-created"], name="flag_open")]

    def __str__(self):
        return f"Dispute of {self.annotation}"


def lock_user(user: User) -> None:
    """Let one transaction at a time write for this account, until it ends: what follows may look before it writes.

    It does not wait for those that merely name the account in a row.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@in_one_transaction
def join_group(token: str, user: User) -> Group:
    """Make somebody a member of the group with this join token, once. Raises Group.DoesNotExist.

    Who dissolves the group meanwhile is waited for, or waits and finds the member.
    """
    group = Group.objects.select_for_update(no_key=True).get(join_token=token)
    group.memberships.get_or_create(user=user)
    return group
