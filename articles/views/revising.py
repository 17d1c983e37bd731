"""Giving an article a new text: fetched, pasted or in a file; see what it does to the notes, and only then store it."""

import math
from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.checking import InvalidDocument
from articles.comparing import Piece, compare_texts
from articles.document import Document
from articles.forms.importing import Original
from articles.forms.revising import ReviseForm, StoreForm, is_plain, new_text
from articles.importers import ParseError
from articles.importers.fetch import FetchError
from articles.models import Article, Move, NotYet, Plan, StaleArticle, User, plan_revision, revise
from articles.models.hosts import visit
from articles.models.imports import FORMAT_OF
from articles.tasks import after_import
from articles.views.articles import reading_direction
from articles.views.returning import set_read
from articles.views.revisions import describe_changes
from articles.views.unsaved import login_required_unless_sent

LOOKED_AT = ("gone", "changed", "found")
WORDS_OF = {"content": "its words", "source": "the words for its source", "cue": "the words that say so"}
FETCH_SECONDS = 15.0  # the page waits for it
OVERTAKEN = (
    "The article has a newer version than the one that you began with. This is what your text would change in it: what"
    " it puts in or takes out may be that version's."
)
SAID = {  # of one note, and of several
    "gone": ("loses its words", "lose their words"),
    "changed": ("has its words changed", "have their words changed"),
    "found": ("finds its words again", "find their words again"),
    "moved": ("moves along", "move along"),
    "unmoved": ("stays where it is", "stay where they are"),
}


