"""An article, its versions and the paragraphs of the current one."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import timezone as tz
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, models, router, transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.checking import UNSTORABLE
from articles.document import PARAGRAPH_KINDS, Mark
from articles.document import Paragraph as ParagraphValue
from articles.models.choices import choices, one_of
from articles.models.indexing import Searched, index_rows
from articles.models.paths import path_of
from articles.models.people import User

EDIT_PERMISSION = "articles.change_article"
STANDING = ("id", "slug", "state", "version", "modified")


class PublicationQuerySet(models.QuerySet):
    """The outlets that readers can choose from."""

    def in_use(self):
        """Those with a published article."""
        return self.filter(models.Exists(Article.objects.published().filter(publication=models.OuterRef("pk"))))


class Publication(models.Model):
    """An outlet."""

    name = models.CharField(max_length=300, unique=True)
    domain = models.CharField(max_length=253, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class ArticleQuerySet(models.QuerySet):
    """The articles that somebody may see or edit."""

    def published(self):
        """What everybody may read."""
        return self.filter(state=Article.State.PUBLISHED)

    def withheld(self):
        """What only editors may read; found by the index of states, which has no use for what a state is not."""
        return self.filter(state__in=[Article.State.DRAFT, Article.State.WITHDRAWN])

    def visible_to(self, user: User | AnonymousUser):
        """What `user` may read: an editor also reads drafts and withdrawn articles."""
        return self.all() if user.has_perm(EDIT_PERMISSION) else self.published()

    def known_under(self, *addresses: str):
        """Those that are known under one of these addresses; none is under one that cannot be stored."""
        stored = [address for address in addresses if not UNSTORABLE.search(address)]
        further = ArticleAddress.objects.filter(url__in=stored).values("article")
        return self.filter(Q(url__in=stored) | Q(pk__in=further))

    def with_revision(self, *, text: bool = False):
        """With publication and current revision; what may be large of it, the document, only with `text`."""
        large = ["current_revision__original"] if text else ["current_revision__original", "current_revision__document"]
        return self.select_related("publication", "current_revision").defer(*large)

    def standing(self, slug: str) -> "Article | None":
        """The article without most of its columns: what says whether a reader may see it, and has it already.

        `number` is that of its current revision. Every reader asks for this, so that neither the statement nor the
        row goes through the ORM, which takes several times as long as the database.
        """
        alias = router.db_for_read(Article)
        with connections[alias].cursor() as cursor:
            cursor.execute(_select_standing(), [slug])
            if not (row := cursor.fetchone()):
                return None
        pk, state, version, modified, number = row
        if timezone.is_naive(modified):  # as SQLite gives it, in UTC
            modified = modified.replace(tzinfo=UTC)
        article = Article.from_db(alias, STANDING, (pk, slug, state, version, modified))
        article.number = number
        return article


class Article(Searched):
    """One piece of news. `version` is raised by every change of its text or notes: ETags and caches hang on it."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    title = models.CharField(max_length=300)
    byline = models.CharField(max_length=300, blank=True)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="articles")
    published = models.DateField("day of publication", null=True, blank=True)
    published_at = models.DateTimeField("time of publication", null=True, blank=True)
    published_offset = models.SmallIntegerField("minutes from UTC", null=True, blank=True)
    url = models.CharField("address", max_length=2000, blank=True)
    language = models.CharField(max_length=300, blank=True, help_text="A BCP 47 tag, such as “en-GB”.")
    licence = models.TextField("copyright line", blank=True)
    section = models.CharField(max_length=300, blank=True, help_text="Of its publication, such as “Politics”.")
    picture = models.CharField("address of the lead picture", max_length=2000, blank=True, help_text="Never loaded.")
    picture_caption = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    withdrawn_reason = models.TextField(blank=True, help_text="Shown to readers in place of a withdrawn article.")
    current_revision = models.OneToOneField("Revision", models.RESTRICT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    paragraph_counter = models.PositiveIntegerField(default=0, help_text="The highest number a paragraph id ever had.")
    listed = models.DateField("day it is listed under", editable=False)
    word_count = models.PositiveIntegerField(default=0)
    added = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    modified = models.DateTimeField(default=timezone.now)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-listed", "-added", "-pk"]
        indexes = [
            models.Index(fields=["state", "-listed", "-added", "-id"], name="article_newest"),
            models.Index(fields=["-listed", "-added", "-id"], name="article_newest_of_all"),
        ]
        constraints = [
            one_of("state", ["draft", "published", "withdrawn"], "article_state"),
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="article_url_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_offset__isnull=True)
                | Q(published__isnull=False, published_at__isnull=False, published_offset__isnull=False),
                name="article_time_has_zone",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="article_withdrawn_says_why"
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.listed = self.published or timezone.localdate(self.added)
        written_before = not self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if written_before and "update_fields" not in kwargs:
                index_rows([self])

    def get_absolute_url(self):
        return path_of(self.slug, "article-detail")

    @classmethod
    def get_indexed_objects(cls):
        """All, with what is searched of them."""
        return cls.objects.prefetch_related("paragraphs")

    def search_texts(self) -> Iterable[str]:
        """Title, byline and text; notes are found by themselves, as not everybody may know of each."""
        return self.title, self.byline, *(paragraph.text for paragraph in self.paragraphs.all())

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 238 words a minute (Brysbaert 2019, silent reading of English non-fiction)."""
        return max(1, round(self.word_count / 238))

    @property
    def published_value(self) -> date | datetime | None:
        """The day of publication, or the time in the zone that the publisher gave."""
        if self.published_at is None:
            return self.published
        return self.published_at.astimezone(tz(timedelta(minutes=self.published_offset)))

    def is_visible_to(self, user: User | AnonymousUser) -> bool:
        """Whether `user` may read it, without a query for what everybody may read."""
        return self.state == self.State.PUBLISHED or user.has_perm(EDIT_PERMISSION)

    def touch(self):
        """Raise the version, after a change of text or notes; safe when several do it at once."""
        Article.objects.filter(pk=self.pk).update(version=F("version") + 1, modified=timezone.now())
        self.refresh_from_db(fields=["version", "modified"])


@cache
def _select_standing() -> str:
    rows = Article.objects.order_by().filter(slug="").values_list("pk", *STANDING[2:], "current_revision__number")
    return rows.query.sql_with_params()[0]


class ArticleAddress(models.Model):
    """A further address under which the same article is known."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="addresses")
    url = models.CharField("address", max_length=2000, unique=True)

    class Meta:
        verbose_name_plural = "article addresses"

    def __str__(self):
        return self.url


class Revision(models.Model):
    """One version of an article, all of which are kept: `document` without its notes, `original` as fetched."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    original = models.BinaryField(blank=True, default=b"")
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")]

    def __str__(self):
        return f"{self.article}, revision {self.number}"


class Paragraph(models.Model):
    """One block of the current revision. Its public id is never used again in the article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="paragraphs")
    public_id = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=choices(PARAGRAPH_KINDS))
    text = models.TextField()
    marks = models.JSONField(default=list, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            one_of("kind", PARAGRAPH_KINDS, "paragraph_kind"),
            models.UniqueConstraint(fields=["article", "public_id"], name="paragraph_id_once"),
            models.UniqueConstraint(fields=["article", "position"], name="paragraph_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="paragraph_has_text"),
        ]

    def __str__(self):
        return f"{self.public_id}: {self.text[:60]}"

    def to_value(self) -> ParagraphValue:
        """The value."""
        marks = tuple(Mark(**mark) for mark in self.marks)
        return ParagraphValue(self.public_id, self.kind, self.text, marks, self.level, self.number)


def lock_article(article: Article) -> Article:
    """The row as it is now, which nobody else changes until the transaction ends. Raises Article.DoesNotExist.

    What it refers to is not read with it: of a row that was waited for, that would be what it referred to before.
    """
    return Article.objects.select_for_update().order_by().get(pk=article.pk)


def lock_articles(articles: ArticleQuerySet) -> None:
    """Let nobody revise these articles, or write notes over them, until the transaction ends.

    Who locks annotations as well locks their articles first, so that no two wait for each other.
    """
    list(articles.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def lock_title(title: str) -> None:
    """Let one transaction at a time store an article of this title, until it ends: it may look before whether one says
    the same. There is no row yet that could be locked.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyhow
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"article {title}"])


def lock_all_articles() -> None:
    """Let nobody else write to an article, or notes over one, until the transaction ends; all can be read meanwhile.

    For who learns little by little which articles to write to: with some of them locked, they would wait for somebody
    who waits for them.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyhow
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(Article._meta.db_table)} IN EXCLUSIVE MODE")
