"""The sources for everybody: all of them by name, and for each what it said or was relied on for, across articles."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.counting import beside, kinds_by_month
from articles.document import SOURCE_KINDS
from articles.models import Source, User, sources_known_to
from articles.naming import variants
from articles.querying import parse_query
from articles.search import (
    SearchFilter,
    count_choices,
    matching,
    most_named_first,
    naming,
    seen_annotations,
    seen_sources,
    unnamed_last,
)
from articles.shape import timeline
from articles.views.parameters import words_in
from articles.views.searching import PER_PAGE, Counted, list_hits

SOURCES_PER_PAGE = 60
BESIDE = 12
OFFERED = 6  # other spellings, on a source's own page
OFFERED_IN_LIST = 3
EDIT = "articles.change_source"
TALLIES = {
    "quote": ("{} quote", "{} quotes"),
    "claim": ("{} claim", "{} claims"),
    "source": ("named once", "named {} times"),
}


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources that notes name, by name or by how often; `?q=` looks for words in their names, `?kind=` narrows."""
    text = words_in(request)
    query = parse_query(text, typing=True)
    kind = request.GET.get("kind") if request.GET.get("kind") in SOURCE_KINDS else ""
    by_count = request.GET.get("sort") == "often"
    known = sources_known_to(request.user) if request.user.has_perm(EDIT) else seen_sources(request.user)
    known = known.none() if text and not query else known
    rows = known.filter(pk__in=matching(Source, query)) if query else known
    kinds = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    rows = rows.filter(kind=kind) if kind else rows
    rows = most_named_first(rows, seen_annotations(request.user)) if by_count else unnamed_last(rows, "name", "pk")
    count = kinds.get(kind, 0) if kind else sum(kinds.values())
    page = Counted(rows.select_related("article"), SOURCES_PER_PAGE, count).get_page(request.GET.get("page"))
    sources = list(page.object_list)
    counts, others = _counts(request.user, sources), _variants(request.user, sources, OFFERED_IN_LIST)
    context = {
        "page": page,
        "rows": [(source, _tallies(counts.get(source.pk, {})), others.get(source.pk)) for source in sources],
        "words": text,
        "kind": kind,
        "kinds": [(name, kinds[name]) for name in SOURCE_KINDS if kinds.get(name)],
        "by_count": by_count,
    }
    return render(request, "sources/source_list.html", context)


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that a source said or was relied on for, the newest article first."""
    source = _get(slug)
    seen = seen_annotations(request.user)
    notes = seen.filter(pk__in=naming(source))
    if not (by_month := kinds_by_month(notes)):
        raise Http404  # the reader meets it in no article
    if source.slug != slug:
        return redirect(source)
    if source.article:
        return redirect(source.article)
    found = replace(SearchFilter.from_query(request.GET), speaker="")
    facets, count = count_choices(found, notes, leave_out="speaker")
    rows = found.narrow_annotations(notes).order_by("article", "position", "pk")
    page = Counted(rows, PER_PAGE, count).get_page(request.GET.get("page"))
    context = {
        "source": source,
        "search": found,
        "parameters": found.parameters,
        "facets": facets,
        "page": page,
        "count": count,
        "hits": list_hits(page.object_list, found.query, seen),
        "beside": beside(notes, source, seen, BESIDE),
        "timeline": timeline(by_month),
        "variants": _variants(request.user, [source], OFFERED).get(source.pk),
    }
    return render(request, "sources/source_detail.html", context)


def _get(slug: str) -> Source:
    """The source, or the one that it was merged into, whoever meets it."""
    source = Source.objects.select_related("article", "merged_into").filter(slug=slug).first()
    if source is None:
        raise Http404
    return source.merged_into or source


def _counts(user: User, sources: list[Source]) -> dict[int, dict[str, int]]:
    """How many notes of each kind name each source, of those that `user` meets."""
    counts: dict[int, dict[str, int]] = {}
    notes = seen_annotations(user).filter(source__in=sources).order_by()
    for source, kind, count in notes.values_list("source", "kind").annotate(Count("pk")):
        counts.setdefault(source, {})[kind] = count
    return counts


def _tallies(counts: dict[str, int]) -> list[str]:
    """The counts by kind as they are said of a source: “2 quotes”, “named once”."""
    return [texts[counts[kind] != 1].format(counts[kind]) for kind, texts in TALLIES.items() if kind in counts]


def _variants(user: User, sources: Iterable[Source], most: int) -> dict[int, list[Source]]:
    """For an editor, the sources whose names may be spellings of one of these, by its primary key; in one query."""
    if not user.has_perm(EDIT):
        return {}
    known = sources_known_to(user).exclude(kind="unnamed").order_by("name").values_list("pk", "name", "slug")
    known = {number: (name, slug) for number, name, slug in known}
    names = {source.pk: source.name for source in sources if source.kind != "unnamed"}
    found = variants(names, {number: name for number, (name, _) in known.items()})
    return {
        number: [Source(name=name, slug=slug) for name, slug in (known[other] for other in others[:most])]
        for number, others in found.items()
    }