@login_required_unless_sent
@permission_required("articles.change_article", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_revise(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, then the preview. Until it is stored the text travels from form to form, and rests nowhere."""
    article = get_object_or_404(Article.objects.with_revision(), slug=slug)
    if "original" in request.POST:
        return _confirm(request, article)
    if "fetch" in request.POST and article.url:
        return _fetch(request, article)
    seen = article.current_revision.number
    form = ReviseForm(request.POST or None, request.FILES or None, initial=_present(article))
    if request.method != "POST" or not form.is_valid():
        return _first_page(request, article, form, 422 if request.method == "POST" else 200)
    title = article.title if is_plain(form.original) else form.document.title
    if form.cleaned_data["seen"] not in (None, seen):
        messages.warning(request, OVERTAKEN)
    return _preview(request, article, form.original, StoreForm({"title": title, "seen": seen}))


def _fetch(request: HttpRequest, article: Article) -> HttpResponse:
    """The preview of what is at the article's address today, or why there is none."""
    try:
        found = visit(article.url, as_robot=False, seconds=FETCH_SECONDS)
        format = FORMAT_OF.get(found.media_type) or ""
        original = Original(found.data, format, "", found.url, found.charset, article.url)
        title = original.parse().title
    except NotYet as later:
        seconds = max(1, math.ceil((later.at - timezone.now()).total_seconds()))
        messages.warning(request, f"Its host was asked a moment ago. Try again in {seconds} s.")
    except (FetchError, ParseError) as error:
        messages.error(request, f"The article could not be fetched again. {error}")
    else:
        seen = article.current_revision.number
        return _preview(request, article, original, StoreForm({"title": title, "seen": seen}))
    return redirect("article-revise", article.slug)


def _confirm(request: HttpRequest, article: Article) -> HttpResponse:
    """The preview was sent: to be stored, to have its text changed, or to be looked at again."""
    try:
        original = Original.loads(request.POST["original"])
        text = new_text(original, article.title)
    except (BadSignature, ParseError):
        messages.error(request, "This preview can no longer be stored. Paste the text again, or choose the file again.")
        return _first_page(request, article, ReviseForm(), 422)
    form = StoreForm(request.POST)
    if "change" in request.POST:
        seen = request.POST.get("seen")
        form = ReviseForm(initial={"text": original.text, "format": original.format, "seen": seen})
        return _first_page(request, article, form)
    if not form.is_valid():
        return _preview(request, article, original, form, 422)
    document = Document(form.cleaned_data["title"], paragraphs=text.paragraphs)
    try:
        revision = revise(
            article,
            document,
            actor=request.user,
            original=original.data,
            plain=is_plain(original),
            seen=form.cleaned_data["seen"],
        )
    except StaleArticle as error:
        if _is_stored(error.article, document, original, form.cleaned_data["seen"], request.user):
            return _stored(request, error.article)
        messages.warning(request, OVERTAKEN)
        now = {"title": form.cleaned_data["title"], "seen": error.article.current_revision.number}
        return _preview(request, error.article, original, StoreForm(now), 409)
    except InvalidDocument as error:
        form.add_error(None, error.problems[0].detail)
        return _preview(request, article, original, form, 422)
    if revision is None:
        messages.info(request, "The text is the same as before: nothing was stored.")
        return redirect(article)
    after_import(article)
    return _stored(request, revision.article)


def _is_stored(article: Article, document: Document, original: Original, seen: int, user: User) -> bool:
    """Whether the user's own version after the one `seen` says the same, as when a preview is sent twice."""
    now = article.current_revision
    if now.number != seen + 1 or now.created_by_id != user.pk:
        return False
    return plan_revision(article, document, article.annotations.none(), plain=is_plain(original)).is_empty


def _stored(request: HttpRequest, article: Article) -> HttpResponse:
    """To what the version that was just stored has changed, which its editor has read by that."""
    number = article.current_revision.number
    messages.success(request, f"Version {number} is stored.")
    response = redirect("revision-changes", article.slug, number)
    set_read(response, number, article.get_absolute_url())
    return response


def _present(article: Article) -> dict[str, str | int]:
    """What the form begins with."""
    text = "\n\n".join(article.paragraphs.values_list("text", flat=True))
    return {"text": text, "seen": article.current_revision.number}


def _first_page(request: HttpRequest, article: Article, form: ReviseForm, status: int = 200) -> HttpResponse:
    return render(request, "revisions/article_revise.html", {"article": article, "form": form}, status=status)


def _preview(
    request: HttpRequest, article: Article, original: Original, form: StoreForm, status: int = 200
) -> HttpResponse:
    """What would change, in the text and of the notes that the editor may know of."""
    try:
        text = new_text(original, article.title)
        title = (form.data.get("title") or article.title)[:300]
        annotations = article.annotations.kept().shared_with(request.user)
        document = Document(title, paragraphs=text.paragraphs)
        plan = plan_revision(article, document, annotations, plain=is_plain(original))
    except (ParseError, InvalidDocument) as error:
        found = ReviseForm(initial={"text": original.text, "format": original.format})
        messages.error(request, error.problems[0].detail if isinstance(error, InvalidDocument) else str(error))
        return _first_page(request, article, found, 422)
    context = {
        "article": article,
        "original": original,
        "form": form,
        "plan": plan,
        "direction": reading_direction(article),
        "counts": _counts(plan),
        "moves": [(move, _moved_words(move, plan.new)) for move in _looked_at(plan)],
        **describe_changes(plan.old, plan.new),
    }
    return render(request, "revisions/revise_preview.html", context, status=status)


@dataclass(frozen=True, slots=True)
class MovedWords:
    """Those words of a note that do not stay the same: whose they are, what becomes of them, and how they differ.

    There are no `pieces` of words that are gone, or in the new text as they were.
    """

    name: str
    outcome: str
    was: str
    pieces: list[Piece]


def _looked_at(plan: Plan) -> list[Move]:
    """The moves that the editor looks at: what is lost first, and in the order in which it was read."""
    order = {paragraph.id: index for index, paragraph in enumerate(plan.old.paragraphs)}

    def place(move: Move) -> tuple[int, int, int]:
        spans = [(order.get(span.paragraph, len(order)), span.start) for span in move.before.spans]
        return LOOKED_AT.index(move.outcome), *min(spans)

    return sorted((move for move in plan.moves if move.outcome in LOOKED_AT), key=place)


def _moved_words(move: Move, new: Document) -> list[MovedWords]:
    texts = {paragraph.id: paragraph.text for paragraph in new.paragraphs}
    found = []
    for role, name in WORDS_OF.items():
        before, after = move.before.spans_of(role), move.after.spans_of(role)
        was = " … ".join(span.exact for span in move.before.spans if span.role == role)
        now = " … ".join(texts[span.paragraph][span.start : span.end] for span in after)
        outcome = move.outcome_of(role)
        if outcome in LOOKED_AT:
            pieces = list(compare_texts(was, now)) if before and after and now != was else []
            found.append(MovedWords(name, outcome, was, pieces))
    return found


def _counts(plan: Plan) -> list[str]:
    """In words, such as “2 notes lose their words”."""
    counts = Counter(move.outcome for move in plan.moves)
    return [
        f"{counts[outcome]} note{'s' if counts[outcome] > 1 else ''} {said[counts[outcome] > 1]}"
        for outcome, said in SAID.items()
        if counts[outcome]
    ]
