"""What readers mark: annotations, who may see them, and the values that they are."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Min, OuterRef, Prefetch, Q
from django.utils import timezone

from articles.document import (
    MANNERS,
    NOTE_KINDS,
    SPAN_STATES,
    STATUSES,
    VERDICTS,
    VISIBILITIES,
    Note,
    note_headline,
)
from articles.models.annotation_parts import AnnotationTag, Span
from articles.models.article import EDIT_PERMISSION, Article, Revision
from articles.models.choices import choices, one_of
from articles.models.indexing import Searched
from articles.models.paths import path_of
from articles.models.people import Group, User
from articles.models.source import Source

SAME_IN_NOTE = (
    "kind",
    "speaker_role",
    "manner",
    "why_unnamed",
    "body",
    "verdict",
    "verdict_reason",
    "status",
    "status_reason",
    "visibility",
    "created",
    "modified",
    "proposed_by",
    "confidence",
    "extra",
)
WHO_SEES = ("status", "deleted", "visibility", "creator", "group")
ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 o 1 l i, which look alike


def new_annotation_id() -> str:
    """Ten random characters: 31¹⁰ ≈ 8 × 10¹⁴ ids."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(10))


class AnnotationQuerySet(models.QuerySet):
    """The annotations that somebody may see, and what their values are made of."""

    def kept(self):
        """Those that are not deleted."""
        return self.filter(deleted=None)

    def in_text(self):
        """Those that have words in the present text of their article."""
        return self.filter(Exists(Span.objects.filter(annotation=OuterRef("pk"), role="content").exclude(state="gone")))

    def shared_with(self, user: User | AnonymousUser):
        """Those that `user` may know of at all: public ones, their groups' and their own, administrators too."""
        shared = Q(visibility="public")
        if user.is_authenticated:
            shared |= Q(creator=user) | Q(group__in=user.memberships.values("group"))
        return self.filter(shared)

    def visible_to(self, user: User | AnonymousUser):
        """What `user` sees in articles: no proposals, nothing rejected."""
        return self.kept().shared_with(user).filter(status="published")

    def in_articles_open_to(self, user: User | AnonymousUser):
        """Those whose articles `user` may read.

        The few articles are looked up that not everybody may read: a database that joined the others might begin with
        them, and read all their annotations before it could sort them.
        """
        if user.has_perm(EDIT_PERMISSION):
            return self
        return self.exclude(article__in=Article.objects.withheld().order_by().values("pk"))

    def concerning(self, user: User | AnonymousUser, reviews: bool):
        """What is published; what is proposed or rejected only for its creator, and for `user` if they review."""
        if reviews:
            return self
        published = Q(status="published")
        return self.filter(published | Q(creator=user) if user.is_authenticated else published)

    def editable_by(self, user: User | AnonymousUser):
        """What `user` may change or delete: an annotator their own, an editor all that they may know of."""
        return self.kept().restorable_by(user)

    def restorable_by(self, user: User | AnonymousUser):
        """The same, with those that are deleted and may come back."""
        if user.has_perm("articles.change_annotation"):
            return self.shared_with(user)
        return self.filter(creator=user) if user.has_perm("articles.add_annotation") else self.none()

    def count_by_kind(self, articles: Iterable[Article]) -> dict[int, Counter[str]]:
        """How many of these there are of each kind, for each article by its primary key."""
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        rows = self.filter(article__in=list(articles)).order_by().values_list("article", "kind")
        for article, kind, count in rows.annotate(count=models.Count("pk")):
            counts[article][kind] = count
        return counts

    def with_values(self):
        """With all that `to_note` reads, in four queries."""
        rows = self.select_related("source", "reported_by", "creator", "group")
        return rows.prefetch_related(Prefetch("spans", Span.objects.with_paragraph_id()), "evidence", "tag_rows")


