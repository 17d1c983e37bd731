"""Searching everything, and browsing quotes and claims: one list of annotations with the same filters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Annotation, Article, Elsewhere, Paragraph, Source, Span, elsewhere
from articles.models.annotation import AnnotationQuerySet
from articles.querying import EVERYTHING, Piece, Query, begin, light, light_shortly, words_of
from articles.search import (
    SearchFilter,
    count_choices,
    matching,
    most_named_first,
    seen_annotations,
    seen_sources,
    with_total,
)
from articles.templatetags.reading import plain
from articles.views.parameters import number_in

PER_PAGE = 20
IN_OVERVIEW = 5
NAMES = 8
PARTS = ("", "articles", "notes", "names")


@dataclass(frozen=True, slots=True)
class Hit:
    """An annotation in a list: its words with what stands around them, what was written of it, and where it is."""

    annotation: Annotation
    words: list[Piece]
    remark: list[Piece]
    address: str
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article in a list, and a passage that has the words, which its address leads to."""

    article: Article
    title: list[Piece]
    passage: list[Piece]
    address: str


class Counted(Paginator):
    """Pages of rows that have been counted already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Articles, notes and names that have the words; `?in=` shows one sort of them, all pages of it."""
    found = SearchFilter.from_query(request.GET)
    part = request.GET.get("in", "") if request.GET.get("in") in PARTS else ""
    if found.is_of_notes:
        part = "notes"
    context = {"search": found, "part": part, "parameters": found.parameters}
    if found:
        context |= _results(request, found, part)
    return render(request, "search/search.html", context)


@require_safe
def quote_list(request: HttpRequest) -> HttpResponse:
    """Every quote that the reader may see, narrowed by the filters of the search."""
    return _browse(request, "quote", "search/quote_list.html")


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Every claim that the reader may see, narrowed by the filters of the search."""
    return _browse(request, "claim", "search/claim_list.html")


def list_hits(
    annotations: AnnotationQuerySet, query: Query = EVERYTHING, seen: AnnotationQuerySet | None = None
) -> list[Hit]:
    """These annotations as they are listed, in two queries; in three with where else in `seen` each claim is made."""
    rows = annotations.select_related("source", "reported_by", "article__publication")
    rows = list(rows.annotate(claim=F("membership__claim")))
    content = Span.objects.filter(annotation__in=[row.pk for row in rows], role="content")
    spans = defaultdict(list)
    for key, words, paragraph in content.values_list("annotation", "exact", "paragraph"):
        spans[key].append((words, paragraph))
    linked = [row.pk for row in rows if row.claim and row.kind == "claim"] if seen is not None else []
    others = elsewhere(Annotation.objects.filter(pk__in=linked), seen) if linked else {}
    return [_hit(row, spans[row.pk], query, others.get(row.public_id)) for row in rows]


def _browse(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    found = replace(SearchFilter.from_query(request.GET), kind="")
    rows = seen_annotations(request.user).filter(kind=kind)
    facets, count = count_choices(found, rows, leave_out="kind")
    page = _page(request, found.narrow_annotations(rows).order_by("-created", "-pk"), count)
    context = {
        "search": found,
        "parameters": found.parameters,
        "feed": found.parameters | {"kind": kind},
        "facets": facets,
        "page": page,
        "count": count,
        "hits": list_hits(page.object_list, found.query, rows),
    }
    return render(request, template, context)


def _results(request: HttpRequest, found: SearchFilter, part: str) -> dict:
    notes = seen_annotations(request.user)
    facets, note_count = count_choices(found, notes)
    context = {"facets": facets, "note_count": note_count}
    if not found.is_of_notes:
        rows = found.narrow_articles(Article.objects.visible_to(request.user)).select_related("publication")
        shown, total = _first(with_total(rows), request, part, "articles", IN_OVERVIEW)
        context |= {"articles": _article_hits(shown, found.query), "article_count": total}
    if not found.is_narrowed:
        rows = seen_sources(request.user).filter(pk__in=matching(Source, found.query)).select_related("article")
        rows = most_named_first(rows, notes)
        shown, total = _first(with_total(rows), request, part, "names", NAMES)
        context |= {"names": shown, "name_count": total}
    if part in ("", "notes"):
        rows = found.narrow_annotations(notes).order_by("article", "position", "pk")
        rows = rows[:IN_OVERVIEW] if part == "" else _page(request, rows, note_count).object_list
        context["hits"] = list_hits(rows, found.query, notes)
    counts = {"articles": "article_count", "notes": "note_count", "names": "name_count"}
    if part:
        context["page"] = _page(request, range(context.get(counts[part], 0)), context.get(counts[part], 0))
    context["nothing"] = not any(context.get(name) for name in counts.values())
    return context


def _first(rows, request: HttpRequest, part: str, mine: str, few: int) -> tuple[list, int]:
    """The rows to show of one sort, and how many there are: a page where only they are shown, else a few."""
    if part != mine:
        shown = list(rows[: few if part == "" else 1])
        return ([] if part else shown), (shown[0].total if shown else 0)
    start = PER_PAGE * ((number_in(request.GET.get("page", "")) or 1) - 1)
    shown = list(rows[start : start + PER_PAGE])
    total = shown[0].total if shown else rows.count() if start else 0
    page = _page(request, rows, total)
    if PER_PAGE * (page.number - 1) != start:  # there is no such page: the last one is shown, as in every list
        shown = list(page.object_list)
    return shown, total


def _page(request: HttpRequest, rows, count: int):
    return Counted(rows, PER_PAGE, count).get_page(request.GET.get("page"))


def _hit(
    annotation: Annotation, spans: Sequence[tuple[str, int | None]], query: Query, elsewhere: Elsewhere | None
) -> Hit:
    """An annotation as it is listed; of each span of its content, its words and its paragraph if it has one."""
    text = " … ".join(" ".join(words.split()) for words, _ in spans)
    words = light_shortly(text, query) or begin(text)
    remark = light_shortly(annotation.verdict_reason, query)
    if not remark and (query or not text):
        body = plain(annotation.body)
        remark = light_shortly(body, query) or ([] if text else begin(body))
    placed = any(paragraph for _, paragraph in spans)
    article = annotation.article.get_absolute_url()
    address = f"{article}#r-{annotation.public_id}" if placed else annotation.get_absolute_url()
    return Hit(annotation, words, remark, address, elsewhere)


def _article_hits(articles: list[Article], query: Query) -> list[ArticleHit]:
    """With the first paragraph of each that has most of the words."""
    texts: dict[int, list[Paragraph]] = {}
    if query:
        for paragraph in Paragraph.objects.filter(article__in=articles).order_by("position"):
            texts.setdefault(paragraph.article_id, []).append(paragraph)
    return [_article_hit(article, texts.get(article.pk, []), query) for article in articles]


def _article_hit(article: Article, paragraphs: list[Paragraph], query: Query) -> ArticleHit:
    best, most, passage = None, 0, []
    title = words_of(article.title)
    for paragraph in paragraphs:
        if words_of(paragraph.text[: 2 * len(article.title)]) == title:
            continue  # it only says the title again
        pieces = light(paragraph.text, query)
        different = len({piece.text.casefold() for piece in pieces if piece.lit})
        if different > most:
            best, most, passage = paragraph, different, pieces
    address = article.get_absolute_url()
    if best:
        lit = next(piece.text for piece in passage if piece.lit)
        # Browsers that know text fragments light the words; to others it is the paragraph's address.
        address += f"#{best.public_id}:~:text={quote(lit, safe='')}"
        passage = light_shortly(best.text, query)
    return ArticleHit(article, light(article.title, query), passage, address)
