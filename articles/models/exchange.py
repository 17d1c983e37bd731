"""Annotations that come from files and go into files: each is stored once, and any number passes in constant memory."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from articles.checking import Problem, note_problems
from articles.document import Document, Note
from articles.formats.native import to_dict
from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.article import Article, ArticleAddress
from articles.models.people import User
from articles.models.writing import add_notes

BATCH = 500


@dataclass(slots=True)
class Outcome:
    """What became of notes: how many are new, how many were there already, and which cannot be stored, and why."""

    created: int = 0
    duplicate: int = 0
    refused: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)


@transaction.atomic
def import_notes(article: Article, notes: Sequence[Note], *, actor: User | None, known: AnnotationQuerySet) -> Outcome:
    """Store those of `notes` that are not stored yet and that the gate lets pass.

    A note is known again by its id, or by all that it said when it was first imported, though it was edited or deleted
    since; it is looked for in `known`. `refused` has the indexes of notes. Raises InvalidDocument for a group that the
    actor does not belong to.
    """
    outcome, fresh, marks = Outcome(), [], []
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
    if document.url and (found := known_as([document.url]).first()):
        return found
    base = slugify(slug or document.title, allow_unicode=True)[:80].strip("-")
    texts = [paragraph.text for paragraph in document.paragraphs]
    for article in Article.objects.filter(slug__startswith=base) if base else ():
        if list(article.paragraphs.values_list("text", flat=True)) == texts:
            return article
    return None


def known_as(addresses: Iterable[str]):
    """The articles with one of these addresses."""
    addresses = list(addresses)
    return Article.objects.filter(
        Q(url__in=addresses) | Q(pk__in=ArticleAddress.objects.filter(url__in=addresses).values("article"))
    )


def in_batches(annotations: AnnotationQuerySet) -> Iterator[tuple[Article, list[Note]]]:
    """The values of these annotations, article by article, at most 500 at a time."""
    last = (0, 0)
    while True:
        beyond = Q(article=last[0], pk__gt=last[1]) | Q(article__gt=last[0])
        rows = list(annotations.filter(beyond).order_by("article", "pk").with_values()[:BATCH])
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


def all_annotations() -> AnnotationQuerySet:
    """Every annotation, deleted ones too: what an operator's import knows of."""
    return Annotation.objects.all()