class Annotation(Searched):
    """One mark of a reader over an article: a quote, a claim, a source or a comment."""

    public_id = models.CharField("id", max_length=64, unique=True, default=new_annotation_id)
    article = models.ForeignKey(Article, models.CASCADE, related_name="annotations")
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+", help_text="The text that it was made on.")
    kind = models.CharField(max_length=10, choices=choices(NOTE_KINDS))
    source = models.ForeignKey(Source, models.RESTRICT, null=True, blank=True, related_name="annotations")
    speaker_role = models.CharField("role at the time", max_length=300, blank=True)
    manner = models.CharField(max_length=10, choices=choices(MANNERS), blank=True)
    reported_by = models.ForeignKey(Source, models.RESTRICT, null=True, blank=True, related_name="reports")
    why_unnamed = models.TextField(blank=True)
    body = models.TextField("note", blank=True, help_text="Markdown.")
    verdict = models.CharField(max_length=10, choices=choices(VERDICTS), blank=True)
    verdict_reason = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=choices(STATUSES), default="published")
    status_reason = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=choices(VISIBILITIES), default="public")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="annotations")
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="annotations"
    )
    creator_name = models.CharField(max_length=300, blank=True, help_text="Who made it, where that is no account here.")
    created = models.DateTimeField(default=timezone.now)
    modified = models.DateTimeField(default=timezone.now)
    deleted = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    position = models.BigIntegerField(default=0, help_text="Where its first words stand, for sorting.")
    anchor = models.CharField(
        max_length=10, choices=choices(SPAN_STATES), default="unchanged", help_text="The worst state of its words."
    )
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Equal for the same kind on the same words.")
    external_id = models.CharField(
        max_length=2000, blank=True, help_text="By what it is known again when it is imported once more."
    )
    proposed_by = models.CharField(max_length=300, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["article", "position", "id"], name="annotation_reading_order"),
            models.Index(fields=["-created", "-id"], name="annotation_newest"),
            models.Index(fields=["-modified", "-id"], name="annotation_modified"),
            models.Index(fields=["article", "fingerprint"], name="annotation_fingerprint"),
            models.Index(
                fields=["article", "external_id"], name="annotation_external_id", condition=~Q(external_id="")
            ),
            # One for every filter of the API with every order that it offers: a page reads its own rows alone.
            *(
                models.Index(fields=[column, order, "id"], name=f"annotation_{column[:8]}_{order}")
                for column in ("article", "kind", "source", "verdict", "status", "anchor", "creator")
                for order in ("created", "modified")
            ),
            # Counts read nothing but these, which have all that says who may see a note and what it is counted by.
            models.Index(
                fields=["article", "kind", "verdict", *WHO_SEES, "source"],
                name="annotation_counts_by_article",
            ),
            models.Index(
                fields=["source", "kind", "verdict", *WHO_SEES, "article"],
                name="annotation_counts_by_source",
            ),
            models.Index(fields=["creator_name", "created", "id"], name="annotation_named_created"),
            models.Index(fields=["creator_name", "modified", "id"], name="annotation_named_modified"),
        ]
        constraints = [
            one_of("kind", NOTE_KINDS, "annotation_kind"),
            one_of("manner", ["", *MANNERS], "annotation_manner"),
            one_of("status", STATUSES, "annotation_status"),
            one_of("visibility", VISIBILITIES, "annotation_visibility"),
            one_of("anchor", SPAN_STATES, "annotation_anchor"),
            models.CheckConstraint(
                condition=Q(kind="claim", verdict__in=VERDICTS) | (~Q(kind="claim") & Q(verdict="")),
                name="annotation_verdict_of_claim",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "unchecked"]) | ~Q(verdict_reason=""), name="annotation_verdict_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(status_reason=""), name="annotation_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(visibility="group", group__isnull=False) | (~Q(visibility="group") & Q(group__isnull=True)),
                name="annotation_group_if_shared",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="annotation_confidence",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def headline(self) -> str:
        """What it is called in titles and feeds."""
        return note_headline(self.kind, self.source)

    def get_absolute_url(self):
        return path_of(self.public_id, "annotation-detail")

    def get_place_url(self, **query: str) -> str:
        """Where its article, asked for with `query`, shows it: its marker, or its entry in the list if it has none.

        Of one that is deleted, the paragraph that it stood in.
        """
        placed = [span for span in self.spans.all() if span.role == "content" and span.paragraph_id]
        asked = f"?{urlencode(query)}" if query else ""
        address = f"{self.article.get_absolute_url()}{asked}"
        if self.deleted:
            return f"{address}#{placed[0].paragraph.public_id}" if placed else address
        return f"{address}#{'r' if placed else 'n'}-{self.public_id}"

    @classmethod
    def get_indexed_objects(cls):
        """All, with what is searched of them."""
        return cls.objects.with_values()

    def search_texts(self) -> Iterable[str]:
        """Its words in the text, who says so, and what was written of them; no query if it comes from `with_values`."""
        yield from (span.exact for span in self.spans.all() if span.role == "content")
        yield from (source.name for source in (self.source, self.reported_by) if source)
        yield from (self.speaker_role, self.why_unnamed, self.body, self.verdict_reason)
        yield from (tag.name for tag in self.tag_rows.all())
        yield from (text for item in self.evidence.all() for text in (item.title, item.passage))

    def to_note(self) -> Note:
        """The value; no query if the row comes from `with_values`."""
        return Note(
            id=self.public_id,
            spans=tuple(span.to_value() for span in self.spans.all()),
            source=self.source.ref if self.source else None,
            reported_by=self.reported_by.ref if self.reported_by else None,
            tags=tuple(tag.name for tag in self.tag_rows.all()),
            evidence=tuple(item.to_value() for item in self.evidence.all()),
            group=self.group.slug if self.group else "",
            creator=self.creator.get_username() if self.creator else self.creator_name,
            **{name: getattr(self, name) for name in SAME_IN_NOTE},
        )


def as_spelled_first(tags: Iterable[str], user: User) -> tuple[str, ...]:
    """The tags as they were first written in what `user` sees, in whatever case; those that are new as they are."""
    seen = Annotation.objects.visible_to(user).in_articles_open_to(user)
    rows = AnnotationTag.objects.called(*tags).filter(annotation__in=seen)
    names = rows.order_by().values_list("name").annotate(first=Min("created")).order_by("-first", "-name")
    spelled = {name.casefold(): name for name, _ in names}
    return tuple(spelled.get(tag.casefold(), tag) for tag in tags)
