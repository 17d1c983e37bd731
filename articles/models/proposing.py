"""What the machine proposes for an article: stored as suggested notes, for new text only, never twice."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from articles.document import Document, Note, SourceRef
from articles.models.annotation import Annotation
from articles.models.article import Article, Revision, lock_article
from articles.models.conversion import document_with
from articles.models.merging import sources_known_to
from articles.models.transactions import in_one_transaction
from articles.models.writing import add_notes
from articles.suggesters import PROPOSER, suggest

SAME = 0.5  # the share of its words that a proposal has in common with a note that it would repeat


class ProposalRun(models.Model):
    """That the machine looked at a text of an article, so that it looks only at what is new in a later one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="proposal_runs")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    proposer = models.CharField(max_length=300)
    kinds = models.CharField(max_length=60, help_text="The kinds of notes that were looked for, with commas.")
    proposed = models.PositiveIntegerField(help_text="How many notes were proposed.")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.proposed} notes proposed for {self.revision}"


@in_one_transaction
def propose(article: Article, kinds: Iterable[str] | None = None) -> list[Annotation]:
    """Store what the machine proposes for an article's present text, as suggested notes; those that are new.

    `kinds` are quote, claim and source; those of the settings if not given. Words that were looked at in an earlier
    revision, or that a public note, a waiting proposal or a rejected one has, are passed over.
    """
    article = lock_article(article)
    wanted = set(settings.SUGGEST_KINDS if kinds is None else kinds)
    document = document_with(article, ())
    new = _new_paragraphs(article, document, wanted)
    if not any(new.values()):
        return []
    taken = _Taken(article)
    notes = [
        _with_known_source(note)
        for note in suggest(document)
        if any(span.paragraph in new.get(note.kind, ()) for span in note.spans_of("content")) and taken.allows(note)
    ]
    rows = add_notes(article, notes, actor=None, action="proposed")
    ProposalRun.objects.create(
        article=article,
        revision=article.current_revision,
        proposer=PROPOSER,
        kinds=_listed(wanted),
        proposed=len(rows),
    )
    return rows


def articles_to_propose(articles: models.QuerySet[Article], kinds: Iterable[str]) -> models.QuerySet[Article]:
    """Those of which the present text was not looked at yet for these kinds."""
    runs = ProposalRun.objects.filter(revision=models.OuterRef("current_revision"), proposer=PROPOSER)
    return articles.filter(~models.Exists(runs.filter(kinds=_listed(kinds))))


def _listed(kinds: Iterable[str]) -> str:
    return ",".join(sorted(set(kinds)))


def _new_paragraphs(article: Article, document: Document, kinds: Iterable[str]) -> dict[str, set[str]]:
    """For each kind, the paragraphs whose text no revision had that was looked at for that kind."""
    seen: dict[str, set[str]] = {kind: set() for kind in kinds}
    for run in article.proposal_runs.select_related("revision").defer("revision__original"):
        texts = {paragraph["text"] for paragraph in run.revision.document["paragraphs"]}
        for kind in seen.keys() & set(run.kinds.split(",")):
            seen[kind] |= texts
    return {
        kind: {paragraph.id for paragraph in document.paragraphs if paragraph.text not in texts}
        for kind, texts in seen.items()
    }


def _with_known_source(note: Note) -> Note:
    """The note with the sources of exactly these names and kinds that all readers know; other ones are for people."""
    return replace(note, source=_known(note.source), reported_by=_known(note.reported_by))


def _known(ref: SourceRef | None) -> SourceRef | None:
    if ref is None or ref.kind == "unnamed":
        return ref
    rows = sources_known_to(AnonymousUser()).filter(name=ref.name, kind=ref.kind, article=None)[:2]
    return rows[0].ref if len(rows) == 1 else ref


class _Taken:
    """The words of an article that are spoken for: by public notes, waiting or rejected proposals."""

    def __init__(self, article: Article):
        self.places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.words: set[tuple[str, str]] = set()
        # A private or a group's note must not show by what is not proposed.
        for row in article.annotations.filter(visibility="public").prefetch_related("spans__paragraph"):
            group = _group(row.kind)
            spans = [span for span in row.spans.all() if span.role == "content"]
            if row.deleted is None:
                for span in spans:
                    if span.paragraph:
                        key = (group, span.paragraph.public_id)
                        self.places.setdefault(key, []).append((span.start, span.end))
            if row.deleted or row.status == "rejected":
                self.words.add((group, _plain(span.exact for span in spans)))

    def allows(self, note: Note) -> bool:
        group, spans = _group(note.kind), note.spans_of("content")
        if (group, _plain(span.exact for span in spans)) in self.words:
            return False
        shared = sum(
            max(0, min(end, span.end) - max(start, span.start))
            for span in spans
            for start, end in self.places.get((group, span.paragraph), ())
        )
        return shared < SAME * sum(span.end - span.start for span in spans)


def _group(kind: str) -> str:
    """A quote and a claim compete for words; a source may stand inside either."""
    return "said" if kind in ("quote", "claim") else kind


def _plain(texts: Iterable[str]) -> str:
    """Words without case, marks and spaces, so that a proposal with a comma more is the same."""
    return "".join(letter for text in texts for letter in text.casefold() if letter.isalnum())
