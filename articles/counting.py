"""Counts over many articles: who is quoted, what is relied on, which claims hold, and when."""

from collections import Counter
from datetime import date

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Length, Replace

from articles.models import Source, Span
from articles.models.annotation import AnnotationQuerySet
from articles.summary import SOURCE_GROUPS


def words_by_speaker(annotations: AnnotationQuerySet) -> list[tuple[str, str, int]]:
    """Name, slug and quoted words of the speakers of these annotations, most first; words are what spaces part.

    All who are unnamed are one, without a slug: “she” is somebody else in every article.
    """
    spans = Span.objects.filter(annotation__in=annotations.filter(kind="quote").order_by().values("pk"), role="content")
    words = Length("exact") - Length(Replace("exact", Value(" "), Value(""))) + 1
    unnamed = Q(annotation__source__kind="unnamed")
    spans = (
        spans.exclude(annotation__source=None)
        .order_by()
        .annotate(
            speaker=Case(When(unnamed, Value("Unnamed")), default=F("annotation__source__name")),
            slug=Case(When(unnamed, Value("")), default=F("annotation__source__slug"), output_field=CharField()),
        )
    )
    return list(spans.values_list("speaker", "slug").annotate(words=Sum(words)).order_by("-words", "speaker"))


def sources_by_group(annotations: AnnotationQuerySet) -> Counter:
    """How many different sources of each group these annotations name."""
    counted = annotations.exclude(source=None).order_by().values_list("source__kind")
    groups = Counter()
    for kind, count in counted.annotate(Count("source", distinct=True)):
        groups[SOURCE_GROUPS.get(kind, "named")] += count
    return groups


def claims_by_verdict(annotations: AnnotationQuerySet) -> dict[str, int]:
    """How many claims have each verdict."""
    return dict(annotations.filter(kind="claim").order_by().values_list("verdict").annotate(Count("pk")))


def kinds_by_month(annotations: AnnotationQuerySet) -> Counter[tuple[date, str]]:
    """How many annotations of each kind the articles of each month have, by the day that their article is listed."""
    rows = annotations.order_by().values_list("article", "kind").annotate(Count("pk"), Min("article__listed"))
    counts = Counter()
    for _, kind, count, day in rows:
        counts[day.replace(day=1), kind] += count
    return counts


def beside(annotations: AnnotationQuerySet, source: Source, seen: AnnotationQuerySet, most: int) -> QuerySet:
    """The named sources in the articles of these annotations, with in how many of them they are, most first."""
    articles = annotations.order_by().values("article")
    others = seen.filter(article__in=articles).exclude(source=None).exclude(source=source)
    counted = others.exclude(source__kind="unnamed").order_by().values(name=F("source__name"), slug=F("source__slug"))
    return counted.annotate(count=Count("article", distinct=True)).order_by("-count", "name")[:most]
