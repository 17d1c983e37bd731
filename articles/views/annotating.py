"""Marking an article: the forms in which annotations are made, changed, deleted and brought back."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from articles.checking import LONGEST_BODY, InvalidDocument
from articles.comparing import Change, compare_notes
from articles.document import NOTE_KINDS, Note
from articles.forms.annotation import NoteForm
from articles.models import (
    Annotation,
    AnnotationVersion,
    Article,
    NotTheirs,
    StaleVersion,
    User,
    add_notes,
    delete_annotation,
    fingerprint,
    in_one_transaction,
    is_restored,
    lock_user,
    replace_note,
    restore_note,
    sources_known_to,
)
from articles.views.articles import get_readable, reading_direction
from articles.views.parameters import number_in, words_in
from articles.views.posting import login_required_to_post
from articles.views.unsaved import login_required_unless_sent
from articles.wording import Place

SUGGESTIONS = 8


@login_required_unless_sent
@permission_required("articles.add_annotation", raise_exception=True)
@require_http_methods(["GET", "POST"])
def annotation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new note of `?kind=` near `?paragraph=`, over the words at each `?content=`, `?source=` and `?cue=` place.

    Who reads the notes of `?group=` makes theirs for that group, unless they choose another.
    """
    article = get_readable(request, slug)
    kind = request.GET.get("kind", "quote")
    if kind not in NOTE_KINDS:
        raise Http404
    note = Note("", kind, verdict="unchecked" if kind == "claim" else "", manner="direct" if kind == "quote" else "")
    if group := _group_at_hand(request):
        note = replace(note, visibility="group", group=group)
    form = _form(request, article, note)
    if not _is_sent(request, form):
        return _page(request, article, form)
    try:
        annotation, is_new = _added(request, article, form.value)
    except InvalidDocument as error:  # the text was changed in between
        return _page(request, article, _with_problems(form, error))
    if not is_new:
        form.fields.add_error(None, _already(annotation))
        return _page(request, article, form)
    return _saved(request, annotation, f"Your {kind} is saved.", undo=0)


@login_required_unless_sent
@require_http_methods(["GET", "POST"])
def annotation_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a note. Whoever saves second is told, and sees what the first has saved beside their own."""
    annotation = get_editable(request, public_id, deleted=True)
    if annotation.deleted and request.method == "GET":
        return redirect("annotation-history", public_id)
    article, note = annotation.article, annotation.to_note()
    own = annotation.creator_id == request.user.pk
    form = _form(request, article, note, own=own, version=annotation.version)
    if not _is_sent(request, form):
        return _page(request, article, form, annotation)
    version = form.fields.cleaned_data["version"]
    try:
        annotation = replace_note(annotation, form.value, actor=request.user, version=version)
    except InvalidDocument as error:
        return _page(request, article, _with_problems(form, error), annotation)
    except StaleVersion as error:
        again = form.again()
        again.fields.initial["version"] = error.annotation.version
        last = annotation.versions.select_related("actor").first()
        return _page(request, article, again, annotation, last, compare_notes(note, form.value))
    return _saved(request, annotation, "Your changes are saved.", undo=annotation.version - 1)


@login_required
@require_http_methods(["GET", "POST"])
def annotation_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, and take a note out of sight; it can be brought back."""
    annotation = get_editable(request, public_id, deleted=True)
    if annotation.deleted:  # sent twice, or come back to
        return redirect("annotation-history", public_id)
    if request.method == "GET":
        context = {"annotation": annotation, "note": annotation.to_note(), "place": _where_read(request, annotation)}
        return render(request, "annotating/annotation_delete.html", context)
    annotation = delete_annotation(annotation, actor=request.user)
    _offer_undo(request, annotation, f"The {annotation.kind} is deleted.", annotation.version - 1)
    return redirect(_where_read(request, annotation))


