"""What lists can be narrowed to. A value that cannot be meant is an error; several values mean any of them."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django_filters import CharFilter
from django_filters.filterset import FilterSet
from django_filters.rest_framework import DjangoFilterBackend

from articles.api.access import visible_articles
from articles.api.problems import Refusal, wrong_parameter
from articles.api.values import FlagFilter, many, moment, place
from articles.checking import Problem
from articles.document import NOTE_KINDS, SOURCE_KINDS, SPAN_STATES, STATUSES, VERDICTS
from articles.models import Annotation, AnnotationTag, Article, Group, Source, Span, User
from articles.models.article import ArticleQuerySet
from articles.querying import parse_query
from articles.search import matching

JUDGED = tuple(verdict for verdict in VERDICTS if verdict != "unchecked")


class Backend(DjangoFilterBackend):
    """django-filter's, whose errors name parameters of the address."""

    def get_filterset_kwargs(self, request, queryset, view):
        """Of one article, if the view is."""
        one = {"article": view.article} if getattr(view, "article", None) else {}
        return {**super().get_filterset_kwargs(request, queryset, view), **one}

    def filter_queryset(self, request, queryset, view):
        """The rows that are asked for. Raises Refusal with 400."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset.is_valid():
            return filterset.qs
        problems = [
            Problem(f"?{name}", error.code or "invalid", " ".join(error.messages))
            for name, errors in filterset.errors.as_data().items()
            for error in errors
        ]
        raise Refusal(400, "The address asks for something that is not understood.", problems)


class SearchFilterSet(FilterSet):
    """Rows that are found by their words."""

    q = CharFilter(method="by_words", help_text="Words, and “phrases” in quotation marks, that must all occur.")

    def by_words(self, queryset, name, text):
        query = parse_query(text)
        if not query:
            raise wrong_parameter(name, "This has no word to search for.")
        return queryset.filter(pk__in=matching(queryset.model, query))


class AnnotationFilter(SearchFilterSet):
    """Which annotations."""

    article = many("Slugs of articles.", method="by_article")
    url = many("Addresses under which the articles are known.", method="by_url", commas=False)
    kind = many("Kinds.", "kind", NOTE_KINDS)
    paragraph = many("Ids of paragraphs that the words are in; with one article.", method="by_paragraph")
    overlaps = many("Places such as p1:10-40 that the words touch; with one article.", make=place, method="by_place")
    source = many("Slugs of sources that are relied on.", method="by_source")
    speaker = many("Slugs of sources that are quoted.", method="by_speaker")
    verdict = many("Verdicts of claims.", "verdict", VERDICTS)
    has_verdict = FlagFilter(method="by_judged", help_text="Whether a claim has a verdict other than “unchecked”.")
    tag = many("Tags.", method="by_tag")
    creator = many("Names of those who made them.", method="by_creator")
    group = many("Slugs of groups in which they are shared, for their members.", method="by_group")
    status = many("Published alone, if this is not given.", "status", STATUSES)
    anchor = many("The worst state of the words.", "anchor", SPAN_STATES)
    created_after = moment("From this time on.", "created", "gte")
    created_before = moment("Before this time.", "created", "lt")
    modified_after = moment("From this time on.", "modified", "gte")
    modified_before = moment("Before this time.", "modified", "lt")

    class Meta:
        model = Annotation
        fields = []

    def __init__(self, *args, article: Article | None = None, **kwargs):
        """`article` is the one that all rows belong to anyhow."""
        super().__init__(*args, **kwargs)
        self.only = article

    def filter_queryset(self, queryset):
        """The rows; published ones alone if no other status is asked for."""
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data["status"] else queryset.filter(status="published")

    def by_article(self, queryset, name, slugs):
        return queryset.filter(article__in=article_ids(visible_articles(self.request).filter(slug__in=slugs)))

    def by_url(self, queryset, name, urls):
        return queryset.filter(article__in=article_ids(visible_articles(self.request).known_under(*urls)))

    def by_paragraph(self, queryset, name, ids):
        return self._by_spans(queryset, name, Q(paragraph__public_id__in=ids))

    def by_place(self, queryset, name, places):
        touching = Q()
        for item in places:
            touching |= Q(paragraph__public_id=item.paragraph, start__lt=item.end, end__gt=item.start)
        return self._by_spans(queryset, name, touching)

    def _by_spans(self, queryset, name, condition):
        data = self.form.cleaned_data
        if self.only is None and len(data["article"] + data["url"]) != 1:
            raise wrong_parameter(name, "This is of one article: say which, by `article` or `url`.", "required")
        spans = Span.objects.filter(condition, role="content", paragraph__article=OuterRef("article"))
        return queryset.filter(Exists(spans.filter(annotation=OuterRef("pk"))))

    def by_source(self, queryset, name, slugs):
        return queryset.filter(source__in=source_ids(slugs))

    def by_speaker(self, queryset, name, slugs):
        return queryset.filter(source__in=source_ids(slugs), kind="quote")

    def by_judged(self, queryset, name, judged):
        return queryset.filter(verdict__in=JUDGED) if judged else queryset.filter(verdict="unchecked")

    def by_tag(self, queryset, name, tags):
        """Those of one tag can be put in order by its rows, which SORTS_OF_TAG does."""
        # Looked up first, so that the list is read by the index of a tag.
        names = list(AnnotationTag.objects.called(*tags).order_by().values_list("name", flat=True).distinct()) or tags
        rows = AnnotationTag.objects.filter(annotation=OuterRef("pk"), name__in=names)
        if len(tags) > 1:
            return queryset.filter(Exists(rows))
        row = {f"tag_{name}": F(f"tag_rows__{name}") for name in ("created", "modified", "annotation")}
        if len(names) == 1:
            return queryset.filter(tag_rows__name=names[0]).alias(**row)
        first = Subquery(rows.order_by("order").values("order")[:1])  # a note may have two spellings
        return queryset.filter(tag_rows__name__in=names, tag_rows__order=first).alias(**row)

    def by_creator(self, queryset, name, names):
        """An account of this name goes before the same name in a file."""
        accounts = dict(User.objects.filter(username__in=names).values_list("username", "pk"))
        others = [name for name in names if name not in accounts]
        if not accounts:
            return queryset.filter(creator_name__in=others)
        mine = Q(creator__in=list(accounts.values()))
        return queryset.filter(mine | Q(creator_name__in=others) if others else mine)

    def by_group(self, queryset, name, slugs):
        return queryset.filter(group__in=list(Group.objects.filter(slug__in=slugs).values_list("pk", flat=True)))


class ArticleFilter(SearchFilterSet):
    """Which articles."""

    url = many("Addresses under which they are known.", method="by_url", commas=False)
    publication = many("Names of publications.", "publication__name")
    language = many("Languages.", "language")
    state = many("States.", "state", Article.State.values)

    class Meta:
        model = Article
        fields = []

    def by_url(self, queryset, name, urls):
        return queryset.known_under(*urls)


class SourceFilter(SearchFilterSet):
    """Which sources."""

    kind = many("Kinds.", "kind", SOURCE_KINDS)

    class Meta:
        model = Source
        fields = []


class StatsFilter(FilterSet):
    """What to count."""

    article = many("Slugs of articles.", "article__slug")

    class Meta:
        model = Annotation
        fields = []


def article_ids(articles: ArticleQuerySet) -> list[int]:
    """Their primary keys: found first, so that the list is read by their index."""
    return list(articles.values_list("pk", flat=True))


def source_ids(slugs: list[str]) -> list[int]:
    """The sources of these slugs, and those that they were merged into."""
    rows = Source.objects.filter(slug__in=slugs).values_list("pk", "merged_into")
    return [into or pk for pk, into in rows]
