"""What people take with them when they go, and what stays: accounts that close, groups that are left or dissolve."""

from contextlib import suppress
from typing import Any

from axes.utils import reset
from django.db.models import Model
from django.utils import timezone

from articles.formats.native import to_dict
from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.article import Article
from articles.models.history import AnnotationVersion, ChangeCounter, Tombstone, groups_of, was_shown
from articles.models.people import Group, User, lock_user
from articles.models.same_claims import lock_articles_of, touch_members
from articles.models.transactions import in_one_transaction
from articles.models.writing import update_annotations


class OwnsGroups(Exception):
    """The account owns groups, which somebody has to own; `groups` are they."""

    def __init__(self, groups: list[Group]):
        self.groups = groups
        super().__init__(f"These groups need another owner first: {', '.join(map(str, groups))}.")


class HasMembers(Exception):
    """Others than its owner belong to the group."""


def account_data(user: User) -> dict[str, Any]:
    """Everything that is stored of somebody and that they wrote, as JSON's types."""
    annotations = user.annotations.with_values().select_related("article").order_by("created", "pk")
    flags, notices = (rows.select_related("annotation") for rows in (user.flags, user.notices))
    return {
        "profile": {
            "username": user.get_username(),
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "joined": user.date_joined.isoformat(),
            "roles": sorted(user.groups.values_list("name", flat=True)),
        },
        "annotations": [_annotation_data(row) for row in annotations],
        "versions": [_of_note(row, "number", "action", "created", "note") for row in _versions_by(user)],
        "disputes": [_of_note(row, "reason", "created", "resolution") for row in flags],
        "notices": [_of_note(row, "occasion", "text", "created") for row in notices],
        "groups": [
            {"name": row.group.name, "owner": row.group.owner_id == user.pk, "joined": row.joined.isoformat()}
            for row in user.memberships.select_related("group")
        ],
        "tokens": [{"name": row.name, "created": row.created.isoformat()} for row in user.tokens.all()],
    }


@in_one_transaction
def close_account(user: User, *, keep_public: bool) -> None:
    """Delete an account for good.

    Its public notes stay without its name if `keep_public`, else they are deleted as notes are: out of sight, the
    history kept, without the name. Private notes and those of groups are destroyed. Raises OwnsGroups, and
    User.DoesNotExist if it is closed already.
    """
    lock_user(user)  # so that no group is handed to it meanwhile
    if owned := list(user.owned_groups.order_by("name")):
        raise OwnsGroups(owned)
    lock_articles_of(user.annotations.all())
    public = user.annotations.filter(visibility="public")
    if not keep_public:
        update_annotations(public.kept(), actor=None, action="deleted", deleted=timezone.now())
    destroy_annotations(user.annotations.exclude(visibility="public"))
    _forget_creator(user)
    reset(username=user.get_username())
    user.delete()
    Tombstone.objects.filter(creator=None, shown=[]).delete()  # of what nobody saw who is left


@in_one_transaction
def leave_group(group: Group, user: User) -> None:
    """End somebody's membership, if they are a member; their notes stay in the group.

    Raises OwnsGroups if it is theirs by now, and Group.DoesNotExist if it is gone.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if group.owner_id == user.pk:
        raise OwnsGroups([group])
    group.memberships.filter(user=user).delete()


@in_one_transaction
def hand_over_group(group: Group, member: User) -> None:
    """Make another member the owner. Who leaves, or closes their account, meanwhile is waited for, or waits.

    Raises Membership.DoesNotExist if they are no member by now, and Group.DoesNotExist if the group is gone, or
    another's than it was.
    """
    with suppress(User.DoesNotExist):  # then there is no membership either
        lock_user(member)
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk, owner=group.owner_id)
    group.memberships.get(user=member)
    group.owner = member
    group.save(update_fields=["owner"])


@in_one_transaction
def dissolve_group(group: Group, *, actor: User) -> None:
    """Delete a group that nobody but its owner belongs to; the notes in it become private to those who wrote them.

    Raises HasMembers, and Group.DoesNotExist if it is gone already.
    """
    lock_articles_of(group.annotations.all())
    group = Group.objects.select_for_update().get(pk=group.pk)  # so that nobody joins it, or writes into it, meanwhile
    if group.memberships.exclude(user=group.owner_id).exists():
        raise HasMembers(f"{group} has other members.")
    update_annotations(group.annotations.all(), actor=actor, action="edited", visibility="private", group=None)
    group.delete()


def _versions_by(user: User) -> list[AnnotationVersion]:
    """What somebody made of notes; not of those of others that only moved along with a text or a source's name."""
    rows = AnnotationVersion.objects.filter(actor=user).select_related("annotation").order_by("sequence")
    groups, reviews = groups_of(user), user.has_perm("articles.change_annotation")
    return [
        row for row in rows if row.annotation.creator_id == user.pk or was_shown(row.note, row.created, groups, reviews)
    ]


def _annotation_data(row: Annotation) -> dict[str, Any]:
    return {
        "article": {"title": row.article.title, "slug": row.article.slug, "url": row.article.url},
        "deleted": row.deleted.isoformat() if row.deleted else None,
        **to_dict(row.to_note()),
    }


def _of_note(row: Model, *columns: str) -> dict[str, Any]:
    """The note that a row is about, and these of its columns, among them the time when it was made."""
    values = {name: getattr(row, name) for name in columns}
    return {"annotation": row.annotation.public_id, **values, "created": row.created.isoformat()}


@in_one_transaction
def destroy_annotations(annotations: AnnotationQuerySet) -> None:
    """Delete rows with all their versions, for an account that closes or an administrator who has to.

    Tombstones stay, by which those who saw them learn that they are gone.
    """
    lock_articles_of(annotations)
    touch_members(annotations)
    articles = list(Article.objects.filter(annotations__in=annotations).distinct())
    tombstones = _tombstones(annotations)
    annotations.delete()
    for article in articles:
        article.touch()
    for tombstone, sequence in zip(tombstones, ChangeCounter.take(len(tombstones)), strict=True):
        tombstone.sequence = sequence
    Tombstone.objects.bulk_create(tombstones, batch_size=500)


def _tombstones(annotations: AnnotationQuerySet) -> list[Tombstone]:
    """One for each annotation that may have been seen, without its place among the changes."""
    rows = annotations.exclude(article__state="draft").order_by("pk").values_list("pk", "public_id", "creator")
    found = {pk: Tombstone(public_id=name, creator_id=creator) for pk, name, creator in rows}
    versions = AnnotationVersion.objects.filter(annotation__in=annotations).exclude(action="deleted")
    columns = ("note__visibility", "note__group", "note__status", "created")
    for pk, visibility, group, status, written in versions.order_by().values_list("annotation", *columns):
        if pk in found and visibility != "private":
            said = {"visibility": visibility, "group": group, "status": status}
            kept = {name: value for name, value in said.items() if value is not None}
            found[pk].shown.append({**kept, "written": written.isoformat()})
    return list(found.values())


def _forget_creator(user: User) -> None:
    """Take the name off all that is left of somebody's annotations, in every version, and say so in the history."""
    versions = AnnotationVersion.objects.filter(annotation__creator=user).only("note")
    for version in versions:
        version.note.pop("creator", None)
    AnnotationVersion.objects.bulk_update(versions, ["note"], batch_size=500)
    update_annotations(user.annotations.all(), actor=None, action="name removed", creator=None, creator_name="")
