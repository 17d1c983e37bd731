"""Claims that are the same in several articles, whoever words them how."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.annotation_parts import Span
from articles.models.article import Article, ArticleQuerySet, lock_articles
from articles.models.people import User
from articles.models.transactions import in_one_transaction


class CannotLink(ValueError):
    """Why two annotations cannot be the same claim, as a sentence for people."""


class SharedClaim(models.Model):
    """A claim that several articles make; its members are the annotations."""

    created = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Claim {self.pk}"


class ClaimMembership(models.Model):
    """That an annotation is an instance of a shared claim."""

    claim = models.ForeignKey(SharedClaim, models.CASCADE, related_name="members")
    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="membership")
    added = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.annotation} in {self.claim}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """In how many other articles a claim is made, and whether it is worded otherwise there."""

    articles: int
    differs: bool


@in_one_transaction
def link_claims(one: Annotation, other: Annotation, *, actor: User) -> SharedClaim:
    """Say that two claims are the same; whatever was the same as either of them is the same as both. Raises CannotLink.

    Only what everybody may see is linked: a link would tell of a note that others may not know of.
    """
    both = Annotation.objects.filter(pk__in=[one.pk, other.pk])
    lock_articles_of(both)
    one, other = (both.get(pk=annotation.pk) for annotation in (one, other))
    for annotation in (one, other):
        if annotation.kind != "claim" or annotation.deleted:
            raise CannotLink("Only claims can be the same claim.")
        if annotation.visibility != "public" or annotation.status != "published":
            raise CannotLink("Only public claims can be linked.")
    if one.article_id == other.article_id:
        raise CannotLink("These are claims of one article; link it to a claim of another.")
    claims = list(SharedClaim.objects.select_for_update().filter(members__annotation__in=[one, other]).order_by("pk"))
    claim = claims[0] if claims else SharedClaim.objects.create()
    ClaimMembership.objects.filter(claim__in=claims[1:]).update(claim=claim)
    SharedClaim.objects.filter(pk__in=[row.pk for row in claims[1:]]).delete()
    for annotation in (one, other):
        ClaimMembership.objects.get_or_create(annotation=annotation, defaults={"claim": claim, "added_by": actor})
    touch_members([one])
    return claim


@in_one_transaction
def unlink_claim(annotation: Annotation) -> None:
    """Say that a claim is not the same as the others; nothing happens if it is linked to none."""
    lock_articles_of(Annotation.objects.filter(pk=annotation.pk))
    touch_members([annotation])
    membership = ClaimMembership.objects.filter(annotation=annotation).select_related("claim").first()
    if membership:
        membership.delete()
        if membership.claim.members.count() < 2:
            membership.claim.delete()


def lock_articles_of(annotations: AnnotationQuerySet, *others: ArticleQuerySet) -> None:
    """Let nobody write notes over the articles of these annotations, or revise them, until the transaction ends; nor
    over those in which one of these claims is made as well, whose version `touch_members` raises; nor over `others`.

    All are locked at once and in one order, so that no two wait for each other.
    """
    keys = annotations.order_by().values("pk")
    linked = ClaimMembership.objects.filter(claim__members__annotation__in=keys).order_by()
    own = annotations.order_by().values("article")
    more = (articles.order_by().values("pk") for articles in others)
    lock_articles(Article.objects.filter(pk__in=own.union(linked.values("annotation__article"), *more)))


def touch_members(annotations: Iterable[Annotation]) -> None:
    """Raise the version of every article that shows in how many others one of these claims is made."""
    claims = ClaimMembership.objects.filter(annotation__in=annotations).values("claim")
    for article in Article.objects.filter(annotations__membership__claim__in=claims).distinct().order_by("pk"):
        article.touch()


def elsewhere(annotations: AnnotationQuerySet, seen: AnnotationQuerySet) -> dict[str, Elsewhere]:
    """For the claims among these annotations that others in `seen` share, by id: where else they are made.

    One query, for the words of all of them.
    """
    claims = ClaimMembership.objects.filter(annotation__in=annotations.order_by().values("pk")).values("claim")
    seen = seen.filter(membership__claim__in=claims).order_by().values("pk")
    rows = Span.objects.filter(annotation__in=seen, role="content").order_by("annotation", "order")
    columns = ("annotation__membership__claim", "annotation__public_id", "annotation__article", "exact")
    words, members = defaultdict(list), defaultdict(dict)
    for claim, public_id, article, exact in rows.values_list(*columns):
        words[public_id].append(exact)
        members[claim][public_id] = article
    found = {}
    for instances in members.values():
        for public_id, article in instances.items():
            others = {other: where for other, where in instances.items() if where != article}
            if others:
                same = _plain(words[public_id])
                found[public_id] = Elsewhere(
                    len(set(others.values())), any(_plain(words[other]) != same for other in others)
                )
    return found


def _plain(words: list[str]) -> str:
    return " ".join(" ".join(words).split()).casefold().strip(" .,;:“”\"'")
