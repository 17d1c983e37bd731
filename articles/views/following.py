"""The feeds whose articles come by themselves: followed, looked at, paused, left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.forms.following import FeedForm
from articles.models import Feed, Import, follow_again
from articles.tasks import look_at_feed
from articles.views.posting import login_required_to_post

LOST_SHOWN = 5
COUNTS = {"brought": ["stored", "known"], "waiting": list(Import.OPEN), "failed": ["failed"]}


@login_required
@permission_required("articles.add_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed_list(request: HttpRequest) -> HttpResponse:
    """All feeds, how they fare, and the form for another."""
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "added_by": request.user}
        feed, is_new = Feed.objects.get_or_create(url=said.pop("url"), defaults=said)
        if is_new:  # and not by somebody else at this moment, or by a second click
            look_at_feed.enqueue(feed.pk)
        messages.success(request, "The feed is followed. It is looked at in a moment; what came of it is said below.")
        return redirect("feed-list")
    counts = {name: Count("imports", Q(imports__state__in=states)) for name, states in COUNTS.items()}
    lost = Import.objects.filter(state=Import.State.FAILED).defer("original")[:LOST_SHOWN]
    feeds = Feed.objects.annotate(**counts).prefetch_related(Prefetch("imports", lost, "lost"))
    context = {"form": form, "feeds": feeds}
    return render(request, "importing/feed_list.html", context, status=422 if request.method == "POST" else 200)


@login_required_to_post
@permission_required("articles.add_article", raise_exception=True)
def feed_change(request: HttpRequest, number: int) -> HttpResponse:
    """Look at a feed now, pause it, go on with it, or follow it no longer; its articles stay."""
    feed, do = get_object_or_404(Feed, pk=number), request.POST.get("do")
    if do == "delete":
        feed.delete()
        messages.success(request, f"“{feed}” is no longer followed. Its articles stay.")
    elif do == "pause":
        Feed.objects.filter(pk=feed.pk).update(is_paused=True)
        messages.success(request, f"“{feed}” is paused.")
    elif do in ("resume", "look"):
        follow_again(feed)
        look_at_feed.enqueue(feed.pk)
        messages.success(request, f"“{feed}” is looked at in a moment.")
    return redirect("feed-list")
