"""Correcting an article: what is said of it, and who may read it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.forms.editing import SeenArticleForm, StateForm, initial_metadata
from articles.models import Article, StaleArticle, document_with, edit_article, metadata_digest, set_state
from articles.views.returning import set_read
from articles.views.unsaved import login_required_unless_sent

SAID = {
    "draft": "The article is a draft: only editors see it.",
    "published": "The article is published.",
    "withdrawn": "The article is withdrawn. Its address says why.",
}


@login_required_unless_sent
@permission_required("articles.change_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is said of an article beside its text. Whoever saves second is told and loses nothing."""
    article = get_object_or_404(Article.objects.select_related("publication"), slug=slug)
    document = document_with(article, ())
    form = SeenArticleForm(document, request.POST or None, article=article)
    form.initial["seen"] = metadata_digest(document)
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, article, form, 422 if request.method == "POST" else 200)
    try:
        article = edit_article(article, form.value, actor=request.user, seen=form.cleaned_data["seen"])
    except InvalidDocument as error:
        form.show(error.problems)
        return _edit_page(request, article, form, 422)
    except StaleArticle as error:
        return _stale(request, error.article, form)
    messages.success(request, "Your changes are saved.")
    response = redirect(article)
    set_read(response, article.current_revision.number, article.get_absolute_url())
    return response


@login_required_unless_sent
@permission_required("articles.change_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an article a draft, publish it, or withdraw it for a reason. Its text and notes are kept in any case."""
    article = get_object_or_404(Article, slug=slug)
    wanted = request.GET.get("state")
    state = wanted if wanted in Article.State.values else article.state
    initial = {"state": state, "reason": article.withdrawn_reason, "seen": article.state}
    form = StateForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            state, reason, seen = (form.cleaned_data[name] for name in ("state", "reason", "seen"))
            try:
                article = set_state(article, state, reason, seen=seen)
            except StaleArticle as error:
                now = error.article.state
                form = StateForm(initial={"state": state, "reason": reason, "seen": now})
                messages.warning(request, f"Somebody else has made it {now} by now. Save again if you still want to.")
                status = 409
            else:
                messages.success(request, SAID[state])
                return redirect(article)
    return render(request, "editing/article_state.html", {"article": article, "form": form}, status=status)


def _stale(request: HttpRequest, article: Article, form: SeenArticleForm) -> HttpResponse:
    """The form as it was typed, with what somebody else has saved in the meantime, to be saved over it or not."""
    stored = document_with(article, ())
    now = initial_metadata(stored)
    theirs = [(form[name].label, now[name]) for name in now if (form[name].data or "") != now[name]]
    form.data = form.data.copy()
    form.data["seen"] = metadata_digest(stored)
    return _edit_page(request, article, form, 409, theirs)


def _edit_page(
    request: HttpRequest,
    article: Article,
    form: SeenArticleForm,
    status: int,
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {"article": article, "form": form, "duplicate": form.duplicate, "theirs": theirs}
    return render(request, "editing/article_edit.html", context, status=status)
