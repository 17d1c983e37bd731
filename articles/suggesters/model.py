"""Who says what, by a trained model: cues, then each one's source and content, whether to believe it, whose quotes."""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import exp
from operator import add
from sys import intern

from articles.suggesters.assigning import assign
from articles.suggesters.attribution import Attribution, Run, is_long, quotes, whole, words_of
from articles.suggesters.chain import UNIT, Chain, Scores, packed
from articles.suggesters.features import Cue, Lexicon, argument_columns, base_columns, cue_columns, side_columns, window
from articles.suggesters.judging import judge_columns
from articles.suggesters.passage import Passage
from articles.suggesters.speaking import FEATURES
from articles.suggesters.trimming import trimmed
from articles.suggesters.words import word_set
from articles.trees import compiled

FAINT = 0.15  # words at least this likely to be a cue are looked at
BELIEVED = 0.45  # how sure the last step has to be: best for F1 on training articles that the model had not seen
DOUBTED = 0.04  # the same where it is the only one to say whose a long quotation is
NUDGE = 4.0  # what a source's first word is given where the likeliest reading has no source
LIGHTEST = 0.04  # a feature with no weight over this is not kept
NAME = "english.model"
CALENDAR = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december
    """
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the first two steps say: a cue, its content and its source, and how sure the second step is of these."""

    cue: Cue
    content: tuple[Run, ...]
    source: Run | None
    sure: float


class Model:
    """The four steps and the words' grades, as `bench/train_attribution.py` packs them."""

    def __init__(self, packed: bytes):
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            self.lexicon = Lexicon(**json.loads(archive.read("lexicon.json")))
            chains = (unpack(archive.read(name).decode()) for name in ("cue", "argument", "judge"))
            self.cue, self.argument, self.judge = chains
            trees = (json.loads(archive.read(f"{name}.json")) for name in ("rank", "believe"))
            self.rank, self.believe = (compiled(some, FEATURES) for some in trees)

    def attributions(self, passage: Passage) -> list[Attribution]:
        """The attributions of a passage that are believed."""
        cues = find_cues(self.cue, passage, self.lexicon)
        found = judge(self.judge, passage, cues, find_arguments(self.argument, passage, cues, self.lexicon))
        kept = choose(found, [run for run in quotes(passage) if is_long(passage, run)])
        return assign(passage, self.lexicon, self.rank, self.believe, found, kept)


@cache
def load() -> Model:
    """The model for English, read once: in under a second."""
    return Model((files("articles.suggesters") / NAME).read_bytes())


def pack(tags: tuple[str, ...], weights: dict[str, list[float]], steps: list[list[float]]) -> str:
    """A chain as text: tags, steps, then each feature with its weights, in hundredths; what hardly weighs is left out.

    A feature is called as `features.strings` calls it.
    """
    lines = ["\t".join(tags), *("\t".join(map(_hundredths, row)) for row in steps)]
    for feature, row in sorted(weights.items()):
        if max(map(abs, row)) >= LIGHTEST:
            lines.append("\t".join([feature, *map(_hundredths, row)]))
    return "\n".join(lines)


def unpack(text: str) -> Chain:
    """The chain that `pack` wrote."""
    head, *lines = text.split("\n")
    tags = tuple(head.split("\t"))
    steps = tuple(tuple(int(weight or 0) for weight in line.split("\t")) for line in lines[: len(tags)])
    known, weights = {}, defaultdict(dict)  # many features weigh the same
    for line in lines[len(tags) :]:
        feature, row = line.split("\t", 1)
        if row not in known:
            known[row] = packed(int(weight or 0) for weight in row.split("\t"))
        template, key = feature.split("=", 1)
        weights[template][tuple(map(intern, key.split(" "))) if " " in key else intern(key)] = known[row]
    return Chain(tags, weights, steps)


def _hundredths(weight: float) -> str:
    return str(round(UNIT * weight) or "")


def find_cues(chain: Chain, passage: Passage, lexicon: Lexicon) -> list[Cue]:
    """The words that may be cues: what the tags say, and other runs of words that are not unlikely."""
    scores = chain.scores(chain.sums(cue_columns(passage, lexicon), len(passage)))
    tags = chain.best(scores)
    outside = chain.tags.index("O")
    chances = [1 - row[outside] for row in chain.chances(scores)]
    found, i = [], 0
    while i < len(tags):
        j = i + 1
        if tags[i] != "O":
            while j < len(tags) and tags[j] == "I":
                j += 1
        elif chances[i] >= FAINT:
            while j < len(tags) and chances[j] >= FAINT and tags[j] == "O":
                j += 1
        else:
            i = j
            continue
        found.append(Cue(max(0.0, *chances[i:j]), i, j))
        i = j
    return found


