"""Whose a quotation is: all who are named near it, and what tells the one who speaks from the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.suggesters.attribution import Attribution, Run, meet, share
from articles.suggesters.features import Lexicon
from articles.suggesters.passage import MARKS, Passage

NEAR = 40  # words between a quotation and somebody who was not found to say it
NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS", "CD", "POS"))
IN_NAMES = NOUNS | frozenset(("DT", "JJ", "JJR", "JJS", "VBN", "VBG", "PRP$", "PDT"))
PRONOUNS = frozenset(("PRP", "WP"))
RELATIVE = frozenset(("who", "which", "that"))
ENDS = {",": 1, ".": 2, "…": 2, "?": 3, "!": 3, "—": 4}
BEFORE = {",": 2, ":": 3, "that": 4}
BEGINS, SENTENCE, OTHERWISE = 0, 1, 5  # what else may stand before a quotation: nothing, another sentence, words
PREPOSITION, VERB, COMMA, START = 1, 2, 3, 4  # what may stand before somebody; 0: anything else
BESIDE = 3  # words on either side of somebody in which a cue is looked for
NOBODY = 99  # words away
FEATURES = 22  # of a candidate, of which these are read by themselves, too
SENTENCES, CUE_BEHIND, CUE_BEFORE = 2, 9, 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may name who speaks; the attribution that they are the source of, if there is one."""

    source: Run
    attribution: Attribution | None = None


def candidates(passage: Passage, quotation: Run, found: Sequence[Attribution]) -> list[Candidate]:
    """All who may have a quotation, in order: sources of `found` that are near or have it, and who else is named.

    A source of several attributions comes with the one that has the quotation, or else the likeliest.
    """
    best: dict[Run, Attribution] = {}
    reach = quotation[0] - NEAR, quotation[1] + NEAR
    likely = [
        one for one in found
        if one.source and not (quotation[0] <= one.source[0] and one.source[1] <= quotation[1])
        and (meet(one.source, reach) or one.has(quotation))
    ]  # fmt: skip
    for one in sorted(likely, key=lambda one: (one.has(quotation), one.chance)):
        best[one.source] = one
    named = [run for run in _around(passage, quotation) if not any(meet(run, source) for source in best)]
    return sorted(
        [*(Candidate(source, one) for source, one in best.items()), *map(Candidate, named)], key=lambda one: one.source
    )


def _around(passage: Passage, quotation: Run) -> list[Run]:
    """Who is named at most one sentence away."""
    first = passage.first.get(passage.sentence[quotation[0]] - 1, 0)
    last = passage.last.get(passage.sentence[quotation[1] - 1] + 1, len(passage) - 1)
    return named(passage, max(first, quotation[0] - NEAR), min(last + 1, quotation[1] + NEAR))


def named(passage: Passage, start: int, end: int) -> list[Run]:
    """Nouns with what belongs to them, and pronouns, outside quotation marks, from one word to another."""
    found, i, tag = [], start, passage.tag
    quoted, sentence = passage.quoted, passage.sentence
    while i < end:
        j = i + 1
        if quoted[i]:
            i = j
            continue
        if tag[i] in PRONOUNS or passage.low[i] in RELATIVE:
            found.append((i, j))
        elif tag[i] in IN_NAMES:
            while j < end and tag[j] in IN_NAMES and not quoted[j] and sentence[j] == sentence[i]:
                j += 1
            last = next((k for k in range(j, i, -1) if tag[k - 1] in NOUNS), i)
            if last > i:
                found.append((i, last))
        i = j
    return found


