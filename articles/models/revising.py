"""A new version of an article's text: what it does to the notes, and all of it stored at once or not at all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import F, Max

from articles.anchoring import DocumentMap, keep_form, name_paragraphs, reanchor, surroundings
from articles.checking import InvalidDocument, document_problems
from articles.document import SPAN_STATES, Document, Note, Paragraph, Span, number_paragraphs
from articles.formats.native import from_dict, to_dict
from articles.models.access import Notice
from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.article import Article, Revision, lock_article
from articles.models.conversion import document_with, write_paragraphs
from articles.models.editing import StaleArticle
from articles.models.history import AnnotationVersion
from articles.models.indexing import index_rows
from articles.models.notices import notify_all
from articles.models.people import User
from articles.models.row_writer import worst_state
from articles.models.same_claims import lock_articles_of
from articles.models.transactions import in_one_transaction
from articles.models.writing import move_notes
from articles.scripts import count_words

EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class Move:
    """What a new text does to an annotation; `outcome` is unmoved, moved, changed, gone, or found if it was gone."""

    annotation: Annotation
    before: Note
    after: Note

    @property
    def outcome(self) -> str:
        """In a word."""
        return _outcome(self.before.spans, self.after.spans)

    def outcome_of(self, role: str) -> str:
        """The same for the words of one role."""
        return _outcome(*([span for span in note.spans if span.role == role] for note in (self.before, self.after)))


def _outcome(before: Sequence[Span], after: Sequence[Span]) -> str:
    was, now = worst_state(before), worst_state(after)
    if now != was:
        return "found" if SPAN_STATES.index(now) < SPAN_STATES.index(was) else now
    return "moved" if list(before) != list(after) else "unmoved"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new text would be stored as, and what it would do to annotations. `old` is the present text."""

    old: Document
    new: Document
    moves: tuple[Move, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the text is the same as before."""
        return self.old == self.new


def plan_revision(article: Article, text: Document, annotations: AnnotationQuerySet, *, plain: bool = False) -> Plan:
    """What making title and paragraphs of `text` the article's would do to these of its annotations; stores nothing.

    With `plain`, only the words of `text` are known: what they carry on keeps its kind, links and emphasis.
    Raises InvalidDocument when the gate refuses it.
    """
    old = document_with(article, ())
    texts = DocumentMap(old.paragraphs, text.paragraphs)
    paragraphs = name_paragraphs(texts, article.paragraph_counter)
    if plain:
        paragraphs = keep_form(texts, paragraphs)
    new = replace(old, title=text.title or old.title, paragraphs=paragraphs)
    if problems := document_problems(new):
        raise InvalidDocument(problems)
    carried = _Carried(article.current_revision_id, DocumentMap(old.paragraphs, new.paragraphs))
    rows = list(annotations.with_values())
    return Plan(old, new, tuple(carried.moves(rows)))


@in_one_transaction
def revise(
    article: Article,
    text: Document,
    *,
    actor: User | None,
    original: bytes = b"",
    plain: bool = False,
    seen: int | None = None,
) -> Revision | None:
    """Make title and paragraphs of `text` the article's; its annotations find their words again or say that they are
    gone. Returns the new revision, or None if the text is the same as before; then nothing is stored.

    `seen` is the number of the revision that was to be changed. Raises StaleArticle if the article has another by now,
    and InvalidDocument when the gate refuses the text.
    """
    lock_articles_of(article.annotations.all())
    article = lock_article(article)
    number = article.current_revision.number
    if seen is not None and seen != number:
        raise StaleArticle(article)
    plan = plan_revision(article, text, article.annotations.all(), plain=plain)
    if plan.is_empty:
        return None
    revision = Revision.objects.create(
        article=article, number=number + 1, document=to_dict(plan.new), original=original, created_by=actor
    )
    _store_text(article, plan.new, revision)
    move_notes(article, [(move.annotation, move.after) for move in plan.moves], actor=actor)
    _tell_creators(plan.moves, actor)
    used = [paragraph.id for paragraph in plan.new.paragraphs]
    article.paragraphs.exclude(public_id__in=used).delete()
    index_rows([article])
    article.touch()
    return revision


def _tell_creators(moves: Iterable[Move], actor: User | None) -> None:
    """Tell them whose words have gone; what they have not read of words that are found again is no longer true."""
    gone, found = ([move.annotation for move in moves if move.outcome == outcome] for outcome in ("gone", "found"))
    notify_all((row for row in gone if row.deleted is None and row.status == "published"), "gone", actor=actor)
    Notice.objects.filter(annotation__in=found, occasion="gone", read=None).delete()


def text_document(text: str) -> Document:
    """A document of paragraphs that empty lines part, and nothing else."""
    blocks = filter(str.strip, EMPTY_LINES.split(text.replace("\r\n", "\n")))
    return Document("", paragraphs=number_paragraphs(Paragraph("", "paragraph", block.strip("\n")) for block in blocks))


def paragraphs_of(revision: Revision) -> tuple[Paragraph, ...]:
    """The paragraphs of an article's text as it was."""
    return from_dict(Document, revision.document).paragraphs


class _Carried:
    """Carries notes over to a new text, mapping each earlier text to it once."""

    def __init__(self, revision: int, texts: DocumentMap):
        self.texts = texts
        self.origins = {revision: texts}

    def moves(self, rows: Iterable[Annotation]) -> list[Move]:
        """What becomes of these annotations."""
        moves = [Move(row, note, reanchor(note, self.texts)) for row in rows for note in [row.to_note()]]
        doubtful = {
            index: move
            for index, move in enumerate(moves)
            if worst_state(move.after.spans) != "unchanged"
            or surroundings(move.before.spans) != surroundings(move.after.spans)
        }
        versions = _versions([move.annotation for move in doubtful.values()])
        for index, move in doubtful.items():
            if found := _origin(versions[move.annotation.pk]):
                origin, revision = found
                after = reanchor(move.before, self.texts, origin, self._origin_map(revision))
                moves[index] = replace(move, after=after)
        return moves

    def _origin_map(self, revision: Revision) -> DocumentMap:
        if revision.pk not in self.origins:
            self.origins[revision.pk] = DocumentMap(paragraphs_of(revision), self.texts.new)
        return self.origins[revision.pk]


def _versions(annotations: list[Annotation]) -> dict[int, list[AnnotationVersion]]:
    """The versions of each, the newest first."""
    found = {annotation.pk: [] for annotation in annotations}
    rows = AnnotationVersion.objects.filter(annotation__in=annotations).select_related("revision")
    for row in rows.defer("revision__original", "revision__document").order_by("-number"):
        found[row.annotation_id].append(row)
    return found


def _origin(versions: list[AnnotationVersion]) -> tuple[Note, Revision] | None:
    """The note as somebody last placed it, with all its words in the text, and that text.

    What only moved it, or changed something else about it, is passed over.
    """
    notes = [(from_dict(Note, version.note), version) for version in versions]
    for index, (note, version) in enumerate(notes):
        if version.action in ("moved", "deleted"):
            continue
        if note.spans and worst_state(note.spans) == "unchanged":
            return note, version.revision
        if index + 1 == len(notes) or notes[index + 1][0].spans != note.spans:
            return None
    return None


def _store_text(article: Article, document: Document, revision: Revision) -> None:
    """Make the document's text the article's. Paragraphs that it no longer has stay behind it while notes use them."""
    article.title = document.title
    article.current_revision = revision
    numbers = [int(paragraph.id[1:]) for paragraph in document.paragraphs]
    article.paragraph_counter = max(article.paragraph_counter, *numbers)
    article.word_count = count_words(paragraph.text for paragraph in document.paragraphs)
    article.save(update_fields=["title", "current_revision", "paragraph_counter", "word_count"])
    last = article.paragraphs.aggregate(last=Max("position", default=0))["last"]
    article.paragraphs.update(position=F("position") + last + len(numbers) + 1)  # unique at every moment
    write_paragraphs(article, document)
