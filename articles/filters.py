"""Which notes and articles a page's address asks for. What it gets wrong is passed over, not punished."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict

from articles.document import NOTE_KINDS, VERDICTS, Note
from articles.querying import parse_day
from articles.summary import source_group

PLURALS = {"source": "sources", "claim": "claims", "quote": "quotes", "comment": "comments"}


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes of an article to show; an empty facet shows all."""

    kinds: frozenset[str] = frozenset(NOTE_KINDS)
    verdicts: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    speaker: str = ""
    unsourced: bool = False
    group: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "NoteFilter":
        """Of `?show=claims,quotes&verdict=disputed&source=unnamed&speaker=NAME&unsourced=1&group=SLUG`.

        Values of the first three may be repeated.
        """
        return cls(
            kinds=_kinds(query),
            verdicts=frozenset(_words(query, "verdict")) & frozenset(VERDICTS),
            sources=frozenset(_words(query, "source")) & {"named", "documents", "unnamed"},
            speaker=query.get("speaker", ""),
            unsourced=query.get("unsourced") == "1",
            group=query.get("group", ""),
        )

    def matches(self, note: Note) -> bool:
        """Whether `note` is shown."""
        return (
            note.kind in self.kinds
            and (not self.verdicts or note.verdict in self.verdicts)
            and (
                not self.sources
                or (note.kind == "source" and note.source and source_group(note.source) in self.sources)
            )
            and (not self.speaker or (note.kind == "quote" and note.source and note.source.name == self.speaker))
            and (not self.unsourced or (note.kind == "claim" and note.source is None))
            and (not self.group or note.group == self.group)
        )


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles the front page lists."""

    words: str = ""
    publication: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "ArticleFilter":
        """Of `?q=WORDS&publication=NAME&since=YYYY-MM-DD&until=YYYY-MM-DD`."""
        days = (parse_day(query.get(name, "")) for name in ("since", "until"))
        return cls(query.get("q", "").strip(), query.get("publication", ""), *days)

    def __bool__(self) -> bool:
        return self != ArticleFilter()

    def apply(self, articles: QuerySet) -> QuerySet:
        """The articles that have all the words in title or byline, and are of this publication and these days."""
        for word in self.words.replace("\x00", "").split()[:10]:
            articles = articles.filter(title__icontains=word) | articles.filter(byline__icontains=word)
        if self.publication:
            articles = articles.filter(publication__name=self.publication.replace("\x00", ""))
        if self.since:
            articles = articles.filter(listed__gte=self.since)
        if self.until:
            articles = articles.filter(listed__lte=self.until)
        return articles


def _words(query: QueryDict, name: str) -> set[str]:
    return {word.strip() for value in query.getlist(name) for word in value.split(",")}


def _kinds(query: QueryDict) -> frozenset[str]:
    """All kinds without `show`; none with an empty one, which is what a form with every box cleared sends."""
    if "show" not in query:
        return frozenset(NOTE_KINDS)
    wanted = _words(query, "show")
    return frozenset(kind for kind, plural in PLURALS.items() if plural in wanted or kind in wanted)
