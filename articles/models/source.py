"""Who or what is relied on, across articles."""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from articles.document import SOURCE_KINDS, SourceRef
from articles.models.choices import choices, one_of
from articles.models.indexing import Searched, index_rows


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
        return reverse("source-detail", args=[self.slug])

    def search_texts(self) -> Iterable[str]:
        """Its names."""
        return self.name, *self.aliases

    @property
    def ref(self) -> SourceRef:
        """The value that notes speak."""
        return SourceRef(self.name, self.kind, self.url)
