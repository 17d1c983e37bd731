"""For those who follow: Atom feeds, and the sitemap for crawlers. All tell what everybody may see, and nothing else."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.models import Article, Publication
from articles.search import SearchFilter, naming, seen_annotations, seen_sources, sources_called
from articles.summary import opening
from articles.views.searching import Hit, list_hits

ENTRIES = 50
EVERYBODY = AnonymousUser()


class ArticleMap(Sitemap):
    """The published articles."""

    limit = 10_000

    def items(self):
        return Article.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.modified


class SourceMap(Sitemap):
    """The sources that have a page."""

    limit = 10_000

    def items(self):
        return seen_sources(EVERYBODY).exclude(kind="unnamed").order_by("pk")


class PublicationMap(Sitemap):
    """The publications with a published article."""

    def items(self):
        return Publication.objects.in_use()

    def location(self, item):
        return reverse("publication-detail", args=[item.pk])


SITEMAPS = {"articles": ArticleMap, "sources": SourceMap, "publications": PublicationMap}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    return index(request, SITEMAPS, sitemap_url_name="sitemap-part")


@require_safe
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """A part of the sitemap; `?p=` turns its pages."""
    return sitemap(request, SITEMAPS, section=section)


@require_safe
def article_feed(request: HttpRequest) -> HttpResponse:
    """The newest articles."""
    articles = Article.objects.published().select_related("publication").prefetch_related("paragraphs")[:ENTRIES]
    feed = _feed(request, "The Newsreader", reverse("article-list"), [article.modified for article in articles])
    for article in articles:
        address = request.build_absolute_uri(article.get_absolute_url())
        feed.add_item(
            article.title,
            address,
            escape(opening(article.paragraphs.all())),
            author_name=article.byline or str(article.publication or "unknown"),
            pubdate=article.published_at or article.added,
            updateddate=article.modified,
            unique_id=address,
        )
    return _respond(feed)


@require_safe
def annotation_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest notes of an article."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    notes = article.annotations.visible_to(EVERYBODY)
    return _notes(request, f"Notes on {article.title}", article.get_absolute_url(), notes)


@require_safe
def source_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest notes that rely on a source."""
    source = seen_sources(EVERYBODY).filter(pk__in=sources_called(slug)).exclude(kind="unnamed").first()
    if source is None:
        raise Http404
    notes = seen_annotations(EVERYBODY).filter(pk__in=naming(source))
    return _notes(request, source.name, source.get_absolute_url(), notes)


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """The newest notes that a search finds."""
    found = SearchFilter.from_query(request.GET)
    if not found:
        raise Http404
    title = f"Search: {found.query.text}" if found.query.text else "Search"
    notes = found.narrow_annotations(seen_annotations(EVERYBODY))
    return _notes(request, title, f"{reverse('search')}?{request.GET.urlencode()}", notes)


def _notes(request: HttpRequest, title: str, address: str, annotations) -> HttpResponse:
    hits = list_hits(annotations.order_by("-created", "-pk")[:ENTRIES])
    feed = _feed(request, title, address, [hit.annotation.modified for hit in hits])
    for hit in hits:
        row = hit.annotation
        page = request.build_absolute_uri(row.get_absolute_url())
        feed.add_item(
            _title(hit),
            page,
            escape("".join(piece.text for piece in hit.words or hit.remark)),
            author_name=row.source.name if row.source else row.article.byline or "unknown",
            pubdate=row.created,
            updateddate=row.modified,
            unique_id=page,
            categories=[row.kind, *([row.verdict] if row.verdict else [])],
        )
    return _respond(feed)


def _title(hit: Hit) -> str:
    return f"{hit.annotation.headline} in {hit.annotation.article.title}"


def _feed(request: HttpRequest, title: str, address: str, changes: list) -> Atom1Feed:
    """An empty feed that was changed when the last of its entries was."""
    changed = max(changes, default=timezone.now())

    class Feed(Atom1Feed):
        def latest_post_date(self):
            return changed

    return Feed(
        title=title,
        link=request.build_absolute_uri(address),
        description=None,
        language="en-GB",
        feed_url=request.build_absolute_uri(),
    )


def _respond(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{feed.content_type.split(';')[0]}; charset=utf-8")
