"""What other sites show of ours: pictures, and a card of a note in a frame, which they find by oEmbed."""

from html import escape
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles.models import Annotation, Article
from articles.picturing import SIZE, draw_card
from articles.search import seen_annotations
from articles.templatetags.reading import day
from articles.views.caching import conditional_for_all
from articles.views.parameters import number_in
from articles.views.searching import list_hits

FONTS = settings.BASE_DIR / "static" / "fonts"
WIDTH, HEIGHT = 600, 320  # of the frame
LEAST_WIDTH = 220


@require_safe
def article_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The title, set in type."""
    article = Article.objects.published().select_related("publication").filter(slug=slug).first()
    if article is None:
        raise Http404
    return conditional_for_all(request, article, lambda: _picture_of_article(article))


@require_safe
def annotation_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """The words of a note and who says them, set in type."""
    row = _get(public_id)
    return conditional_for_all(request, row.article, lambda: _picture_of_note(row))


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def annotation_embed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The card of a public note, for frames on other sites: without script, form or anything of an account."""
    row = _get(public_id)
    return conditional_for_all(request, row.article, lambda: _card(request, row))


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show the note at `?url=` (oEmbed 1.0, oembed.com); `maxwidth` and `maxheight` bound the frame."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is spoken here.", status=501, content_type="text/plain; charset=utf-8")
    row = _get(_id_of(request, request.GET.get("url", "")))
    width, height = _bounded(request, "maxwidth", WIDTH), _bounded(request, "maxheight", HEIGHT)
    frame = request.build_absolute_uri(reverse("annotation-embed", args=[row.public_id]))
    title = f"{row.headline} in {row.article.title}"
    html = (
        f'<iframe src="{escape(frame)}" title="{escape(title)}" width="{width}" height="{height}" loading="lazy" '
        'frameborder="0" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "provider_name": "The Newsreader",
        "provider_url": request.build_absolute_uri("/"),
        "title": title,
        "author_name": row.source.name if row.source else row.article.byline,
        "cache_age": 3600,
        "thumbnail_url": request.build_absolute_uri(reverse("annotation-picture", args=[row.public_id])),
        "thumbnail_width": SIZE[0],
        "thumbnail_height": SIZE[1],
        "html": html,
        "width": width,
        "height": height,
    }
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"})


def _get(public_id: str) -> Annotation:
    """The note, if everybody may see it."""
    rows = seen_annotations(AnonymousUser()).select_related("article__publication", "source")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _id_of(request: HttpRequest, url: str) -> str:
    """The id in the address of one of our notes."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if parts.netloc != request.get_host() or match.url_name != "annotation-detail":
        raise Http404
    return match.kwargs["public_id"]


def _bounded(request: HttpRequest, name: str, usual: int) -> int:
    number = number_in(request.GET.get(name, ""))
    return usual if number is None else max(LEAST_WIDTH, min(usual, number))


def _picture_of_article(article: Article) -> HttpResponse:
    below = [str(article.publication or ""), day(article.published), "The Newsreader: who says so?"]
    return _picture(article.title, above=article.byline and f"By {article.byline}", below=below)


def _picture_of_note(row: Annotation) -> HttpResponse:
    words = "".join(piece.text for hit in list_hits(Annotation.objects.filter(pk=row.pk)) for piece in hit.words)
    said = f"“{words.strip('“”')}”" if row.kind == "quote" else words or row.article.title
    above = f"{row.headline}: {row.verdict}" if row.verdict else row.headline
    return _picture(said, above=above, below=[row.article.title, "The Newsreader"], kind=row.kind)


def _card(request: HttpRequest, row: Annotation) -> HttpResponse:
    hit = list_hits(Annotation.objects.filter(pk=row.pk))[0]
    return render(request, "articles/annotation_embed.html", {"hit": hit, "annotation": row, "article": row.article})


def _picture(text: str, **lines) -> HttpResponse:
    return HttpResponse(draw_card(FONTS, text, **lines), content_type="image/png")
