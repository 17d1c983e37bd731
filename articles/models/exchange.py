"""Annotations that come from files and go into files: each is stored once, and any number passes in constant memory."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby, islice
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from articles.checking import NOTE_ID, Problem, note_problems
from articles.document import Document, Note
from articles.formats import Format, brat
from articles.formats.native import FormatError, to_dict
from articles.formats.rows import About
from articles.formats.selecting import Unplaced
from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.article import Article, lock_all_articles, lock_article
from articles.models.conversion import document_with
from articles.models.people import User
from articles.models.transactions import in_one_transaction
from articles.models.writing import add_notes

BATCH = 500
MOST_BYTES = 100_000_000  # of a file that comes over the web
MOST_MESSAGES = 100
OWN_ADDRESS = re.compile(r"/(?:api/v1/)?articles/([-\w]+)/?")


@dataclass(slots=True)
class Outcome:
    """What became of notes: how many are new, how many were there already, and which cannot be stored, and why."""

    created: int = 0
    duplicate: int = 0
    refused: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What became of a file: annotations by outcome, and the first hundred that were not stored, each with its reason.

    Unresolved are those whose article or words are not here, errors those that make no annotation at all.
    """

    created: int = 0
    duplicate: int = 0
    unresolved: int = 0
    errors: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many annotations the file has."""
        return self.created + self.duplicate + self.unresolved + self.errors

    def add(self, outcome: Outcome, places: Sequence[int]) -> None:
        """Count what became of notes, which have these places in the file."""
        self.created += outcome.created
        self.duplicate += outcome.duplicate
        for index, problems in outcome.refused:
            misplaced = all(problem.pointer.startswith("/spans") for problem in problems)
            detail = " ".join(f"{problem.pointer}: {problem.detail}" for problem in problems[:3])
            self.refuse(places[index], "unresolved" if misplaced else "errors", detail)

    def refuse(self, index: int, outcome: str, detail: str) -> None:
        """Count an annotation, the one with this index in the file, that is not stored."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if len(self.messages) < MOST_MESSAGES:
            detail = detail.encode(errors="replace").decode()  # without halves of characters, which nobody can read
            self.messages.append({"index": index, "outcome": outcome, "detail": detail})


@transaction.atomic
def import_rows(
    format: Format,
    rows: Iterable[Any],
    find: Callable[[About], Article | None],
    *,
    actor: User | None,
    known: AnnotationQuerySet,
    adapt: Callable[[Note], Note] = lambda note: note,
) -> Report:
    """Store the annotations in the rows of a file, in constant memory; all that can be, or nothing if it breaks off.

    `find` finds the article that a row is about, `adapt` makes the note what the actor may write. Raises FormatError
    where the file itself cannot be read on.
    """
    lock_all_articles()
    report, numbered = Report(), enumerate(rows)
    while batch := list(islice(numbered, BATCH)):
        for about, group in groupby(batch, key=lambda item: _about(format, item[1])):
            _import_group(format, about, list(group), find, report, actor=actor, known=known, adapt=adapt)
    report.messages.sort(key=lambda message: message["index"])
    return report


@transaction.atomic
def import_for(user: User, store: Callable[..., Report], *, root: str, reviews: bool, dry_run: bool) -> Report:
    """What `store`, as `import_rows` or `import_texts`, brings in as `user` on what they may read.

    `root` is the address of the site, `reviews` whether they may review; in a `dry_run`, nothing is stored. Raises
    FormatError; then nothing is stored either.
    """
    report = store(
        find=partial(find_article, articles=Article.objects.visible_to(user), root=root),
        actor=user,
        known=Annotation.objects.shared_with(user),
        adapt=_adapter(user, reviews),
    )
    transaction.set_rollback(dry_run)
    return report


def _about(format: Format, row: Any) -> About | str:
    """The article of a row, or why it has none."""
    try:
        about = format.about(row)
    except FormatError as error:
        return str(error)
    return about if about.iri or about.url else "The annotation does not say which article it is about."


def _import_group(format: Format, about: About | str, rows: list, find, report: Report, *, actor, known, adapt) -> None:
    """Store rows about one article."""
    article = find(about) if isinstance(about, About) else None
    if article is None:
        outcome, detail = "errors", about
        if isinstance(about, About):
            outcome, detail = "unresolved", f"There is no article {about.iri or about.url}."
        for index, _ in rows:
            report.refuse(index, outcome, detail)
        return
    document, notes, places = document_with(article, ()), [], []
    for index, row in rows:
        try:
            notes.append(adapt(format.unpack(row, document)))
            places.append(index)
        except FormatError as error:
            report.refuse(index, "unresolved" if isinstance(error, Unplaced) else "errors", str(error))
    report.add(import_notes(article, notes, actor=actor, known=known), places)


