"""A page for each annotation, so that it can be shared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.document import Document
from articles.formats.pages import SERVICE_LINK, claim_review, is_judged
from articles.models import Annotation, Article, Tombstone, elsewhere, seen_tombstones
from articles.rendering import Html, render_data, render_paragraphs
from articles.search import seen_annotations
from articles.views.articles import is_withheld, reading_direction
from articles.views.caching import conditional
from articles.views.entries import Entry
from articles.views.searching import list_hits


@require_safe
def annotation_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The quoted words in their paragraphs, and all that the annotation says; 410 once it is deleted or withdrawn."""
    annotation = get_annotation(request, public_id)
    if annotation is None or annotation.deleted or is_withheld(request, annotation.article):
        return _gone(request, annotation)
    response = conditional(
        request,
        annotation.article,
        lambda: render(request, "articles/annotation_detail.html", _page(request, annotation)),
    )
    response["Link"] = SERVICE_LINK
    return response


def get_annotation(request: HttpRequest, public_id: str) -> Annotation | None:
    """The annotation, if the reader may see it or might have seen it before it was deleted; none if destroyed."""
    rows = Annotation.objects.select_related("article__publication").filter(public_id=public_id)
    annotation = (
        rows.with_values().visible_to(request.user).first()
        or rows.filter(visibility="public", status="published").exclude(deleted=None).first()
    )
    if annotation is None:
        reviews = request.user.has_perm("articles.change_annotation")
        is_known = seen_tombstones(Tombstone.objects.filter(public_id=public_id), request.user, reviews=reviews)
    else:
        is_known = annotation.article.state != Article.State.DRAFT or annotation.article.is_visible_to(request.user)
    if not is_known:
        raise Http404
    return annotation


def _gone(request: HttpRequest, annotation: Annotation | None) -> HttpResponse:
    """What is left to say of it, and the way back for those who may take it."""
    restorable = Annotation.objects.restorable_by(request.user).exclude(deleted=None)
    may_restore = (
        annotation is not None
        and not is_withheld(request, annotation.article)
        and restorable.filter(pk=annotation.pk).exists()
    )
    context = {"annotation": annotation, "may_restore": may_restore}
    return render(request, "articles/annotation_gone.html", context, status=410)


def _page(request: HttpRequest, annotation: Annotation) -> dict:
    note = annotation.to_note()
    address = request.build_absolute_uri(annotation.article.get_absolute_url())
    review = {"@context": "https://schema.org", **claim_review(note, address)} if is_judged(note) else None
    seen = seen_annotations(request.user)
    same = seen.filter(membership__claim__members__annotation=annotation).exclude(pk=annotation.pk)
    same = list_hits(same.order_by("-article__listed", "pk")) if annotation.kind == "claim" else []
    others = elsewhere(Annotation.objects.filter(pk=annotation.pk), seen) if same else {}
    return {
        "annotation": annotation,
        "article": annotation.article,
        "note": note,
        "everybody": note.visibility == "public" and annotation.article.state == Article.State.PUBLISHED,
        "data": render_data(review) if review else None,
        "direction": reading_direction(annotation.article),
        "passages": _passages(annotation),
        "same": same,
        "entry": Entry(note, elsewhere=others.get(note.id)),
        "may_change": Annotation.objects.editable_by(request.user).filter(pk=annotation.pk).exists(),
        "may_link": annotation.kind == "claim" and request.user.has_perm("articles.add_annotation"),
        "versions": annotation.versions.select_related("actor").order_by("-number"),
    }


def _passages(annotation: Annotation) -> list[Html]:
    """The paragraphs that the annotation lies over, with its words marked and without markers."""
    note = annotation.to_note()
    ids = {span.paragraph for span in note.spans_of("content")}
    rows = annotation.article.paragraphs.filter(public_id__in=ids)
    document = Document("", paragraphs=tuple(row.to_value() for row in rows), notes=(note,))
    return list(render_paragraphs(document, {note.id: 1}, markers=False).values())
