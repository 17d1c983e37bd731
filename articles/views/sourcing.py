"""The shape of the sourcing, drawn for an article and for a publication."""

from collections import Counter, defaultdict

from django.db.models import Count
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.counting import claims_by_verdict, kinds_by_month, sources_by_group, words_by_speaker
from articles.miniature import draw_page
from articles.models import Article, Publication, Source, to_document
from articles.search import seen_annotations
from articles.shape import LANES, bars, group_bars, stack, timeline, verdict_bars
from articles.summary import source_group, summarise
from articles.views.articles import get_article, is_withheld, reading_direction
from articles.views.caching import conditional


@require_safe
def article_sourcing(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks in an article, what it relies on, which claims hold, and where in the text that falls."""
    article = get_article(request, slug)
    if is_withheld(request, article):
        return render(request, "articles/article_withdrawn.html", {"article": article}, status=410)
    return conditional(
        request, article, lambda: render(request, "shape/article_sourcing.html", _shape(request, article))
    )


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """The publications of the articles that the reader may see."""
    articles = Article.objects.visible_to(request.user).exclude(publication=None).order_by()
    publications = dict(articles.values_list("pk", "publication"))
    counts = Counter(publications.values())
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    notes = seen_annotations(request.user).filter(kind__in=LANES).order_by()
    for article, kind, count in notes.values_list("article", "kind").annotate(Count("pk")):
        if article in publications:
            kinds[publications[article]][kind] += count
    longest = max((sum(found.values()) for found in kinds.values()), default=0)
    shown = [kind for kind in LANES if any(found[kind] for found in kinds.values())]
    rows = [
        (
            publication,
            counts[publication.pk],
            stack(kinds[publication.pk], longest),
            [kinds[publication.pk][kind] for kind in shown],
        )
        for publication in Publication.objects.filter(pk__in=counts).order_by(Lower("name"))
    ]
    return render(request, "shape/publication_list.html", {"rows": rows, "kinds": shown})


@require_safe
def publication_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Who speaks in a publication, what it relies on, which claims hold, and when."""
    publication = get_object_or_404(Publication, pk=number)
    count = Article.objects.visible_to(request.user).filter(publication=publication).count()
    if not count:
        raise Http404
    notes = seen_annotations(request.user).filter(article__publication=publication)
    context = {
        "publication": publication,
        "parameters": {"publication": publication.name},
        "article_count": count,
        "timeline": timeline(kinds_by_month(notes)),
        "total": notes.count(),
        "speakers": bars(
            (name, words, "", reverse("source-detail", args=[slug]) if slug else "")
            for name, slug, words in words_by_speaker(notes)
        ),
        "groups": group_bars(sources_by_group(notes)),
        "verdicts": verdict_bars(claims_by_verdict(notes)),
    }
    return render(request, "shape/publication_detail.html", context)


def _shape(request: HttpRequest, article: Article) -> dict:
    rows = article.annotations.visible_to(request.user)
    document = to_document(article, rows)
    sources = Source.objects.filter(pk__in=rows.order_by().values("source")).exclude(kind="unnamed")
    pages = {source.ref: source.get_absolute_url() for source in sources}
    blocks, summary = draw_page(document), summarise(document.notes)
    groups = Counter(source_group(source) for source in {note.source for note in document.notes if note.source})
    return {
        "article": article,
        "direction": reading_direction(article),
        "total": len(document.notes),
        "blocks": blocks,
        "kinds": [kind for kind in LANES if any(block.counts[kind] for block in blocks)],
        "factual": sum(block.factual for block in blocks),
        "unsourced": sum(block.unsourced for block in blocks),
        "speakers": bars((source.name, count, "", pages.get(source, "")) for source, count in summary.quoted_words),
        "groups": group_bars(groups),
        "verdicts": verdict_bars(summary.claims),
    }
