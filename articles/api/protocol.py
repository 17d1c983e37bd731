"""The Web Annotation Protocol's words: headers, the container and its pages (w3.org/TR/annotation-protocol)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from articles.api.access import known_annotations
from articles.api.links import Links
from articles.api.media import StrictJSONParser
from articles.api.problems import wrong_parameter
from articles.api.serializers.fields import moment
from articles.api.values import flag
from articles.checking import UNSTORABLE
from articles.formats import jsonld
from articles.formats.bodies import CONTEXT, PROFILE
from articles.formats.rows import About
from articles.models import Annotation, AnnotationVersion, Article
from articles.models.annotation import AnnotationQuerySet

LDP, OA = "http://www.w3.org/ns/ldp#", "http://www.w3.org/ns/oa#"
MEDIA_TYPE = f'application/ld+json; profile="{PROFILE}"'
RESOURCE_LINK = f'<{LDP}Resource>; rel="type"'
CONTAINER_LINK = (
    f'<{LDP}BasicContainer>; rel="type", <http://www.w3.org/TR/annotation-protocol/>; rel="{LDP}constrainedBy"'
)
MINIMAL, IRIS, DESCRIPTIONS = (
    f"{LDP}PreferMinimalContainer",
    f"{OA}PreferContainedIRIs",
    f"{OA}PreferContainedDescriptions",
)
PREFER = re.compile(r'return\s*=\s*"?representation"?\s*;\s*include\s*=\s*"([^"]*)"', re.IGNORECASE)
PER_PAGE, IRIS_PER_PAGE = 100, 1_000


class JSONLDRenderer(JSONRenderer):
    """JSON-LD with W3C's profile."""

    media_type, format, charset = MEDIA_TYPE, "jsonld", None


class JSONLDParser(StrictJSONParser):
    """JSON-LD as W3C's clients send it."""

    media_type = "application/ld+json"


def is_jsonld(request: Request) -> bool:
    """Whether the client sends JSON-LD."""
    return request.content_type.partition(";")[0].strip().lower() == JSONLDParser.media_type


def parsers(others: list[BaseParser]) -> list[BaseParser]:
    """JSON-LD, and what else is taken."""
    return [JSONLDParser(), *others]


def describe(row: Annotation, links: Links) -> dict[str, Any]:
    """An annotation as W3C's clients read it, without @context; its values, article and revision should be loaded."""
    revision = f"{links.article(row.article.slug)}/revisions/{row.revision.number}"
    return jsonld.pack(row.to_note(), about(row.article, links), links.iri(row.public_id), revision)


def about(article: Article, links: Links) -> About:
    """What formats say of the article that an annotation is about."""
    return About(links.root + article.get_absolute_url(), article.url, article.title)


def describe_one(key: int, links: Links) -> dict[str, Any]:
    """An annotation as it is stored now, with @context."""
    return {"@context": CONTEXT, **describe(described(Annotation.objects.all()).get(pk=key), links)}


def described(rows: AnnotationQuerySet) -> AnnotationQuerySet:
    """With all that `describe` reads."""
    rows = rows.with_values().select_related("article", "revision", "source", "reported_by", "creator", "group")
    return rows.defer("revision__document", "revision__original")


@dataclass(frozen=True, slots=True)
class Preference:
    """What a client wants of the container."""

    iris: bool
    minimal: bool
    embedded: bool
    applied: bool

    @classmethod
    def of(cls, request: Request) -> "Preference":
        """From the Prefer header, and from the address, which goes on saying it. Raises Refusal."""
        match = PREFER.search(request.headers.get("Prefer", ""))
        wanted = set(match[1].split()) & {MINIMAL, IRIS, DESCRIPTIONS} if match else set()
        iris = flag(request, "iris")
        if wanted & {IRIS, DESCRIPTIONS}:
            iris = DESCRIPTIONS not in wanted
        minimal = MINIMAL in wanted
        return cls(iris, minimal, bool(wanted) and not minimal, bool(wanted))