@login_required_to_post
def annotation_restore(request: HttpRequest, public_id: str, number: str) -> HttpResponse:
    """Give a note its version `number` again, deleted or not; 0 undoes its making. `version` is what was seen."""
    rows = Annotation.objects.restorable_by(request.user).in_articles_open_to(request.user)
    annotation = rows.filter(public_id=public_id).first()
    if annotation is None:
        raise Http404
    was_deleted = annotation.deleted is not None
    try:
        annotation = _restored(annotation, int(number), request.user, number_in(request.POST.get("version", "")))
    except AnnotationVersion.DoesNotExist as error:
        raise Http404 from error
    except StaleVersion:
        messages.error(request, f"Nothing was undone: this {annotation.kind} has been changed again since.")
        return redirect("annotation-history", public_id)
    except NotTheirs as error:
        raise PermissionDenied(str(error)) from error
    except InvalidDocument as error:
        messages.error(request, f"That version no longer fits the article. {error.problems[0].detail}")
        return redirect("annotation-history", public_id)
    before = annotation.versions.get(number=annotation.version - 1)
    undo = 0 if was_deleted or before.action == "deleted" else before.number
    _offer_undo(request, annotation, "It is as it was before.", undo)
    return redirect(_where_read(request, annotation))


def _restored(annotation: Annotation, number: int, actor: User, version: int | None) -> Annotation:
    """The annotation as it was in `number`, even if `actor` has just made it so: the button was pressed twice."""
    try:
        if number:
            return restore_note(annotation, number, actor=actor, version=version)
        return delete_annotation(annotation, actor=actor, version=version)
    except StaleVersion as error:
        if not is_restored(error.annotation, number, actor=actor, version=version):
            raise
        return error.annotation


@login_required
@permission_required("articles.add_annotation", raise_exception=True)
@require_safe
def source_suggest(request: HttpRequest) -> HttpResponse:
    """The known sources whose names have `?q=` in them, those of the article `?article=` first, as JSON."""
    words = words_in(request)
    rows = sources_known_to(request.user).filter(article=None)
    rows = rows.filter(name__icontains=words) | rows.filter(aliases__icontains=words)
    here = rows.filter(annotations__article__slug=request.GET.get("article", "").replace("\x00", "")).distinct()
    found = list(dict.fromkeys([*here[:SUGGESTIONS], *rows[:SUGGESTIONS]]))[:SUGGESTIONS] if words else []
    return JsonResponse({"sources": [{"name": source.name, "kind": source.kind} for source in found]})


def get_editable(request: HttpRequest, public_id: str, deleted: bool = False) -> Annotation:
    """The annotation. 404 if the user may not know of it, 403 if it is for others to change."""
    rows = Annotation.objects.filter(public_id=public_id).in_articles_open_to(request.user)
    rows = rows.select_related("article__publication").with_values()
    mine = rows.restorable_by(request.user) if deleted else rows.editable_by(request.user)
    annotation = mine.first()
    if annotation is None:
        if rows.visible_to(request.user).exists():
            raise PermissionDenied("Only its author and editors may change it.")
        raise Http404
    return annotation


def _group_at_hand(request: HttpRequest) -> str:
    """The slug of the group whose notes are being read, "" if none is, or none of theirs. An undo is sent with it."""
    slug = (request.GET.get("group") or request.POST.get("group", "")).replace("\x00", "")
    return slug if slug and request.user.annotation_groups.filter(slug=slug).exists() else ""


def _form(request: HttpRequest, article: Article, note: Note, own: bool = True, version: int = 0) -> NoteForm:
    paragraphs = [row.to_value() for row in article.paragraphs.all()]
    data = request.POST if request.method == "POST" else None
    return NoteForm(
        note,
        paragraphs,
        request.user,
        own=own,
        data=data,
        places=_places(request),
        near=request.GET.get("paragraph", ""),
        version=version,
    )


def _places(request: HttpRequest) -> list[tuple[str, Place]]:
    places = []
    for role in ("content", "source", "cue"):
        for text in request.GET.getlist(role):
            try:
                places.append((role, Place.parse(text)))
            except ValueError:
                continue
    return places


