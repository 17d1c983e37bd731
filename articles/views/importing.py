"""Bringing an article in through the browser: a text or a file, a preview, and only then a row."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.document import Document
from articles.forms.editing import ArticleForm, initial_metadata
from articles.forms.importing import ImportForm, Original
from articles.importers import ParseError
from articles.models import Article, from_document
from articles.rendering import render_paragraphs
from articles.tasks import after_import
from articles.views.articles import language_direction

PREVIEWED = 1_000  # paragraphs
SAVED = {
    "published": "The article is published.",
    "draft": "The article is kept as a draft, which only editors see.",
}


@login_required
@permission_required("articles.add_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_import(request: HttpRequest) -> HttpResponse:
    """Paste or upload, look at the preview, store. Until then the text travels from form to form, and rests nowhere."""
    if "original" in request.POST:
        return _confirm(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _first_page(request, form)
    typed = initial_metadata(form.document)
    typed["url"] = typed["url"] or form.original.url
    found = ArticleForm(form.document, typed)
    found.is_valid()  # what is wrong with the metadata, such as a known address, is said with the preview
    return _preview(request, form.original, found)


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
        article = from_document(form.value, actor=request.user, state=state, original=original.data)
    except InvalidDocument as error:  # its address was stored in between
        form.show(error.problems)
        return _preview(request, original, form, status=422)
    after_import(article)
    messages.success(request, SAVED[state])
    return redirect(article)


def _first_page(request: HttpRequest, form: ImportForm, status: int | None = None) -> HttpResponse:
    status = status or (422 if request.method == "POST" else 200)
    return render(request, "importing/article_import.html", {"form": form}, status=status)


def _preview(request: HttpRequest, original: Original, form: ArticleForm, status: int = 200) -> HttpResponse:
    document = form.document
    context = {
        "form": form,
        "original": original,
        "duplicate": _visible(request, form.duplicate),
        "direction": language_direction(document.language),
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