@transaction.atomic
def import_texts(
    texts: Iterable[tuple[str, str, str]],
    find: Callable[[About], Article | None],
    *,
    actor: User | None,
    known: AnnotationQuerySet,
    adapt: Callable[[Note], Note] = lambda note: note,
) -> Report:
    """Store the annotations in brat standoff over texts, each with the slug of the article that has this text.

    As `import_rows`; an article that is not here, or has another text, counts once.
    """
    lock_all_articles()
    report = Report()
    for slug, text, annotations in texts:
        article, first = find(About(f"/articles/{slug}/")), report.total
        if article is None:
            report.refuse(first, "unresolved", f"There is no article “{slug[:100]}”.")
            continue
        try:
            loaded = brat.loads(text, annotations, document_with(article, ()))
        except FormatError as error:
            report.refuse(first, "unresolved", f"{slug}: {error}")
            continue
        notes, places = [], []
        for index, note in enumerate(loaded.document.notes, first):
            try:
                notes.append(adapt(note))
                places.append(index)
            except FormatError as error:
                report.refuse(index, "errors", f"{slug}: {error}")
        report.add(import_notes(article, notes, actor=actor, known=known), places)
        for line in loaded.left_out:
            if line.startswith("E"):  # an event, which would be an annotation
                report.refuse(report.total, "errors", f"{slug}: {line}")
    return report


def _adapter(actor: User, reviews: bool) -> Callable[[Note], Note]:
    """What makes a note from a file one that `actor` may write; it raises FormatError where there is none.

    What others made is theirs by name if the actor reviews and everybody sees it; else it becomes the actor's, and
    `extra` keeps the name.
    """
    name = actor.get_username()
    groups = set(actor.annotation_groups.values_list("slug", flat=True))

    def adapt(note: Note) -> Note:
        if note.status == "rejected" and not reviews:
            raise FormatError("Only those who review reject annotations.")
        if note.group and note.group not in groups:
            raise FormatError(f"You belong to no group “{note.group[:80]}”.")
        if note.creator in ("", name) or (reviews and note.visibility == "public"):
            return note
        return replace(note, creator=name, extra={**note.extra, "creator": note.creator})

    return adapt


def find_article(about: About, articles, root: str) -> Article | None:
    """The one of `articles` that a file means: by its address here, below `root`, or one that it is known under."""
    for address in filter(None, (about.iri, about.url)):
        page = address.partition("#")[0]
        path = page.removeprefix(root) if root else page
        if path.startswith("/") and (match := OWN_ADDRESS.fullmatch(unquote(path))):
            found = articles.filter(slug=match[1]).first()
        else:
            found = articles.known_under(address).first() or articles.known_under(page).first()
        if found:
            return found
    return None


@in_one_transaction
def import_notes(article: Article, notes: Sequence[Note], *, actor: User | None, known: AnnotationQuerySet) -> Outcome:
    """Store those of `notes` that are not stored yet and that the gate lets pass.

    An id that can be none here is replaced by a new one. A note is known again by its id, or by all that it said when
    it was first imported, though it was edited or deleted since; it is looked for in `known`. `refused` has the indexes
    of notes. Raises InvalidDocument for a group that the actor does not belong to.
    """
    lock_article(article)  # so that the second of two finds what the first has stored
    outcome, fresh, marks = Outcome(), [], []
    notes = [note if NOTE_ID.fullmatch(note.id) else replace(note, id="") for note in notes]
    paragraphs = {row.public_id: row for row in article.paragraphs.all()}
    prints = [_mark(note, actor) for note in notes]
    there = known.filter(article=article)
    seen = set(there.filter(external_id__in=prints).values_list("external_id", flat=True))
    ids = set(there.filter(public_id__in=[note.id for note in notes]).values_list("public_id", flat=True))
    for index, (note, mark) in enumerate(zip(notes, prints, strict=True)):
        if mark in seen or (note.id and note.id in ids):
            outcome.duplicate += 1
        elif problems := note_problems(note, paragraphs):
            outcome.refused.append((index, tuple(problems)))
        else:
            seen.add(mark)
            ids.add(note.id)
            fresh.append(note)
            marks.append(mark)
    add_notes(article, fresh, actor=actor, action="imported", external_ids=marks)
    outcome.created = len(fresh)
    return outcome


def same_text(document: Document, slug: str) -> Article | None:
    """The article with this address, or else one whose slug begins with `slug` and that has this text."""
    if document.url and (found := Article.objects.known_under(document.url).first()):
        return found
    base = slugify(slug or document.title, allow_unicode=True)[:80].strip("-")
    texts = [paragraph.text for paragraph in document.paragraphs]
    for article in Article.objects.filter(slug__startswith=base) if base else ():
        if list(article.paragraphs.values_list("text", flat=True)) == texts:
            return article
    return None


def in_batches(annotations: AnnotationQuerySet) -> Iterator[tuple[Article, list[Note]]]:
    """The values of these annotations, article by article, at most 500 at a time."""
    last = (0, 0)
    while True:
        beyond = Q(article=last[0], pk__gt=last[1]) | Q(article__gt=last[0])
        rows = list(annotations.filter(beyond).order_by("article_id", "pk").with_values()[:BATCH])
        if not rows:
            return
        articles = Article.objects.select_related("publication").in_bulk({row.article_id for row in rows})
        for key, group in groupby(rows, key=lambda row: row.article_id):
            yield articles[key], [row.to_note() for row in group]
        last = rows[-1].article_id, rows[-1].pk


def _mark(note: Note, actor: User | None) -> str:
    """The same for a note that comes again, whatever id and times the file gives it."""
    said = to_dict(replace(note, id="", created=None, modified=None))
    text = json.dumps([actor.pk if actor else None, said], sort_keys=True)
    return "import:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