def _is_sent(request: HttpRequest, form: NoteForm) -> bool:
    """Whether the form was sent to be saved, and may be."""
    return request.method == "POST" and not request.POST.keys() & {"add", "preview", "take"} and form.is_valid()


@in_one_transaction
def _added(request: HttpRequest, article: Article, note: Note) -> tuple[Annotation, bool]:
    """The annotation, and whether it is new: the reader may have it already, as when a form is sent twice at once."""
    lock_user(request.user)  # so that the second of two finds the first
    own = article.annotations.kept().filter(creator=request.user, kind=note.kind, fingerprint=fingerprint(note))
    if note.kind == "comment":  # there may be many on the same words
        own = own.filter(body=note.body)
    if (annotation := own.first()) is not None:
        return annotation, False
    (annotation,) = add_notes(article, [note], actor=request.user)
    return annotation, True


def _already(annotation: Annotation) -> str:
    """That they have it, with a link to the note; one that is not published has its history alone."""
    page = "annotation-detail" if annotation.status == "published" else "annotation-history"
    address = reverse(page, args=[annotation.public_id])
    said = "written this comment" if annotation.kind == "comment" else "marked these words"
    return format_html('You have {} already: <a href="{}">see your {}</a>.', said, address, annotation.kind)


def _with_problems(form: NoteForm, error: InvalidDocument) -> NoteForm:
    for problem in error.problems:
        form.fields.add_error(None, problem.detail)
    return form


def _page(
    request: HttpRequest,
    article: Article,
    form: NoteForm,
    annotation: Annotation | None = None,
    newer: AnnotationVersion | None = None,
    changes: list[Change] | None = None,
) -> HttpResponse:
    """The form, on a page of its own or alone for the panel beside the text; 422 when something is wrong with it."""
    wrong = request.method == "POST" and not request.POST.keys() & {"add", "preview", "take"}
    preview = None
    if request.method == "POST" and not wrong:
        form = form.again(request.POST.get("add", ""), request.POST.get("take", ""))
        # As much as can be saved: longer Markdown takes minutes to render.
        preview = request.POST.get("body", "")[:LONGEST_BODY] if "preview" in request.POST else None
    context = {
        "article": article,
        "annotation": annotation,
        "place": annotation and _where_read(request, annotation),
        "form": form,
        "kinds": NOTE_KINDS,
        "direction": reading_direction(article),
        "paragraph": next((item for item in form.paragraphs if item.id == form.words.near), None),
        "preview": preview,
        "newer": newer,
        "changes": changes,
        "in_panel": "X-Panel" in request.headers,
        "wrong": wrong and not newer,
    }
    template = "annotating/_form.html" if context["in_panel"] else "annotating/annotation_form.html"
    response = render(request, template, context, status=(409 if newer else 422) if wrong else 200)
    patch_vary_headers(response, ["X-Panel"])
    return response


def _saved(request: HttpRequest, annotation: Annotation, text: str, undo: int) -> HttpResponse:
    _offer_undo(request, annotation, text, undo)
    address = _where_read(request, annotation)
    if "X-Panel" in request.headers:  # a redirect would be followed before the script sees it
        return HttpResponse(status=201, headers={"Location": address})
    return redirect(address)


def _where_read(request: HttpRequest, annotation: Annotation) -> str:
    """Where it stands in the article: among the proposals, or the notes of a group that are being read."""
    query = {"proposals": "on"} if annotation.status == "suggested" else {}
    if annotation.group and annotation.group.slug == _group_at_hand(request):
        query = {"group": annotation.group.slug}
    return annotation.get_place_url(**query)


def _offer_undo(request: HttpRequest, annotation: Annotation, text: str, number: int) -> None:
    undo = reverse("annotation-restore", args=[annotation.public_id, number])
    fields = {"version": annotation.version}
    if group := _group_at_hand(request):
        fields["group"] = group
    messages.success(request, text, extra_tags=f"{undo}?{urlencode(fields)}")