def find_arguments(chain: Chain, passage: Passage, cues: list[Cue], lexicon: Lexicon) -> list[Found]:
    """For each cue that has a content, what the chain finds to be its content and source.

    Where the likeliest reading has no source, there is a second one, with a source. A cue in the last sentence of a
    passage that ends in a colon needs no content: it comes in the next one.
    """
    if not cues:
        return []
    found, count = [], len(passage)
    base = chain.sums(base_columns(passage, lexicon), count)
    left, right = (list(map(add, base, chain.sums(side_columns(passage, side), count))) for side in "<>")
    introduced = passage.sentence[-1] if passage.low[-1] == ":" else None
    for cue in cues:
        start, columns = argument_columns(passage, cue, cues)
        end = window(passage, cue)[1]
        sums = list(map(add, left[start : cue.first] + right[cue.first : end], chain.sums(columns, end - start)))
        sums[cue.first - start : cue.last - start] = [chain.weights["cue"]["1"]] * (cue.last - cue.first)
        scores = chain.scores(sums)
        for tags in _readings(chain, sums, scores):
            tags[cue.first - start : cue.last - start] = ["O"] * (cue.last - cue.first)
            runs = runs_of(tags, start)
            if runs["C"] or passage.sentence[cue.first] == introduced:
                sure = chain.sureness(scores, tags)
                sources = [run for run in runs["S"] if _may_speak(passage, run)]
                found.append(Found(cue, tuple(runs["C"]), whole(passage, _nearest(sources, cue), cue.first), sure))
    return found


def _readings(chain: Chain, sums: list[int], scores: Scores) -> Iterator[list[str]]:
    tags = chain.best(scores)
    yield tags
    if "BS" not in tags:
        nudge = packed(round(NUDGE * UNIT) * (tag == "BS") for tag in chain.tags)
        tags = chain.best(chain.scores(number + nudge for number in sums))
        if "BS" in tags:
            yield tags


def runs_of(tags: Iterable[str], start: int = 0) -> dict[str, list[Run]]:
    """The runs of words with each role (S, C), from tags such as BS, IS, BC, IC, O; the first word is `start`."""
    runs, role, first = defaultdict(list), "", start
    for i, tag in enumerate([*tags, "O"], start):
        if role and (tag[0] != "I" or tag[1:] != role):
            runs[role].append((first, i))
            role = ""
        if tag != "O" and not role:
            role, first = tag[1:], i
    return runs


def _may_speak(passage: Passage, run: Run) -> bool:
    words = [word for word in passage.low[slice(*run)] if word[0].isalnum()]
    return any(word not in CALENDAR for word in words)


def _nearest(sources: list[Run], cue: Cue) -> Run | None:
    return min(sources, key=lambda run: min(abs(run[1] - cue.first), abs(run[0] - cue.last)), default=None)


def judge(chain: Chain, passage: Passage, cues: list[Cue], found: list[Found]) -> list[Attribution]:
    """The attributions found, each with the chance that it is right: content by half and the right source."""
    yes, no = chain.tags.index("1"), chain.tags.index("0")
    found_whole = [one for one in found if one.content]
    sums = (chain.sums(judge_columns(passage, cues, found_whole, index), 1)[0] for index in range(len(found_whole)))
    chances = iter([1 / (1 + exp((row[no] - row[yes]) / UNIT)) for row in chain.scores(sums)])
    return [
        Attribution(
            trimmed(passage, one.content, cue) if one.content else (),
            cue,
            one.source,
            next(chances) if one.content else one.sure,
        )
        for one in found
        for cue in [(one.cue.first, one.cue.last)]
    ]


def choose(attributions: list[Attribution], quotes: list[Run] = ()) -> list[Attribution]:
    """Those that are believed; of two that claim the same content, the surer one.

    `quotes` are the long quotations: where nobody believed has one, somebody less sure may have it.
    """
    kept: list[tuple[Attribution, set[int]]] = []
    for one in sorted(attributions, key=lambda one: -one.chance):
        words = words_of(one.content)
        if _believed(one, words, quotes, kept) and not any(
            (both := len(words & theirs)) and (both >= 0.8 * len(words) or both >= 0.5 * len(words | theirs))
            for _, theirs in kept
        ):
            kept.append((one, words))
    return sorted((one for one, _ in kept), key=lambda one: one.cue)


def _believed(one: Attribution, words: set[int], quotes: list[Run], kept: list[tuple[Attribution, set[int]]]) -> bool:
    if one.chance >= BELIEVED:
        return True
    free = (set(range(*quote)) for quote in quotes)
    return one.chance >= DOUBTED and any(
        2 * len(quote & words) > len(quote) and not any(2 * len(quote & theirs) > len(quote) for _, theirs in kept)
        for quote in free
    )
