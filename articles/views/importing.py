"""Bringing an article in through the browser: an address, a text or a file, a preview, and only then a row."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.checking import InvalidDocument
from articles.document import Document
from articles.forms.editing import ArticleForm, initial_metadata
from articles.forms.importing import AddressForm, ImportForm, Original
from articles.importers import ParseError
from articles.models import (
    Article,
    Import,
    articles_like,
    from_document,
    in_one_transaction,
    jobs,
    known_article,
    lock_title,
    remember_addresses,
)
from articles.rendering import render_paragraphs
from articles.tasks import after_import, import_address
from articles.views.articles import reading_direction
from articles.views.unsaved import login_required_unless_sent

PREVIEWED = 1_000  # paragraphs
LATELY = 10  # imports on the first page
LOOK_AGAIN = 2  # seconds
PATIENCE = timedelta(seconds=20)  # after which one may ask whether any worker runs
STORED_ALREADY = "This article is stored already."
SAVED = {
    "published": "The article is published.",
    "draft": "The article is kept as a draft, which only editors see.",
}

ON_THEIR_WAY = "If the machine finds notes to propose, this page offers them in a moment."


@login_required_unless_sent
@permission_required("articles.add_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_import(request: HttpRequest) -> HttpResponse:
    """Paste or upload, look at the preview, store. Until then the text travels from form to form, and rests nowhere.
    An address is fetched by a job, which has a page of its own."""
    if "original" in request.POST:
        return _confirm(request)
    if "address" in request.POST:
        return _ask(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _first_page(request, form)
    return _preview_of(request, form.original, form.document)


@login_required
@permission_required("articles.add_article", raise_exception=True)
@never_cache
@require_safe
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far an address is that was asked for: the page looks again by itself; then the preview, or why not."""
    item = get_object_or_404(Import.objects.select_related("article"), public_id=public_id)
    article = item.article or (known_article(item.url) if item.state == Import.State.READY else None)
    if article:
        messages.info(request, STORED_ALREADY)
        return redirect(article)
    if item.state == Import.State.READY:
        original = Original(bytes(item.original), item.format, "", item.fetched_url, item.charset, item.url)
        try:
            return _preview_of(request, original, original.parse())
        except ParseError as error:  # the limits of time are sooner reached on a busy machine
            item.step(Import.State.FAILED, reason=str(error))
    given_up = item.is_open and jobs.why_given_up(import_address, item.pk)
    is_open = item.is_open and not given_up
    is_late = item.state == "waiting" and timezone.now() - item.created > PATIENCE
    context = {"item": item, "is_open": is_open, "is_late": is_late, "reason": given_up or item.reason}
    response = render(request, "importing/import_detail.html", context)
    if is_open:
        response["Refresh"] = str(LOOK_AGAIN)  # in the head, so that it works without script
    return response


def _ask(request: HttpRequest) -> HttpResponse:
    """An address was sent: open the article if it is known, else have it fetched."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _first_page(request, ImportForm(), 422, form)
    address = form.cleaned_data["address"]
    if article := _visible(request, known_article(address)):
        messages.info(request, STORED_ALREADY)
        return redirect(article)
    item = Import.objects.create(url=address, asked_by=request.user)
    import_address.enqueue(item.pk)
    return redirect("import-detail", item.public_id)


def _preview_of(request: HttpRequest, original: Original, document: Document) -> HttpResponse:
    """The first preview, with the metadata that were found."""
    typed = initial_metadata(document)
    typed["url"] = typed["url"] or original.url
    found = ArticleForm(document, typed)
    found.is_valid()  # what is wrong with the metadata, such as a known address, is said with the preview
    return _preview(request, original, found)


def _confirm(request: HttpRequest) -> HttpResponse:
    """The preview was sent: to be stored, or to have its text changed."""
    try:
        original = Original.loads(request.POST["original"])
        document = original.parse()
    except (BadSignature, ParseError):
        messages.error(request, "This preview can no longer be stored. Paste the text again, or choose the file again.")
        return _first_page(request, ImportForm())
    state = request.POST.get("state")
    if state not in SAVED:
        typed = {"text": original.text, "format": original.format, "url": original.url}
        return _first_page(request, ImportForm(initial=typed), status=200)
    form = ArticleForm(document, request.POST)
    if not form.is_valid():
        return _preview(request, original, form, status=422)
    try:
        stored = _store(request, form.value, state, original)
    except InvalidDocument as error:  # its address was stored in between
        form.show(error.problems)
        return _preview(request, original, form, status=422)
    if stored is None:
        return _preview(request, original, form, status=422)
    article, is_proposed = stored
    sees_proposals = is_proposed and request.user.has_perm("articles.change_annotation")
    messages.success(request, f"{SAVED[state]} {ON_THEIR_WAY}" if sees_proposals else SAVED[state])
    return redirect(article)


@in_one_transaction
def _store(request: HttpRequest, document: Document, state: str, original: Original) -> tuple[Article, bool] | None:
    """The article, and whether notes are proposed for it; none if one says the same of which the preview did not tell,
    as when the form is sent twice.
    """
    lock_title(document.title)  # so that the second of two finds the first
    like = articles_like(document).visible_to(request.user).first()
    if like and like.slug != request.POST.get("like"):
        return None
    article = from_document(document, actor=request.user, state=state, original=original.data)
    if original.asked:
        remember_addresses(article, original.url, original.asked)
    return article, after_import(article)


def _first_page(
    request: HttpRequest, form: ImportForm, status: int | None = None, address_form: AddressForm | None = None
) -> HttpResponse:
    status = status or (422 if request.method == "POST" else 200)
    lately = Import.objects.filter(asked_by=request.user, feed=None).select_related("article").defer("original")
    context = {
        "form": form,
        "address_form": address_form or AddressForm(),
        "by_hand": form.is_bound or form.initial,
        "lately": lately[:LATELY],
    }
    return render(request, "importing/article_import.html", context, status=status)


def _preview(request: HttpRequest, original: Original, form: ArticleForm, status: int = 200) -> HttpResponse:
    document, duplicate = form.document, _visible(request, form.duplicate)
    named = replace(document, title=form["title"].value() or document.title)
    context = {
        "form": form,
        "original": original,
        "duplicate": duplicate,
        "like": None if duplicate else articles_like(named).visible_to(request.user).first(),
        "direction": reading_direction(document),
        "rows": _rows(document),
        "more": max(0, len(document.paragraphs) - PREVIEWED),
    }
    return render(request, "importing/article_preview.html", context, status=status)


def _visible(request: HttpRequest, article: Article | None) -> Article | None:
    return article if article and article.is_visible_to(request.user) else None


def _rows(document: Document) -> list[tuple]:
    """The paragraphs with their HTML, as many as are shown."""
    paragraphs = document.paragraphs[:PREVIEWED]
    html = render_paragraphs(Document("", paragraphs=paragraphs), {})
    return [(paragraph, html[paragraph.id]) for paragraph in paragraphs]
