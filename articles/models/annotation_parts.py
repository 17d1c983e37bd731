"""What an annotation consists of beside its own columns: the words that it sits on, its evidence, its tags."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from articles.document import SPAN_ROLES, SPAN_STATES, STANCES
from articles.document import Evidence as EvidenceValue
from articles.document import Span as SpanValue
from articles.models.article import Paragraph
from articles.models.choices import choices, one_of

SPAN_COLUMNS = ("start", "end", "exact", "prefix", "suffix", "role", "state")
EVIDENCE_COLUMNS = ("url", "title", "passage", "stance", "archived", "accessed")


class SpanQuerySet(models.QuerySet):
    """Spans, without the texts that they lie over."""

    def with_paragraph_id(self):
        """With the public id of each one's paragraph, in the same query."""
        return self.select_related("paragraph").only(*SPAN_COLUMNS, "annotation", "order", "paragraph__public_id")


class Span(models.Model):
    """Where an annotation sits: words of a paragraph, or words that are gone from the article."""

    annotation = models.ForeignKey("Annotation", models.CASCADE, related_name="spans")
    order = models.PositiveSmallIntegerField()
    paragraph = models.ForeignKey(Paragraph, models.RESTRICT, null=True, blank=True, related_name="spans")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    role = models.CharField(max_length=10, choices=choices(SPAN_ROLES), default="content")
    state = models.CharField(max_length=10, choices=choices(SPAN_STATES), default="unchanged")

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            one_of("role", SPAN_ROLES, "span_role"),
            one_of("state", SPAN_STATES, "span_state"),
            models.UniqueConstraint(fields=["annotation", "order"], name="span_order_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="span_start_before_end"),
            models.CheckConstraint(
                condition=Q(state="gone", paragraph__isnull=True) | (~Q(state="gone") & Q(paragraph__isnull=False)),
                name="span_paragraph_unless_gone",
            ),
        ]

    def __str__(self):
        return f"{self.role}: {self.exact[:60]}"

    def to_value(self) -> SpanValue:
        """The value."""
        paragraph = self.paragraph.public_id if self.paragraph else None
        return SpanValue(paragraph, *(getattr(self, name) for name in SPAN_COLUMNS))


class Evidence(models.Model):
    """What supports or disputes a claim."""

    annotation = models.ForeignKey("Annotation", models.CASCADE, related_name="evidence")
    order = models.PositiveSmallIntegerField()
    url = models.CharField("address", max_length=2000)
    title = models.CharField(max_length=300, blank=True)
    passage = models.TextField(blank=True)
    stance = models.CharField(max_length=10, choices=choices(STANCES), default="context")
    archived = models.CharField("archived copy", max_length=2000, blank=True)
    accessed = models.DateField("accessed on", null=True, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "evidence"
        constraints = [
            one_of("stance", STANCES, "evidence_stance"),
            models.UniqueConstraint(fields=["annotation", "order"], name="evidence_order_once"),
        ]

    def __str__(self):
        return self.title or self.url

    def to_value(self) -> EvidenceValue:
        """The value."""
        return EvidenceValue(*(getattr(self, name) for name in EVIDENCE_COLUMNS))


class AnnotationTagQuerySet(models.QuerySet):
    """Tags, which are the same in whatever case they are written. SQLite knows that of the letters of ASCII alone."""

    def called(self, *names: str):
        """Those of one of these names."""
        return self.alias(lower=Lower("name")).filter(lower__in=[Lower(models.Value(name)) for name in names])


class AnnotationTag(models.Model):
    """A word by which an annotation is found.

    It has the annotation's times, so that those of a tag are read in order, the newest first, from one index.
    """

    annotation = models.ForeignKey("Annotation", models.CASCADE, related_name="tag_rows")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    created = models.DateTimeField(db_default=Now())
    modified = models.DateTimeField(db_default=Now())

    objects = AnnotationTagQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        indexes = [
            models.Index(fields=["name", "created", "annotation"], name="tag_created"),
            models.Index(fields=["name", "modified", "annotation"], name="tag_modified"),
            models.Index(Lower("name"), "name", name="tag_in_any_case"),
        ]
        constraints = [models.UniqueConstraint(fields=["annotation", "name"], name="tag_once")]

    def __str__(self):
        return self.name
