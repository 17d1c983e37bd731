"""From the values of notes to their rows. Only `writing` uses it, behind the gate."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone

from articles.checking import InvalidDocument, Problem
from articles.document import SPAN_STATES, Note, SourceRef
from articles.document import Span as SpanValue
from articles.models.annotation import SAME_IN_NOTE, Annotation
from articles.models.annotation_parts import EVIDENCE_COLUMNS, SPAN_COLUMNS, AnnotationTag, Evidence, Span
from articles.models.article import Article, Paragraph
from articles.models.choices import free_slug
from articles.models.people import Group, User
from articles.models.source import Source
from articles.models.transactions import with_free_slug

NOWHERE = 2**62  # sorts notes without a place in the text behind all others
PARAGRAPH_STRIDE = 2**32  # more than any offset in a paragraph


class RowWriter:
    """Fills rows from notes of one article, looking each source and group up once."""

    def __init__(self, article: Article, paragraphs: dict[str, Paragraph], actor: User | None):
        self.article, self.paragraphs, self.actor = article, paragraphs, actor
        self.sources: dict[SourceRef, Source] = {}
        self.groups: dict[str, Group] = {}

    def fill(self, annotation: Annotation, note: Note) -> Annotation:
        """Set the columns of `annotation` to what `note` says."""
        now = timezone.now()
        for name in SAME_IN_NOTE:
            setattr(annotation, name, getattr(note, name))
        annotation.created = note.created or now
        annotation.modified = note.modified or annotation.created
        annotation.revision_id = self.article.current_revision_id
        annotation.source, annotation.reported_by = self.source(note.source), self.source(note.reported_by)
        annotation.group = self.group(note.group)
        if self.actor and note.creator in ("", self.actor.get_username()):
            annotation.creator, annotation.creator_name = self.actor, ""
        else:
            annotation.creator, annotation.creator_name = None, note.creator
        annotation.position = self.position(note, annotation.position)
        annotation.anchor = worst_state(note.spans)
        annotation.fingerprint = fingerprint(note)
        return annotation

    def write_parts(self, annotations: Sequence[Annotation], notes: Sequence[Note]) -> None:
        """Store the spans, evidence and tags that belong to stored annotations without any."""
        pairs = list(zip(annotations, notes, strict=True))
        self.write_spans(pairs)
        Evidence.objects.bulk_create(
            Evidence(annotation=annotation, order=order, **{name: getattr(item, name) for name in EVIDENCE_COLUMNS})
            for annotation, note in pairs
            for order, item in enumerate(note.evidence)
        )
        AnnotationTag.objects.bulk_create(
            AnnotationTag(
                annotation=annotation,
                order=order,
                name=name,
                created=annotation.created,
                modified=annotation.modified,
            )
            for annotation, note in pairs
            for order, name in enumerate(note.tags)
        )

    def write_spans(self, pairs: Sequence[tuple[Annotation, Note]]) -> None:
        """Store the spans of stored annotations without any."""
        Span.objects.bulk_create(
            Span(
                annotation=annotation,
                order=order,
                paragraph=self.paragraphs[span.paragraph] if span.paragraph else None,
                **{name: getattr(span, name) for name in SPAN_COLUMNS},
            )
            for annotation, note in pairs
            for order, span in enumerate(note.spans)
        )

    def source(self, ref: SourceRef | None) -> Source | None:
        """The row of a source, made if there is none; an unnamed one is looked for in this article alone.

        Nobody merges it or gives it another name until the transaction ends.
        """
        if ref is None:
            return None
        if ref not in self.sources:
            owner = self.article if ref.kind == "unnamed" else None
            source = _get_or_create_source(ref.name, kind=ref.kind, url=ref.url, article=owner)
            if source.merged_into_id:
                source = _unchanging().get(pk=source.merged_into_id)
            self.sources[ref] = source
        return self.sources[ref]

    def look_up_sources(self, notes: Iterable[Note]) -> None:
        """Look those of all these notes up in one order, so that no two writers wait for each other."""
        refs = {ref for note in notes for ref in (note.source, note.reported_by) if ref}
        for ref in sorted(refs, key=attrgetter("name", "kind", "url")):
            self.source(ref)

    def group(self, slug: str) -> Group | None:
        """The group of this name, if the actor belongs to it; nobody dissolves it until the transaction ends."""
        if not slug:
            return None
        if slug not in self.groups:
            groups = Group.objects.select_for_update(of=("self",), no_key=True)
            group = groups.filter(slug=slug, memberships__user=self.actor).first()
            if group is None:
                raise InvalidDocument([Problem("/group", "unknown", f"You belong to no group “{slug}”.")])
            self.groups[slug] = group
        return self.groups[slug]

    def position(self, note: Note, before: int) -> int:
        """A number that sorts notes by where their first words stand or, behind those, where they stood `before`."""
        places = [
            self.paragraphs[span.paragraph].position * PARAGRAPH_STRIDE + span.start
            for span in note.spans_of("content")
        ]
        return min(places, default=NOWHERE + before % NOWHERE)


@with_free_slug
def _get_or_create_source(name: str, **columns) -> Source:
    slug = partial(free_slug, Source.objects.all(), name, "source")
    return _unchanging().get_or_create(name=name, **columns, defaults={"slug": slug})[0]


def _unchanging() -> QuerySet[Source]:
    return Source.objects.select_for_update(no_key=True)


def worst_state(spans: Iterable[SpanValue]) -> str:
    """The worst state of these words."""
    return max((span.state for span in spans), key=SPAN_STATES.index, default="unchanged")


def fingerprint(note: Note) -> str:
    """The same for two notes of one kind on the same words, so that duplicates can be found."""
    places = sorted(
        (span.paragraph or "", span.start, span.end, span.exact) for span in note.spans if span.role == "content"
    )
    return hashlib.sha256(json.dumps([note.kind, places]).encode()).hexdigest()
