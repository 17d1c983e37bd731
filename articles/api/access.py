"""Which rows a request may read: the permissions of the pages, with proposals and rejections for those they concern."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from rest_framework.request import Request

from articles.api.authentication import may_review
from articles.api.problems import Refusal
from articles.models import Annotation, Article, Source, Tombstone, seen_tombstones
from articles.models.annotation import AnnotationQuerySet


def visible_articles(request: Request) -> QuerySet[Article]:
    """The articles that the request may read."""
    return Article.objects.visible_to(request.user)


def known_annotations(request: Request) -> AnnotationQuerySet:
    """The annotations that the request may know of, deleted ones too.

    What is proposed or rejected concerns its creator and those who review.
    """
    rows = Annotation.objects.shared_with(request.user).in_articles_open_to(request.user)
    return rows.concerning(request.user, may_review(request))


def readable(request: Request) -> AnnotationQuerySet:
    """The annotations that the request may read."""
    return known_annotations(request).kept()


def get_annotation(request: Request, public_id: str) -> Annotation:
    """The annotation as the request may read it. Raises Refusal: 404, or 410 if it is deleted or destroyed."""
    row = known_annotations(request).filter(public_id=public_id).first()
    if row is None and not known_tombstones(request, Tombstone.objects.filter(public_id=public_id)):
        raise Refusal(404, f"There is no annotation “{public_id}”, or none that you may see.")
    if row is None or row.deleted:
        raise Refusal(410, f"The annotation “{public_id}” has been deleted.")
    return row


def known_tombstones(request: Request, tombstones: Iterable[Tombstone]) -> list[Tombstone]:
    """The tombstones of what the request might read before it was destroyed."""
    return seen_tombstones(tombstones, request.user, reviews=may_review(request))


def may_edit(request: Request, annotation: Annotation) -> bool:
    """Whether the request may change an annotation that it may read: its creator, or an editor."""
    own = annotation.creator_id == request.user.pk and request.user.has_perm("articles.add_annotation")
    return own or may_review(request)


def get_article(request: Request, slug: str) -> Article:
    """The article. Raises Refusal: 404, or 410 if it is withdrawn."""
    article = Article.objects.with_revision().filter(slug=slug).first()
    if article is None or (article.state == Article.State.DRAFT and not article.is_visible_to(request.user)):
        raise Refusal(404, f"There is no article “{slug}”, or none that you may see.")
    if not article.is_visible_to(request.user):
        raise Refusal(410, f"The article “{slug}” has been withdrawn: {article.withdrawn_reason}")
    return article


def known_sources(request: Request) -> QuerySet[Source]:
    """The sources that an annotation names which the request may read."""
    return Source.objects.named_in(readable(request)).select_related("article")


def find_source(request: Request, slug: str) -> Source | None:
    """The known source of this slug, or the one that it was merged into; None if there is none."""
    into = Source.objects.filter(slug=slug).values("merged_into")
    return known_sources(request).filter(Q(slug=slug) | Q(pk__in=into)).first()
