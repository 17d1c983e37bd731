"""What an article relies on, counted from its notes. Counts, never a score."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from articles.document import VERDICTS, Note, Paragraph, SourceRef
from articles.scripts import shorten

SOURCE_GROUPS = {"document": "documents", "unnamed": "unnamed"}  # all other kinds of source have a name


@dataclass(frozen=True, slots=True)
class Summary:
    """`sources` counts different sources by group, `claims` by verdict, `quoted_words` by speaker, most first.

    Of `unsourced` claims nobody is named as who makes them.
    """

    sources: dict[str, int]
    claims: dict[str, int]
    quoted_words: list[tuple[SourceRef, int]]
    unsourced: int = 0

    @property
    def loudest_share(self) -> int:
        """How many per cent of the quoted words are one speaker's; 0 if there are no two speakers to compare."""
        if len(self.quoted_words) < 2:
            return 0
        return round(100 * self.quoted_words[0][1] / sum(words for _, words in self.quoted_words))


def opening(paragraphs: Iterable[Paragraph]) -> str:
    """How the article begins, in at most 240 characters: for the lead on the front page, and where it is shared."""
    text = next((block.text for block in paragraphs if block.kind == "paragraph"), "")
    return shorten(" ".join(text.split()), 240)


def source_group(source: SourceRef) -> str:
    """ "named", "documents" or "unnamed"."""
    return SOURCE_GROUPS.get(source.kind, "named")


def summarise(notes: Iterable[Note]) -> Summary:
    """Count the sources relied on, the claims and the speakers of these notes."""
    sources, verdicts, words, unsourced = set(), Counter(), Counter(), 0
    for note in notes:
        if note.kind == "source" and note.source:
            sources.add(note.source)
        elif note.kind == "claim":
            verdicts[note.verdict] += 1
            unsourced += note.source is None
        elif note.kind == "quote" and note.source:
            words[note.source] += sum(len(span.exact.split()) for span in note.spans if span.role == "content")
    groups = Counter(map(source_group, sources))
    return Summary(
        {group: groups[group] for group in ("named", *SOURCE_GROUPS.values()) if groups[group]},
        {verdict: verdicts[verdict] for verdict in (*VERDICTS[1:], VERDICTS[0]) if verdicts[verdict]},
        words.most_common(),
        unsourced,
    )
