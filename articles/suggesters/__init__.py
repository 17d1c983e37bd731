"""Document -> notes worth proposing: quotes, claims and sources, with who says each and how sure that is."""

from collections.abc import Sequence

from articles.document import Document, Note, Paragraph
from articles.suggesters.attribution import Attribution
from articles.suggesters.completing import complete
from articles.suggesters.language import is_english
from articles.suggesters.model import Model, load
from articles.suggesters.passage import Passage, passages
from articles.suggesters.proposing import Place, Statement, make_notes

PROPOSER = "newsreader-attribution 1"
APOSTROPHES = frozenset("'’")  # in names such as Ala'a, which are never cut
READ = frozenset(("paragraph", "quotation", "list item"))  # headings and captions are not attributed, nor is code


def suggest(document: Document) -> tuple[Note, ...]:
    """The quotes, claims and sources of an article, in reading order, as suggested notes without ids.

    Of a text that is not English only what stands in quotation marks is proposed, without a speaker.
    """
    paragraphs = document.paragraphs
    model = load() if is_english(document) else None
    statements = complete(paragraphs, _statements(paragraphs, model) if model else [])
    return tuple(make_notes(paragraphs, statements, PROPOSER))


def _statements(paragraphs: Sequence[Paragraph], model: Model) -> list[Statement]:
    return [
        _statement(passage, index, attribution)
        for index, paragraph in enumerate(paragraphs)
        if paragraph.kind in READ
        for passage in passages(paragraph.text)
        for attribution in model.attributions(passage)
    ]


def _statement(passage: Passage, index: int, attribution: Attribution) -> Statement:
    def place(run: tuple[int, int]) -> Place:
        first = run[0]
        while first and passage.start[first] == passage.end[first - 1] and passage.low[first - 1] in APOSTROPHES:
            first -= 2 if first > 1 and passage.start[first - 1] == passage.end[first - 2] else 1
        return index, passage.start[first], passage.end[run[1] - 1]

    number = passage.sentence[(attribution.cue or attribution.source)[0]]
    return Statement(
        tuple(map(place, attribution.content)),
        (place(attribution.cue),) if attribution.cue else (),
        (place(attribution.source),) if attribution.source else (),
        attribution.chance,
        place((passage.first[number], passage.last[number] + 1)),
    )
