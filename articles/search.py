"""Finding articles, annotations and sources: by words, narrowed by filters, each of which says how many it would leave.

Which rows have the words is asked of the search engine; which of them somebody may see, and all counts, of the rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Or, Phrase

from articles.document import NOTE_KINDS, VERDICTS
from articles.models import Annotation, AnnotationTag, Article, Source, User
from articles.models.annotation import AnnotationQuerySet
from articles.querying import EVERYTHING, Query, parse_day, parse_query

SERVER_HITS = 10_000  # of a search server, at most; a database searches without this bound
FEW = 500  # articles that are looked up one by one; of more, all are read
CHOICES = 12  # speakers and tags that a filter offers


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What is searched, and to what it is narrowed. Empty is not narrowed."""

    query: Query = EVERYTHING
    kind: str = ""
    verdict: str = ""
    publication: str = ""
    speaker: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "SearchFilter":
        """Of `?q=WORDS&kind=quote&verdict=disputed&publication=NAME&speaker=SLUG&tag=TAG&since=DAY&until=DAY`.

        `typing=1` says that the last word may go on. Values that cannot be meant are passed over.
        """

        def text(name: str) -> str:
            return query.get(name, "").replace("\x00", "")[:300]

        return cls(
            parse_query(text("q"), typing=query.get("typing") == "1"),
            text("kind") if text("kind") in NOTE_KINDS else "",
            text("verdict") if text("verdict") in VERDICTS else "",
            *(text(name) for name in ("publication", "speaker", "tag")),
            parse_day(text("since")),
            parse_day(text("until")),
        )

    def __bool__(self) -> bool:
        return bool(self.query) or self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return replace(self, query=EVERYTHING) != SearchFilter()

    @property
    def is_of_notes(self) -> bool:
        """Whether it asks for what only annotations have."""
        return bool(self.kind or self.verdict or self.speaker or self.tag)

    @property
    def parameters(self) -> dict[str, str]:
        """Those of the address that says the same; without `typing`, as what was typed stays."""
        named = {item.name: getattr(self, item.name) for item in fields(self)[1:]}
        return {name: str(value) for name, value in {"q": self.query.text, **named}.items() if value}

    def narrow_articles(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """The articles that are meant, by words, publication and date."""
        articles = articles.filter(**self._of_articles(""))
        return articles.filter(pk__in=matching(Article, self.query)) if self.query else articles

    def narrow_annotations(self, annotations: AnnotationQuerySet, *, but: Iterable[str] = ()) -> AnnotationQuerySet:
        """The annotations that are meant; `but` names filters that are left out, to count what they would leave."""
        chosen = replace(self, **{name: getattr(SearchFilter(), name) for name in but})
        conditions = chosen._of_articles("article__")
        conditions |= {name: getattr(chosen, name) for name in ("kind", "verdict") if getattr(chosen, name)}
        if chosen.speaker:
            conditions["source__in"] = sources_called(chosen.speaker)
        annotations = annotations.filter(**conditions)
        if chosen.tag:
            tagged = AnnotationTag.objects.called(chosen.tag).order_by().values("annotation")
            annotations = annotations.filter(pk__in=tagged)
        if self.query:
            annotations = annotations.filter(pk__in=matching(Annotation, self.query))
        return annotations

    def _of_articles(self, path: str) -> dict[str, Any]:
        named = {"publication__name": self.publication, "listed__gte": self.since, "listed__lte": self.until}
        return {path + name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, how it is called, how many rows it would leave, and whether it is chosen.

    `parameters` are those of the address that chooses it, or leaves it again.
    """

    label: str
    count: int
    chosen: bool
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    name: str
    choices: list[Choice]


def matching(model: type, query: Query) -> QuerySet | list[int]:
    """The primary keys of the rows of `model` that have all that the query asks for, whoever may see them."""
    engine = get_search_backend()
    if hasattr(engine, "matching"):
        return engine.matching(model, query)
    return [row.pk for row in engine.search(server_query(query), model)[:SERVER_HITS]]


def server_query(query: Query) -> And:
    """What a search server is asked. It has no beginnings of words, but the endings that are likely."""
    return And([Or([Phrase(" ".join(words)) for words in term.stems]) for term in query.terms])


def seen_annotations(user: User | AnonymousUser) -> AnnotationQuerySet:
    """The annotations that `user` meets in the articles that they may read."""
    return Annotation.objects.visible_to(user).in_articles_open_to(user)


def sources_called(slug: str) -> QuerySet:
    """The primary keys of the sources that this slug means: its own, or what that was merged into."""
    merged = Source.objects.filter(slug=slug).order_by().values("merged_into")
    return Source.objects.filter(Q(slug=slug, merged_into=None) | Q(pk__in=merged)).values_list("pk", flat=True)


def seen_sources(user: User | AnonymousUser) -> QuerySet[Source]:
    """The sources that an annotation names which `user` meets. An unnamed one belongs to its article."""
    return Source.objects.named_in(seen_annotations(user))


def naming(source: Source) -> QuerySet:
    """The primary keys of the annotations that are the source's, or reported by it: by an index for each."""
    said = Annotation.objects.filter(source=source).order_by().values("pk")
    return said.union(Annotation.objects.filter(reported_by=source).order_by().values("pk"))


def most_named_first(sources: QuerySet[Source], notes: AnnotationQuerySet) -> QuerySet[Source]:
    """The sources by how many of these annotations are theirs, as `notes`, and by name; the unnamed ones last."""
    mine = notes.order_by().filter(source=OuterRef("pk")).values("source").annotate(count=Count("pk")).values("count")
    rows = sources.annotate(notes=Coalesce(Subquery(mine), 0))
    return unnamed_last(rows, "-notes", "name", "pk")


def unnamed_last(sources: QuerySet[Source], *order: str) -> QuerySet[Source]:
    """The sources in this order, those that have a name before all that have none."""
    return sources.order_by(Case(When(kind="unnamed", then=1), default=0), *order)


def with_total(rows: QuerySet) -> QuerySet:
    """Each row with the count of all as `total`, in the same query; a page of them knows so how many there are."""
    return rows.annotate(total=Window(Count("*")))


def count_choices(
    search: SearchFilter, annotations: AnnotationQuerySet, *, leave_out: str = ""
) -> tuple[list[Facet], int]:
    """Every filter but one over these annotations with what each value would leave, and how many are left now.

    Four queries: the values of kind, verdict, publication and year are counted together.
    """
    counts = _crossed(search.narrow_annotations(annotations, but=("kind", "verdict", "publication")))
    wanted = (search.kind, search.verdict, search.publication, None)
    kinds, verdicts, publications, years = (_sums(counts, wanted, column) for column in range(len(wanted)))
    facets = [
        _facet(search, "kind", [(kind, f"{kind.capitalize()}s", kinds[kind]) for kind in NOTE_KINDS]),
        _facet(search, "verdict", [(verdict, verdict.capitalize(), verdicts[verdict]) for verdict in VERDICTS]),
        _facet(search, "publication", [(name, name, count) for name, count in _most_first(publications)]),
        _years(search, years),
        *([_speakers(search, annotations)] if leave_out != "speaker" else []),
        _tags(search, annotations),
    ]
    left = sum(count for values, count in counts.items() if _fits(values, wanted))
    shown = [facet for facet in facets if len(facet.choices) > 1 or any(item.chosen for item in facet.choices)]
    return [facet for facet in shown if facet.name != leave_out], left


def _crossed(annotations: AnnotationQuerySet) -> Counter:
    """How many of these there are of each kind, verdict, publication and year.

    A database counts them by article, as its index has them; to count them by names and days it would sort them all.
    """
    rows = list(annotations.order_by().values_list("article", "kind", "verdict").annotate(Count("pk")))
    articles = Article.objects.order_by()
    if len(rows) < FEW:
        articles = articles.filter(pk__in={article for article, *_ in rows})
    said = {
        pk: (name or "", str(day.year)) for pk, name, day in articles.values_list("pk", "publication__name", "listed")
    }
    counts = Counter()
    for article, kind, verdict, count in rows:
        counts[kind, verdict, *said[article]] += count
    return counts


def _most_first(counts: Counter) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _sums(counts: dict[tuple, int], wanted: tuple, column: int) -> Counter:
    """The counts by the values of one column, of the rows that the other columns' filters leave."""
    others = tuple(None if index == column else value for index, value in enumerate(wanted))
    sums = Counter()
    for values, count in counts.items():
        if _fits(values, others):
            sums[values[column]] += count
    return sums


def _fits(values: tuple, wanted: tuple) -> bool:
    return all(not want or value == want for value, want in zip(values, wanted, strict=True))


def _facet(search: SearchFilter, name: str, counted: Iterable[tuple[str, str, int]]) -> Facet:
    """The filter with these values, each with its label and count; only a chosen one may leave nothing."""
    counted = list(counted)
    chosen, others = getattr(search, name), replace(search, **{name: ""}).parameters
    if chosen and chosen not in {value for value, _, _ in counted}:
        counted.insert(0, (chosen, chosen, 0))
    choices = [
        Choice(label, count, value == chosen, others if value == chosen else {**others, name: value})
        for value, label, count in counted
        if value and (count or value == chosen)
    ]
    return Facet(name, choices)


def _years(search: SearchFilter, counts: Counter) -> Facet:
    others = replace(search, since=None, until=None).parameters
    choices = []
    for year in sorted(counts, reverse=True):
        first, last = f"{year}-01-01", f"{year}-12-31"
        chosen = (search.parameters.get("since"), search.parameters.get("until")) == (first, last)
        choices.append(
            Choice(year, counts[year], chosen, others if chosen else {**others, "since": first, "until": last})
        )
    return Facet("year", choices)


def _speakers(search: SearchFilter, annotations: AnnotationQuerySet) -> Facet:
    rows = search.narrow_annotations(annotations, but=["speaker"]).order_by()
    # Looked up for each sum, not for each note. An unnamed source belongs to one article.
    named = Source.objects.filter(pk=OuterRef("source"), article=None).order_by()
    rows = rows.exclude(source=None).values_list("source").annotate(Count("pk"))
    rows = rows.annotate(slug=Subquery(named.values("slug")), name=Subquery(named.values("name")))
    counted = [(slug, name, count) for _, count, slug, name in rows if slug]
    counted.sort(key=lambda row: (row[0] != search.speaker, -row[2], row[1]))
    return _facet(search, "speaker", counted[:CHOICES])


def _tags(search: SearchFilter, annotations: AnnotationQuerySet) -> Facet:
    rows = search.narrow_annotations(annotations, but=["tag"]).order_by().filter(tag_rows__name__gt="")
    counted = rows.annotate(lower=Lower("tag_rows__name")).values_list("lower")
    counted = counted.annotate(name=Min("tag_rows__name"), count=Count("pk"))
    # However few notes it would leave, what is chosen can be left again.
    chosen_first = Case(When(lower=Lower(Value(search.tag)), then=0), default=1)
    counted = counted.order_by(chosen_first, "-count", "lower")[:CHOICES]
    chosen = search.tag.casefold()
    named = [(search.tag if name.casefold() == chosen else name, name, count) for _, name, count in counted]
    return _facet(search, "tag", named)
