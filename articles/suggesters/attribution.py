"""What the model finds in a passage: attributions, as runs of words, and the runs of words in quotation marks."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.suggesters.passage import Passage
from articles.suggesters.words import word_set

LONG_QUOTE = 5  # words; shorter ones are often titles or irony
ALONE = word_set("one some many several another two three four five six most few both")
LONGEST_SOURCE = 8  # words between such a word and its cue
COVERED = 0.5  # the share of a quotation that a content has to cover to have it

Run = tuple[int, int]  # words of a passage: the first, and the one behind the last


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said (`content`), by whom (`source`) and the words that say so (`cue`), as words of a passage."""

    content: tuple[Run, ...]
    cue: Run | None
    source: Run | None
    chance: float

    def has(self, quotation: Run) -> bool:
        """Whether the content covers enough of a quotation."""
        return share(self.content, quotation) >= COVERED


def share(content: Iterable[Run], quotation: Run) -> float:
    """How much of a quotation a content covers, from 0 to 1."""
    first, last = quotation
    return sum(max(0, min(b, last) - max(a, first)) for a, b in content) / (last - first)


def words_of(runs: Iterable[Run]) -> set[int]:
    """All words of some runs."""
    return {i for first, last in runs for i in range(first, last)}


def meet(one: Run, other: Run) -> bool:
    """Whether two runs have words in common."""
    return one[0] < other[1] and other[0] < one[1]


def whole(passage: Passage, source: Run | None, cue: int) -> Run | None:
    """A source; "One" of "One of the fighters there told him" is none by itself, and goes on to the cue."""
    if source and source[1] - source[0] == 1 and passage.low[source[0]] in ALONE and source[1] < cue:
        between = passage.low[source[1] : cue]
        if len(between) <= LONGEST_SOURCE and all(word[0].isalpha() for word in between):
            return source[0], cue
    return source


def has_words(passage: Passage, run: Run) -> bool:
    """Whether a run is more than marks."""
    return any(passage.text[at][0].isalnum() for at in range(*run))


def quotes(passage: Passage) -> list[Run]:
    """The runs of quoted words."""
    found, first = [], None
    for i, quoted in enumerate([*passage.quoted, False]):
        if quoted and first is None:
            first = i
        elif not quoted and first is not None:
            found.append((first, i))
            first = None
    return [run for run in found if has_words(passage, run)]


def is_long(passage: Passage, run: Run) -> bool:
    """Whether a run of quoted words is too long for a title or irony."""
    return sum(passage.text[at][0].isalnum() for at in range(*run)) >= LONG_QUOTE
