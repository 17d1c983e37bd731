"""Who says what, by a trained model: cues first, then each one's source and content, then whether to believe it."""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import exp

from articles.suggesters.chain import Chain
from articles.suggesters.features import Cue, Lexicon, argument_features, base_features, cue_features, side_features
from articles.suggesters.judging import judge_features
from articles.suggesters.passage import Passage

FAINT = 0.15  # words at least this likely to be a cue are looked at
BELIEVED = 0.35  # how sure the last step has to be; about half of F1 is best for F1 where chances are true
LIGHTEST = 0.04  # a feature with no weight over this is not kept
NAME = "english.model"

Run = tuple[int, int]  # words of a passage: the first, and the one behind the last


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said (`content`), by whom (`source`) and the words that say so (`cue`), as words of a passage."""

    content: tuple[Run, ...]
    cue: Run | None
    source: Run | None
    chance: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the first two steps say: a cue, its content and its source, and how sure the second step is of these."""

    cue: Cue
    content: tuple[Run, ...]
    source: Run | None
    sure: float


class Model:
    """The three steps and the words' grades, as `bench/train_attribution.py` packs them."""

    def __init__(self, packed: bytes):
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            self.lexicon = Lexicon(**json.loads(archive.read("lexicon.json")))
            chains = (unpack(archive.read(name).decode()) for name in ("cue", "argument", "judge"))
            self.cue, self.argument, self.judge = chains

    def attributions(self, passage: Passage) -> list[Attribution]:
        """The attributions of a passage that are believed, in the order of their cues."""
        cues = find_cues(self.cue, cue_features(passage, self.lexicon))
        return choose(judge(self.judge, passage, cues, find_arguments(self.argument, passage, cues, self.lexicon)))


@cache
def load() -> Model:
    """The model for English, read once: in under a second."""
    return Model((files("articles.suggesters") / NAME).read_bytes())


def pack(chain: Chain) -> str:
    """A chain as text, its weights in hundredths; features that hardly weigh are left out."""
    lines = ["\t".join(chain.tags), *("\t".join(map(_hundredths, row)) for row in chain.steps)]
    for feature, weights in sorted(chain.weights.items()):
        if max(map(abs, weights)) >= LIGHTEST:
            lines.append("\t".join([feature, *map(_hundredths, weights)]))
    return "\n".join(lines)


def unpack(text: str) -> Chain:
    """The chain that `pack` wrote."""
    head, *lines = text.split("\n")
    tags = tuple(head.split("\t"))
    rows = [line.split("\t") for line in lines]
    number = {text: int(text or 0) / 100 for row in rows for text in row[-len(tags) :]}
    steps = tuple(tuple(number[text] for text in row) for row in rows[: len(tags)])
    weights = {row[0]: tuple([number[text] for text in row[1:]]) for row in rows[len(tags) :]}
    return Chain(tags, weights, steps)


def _hundredths(weight: float) -> str:
    return str(round(100 * weight) or "")


def find_cues(chain: Chain, features: list[list[str]]) -> list[Cue]:
    """The words that may be cues: what the tags say, and other runs of words that are not unlikely."""
    scores = chain.scores(features)
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
    """For each cue that has a content, what the chain finds to be its content and source."""
    if not cues:
        return []
    found, base = [], chain.scores(base_features(passage, lexicon))
    left, right = (chain.scores(side_features(passage, side)) for side in "<>")
    for cue in cues:
        start, features = argument_features(passage, cue, cues)
        scores = [
            tuple(map(sum, zip(row, base[i], (left if i < cue.first else right)[i], strict=True)))
            for i, row in enumerate(chain.scores(features), start)
        ]
        tags = chain.best(scores)
        tags[cue.first - start : cue.last - start] = ["O"] * (cue.last - cue.first)
        runs = runs_of(tags, start)
        if runs["C"]:
            sure = chain.sureness(scores, tags)
            found.append(Found(cue, tuple(runs["C"]), _nearest(runs["S"], cue), sure))
    return found


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


def _nearest(sources: list[Run], cue: Cue) -> Run | None:
    return min(sources, key=lambda run: min(abs(run[1] - cue.first), abs(run[0] - cue.last)), default=None)


def judge(chain: Chain, passage: Passage, cues: list[Cue], found: list[Found]) -> list[Attribution]:
    """The attributions found, each with the chance that it is right: content by half and the right source."""
    yes, no = chain.tags.index("1"), chain.tags.index("0")
    scores = chain.scores(judge_features(passage, cues, found, index) for index in range(len(found)))
    return [
        Attribution(one.content, (one.cue.first, one.cue.last), one.source, 1 / (1 + exp(row[no] - row[yes])))
        for one, row in zip(found, scores, strict=True)
    ]


def choose(attributions: list[Attribution]) -> list[Attribution]:
    """Those that are believed; of two that claim the same content, the surer one."""
    kept: list[tuple[Attribution, set[int]]] = []
    for one in sorted(attributions, key=lambda one: -one.chance):
        words = words_of(one.content)
        if one.chance >= BELIEVED and not any(
            (both := len(words & theirs)) and (both >= 0.8 * len(words) or both >= 0.5 * len(words | theirs))
            for _, theirs in kept
        ):
            kept.append((one, words))
    return sorted((one for one, _ in kept), key=lambda one: one.cue)


def words_of(runs: Iterable[Run]) -> set[int]:
    """All words of some runs."""
    return {i for first, last in runs for i in range(first, last)}