def describe(
    passage: Passage, lexicon: Lexicon, quotation: Run, people: Sequence[Candidate], before: Run | None
) -> list[list[float]]:
    """What the trees look at, a row for each candidate; `before` is who had the quotation before this one."""
    marks = [_end(passage, quotation), _beginning(passage, quotation)]
    grades = [_grades(passage, lexicon, one.source) for one in people]
    places = [_place(passage, quotation, one.source) for one in people]
    finds = [one.attribution for one in people]
    held = [find.chance if find and find.has(quotation) else 0 for find in finds]
    rows = []
    for index, (one, grade, place) in enumerate(zip(people, grades, places, strict=True)):
        opposite = [other for other in range(len(people)) if places[other][0] != place[0]]
        nearest = min(opposite, key=lambda other: places[other][1], default=None)
        between = range(quotation[1], one.source[0]) if place[0] else range(one.source[1], quotation[0])
        rows.append([
            *place, *marks, *_words(passage, lexicon, one.source, between),
            grade[BESIDE], grade[BESIDE - 1], ahead(passage, one.source[0]),
            sum(between.start <= other.source[0] and other.source[1] <= between.stop for other in people if between),
            -1 if before is None else before == one.source,
            *_attribution(passage, lexicon, quotation, one.attribution),
            NOBODY if nearest is None else places[nearest][1], 0 if nearest is None else max(grades[nearest]),
            max(held[:index] + held[index + 1 :], default=0),
        ])  # fmt: skip
    return rows


def _end(passage: Passage, quotation: Run) -> int:
    last = next((i for i in range(quotation[1] - 1, quotation[0], -1) if passage.low[i] not in MARKS), quotation[0])
    return ENDS.get(passage.low[last], 0)


def _beginning(passage: Passage, quotation: Run) -> int:
    first = quotation[0]
    if first == 0:
        return BEGINS
    if passage.sentence[first - 1] != passage.sentence[first]:
        return SENTENCE
    return BEFORE.get(passage.low[first - 1], OTHERWISE)


def _place(passage: Passage, quotation: Run, run: Run) -> tuple[bool, int, int]:
    """Whether a run is behind a quotation; how many words and sentences it is away."""
    if run[0] >= quotation[1]:
        return True, run[0] - quotation[1], passage.sentence[run[0]] - passage.sentence[quotation[1] - 1]
    return False, max(0, quotation[0] - run[1]), passage.sentence[quotation[0]] - passage.sentence[run[1] - 1]


def _grades(passage: Passage, lexicon: Lexicon, source: Run) -> list[int]:
    """How often the words before and behind a source are in cues."""
    around = [*range(source[0] - BESIDE, source[0]), *range(source[1], source[1] + BESIDE)]
    return [_grade(passage, lexicon, i) if 0 <= i < len(passage) else 0 for i in around]


def _grade(passage: Passage, lexicon: Lexicon, index: int) -> int:
    return 0 if passage.quoted[index] else int(lexicon.cue.get(passage.low[index], "0"))


def ahead(passage: Passage, first: int) -> int:
    """What stands before the first word of somebody: behind a preposition or a verb stands hardly ever who speaks."""
    if first == passage.first[passage.sentence[first]]:
        return START
    tag = "" if passage.quoted[first - 1] else passage.tag[first - 1]
    if tag.startswith(("VB", "MD")):
        return VERB
    return PREPOSITION if tag in ("IN", "TO") else COMMA if tag == "," else 0


def _words(passage: Passage, lexicon: Lexicon, source: Run, between: range) -> list[int]:
    """The words of a source, and those between it and a quotation: whether they are quoted, or likely cues."""
    quoted = passage.quoted
    return [
        int(lexicon.source.get(passage.low[source[1] - 1], "0")),
        "NNP" in passage.tag[slice(*source)],
        sum(quoted[i] and (i == between.start or not quoted[i - 1]) for i in between),
        max((_grade(passage, lexicon, i) for i in between), default=0),
    ]


def _attribution(passage: Passage, lexicon: Lexicon, quotation: Run, one: Attribution | None) -> list[float]:
    if one is None:
        return [0] * 5
    quoted = sum(sum(passage.quoted[first:last]) for first, last in one.content)
    away = _place(passage, quotation, one.cue)[2]
    return [share(one.content, quotation), quoted, one.chance, int(lexicon.cue.get(passage.low[one.cue[0]], "0")), away]
