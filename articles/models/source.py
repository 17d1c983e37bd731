"""Who or what is relied on, across articles."""

import json
from collections.abc import Iterable
from itertools import islice

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from articles.document import SOURCE_KINDS, SourceRef
from articles.models.choices import choices, one_of
from articles.models.indexing import Searched, index_rows
from articles.models.paths import path_of
from articles.suggesters.resolving import is_short_for

OFFERED = 5  # known sources at most that a name is said to fit
LOOKED_AT = 200  # rows at most that are looked at for these


class SourceQuerySet(models.QuerySet):
    """The sources that somebody meets."""

    def named_in(self, annotations: models.QuerySet):
        """Those that one of these annotations names, but for those that were merged into another."""
        rows = annotations.order_by()
        named = Exists(rows.filter(source=OuterRef("pk"))) | Exists(rows.filter(reported_by=OuterRef("pk")))
        return self.filter(named, merged_into=None)


class Source(Searched):
    """A person, organisation, publication or document; an unnamed one belongs to its article and is never shared."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=choices(SOURCE_KINDS))
    url = models.CharField("address", max_length=1000, blank=True)
    aliases = models.JSONField(default=list, blank=True, help_text="Other names, as a JSON list.")
    article = models.ForeignKey("Article", models.CASCADE, null=True, blank=True, related_name="unnamed_sources")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            one_of("kind", SOURCE_KINDS, "source_kind"),
            models.CheckConstraint(
                condition=Q(kind="unnamed", article__isnull=False) | (~Q(kind="unnamed") & Q(article__isnull=True)),
                name="source_unnamed_in_its_article",
            ),
            models.UniqueConstraint(
                fields=["name", "kind", "url"], condition=Q(article__isnull=True), name="source_once"
            ),
            models.UniqueConstraint(
                fields=["article", "name", "url"], condition=Q(article__isnull=False), name="source_unnamed_once"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("pk")), name="source_not_into_itself"),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        index_rows([self])

    def get_absolute_url(self):
        return path_of(self.slug, "source-detail")

    def search_texts(self) -> Iterable[str]:
        """Its names."""
        return self.name, *self.aliases

    @property
    def ref(self) -> SourceRef:
        """The value that notes speak."""
        return SourceRef(self.name, self.kind, self.url)


def sources_that_fit(ref: SourceRef, known: models.QuerySet[Source]) -> list[Source]:
    """Those of the `known` sources that `ref` may mean: a name of theirs is short for its name, or its name for theirs.

    Which of them it is, if any, is for people to say.
    """
    if ref.kind == "unnamed" or not ref.name.split():
        return []
    word = ref.name.split()[-1]
    rows = known.filter(kind=ref.kind, article=None).exclude(name=ref.name)
    # Aliases are stored as JSON, which writes letters beyond ASCII as escapes.
    rows = rows.filter(Q(name__icontains=word) | Q(aliases__icontains=json.dumps(word)[1:-1]))
    fitting = (row for row in rows[:LOOKED_AT] if any(_may_be(ref.name, name) for name in (row.name, *row.aliases)))
    return list(islice(fitting, OFFERED))


def _may_be(one: str, other: str) -> bool:
    return is_short_for(one, other) or is_short_for(other, one)