class Container:
    """The annotations that a request may read and that are published, in pages, in the order in which they came.

    All of them, or those of an article.
    """

    def __init__(self, request: Request, links: Links, prefer: Preference, article: Article | None = None):
        self.change = AnnotationVersion.objects.aggregate(last=Max("sequence"))["last"]  # before what it may change
        self.known = known_annotations(request).order_by("pk")  # with deleted ones, after which a page may begin
        self.base, self.label = f"{links.root}/annotations/", "The annotations of the Newsreader"
        if article:
            self.known = self.known.filter(article=article)
            self.base = f"{links.root}{article.get_absolute_url()}annotations/"
            self.label = f"The annotations of “{article.title}”"
        self.rows = self.known.kept().filter(status="published")
        self.links, self.prefer = links, prefer
        self.id = f"{self.base}?iris={int(prefer.iris)}"
        self.size = IRIS_PER_PAGE if prefer.iris else PER_PAGE
        self.total = self.rows.count()
        self.modified = self.rows.aggregate(last=Max("modified"))["last"]

    def version(self, after: str | None) -> str:
        """Another for every change of an annotation, be it one that is not read here, and when articles come or go."""
        known = (self.change, self.label, self.total, self.modified, self.prefer, after)
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    def summary(self) -> dict[str, Any]:
        """What pages say of the whole."""
        changed = {"modified": moment(self.modified)} if self.modified else {}
        return {"id": self.id, "total": self.total, **changed}

    def description(self) -> dict[str, Any]:
        """The container."""
        body = {
            "@context": [*CONTEXT, "http://www.w3.org/ns/ldp.jsonld"],
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": self.label,
            **self.summary(),
        }
        if self.total:
            body["first"] = self.page("", embedded=True) if self.prefer.embedded else self.address("")
            body["last"] = self.address(self._before_last())
        return body

    def address(self, after: str) -> str:
        """The IRI of the page that begins after an annotation."""
        return f"{self.id}&after={after}"

    def page(self, after: str, embedded: bool = False) -> dict[str, Any]:
        """The annotations after one of them, from the first on if none is named. Raises Refusal."""
        last = self._key(after)
        rows = self.rows.filter(pk__gt=last)
        rows = list((rows.only("pk", "public_id") if self.prefer.iris else described(rows))[: self.size + 1])
        shown = rows[: self.size]
        body = {
            **({} if embedded else {"@context": CONTEXT}),
            "id": self.address(after),
            "type": "AnnotationPage",
            "partOf": self.summary(),
            "startIndex": self.rows.filter(pk__lte=last).count() if after else 0,
            "items": [
                self.links.iri(row.public_id) if self.prefer.iris else describe(row, self.links) for row in shown
            ],
        }
        if len(rows) > self.size:
            body["next"] = self.address(shown[-1].public_id)
        if after:
            body["prev"] = self.address(self._before(last))
        return body

    def _key(self, after: str) -> int:
        if not after:
            return 0
        rows = self.known.none() if UNSTORABLE.search(after) else self.known.filter(public_id=after[:64])
        if (key := rows.values_list("pk", flat=True).first()) is None:
            raise wrong_parameter("after", f"“{after[:40]}” is no annotation.")
        return key

    def _before(self, key: int) -> str:
        """After which annotation the page begins that ends with this one."""
        ids = self.rows.filter(pk__lte=key).order_by("-pk").values_list("public_id", flat=True)
        return next(iter(ids[self.size : self.size + 1]), "")

    def _before_last(self) -> str:
        size = (self.total - 1) % self.size + 1
        ids = self.rows.order_by("-pk").values_list("public_id", flat=True)
        return next(iter(ids[size : size + 1]), "")


def refuse_changed(before: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """The properties that are never changed once they are said, and shall become others."""
    return [name for name in jsonld.FIXED if name in before and name in said and before[name] != said[name]]
