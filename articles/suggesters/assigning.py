"""Each quotation of a passage goes to whoever is likeliest to speak, and to nobody else."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp

from articles.suggesters.attribution import Attribution, Run, has_words, is_long, meet, quotes, share, whole
from articles.suggesters.features import Lexicon
from articles.suggesters.passage import Passage
from articles.suggesters.speaking import CUE_BEFORE, CUE_BEHIND, SENTENCES, Candidate, candidates, describe

SURE = 0.9  # how likely somebody has to be to have a short quotation that nobody had
LIKELY = 0.6  # the same for one that somebody had: of those under it, 3 in 10 are right (training articles left out)
OFTEN = 5  # the grade from which a word says that somebody speaks
FEW = 8  # words that a part of a content has at most that only says who speaks
REACH = 3  # words between a cue and its source where the chains found none

Score = Callable[..., float]  # of a row of `speaking.describe`


def assign(
    passage: Passage,
    lexicon: Lexicon,
    rank: Score,
    believe: Score,
    found: Sequence[Attribution],
    kept: Sequence[Attribution],
) -> list[Attribution]:
    """`kept` with its quotations given to those who say them; `found` are all that may be.

    `rank` says who is likelier than others to speak, `believe` the logarithm of the odds that one does. A short
    quotation that none of `kept` has may be a title: only who is surely its speaker has it. What has short ones alone
    that nobody is likely to say is left out.
    """
    said, before, doubted = list(kept), None, set()
    quotations = quotes(passage)
    for quotation in quotations:
        people = candidates(passage, quotation, found)
        if not people:
            before = None
            continue
        rows = describe(passage, lexicon, quotation, people, before)
        scores = [rank(*row) for row in rows]
        best = _inner(passage, quotation, people, rows, max(range(len(people)), key=scores.__getitem__))
        before = people[best].source
        chance = 1 / (1 + exp(-believe(*rows[best])))
        long = is_long(passage, quotation)
        if chance < LIKELY and not long:
            doubted.add(quotation)
        if chance >= SURE or long or any(one.has(quotation) for one in said):
            said = _given(passage, said, quotation, people[best], chance)
    held = [set(filter(one.has, quotations)) for one in said]
    return [one for one, had in zip(said, held, strict=True) if not had or had - doubted]


def _inner(
    passage: Passage, quotation: Run, people: Sequence[Candidate], rows: Sequence[Sequence[float]], best: int
) -> int:
    """The speaker, where the best is only whom a speaker is known from: “…,” said Ana Lund, according to Reuters."""
    one = people[best].attribution
    if one is None or passage.low[one.cue[0]] != "according":
        return best
    between = [
        index for index, other in enumerate(people)
        if quotation[1] <= other.source[0] and other.source[1] <= one.cue[0]
        and not rows[index][SENTENCES] and max(rows[index][CUE_BEHIND], rows[index][CUE_BEFORE]) >= OFTEN
    ]  # fmt: skip
    return min(between, default=best)


def _given(
    passage: Passage, said: list[Attribution], quotation: Run, speaker: Candidate, chance: float
) -> list[Attribution]:
    """The attributions once the speaker has all of a quotation, and nobody else any of it."""
    holders = [one for one in said if one.has(quotation)]
    holder = max(holders, key=lambda one: share(one.content, quotation), default=None)
    owner = _owner(said, holder, quotation, speaker)
    if owner is None and speaker.attribution is None and holder and _lacks(holder, speaker.source):
        return [replace(one, source=speaker.source) if one is holder else one for one in said]
    if owner is None:
        said = [*said, owner := _new(passage, quotation, speaker, chance)]
    left = []
    for one in said:
        if one is owner:
            content = one.content
            if share(content, quotation) < 1:
                content = tuple(sorted([*_without(content, quotation), quotation]))
        elif share(one.content, quotation):
            content = tuple(run for run in _without(one.content, quotation) if _says(passage, run, owner))
        else:
            content = one.content
        if content or not one.content:
            left.append(replace(one, content=content))
    return left


def _owner(
    said: list[Attribution], holder: Attribution | None, quotation: Run, speaker: Candidate
) -> Attribution | None:
    """Which of a speaker's attributions is to have a quotation: one that has it, the one found for it, the nearest."""
    theirs = [one for one in said if one.source and meet(one.source, speaker.source)]
    if holder in theirs:
        return holder
    own = [one for one in theirs if speaker.attribution and one.cue == speaker.attribution.cue]
    return min(own or theirs, key=lambda one: abs(one.cue[0] - quotation[0]) if one.cue else len(said), default=None)


def _lacks(one: Attribution, source: Run) -> bool:
    """Whether an attribution has no source, or another one although this stands beside its cue."""
    return one.cue is not None and (one.source is None or meet((one.cue[0] - REACH, one.cue[1] + REACH), source))


def _new(passage: Passage, quotation: Run, speaker: Candidate, chance: float) -> Attribution:
    """An attribution for a speaker who has none yet: the one that was not believed, or one whose cue is a verb."""
    if one := speaker.attribution:
        return replace(one, chance=chance, content=one.content if one.has(quotation) else ())
    first, last = speaker.source
    near = [*range(last, min(last + FEW, len(passage))), *range(first - 1, max(-1, first - REACH - 1), -1)]
    verb = next((i for i in near if passage.tag[i].startswith("VB") and not passage.quoted[i]), None)
    if verb is None:
        return Attribution((), None, speaker.source, chance)
    return Attribution((), (verb, verb + 1), whole(passage, speaker.source, verb), chance)


def _without(content: Sequence[Run], quotation: Run) -> list[Run]:
    """A content without the words of a quotation."""
    first, last = quotation
    parts = [part for a, b in content for part in ((a, min(b, first)), (max(a, last), b))]
    return sorted({part for part in parts if part[0] < part[1]})


def _says(passage: Passage, run: Run, owner: Attribution) -> bool:
    """Whether what is left of a content is worth keeping: not only marks, nor the few words that name the speaker."""
    names = [run for run in (owner.source, owner.cue) if run]
    return has_words(passage, run) and not (run[1] - run[0] <= FEW and any(meet(run, name) for name in names))
