"""The front page, and an article with its notes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from articles.document import Document, Note, Paragraph, headline_of
from articles.filters import PLURALS, ArticleFilter, NoteFilter
from articles.formats.pages import SERVICE_LINK, article_data
from articles.models import (
    Annotation,
    Article,
    Group,
    Publication,
    StoredNote,
    document_with,
    elsewhere,
    last_stood,
    paragraphs_of,
    path_of,
    read_notes,
    reviewable_by,
)
from articles.models.annotation import AnnotationQuerySet
from articles.rendering import Html, enclose_runs, heading_ranks, number_notes, render_data, render_paragraphs
from articles.scripts import runs_leftwards
from articles.search import seen_annotations
from articles.summary import opening, summarise
from articles.views.caching import conditional
from articles.views.entries import is_lost, make_entries
from articles.views.returning import read_before, remember_reading

ARTICLES_PER_PAGE = 20
SURE = 0.9  # the confidence over which an editor may accept all proposed quotes at once


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its HTML, what stands around it, and the level of its heading if it is one."""

    paragraph: Paragraph
    html: Html
    before: Html
    after: Html
    heading: int | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One kind of notes, how many there are, and whether they are shown."""

    kind: str
    plural: str
    count: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article on the front page, how many notes it has of the kinds that it has, and for the lead how it opens."""

    article: Article
    counts: list[str]
    opening: str


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """The front page: newest first."""
    article_filter = ArticleFilter.from_query(request.GET)
    articles = article_filter.apply(Article.objects.visible_to(request.user)).select_related("publication")
    page = Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    counts = Annotation.objects.visible_to(request.user).count_by_kind(page.object_list)
    lead = page.object_list[0] if page.object_list and page.number == 1 else None
    teasers = [
        Teaser(article, _tallies(counts[article.pk]), opening(article.paragraphs.all()[:5]) if article == lead else "")
        for article in page
    ]
    context = {"page": page, "teasers": teasers, "filter": article_filter, "publications": Publication.objects.in_use()}
    return render(request, "articles/article_list.html", context)


def _tallies(counts: Mapping[str, int]) -> list[str]:
    """The counts by kind as they are said: “2 claims”. A zero would only say that nobody has looked for any."""
    return [f"{counts[kind]} {kind}{pluralize(counts[kind])}" for kind in PLURALS if counts[kind]]


