"""Groups, in which a class or a desk shares notes. Whoever does not belong to one learns nothing of it."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.forms.groups import GroupForm, MemberForm
from articles.models import (
    Group,
    HasMembers,
    Membership,
    OwnsGroups,
    User,
    dissolve_group,
    hand_over_group,
    join_group,
    leave_group,
    list_notes,
    lock_user,
)
from articles.models.choices import free_slug
from articles.models.transactions import with_free_slug
from articles.search import seen_annotations
from articles.views.errors import NotThere
from articles.views.parameters import words_in
from articles.views.posting import login_required_to_post

NOTES_PER_PAGE = 20
RESERVED = {"new", "join"}  # what the addresses of groups say themselves


@login_required
@never_cache
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups that one belongs to."""
    return render(request, "groups/group_list.html", {"groups": _groups(request).order_by("name")})


@login_required
@permission_required("articles.add_group", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """Make a group, and be its owner."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = _create(form, request.user)
        messages.success(request, "Your group is made. Send its link to those who should join.")
        return redirect("group-settings", group.slug)
    return render(request, "groups/group_new.html", {"form": form})


@login_required
@never_cache
@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to a group and how many notes each has in it; all of these, or those of `?by=`, newest first."""
    group = _get_group(request, slug)
    everything = seen_annotations(request.user).filter(group=group)
    counts = dict(everything.order_by().values_list("creator").annotate(Count("pk")))
    members = list(group.members.order_by(Lower("username")))
    left = User.objects.filter(pk__in=counts.keys() - {member.pk for member in members}).order_by(Lower("username"))
    by = words_in(request, 150, "by")
    rows = everything.filter(creator__username=by) if by else everything
    page = Paginator(rows.order_by("-created", "-pk"), NOTES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "members": [(member, counts.get(member.pk, 0)) for member in members],
        "left": [(user, counts[user.pk]) for user in left],
        "by": by,
        "page": page,
        "rows": list_notes(page.object_list),
    }
    return render(request, "groups/group_detail.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_join(request: HttpRequest, token: str) -> HttpResponse:
    """Join a group by its link, after saying so."""
    try:
        if request.method == "POST":
            group = join_group(token, request.user)
            messages.success(request, f"You belong to {group} now.")
            return redirect("group-detail", group.slug)
        group = Group.objects.select_related("owner").get(join_token=token)
    except Group.DoesNotExist:
        raise _not_there("This link leads to no group, or no longer. Ask who sent it for the present one.") from None
    if group.memberships.filter(user=request.user).exists():
        return redirect("group-detail", group.slug)
    return render(request, "groups/group_join.html", {"group": group})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Where an owner renames a group and finds its link; the address stays as it is."""
    group = _get_owned(request, slug)
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        Group.objects.filter(pk=group.pk).update(name=form.cleaned_data["name"])
        messages.success(request, "The name is saved.")
        return redirect("group-settings", group.slug)
    return _settings_page(request, slug, form=form)


@login_required_to_post
def group_link_renew(request: HttpRequest, slug: str) -> HttpResponse:
    """Another link to join by; the old one leads nowhere from now on."""
    group = _get_owned(request, slug)
    Group.objects.filter(pk=group.pk).update(join_token=secrets.token_urlsafe())
    messages.success(request, "The link is new. The old one no longer works.")
    return redirect("group-settings", group.slug)


@login_required_to_post
def group_member_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take somebody out of a group; their notes stay in it."""
    group = _get_owned(request, slug)
    form = MemberForm(group, request.POST)
    if not form.is_valid():
        messages.info(request, "Whom you would remove does not belong to the group, or no longer.")
        return redirect("group-settings", group.slug)
    member = form.cleaned_data["member"]
    try:
        leave_group(group, member)
    except (OwnsGroups, Group.DoesNotExist):  # meanwhile, in another window
        return redirect("group-settings", group.slug)
    messages.success(request, f"{member} no longer belongs to {group}. The link still lets them in: renew it.")
    return redirect("group-settings", group.slug)


@login_required_to_post
def group_hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Make another member the owner."""
    group = _get_owned(request, slug)
    form = MemberForm(group, request.POST)
    if not form.is_valid():
        return _settings_page(request, slug, hand_over=form)
    member = form.cleaned_data["member"]
    try:
        hand_over_group(group, member)
    except Membership.DoesNotExist:
        form.add_error("member", f"{member} does not belong to the group any more.")
        return _settings_page(request, slug, hand_over=form)
    except Group.DoesNotExist:  # meanwhile, in another window
        return redirect("group-settings", group.slug)
    messages.success(request, f"{member} owns {group} now.")
    return redirect("group-detail", group.slug)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a group, after saying so; one's notes stay in it. Its owner hands it over first."""
    group = _groups(request).filter(slug=slug).first()
    if group is None:
        return _not_theirs(request)
    if request.method == "POST":
        try:
            leave_group(group, request.user)
        except OwnsGroups:  # the page says so
            group.owner = request.user
        except Group.DoesNotExist:
            return _not_theirs(request)
        else:
            messages.success(request, f"You have left {group}.")
            return redirect("group-list")
    return render(request, "groups/group_leave.html", {"group": group})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_dissolve(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a group that nobody else belongs to, after saying so."""
    if not _groups(request).filter(slug=slug).exists():
        return _not_theirs(request)
    group = _get_owned(request, slug)
    if request.method == "POST":
        try:
            dissolve_group(group, actor=request.user)
        except Group.DoesNotExist:  # in another window, meanwhile
            return _not_theirs(request)
        except HasMembers:
            pass  # the page says how many
        else:
            messages.success(request, f"{group} is dissolved.")
            return redirect("group-list")
    others = group.memberships.exclude(user=group.owner).count()
    context = {"group": group, "others": others, "notes": group.annotations.kept().count()}
    return render(request, "groups/group_dissolve.html", context)


def _get_group(request: HttpRequest, slug: str) -> Group:
    """A group that one belongs to; others do not exist."""
    group = _groups(request).filter(slug=slug).first()
    if group is None:
        raise _not_there("There is no such group, or you do not belong to it.")
    return group


def _not_there(reason: str) -> NotThere:
    return NotThere(reason, reverse("group-list"), "Your groups")


def _groups(request: HttpRequest) -> QuerySet[Group]:
    return request.user.annotation_groups.select_related("owner")


def _get_owned(request: HttpRequest, slug: str) -> Group:
    """A group that one owns; 403 for other members."""
    group = _get_group(request, slug)
    if group.owner_id != request.user.pk:
        raise PermissionDenied(f"Only {group.owner}, who owns the group, may do this.")
    return group


def _not_theirs(request: HttpRequest) -> HttpResponse:
    """For a group that they left or dissolved, and alike for one that they never knew of, or that never was."""
    messages.info(request, "You do not belong to that group, or no longer.")
    return redirect("group-list")


@with_free_slug
@transaction.atomic
def _create(form: GroupForm, user) -> Group:
    lock_user(user)  # who may be closing their account, which owns no group then
    name = form.cleaned_data["name"]
    form.instance.owner = user
    form.instance.slug = free_slug(
        Group.objects.all(), f"group {name}" if slugify(name, allow_unicode=True) in RESERVED else name, "group"
    )
    group = form.save()
    group.memberships.create(user=user)
    return group


def _settings_page(
    request: HttpRequest, slug: str, form: GroupForm | None = None, hand_over: MemberForm | None = None
) -> HttpResponse:
    group = _get_owned(request, slug)  # afresh: a form that is wrong has put what was typed into its own
    context = {
        "group": group,
        "form": form or GroupForm(instance=group),
        "hand_over": hand_over or MemberForm(group),
        "others": group.members.exclude(pk=group.owner_id).order_by(Lower("username")),
        "link": request.build_absolute_uri(reverse("group-join", args=[group.join_token])),
    }
    return render(request, "groups/group_settings.html", context)
