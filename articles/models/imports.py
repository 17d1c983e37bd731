"""Articles brought from the web: an address that was asked for, how far that is, and what came of it."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from articles.checking import LONGEST_ADDRESS, InvalidDocument, is_web_address
from articles.document import Document
from articles.importers import ParseError
from articles.importers.addresses import is_too_long
from articles.importers.apart import parse_apart
from articles.importers.canonical import without_tracking
from articles.importers.fetch import Fetched, FetchError
from articles.models.annotation import new_annotation_id
from articles.models.article import Article, ArticleAddress
from articles.models.choices import one_of
from articles.models.conversion import from_document
from articles.models.editing import article_at
from articles.models.hosts import REFUSED_FOR_GOOD, NotYet, pause_asked, visit

KEPT_FOR = timedelta(days=30)
TRIES = 3
PAUSES = (timedelta(minutes=5), timedelta(hours=2))  # before the second and the third try
FORMAT_OF = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/plain": None}


def new_import_id() -> str:
    """As unlikely to be guessed as those of annotations."""
    return new_annotation_id()


class Import(models.Model):
    """One address to be brought. With `wanted` the article is stored so; else it waits, `ready`, for its preview."""

    class State(models.TextChoices):
        WAITING = "waiting"
        FETCHING = "fetching"
        READING = "reading"
        READY = "ready"
        STORED = "stored"
        KNOWN = "known"
        FAILED = "failed"

    OPEN = (State.WAITING, State.FETCHING, State.READING)

    public_id = models.CharField("id", max_length=64, unique=True, default=new_import_id)
    url = models.CharField("address", max_length=LONGEST_ADDRESS)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why it failed.")
    wanted = models.CharField(max_length=10, blank=True, choices=[("draft", "Draft"), ("published", "Published")])
    original = models.BinaryField(blank=True, default=b"")
    fetched_url = models.CharField("address after redirects", max_length=LONGEST_ADDRESS, blank=True)
    format = models.CharField(max_length=10, blank=True)
    charset = models.CharField(max_length=100, blank=True)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="+")
    feed = models.ForeignKey("Feed", models.SET_NULL, null=True, blank=True, related_name="imports")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    modified = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["asked_by", "-created"], name="import_newest")]
        constraints = [
            one_of("state", ["waiting", "fetching", "reading", "ready", "stored", "known", "failed"], "import_state"),
            models.UniqueConstraint(fields=["feed", "url"], name="import_of_feed_once"),
        ]

    def __str__(self):
        return self.url

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done without anybody's help."""
        return self.state in self.OPEN

    def step(self, state: str, **columns) -> None:
        """Say how far it is."""
        for name, value in {"state": state, "modified": timezone.now(), **columns}.items():
            setattr(self, name, value)
        self.save()


def known_article(*addresses: str) -> Article | None:
    """The article that one of these addresses leads to, however readers came there."""
    forms = dict.fromkeys(form for address in addresses for form in (address, without_tracking(address)))
    return next(filter(None, map(article_at, forms)), None)


def remember_addresses(article: Article, *addresses: str) -> None:
    """Keep further addresses of an article, so that it is known under them; what is another article's stays that."""
    for address in dict.fromkeys(form for url in addresses for form in (url, without_tracking(url))):
        if is_web_address(address) and not is_too_long(address) and not article_at(address):
            ArticleAddress.objects.get_or_create(url=address, defaults={"article": article})


def read(found: Fetched) -> Document:
    """The article in what was fetched, read in a process of its own. Raises ParseError."""
    format = FORMAT_OF.get(found.media_type)
    return parse_apart(found.data, format, url=without_tracking(found.url), charset=found.charset)


def bring(item: Import, then: Callable[[Article], object]) -> None:
    """Fetch the address and read the article; store it, with what `then` stores for it, or keep it for the preview: all
    of that or, where the worker ends, none. A failure is said in the row.

    Raises NotYet when it is to be tried again later.
    """
    if article := known_article(item.url):
        return item.step(Import.State.KNOWN, article=article)
    try:
        item.step(Import.State.FETCHING)
        found = visit(item.url, as_robot=item.feed_id is not None)
        item.step(Import.State.READING)
        _keep(item, found, read(found), then)
    except NotYet:
        item.step(Import.State.WAITING)
        raise
    except FetchError as error:
        _fail(item, error)
    except ParseError as error:
        item.step(Import.State.FAILED, reason=str(error))
    except InvalidDocument as error:
        item.step(Import.State.FAILED, reason=" ".join(problem.detail for problem in error.problems[:3]))


def forget_old_imports() -> None:
    """Delete what was brought or failed long ago; the articles stay."""
    Import.objects.filter(modified__lt=timezone.now() - KEPT_FOR).delete()


def _keep(item: Import, found: Fetched, document: Document, then: Callable[[Article], object]) -> None:
    """Store the document, or what it was made from, unless it is known. Raises InvalidDocument."""
    addresses = (document.url, found.url, item.url)
    article, state = known_article(*addresses), Import.State.KNOWN
    if not article and not item.wanted:
        kept = {"original": found.data, "fetched_url": found.url, "charset": found.charset}
        return item.step(Import.State.READY, format=FORMAT_OF.get(found.media_type) or "", **kept)
    try:
        with transaction.atomic():
            if not article:
                state = Import.State.STORED
                article = from_document(document, actor=item.asked_by, state=item.wanted, original=found.data)
                then(article)
            remember_addresses(article, *addresses)
            item.step(state, article=article)
    except (InvalidDocument, IntegrityError):  # another worker may have stored it just now
        if not (article := known_article(*addresses)):
            raise
        item.step(Import.State.KNOWN, article=article)
    return None


def _fail(item: Import, error: FetchError) -> None:
    """Say why; what a feed named and may come yet, is tried again: nobody waits for it. Raises NotYet then."""
    item.tries += 1
    if item.feed_id is None or error.status in REFUSED_FOR_GOOD or item.tries >= TRIES:
        return item.step(Import.State.FAILED, reason=str(error))
    item.step(Import.State.WAITING, reason=str(error))
    raise NotYet(timezone.now() + max(pause_asked(error), PAUSES[item.tries - 1]))