@require_safe
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An article with its notes as footnotes; `?show=claims,quotes` and the like leave others out."""
    article = _known(request, Article.objects.standing(slug))
    if is_withheld(request, article):
        context = {"article": get_article(request, slug)}
        return render(request, "articles/article_withdrawn.html", context, status=410)
    response = conditional(
        request,
        article,
        lambda: render(request, "articles/article_detail.html", _page(request, slug)),
        personal=read_before(request, article.number) is not None,
    )
    response["Link"] = SERVICE_LINK
    return remember_reading(request, response, article.number)


def get_article(request: HttpRequest, slug: str, *, with_text: bool = False) -> Article:
    """The article, if the reader may know of it; of a withdrawn one everybody may know that it was withdrawn.

    Of its current revision, the document is loaded `with_text` alone.
    """
    rows = Article.objects.with_revision(text=with_text)
    return _known(request, rows.order_by().filter(slug=slug).first())


def _known(request: HttpRequest, article: Article | None) -> Article:
    if article is None or (article.state == Article.State.DRAFT and not article.is_visible_to(request.user)):
        raise Http404
    return article


def get_readable(request: HttpRequest, slug: str) -> Article:
    """The article, if the reader may read it; else 404, be it one that was withdrawn."""
    article = get_article(request, slug)
    if is_withheld(request, article):
        raise Http404
    return article


def is_withheld(request: HttpRequest, article: Article) -> bool:
    """Whether the article was withdrawn and the reader is no editor."""
    return article.state == Article.State.WITHDRAWN and not article.is_visible_to(request.user)


def reading_direction(article: Article | Document) -> str:
    """ "rtl" for languages written from right to left, else "ltr"; the title tells where the language does not."""
    try:
        return "rtl" if get_language_info(article.language.lower())["bidi"] else "ltr"
    except KeyError:
        return "rtl" if runs_leftwards(article.title) else "ltr"


def _page(request: HttpRequest, slug: str) -> dict:
    article = get_article(request, slug, with_text=True)
    proposals = proposals_for(request, article)
    reviewing = "proposals" in request.GET and proposals.exists()
    annotations = article.annotations.visible_to(request.user)
    if reviewing:
        annotations = article.annotations.filter(Q(pk__in=annotations.values("pk")) | Q(pk__in=proposals.values("pk")))
    picks = {row: f"{row}@{version}" for row, version in proposals.values_list("public_id", "version")}
    stored = read_notes(annotations.order_by("position", "pk"))
    document = document_with(article, [each.note for each in stored], paragraphs_of(article.current_revision))
    numbers = number_notes(document)
    note_filter = NoteFilter.from_query(request.GET)
    stored = [each for each in stored if note_filter.matches(each.note)]
    shown = replace(document, notes=tuple(each.note for each in stored))
    entries = make_entries(shown.notes, numbers, _details(request, stored, picks))
    return {
        "article": article,
        "direction": reading_direction(article),
        "blocks": make_blocks(shown, numbers),
        "entries": [entry for entry in entries if not is_lost(entry.note)],
        "lost": [entry for entry in entries if is_lost(entry.note)],
        "shown": len(shown.notes),
        "revision": article.current_revision,
        "read": read_before(request, article.current_revision.number),
        "facets": _facets(document, note_filter.kinds),
        "groups": _groups(request),
        "group": note_filter.group,
        "summary": summarise([note for note in document.notes if note.status == "published"]),
        "total": len(document.notes),
        "reviewing": reviewing,
        "waiting": len(picks),
        "sure": [picks[note.id] for note in document.notes if is_sure(note)] if reviewing else [],
        "description": opening(document.paragraphs),
        "data": render_data(article_data(shown, request.build_absolute_uri(article.get_absolute_url()))),
        "may_annotate": request.user.has_perm("articles.add_annotation"),
    }


def _details(
    request: HttpRequest, stored: Sequence[StoredNote], picks: Mapping[str, str]
) -> Callable[[Note], dict[str, Any]]:
    """What is said of a note in the list to this reader: what they may do, who else sees it, where else it stands."""
    linked = [each.pk for each in stored if each.is_linked]
    others = elsewhere(Annotation.objects.filter(pk__in=linked), seen_annotations(request.user)) if linked else {}
    stood = last_stood(each.note.id for each in stored if is_lost(each.note))
    groups = {each.note.id: each.group for each in stored}
    editable = set(map(attrgetter("note.id"), filter(_may_edit(request), stored)))
    read = request.GET.get("group", "")
    return lambda note: {
        "edit": _edit_address(note, read) if note.id in editable else "",
        "elsewhere": others.get(note.id),
        "pick": picks.get(note.id, ""),
        "stood": stood.get(note.id),
        "group": groups[note.id],
    }


def _may_edit(request: HttpRequest) -> Callable[[StoredNote], bool]:
    """Which notes this reader is offered to change: an annotator their own, an editor all."""
    user = request.user
    if not user.has_perm("articles.add_annotation"):
        return lambda stored: False
    if user.has_perm("articles.change_annotation"):
        return lambda stored: True
    return lambda stored: stored.creator == user.pk


def _edit_address(note: Note, group: str) -> str:
    """Where a note is changed; who reads the notes of its group comes back to these."""
    query = f"?{urlencode({'group': group})}" if group and note.group == group else ""
    return f"{path_of(note.id, 'annotation-edit')}{query}"


def proposals_for(request: HttpRequest, article: Article) -> AnnotationQuerySet:
    """The proposals for an article's text that wait for this reader's decision: none unless they are an editor."""
    if not request.user.has_perm("articles.change_annotation"):
        return Annotation.objects.none()
    return reviewable_by(request.user).filter(article=article, status="suggested").in_text()


def is_sure(note: Note) -> bool:
    """Whether a note is a proposed quote, as the text still has it, that may be accepted with all that are as sure."""
    unchanged = all(span.state == "unchanged" for span in note.spans)
    return note.status == "suggested" and note.kind == "quote" and (note.confidence or 0) > SURE and unchanged


def _groups(request: HttpRequest) -> Iterable[Group]:
    """The groups that the reader belongs to; without an account, none, and no query."""
    return request.user.annotation_groups.order_by("name") if request.user.is_authenticated else ()


def make_blocks(document: Document, numbers: dict[str, int]) -> list[Block]:
    """The paragraphs with their HTML and what stands around them; the level of one that is the headline is 1."""
    html = render_paragraphs(document, numbers)
    headline = headline_of(document.title, document.paragraphs)
    ranks = heading_ranks([paragraph for paragraph in document.paragraphs if paragraph is not headline])
    return [
        Block(paragraph, html[paragraph.id], before, after, 1 if paragraph is headline else ranks.get(paragraph.id))
        for paragraph, (before, after) in zip(document.paragraphs, enclose_runs(document.paragraphs), strict=True)
    ]


def _facets(document: Document, shown: frozenset[str]) -> list[Facet]:
    counts = Counter(note.kind for note in document.notes)
    return [Facet(kind, plural, counts[kind], kind in shown) for kind, plural in PLURALS.items() if counts[kind]]
