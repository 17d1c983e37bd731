"""What a client writes becomes the note that is stored: words are found, sources known by name, nothing guessed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rest_framework.request import Request

from articles.api.access import find_source
from articles.api.problems import unprocessable
from articles.checking import Problem
from articles.document import Evidence, Note, SourceRef, Span, describe_span
from articles.models import Article
from articles.quoting import find_quote

PLAIN = (
    "kind",
    "speaker_role",
    "manner",
    "why_unnamed",
    "body",
    "verdict_reason",
    "status",
    "status_reason",
    "visibility",
    "group",
    "proposed_by",
    "confidence",
)
EMPTY = Note("", "comment")
MOST_SHOWN = 10


class Unresolved(ValueError):
    """Words or a source that a note cannot be made with; `problem` says which."""

    def __init__(self, pointer: str, code: str, detail: str):
        self.problem = Problem(pointer, code, detail)
        super().__init__(detail)


class NoteMaker:
    """Makes the notes of one article from validated data, reading its text once."""

    def __init__(self, request: Request, article: Article):
        self.request, self.article = request, article
        self.paragraphs = {row.public_id: row.to_value() for row in article.paragraphs.all()}

    def make(self, data: Mapping[str, Any], before: Note = EMPTY) -> Note:
        """The note that `data` describes; what cannot be written stays as in `before`, as do spans that are gone.

        Raises Refusal with 422, naming everything that cannot be found.
        """
        problems: list[Problem] = []
        spans = [
            self._try(problems, self.span, item, f"/spans/{i}", before) for i, item in enumerate(data.get("spans", []))
        ]
        sources = {
            name: self._try(problems, self.source, data[name], f"/{name}") if data.get(name) is not None else None
            for name in ("source", "reported_by")
        }
        if problems:
            raise unprocessable(problems)
        kind = data["kind"]
        return replace(
            before,
            spans=tuple(spans),
            tags=tuple(data.get("tags", [])),
            verdict=data.get("verdict", "unchecked" if kind == "claim" else ""),
            evidence=tuple(Evidence(**item) for item in data.get("evidence", [])),
            **sources,
            **{name: data.get(name, getattr(EMPTY, name)) for name in PLAIN},
        )

    def _try(self, problems: list[Problem], make, *arguments):
        try:
            return make(*arguments)
        except Unresolved as error:
            problems.append(error.problem)

    def span(self, item: Mapping[str, Any], pointer: str, before: Note) -> Span:
        """The span that `item` describes by offsets, by its words, or both. Raises Unresolved."""
        words = item.get("text") or item.get("exact", "")
        if item.get("text") and item.get("exact") and item["text"] != item["exact"]:
            raise Unresolved(f"{pointer}/exact", "differs", "`text` and `exact` are two names of the same words.")
        paragraph, role = item.get("paragraph"), item["role"]
        place = (paragraph, item.get("start"), item.get("end"), words, role)
        for span in before.spans:
            if place == (span.paragraph, span.start, span.end, span.exact, span.role):
                return span
        if item.get("state", "unchanged") != "unchanged":
            raise Unresolved(f"{pointer}/state", "state", "Only words that were found gone or changed have this state.")
        if paragraph and paragraph not in self.paragraphs:
            raise Unresolved(f"{pointer}/paragraph", "unknown", f"The article has no paragraph “{paragraph}”.")
        around = item.get("prefix", ""), item.get("suffix", "")
        named = f"{pointer}/{'text' if item.get('text') else 'exact'}"
        if "start" in item or "end" in item:
            return self._span_by_offsets(item, words, named, around, pointer)
        if not words:
            raise Unresolved(pointer, "required", "Say where the words are: by offsets, or the words themselves.")
        return self._span_by_words(paragraph, words, around, role, named)

    def _span_by_offsets(
        self, item: Mapping[str, Any], words: str, named: str, around: tuple[str, str], pointer: str
    ) -> Span:
        for name in ("paragraph", "start", "end"):
            if item.get(name) in (None, ""):
                detail = "Offsets are a paragraph, a start and an end; or leave start and end out and give the words."
                raise Unresolved(f"{pointer}/{name}", "required", detail)
        paragraph = self.paragraphs[item["paragraph"]]
        try:
            span = describe_span(paragraph, item["start"], item["end"], item["role"])
        except ValueError as error:
            raise Unresolved(f"{pointer}/end", "offsets", str(error)) from error
        at = f"At {span.start}–{span.end} of {paragraph.id}"
        if words and words != span.exact:
            raise Unresolved(named, "differs", f"{at} stands “{span.exact[:80]}”.")
        if (paragraph.id, span.start, span.end) not in find_quote([paragraph], span.exact, *around):
            detail = f"{at} stand other words around: “{span.prefix}” before and “{span.suffix}” after."
            raise Unresolved(f"{pointer}/prefix", "differs", detail)
        return span

    def _span_by_words(self, paragraph: str | None, words: str, around: tuple[str, str], role: str, named: str) -> Span:
        where = [self.paragraphs[paragraph]] if paragraph else self.paragraphs.values()
        places = find_quote(where, words, *around)
        if not places:
            beside = ", with these around" if any(around) else ""
            raise Unresolved(named, "not_found", f"“{words[:80]}” is not in the text{beside}.")
        if len(places) > 1:
            shown = ", ".join(f"{name}:{start}-{end}" for name, start, end in places[:MOST_SHOWN])
            detail = f"“{words[:80]}” is in {len(places)} places: {shown}. Say what stands around them, or which."
            raise Unresolved(named, "ambiguous", detail)
        name, start, end = places[0]
        return describe_span(self.paragraphs[name], start, end, role)

    def source(self, item: Mapping[str, Any], pointer: str) -> SourceRef:
        """The source that `item` names by slug, or by name and kind. Raises Unresolved."""
        if slug := item.get("slug"):
            row = find_source(self.request, slug)
            if row is None or row.article_id not in (None, self.article.pk):
                raise Unresolved(
                    f"{pointer}/slug", "unknown", f"There is no source “{slug}”, or none that you know of."
                )
            before = row if row.slug == slug else row.merged.get(slug=slug)  # what it said until it was merged
            for name in ("name", "kind", "url"):
                if name in item and item[name] not in (getattr(row, name), getattr(before, name)):
                    detail = f"“{slug}” has the {name} “{getattr(row, name)}”. Leave out the slug to name another."
                    raise Unresolved(f"{pointer}/{name}", "differs", detail)
            return row.ref
        for name in ("name", "kind"):
            if not item.get(name):
                raise Unresolved(f"{pointer}/{name}", "required", "A source is named by its slug, or by name and kind.")
        return SourceRef(item["name"], item["kind"], item.get("url", ""))
