"""Notes whose words have changed or are gone: shown for review, and put by hand on the words that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.document import STATUSES, Note, Paragraph, Span, describe_span
from articles.models import Annotation, StaleVersion, list_notes, lost_since, replace_note, reviewable_by
from articles.scripts import shorten
from articles.views.annotating import get_editable
from articles.wording import Place, find_words, nearest_words

NOTES_PER_PAGE = 30
MOST_CANDIDATES = 3
AROUND = 80  # characters shown on either side of a candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that a span may belong to, with what stands around them; `now` if the note lies there already."""

    place: Place
    before: str
    words: str
    after: str
    now: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A span whose words have changed or are gone, by its number in the note, and where it could be put."""

    index: int
    span: Span
    candidates: list[Candidate]


def anchor_list(request: HttpRequest) -> HttpResponse:
    """The notes of all articles whose words have changed or are gone, those last moved first: a part of the review."""
    rows = reviewable_by(request.user).filter(anchor__in=["changed", "gone"], status="published")
    page = Paginator(rows.order_by("-modified", "-pk"), NOTES_PER_PAGE).get_page(request.GET.get("page"))
    notes = list_notes(page.object_list)
    since = lost_since(notes)
    lost = [(listed, since.get(listed.pk, 1)) for listed in notes]
    context = {"page": page, "lost": lost, "wanted": "lost", "statuses": STATUSES}
    return render(request, "review/anchor_list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def annotation_reattach(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the lost words of a note could be now; a click on one of the places puts the note there."""
    annotation = get_editable(request, public_id)
    note = annotation.to_note()
    paragraphs = [row.to_value() for row in annotation.article.paragraphs.all()]
    status = 200
    if request.method == "POST":
        status = 422
        if moved := _moved(note, paragraphs, request.POST.get("span", ""), request.POST.get("place", "")):
            try:
                version = int(request.POST.get("version") or annotation.version)
                return _saved(
                    request, replace_note(annotation, moved, actor=request.user, action="reattached", version=version)
                )
            except (StaleVersion, ValueError) as error:
                if isinstance(error, StaleVersion) and error.annotation.to_note().spans == moved.spans:
                    return _saved(request, error.annotation)  # as when the button is clicked twice
                messages.warning(request, "The note has been changed in the meantime. Look at it again.")
                return redirect(request.get_full_path())
            except InvalidDocument as error:
                messages.error(request, error.problems[0].detail)
        else:
            messages.error(request, "These words are not in the article.")
    context = {"annotation": annotation, "article": annotation.article, "note": note, "lost": _lost(note, paragraphs)}
    return render(request, "annotating/annotation_reattach.html", context, status=status)


def _moved(note: Note, paragraphs: Sequence[Paragraph], index: str, place: str) -> Note | None:
    """The note with the span of this number at this place; None if there is no such span or place."""
    by_id = {paragraph.id: paragraph for paragraph in paragraphs}
    try:
        at, found = int(index), Place.parse(place)
        old = note.spans[at] if at >= 0 else None
        span = describe_span(by_id[found.paragraph], found.start, found.end, old.role)
    except (ValueError, KeyError, IndexError, AttributeError):
        return None
    return replace(note, spans=(*note.spans[:at], span, *note.spans[at + 1 :]))


def _lost(note: Note, paragraphs: Sequence[Paragraph]) -> list[Lost]:
    by_id = {paragraph.id: paragraph for paragraph in paragraphs}
    lost = []
    for index, span in enumerate(note.spans):
        if span.state == "unchanged":
            continue
        now = Place(span.paragraph, span.start, span.end) if span.paragraph else None
        places = find_words(paragraphs, span.exact) or nearest_words(paragraphs, span.exact, MOST_CANDIDATES)
        places = list(dict.fromkeys([now, *places[:MOST_CANDIDATES]] if now else places[:MOST_CANDIDATES]))
        lost.append(Lost(index, span, [_candidate(by_id[place.paragraph], place, place == now) for place in places]))
    return lost


def _candidate(paragraph: Paragraph, place: Place, now: bool) -> Candidate:
    text, first = paragraph.text, max(0, place.start - AROUND)
    if first:
        first = text.find(" ", first, place.start) + 1 or first  # none in Chinese
    before = ("…" if first else "") + text[first : place.start]
    return Candidate(place, before, text[place.start : place.end], shorten(text[place.end :], AROUND), now)


def _saved(request: HttpRequest, annotation: Annotation) -> HttpResponse:
    undo = reverse("annotation-restore", args=[annotation.public_id, annotation.version - 1])
    messages.success(request, "The note is on these words now.", extra_tags=f"{undo}?version={annotation.version}")
    if annotation.anchor != "unchanged":
        return redirect(request.get_full_path())
    if "review" in request.GET:  # the list is worked through
        return redirect(f"{reverse('review')}?anchor=lost")
    return redirect(annotation.get_place_url())
