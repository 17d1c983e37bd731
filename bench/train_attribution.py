"""Trains the model of `articles.suggesters` on PolNeAR: python -m bench.train_attribution FOLDER [--out MODEL].

Four small models. The first tags cues over a passage; the second, given one cue, its source and content; the third
judges the whole; the fourth, trees, says who speaks in quotation marks. What all but the first learn from is what the
ones before found in words that they had not seen (cross-validation), so that they know how far to trust it. The same
seed gives the same model. Needs what requirements-dev.txt leaves out: lightgbm, and what `bench.alike` needs.
"""

import argparse
import json
import random
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import lightgbm
import numpy
import pycrfsuite

from articles.suggesters.attribution import COVERED, quotes, share, words_of
from articles.suggesters.chain import Chain
from articles.suggesters.features import (
    Cue,
    Lexicon,
    argument_columns,
    base_columns,
    cue_columns,
    side_columns,
    strings,
)
from articles.suggesters.judging import judge_columns
from articles.suggesters.model import Found, find_arguments, find_cues, judge, pack, unpack
from articles.suggesters.passage import Passage
from articles.suggesters.speaking import candidates, describe
from bench.boosting import boosted
from bench.grading import learn_lexicon
from bench.polnear import Gold, articles, read_article

MODEL = Path(__file__).parent.parent / "articles" / "suggesters" / "english.model"
CHAIN = {"c1": 0.2, "c2": 0.02, "feature.minfreq": 3}
ROUNDS, ROUNDS_OF_FOLDS = 80, 40  # times that the articles are gone through
JUDGE = {"c2": 1.0, "max_iterations": 30, "feature.minfreq": 3}
TREES = 100
SPEAKER = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "seed": 1,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "min_data_in_leaf": 20,
    "lambda_l2": 5,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
RANK = {"objective": "lambdarank", "lambdarank_truncation_level": 3}
HALVES = 2  # of the passages: what the third model says of each half has been learned from the other
SILENT = 2  # of passages without any attribution, one in so many is learned from

Row = tuple[int, Passage, list[Gold]]  # the fold that it belongs to


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="with text/ and attributions/")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, help="learn from so many only")
    parser.add_argument(
        "--without",
        type=int,
        nargs=2,
        metavar=("FIRST", "LAST"),
        help="leave these out, to measure on them; says which",
    )
    options = parser.parse_args()
    names = articles(options.folder)
    random.Random(options.seed).shuffle(names)
    names = names[: options.articles]
    if options.without:
        left_out = slice(*options.without)
        print("without", *(text.stem for text, _ in names[left_out]), sep="\n", flush=True)
        del names[left_out]
    rows = [(number % options.folds, *row) for number, paths in enumerate(names) for row in read_article(*paths)]
    with tempfile.TemporaryDirectory() as scratch:
        train(rows, options.folds, Path(scratch), options.out)


def train(rows: list[Row], folds: int, scratch: Path, out: Path) -> None:
    """Train the four models on all rows and pack them into one file."""
    lexicon = learn_lexicon((passage, golds) for _, passage, golds in rows)
    rows = [row for number, row in enumerate(rows) if row[2] or number % SILENT == 0]
    _say(f"{len(rows)} passages")
    cues, cue = train_cues(rows, folds, lexicon, scratch)
    found, argument = train_arguments(rows, lexicon, cues, scratch)
    judges = train_judge(rows, cues, found, scratch)
    _say("judge")
    forests = train_speaker(rows, cues, found, judges, lexicon)
    _say("speaker")
    for process in (cue, argument):
        process.join()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        parts = {"lexicon.json": json.dumps({"cue": lexicon.cue, "source": lexicon.source}, sort_keys=True).encode()}
        parts |= {f"{name}.json": json.dumps(trees, separators=(",", ":")).encode() for name, trees in forests.items()}
        parts |= {name: read_chain(scratch / name).encode() for name in ("cue", "argument", "judge")}
        for name, content in parts.items():  # a date of its own, so that the same model is the same file
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    _say(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def train_cues(rows: list[Row], folds: int, lexicon: Lexicon, scratch: Path) -> tuple[list[list[Cue]], BaseProcess]:
    """For each row, the cues found in it by a model that had not seen its article; and what trains the first model."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(CHAIN)
    for fold, passage, golds in rows:
        tags = ["O"] * len(passage)
        for first, last in (run for gold in golds for run in gold.cue):
            tags[first:last] = ["B"] + ["I"] * (last - first - 1)
        trainer.append(strings(cue_columns(passage, lexicon)), tags, fold)
    _say("appended")
    chains, process = _train(trainer, folds, scratch / "cue")
    return [find_cues(chains[fold], passage, lexicon) for fold, passage, _ in rows], process


def train_arguments(
    rows: list[Row], lexicon: Lexicon, cues: list[list[Cue]], scratch: Path
) -> tuple[list[list[Found]], BaseProcess]:
    """For each row of the first fold, what is found in it by a model that had not seen it: enough for the third model.

    The second model, which the process trains, learns from true cues among all that were found.
    """
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(CHAIN)
    for (fold, passage, golds), found in zip(rows, cues, strict=True):
        if golds:
            left, right = (strings(base_columns(passage, lexicon) | side_columns(passage, side)) for side in "<>")
        for cue, gold in _true_cues(found, golds):
            start, columns = argument_columns(passage, cue, found)
            features = strings(columns)
            for i, row in enumerate(features, start):
                row += (left if i < cue.first else right)[i]
            features[cue.first - start : cue.last - start] = [["cue=1"]] * (cue.last - cue.first)
            tags = ["O"] * len(features)
            for role, runs in (("C", gold.content), ("S", gold.source)):
                for first, last in runs:
                    for i in range(max(first, start), min(last, start + len(tags))):
                        if not cue.first <= i < cue.last:
                            tags[i - start] = ("B" if i == first else "I") + role
            trainer.append(features, tags, fold)
    _say("appended")
    chains, process = _train(trainer, 1, scratch / "argument")
    return [
        find_arguments(chains[0], passage, found, lexicon) if fold == 0 else []
        for (fold, passage, _), found in zip(rows, cues, strict=True)
    ], process


def train_judge(rows: list[Row], cues: list[list[Cue]], found: list[list[Found]], scratch: Path) -> list[Chain]:
    """The third model, from what the first two found in articles that they had not seen; one without each half."""
    trainer = pycrfsuite.Trainer(algorithm="l2sgd", verbose=False)
    trainer.set_params(JUDGE)
    for number, ((_, passage, golds), near, attributions) in enumerate(zip(rows, cues, found, strict=True)):
        attributions = [one for one in attributions if one.content]
        for index, attribution in enumerate(attributions):
            right = any(is_right(passage, attribution, gold) for gold in golds)
            columns = judge_columns(passage, near, attributions, index)
            trainer.append(strings(columns), [str(int(right))], number % HALVES)
    trainer.train(str(scratch / "judge"))
    halves = [scratch / f"judge.{half}" for half in range(HALVES)]
    for half, path in enumerate(halves):
        trainer.train(str(path), half)
    return [unpack(read_chain(path)) for path in halves]


def train_speaker(
    rows: list[Row], cues: list[list[Cue]], found: list[list[Found]], judges: list[Chain], lexicon: Lexicon
) -> dict[str, list]:
    """The fourth model, from the quotations whose source is among those who may have them.

    One forest learns to put the speaker first (LambdaRank, C. Burges 2010), the other how likely each is to speak.
    """
    values, labels, sizes = [], [], []
    for number, ((_, passage, golds), near, attributions) in enumerate(zip(rows, cues, found, strict=True)):
        judged = judge(judges[number % HALVES], passage, near, attributions)
        before = None
        for quotation in quotes(passage) if judged else ():
            gold = max(golds, key=lambda gold: share(gold.content, quotation), default=None)
            has = gold and share(gold.content, quotation) >= COVERED
            named = words_of(gold.source) if has else set()
            people = candidates(passage, quotation, judged)
            right = [bool(named & words_of([one.source])) for one in people]
            if any(right):
                values += describe(passage, lexicon, quotation, people, before)
                labels += right
                sizes.append(len(right))
            before = people[right.index(True)].source if any(right) else None
    data = {"data": numpy.array(values, float), "label": numpy.array(labels, int)}
    return {
        "rank": boosted(lightgbm.Dataset(**data, group=sizes), SPEAKER | RANK, TREES),
        "believe": boosted(lightgbm.Dataset(**data), SPEAKER, TREES),
    }


def is_right(passage: Passage, one: Found, gold: Gold) -> bool:
    """Whether content and source are right as the scorer counts it: content by half, source overlapping."""
    wanted, got = (_letters(passage, runs) for runs in (gold.content, one.content))
    both = sum(wanted.get(i, 0) for i in got)
    if 2 * both < sum(wanted.values()) + sum(got.values()) - both:
        return False
    if not gold.source or one.source is None:
        return not gold.source and one.source is None
    return bool(words_of(gold.source) & words_of([one.source]))


def _letters(passage: Passage, runs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many letters and digits each word of the runs has."""
    return {i: sum(map(str.isalnum, passage.text[i])) for i in words_of(runs)}


def _true_cues(found: list[Cue], golds: list[Gold]) -> list[tuple[Cue, Gold]]:
    """Each true attribution by the cue that was found for it, or by its own where none was."""
    pairs, missing = [], [gold for gold in golds if gold.cue]
    for cue in found:
        inside = set(range(cue.first, cue.last))
        gold = max(missing, key=lambda gold: len(inside & words_of(gold.cue)), default=None)
        if gold and inside & words_of(gold.cue):
            pairs.append((cue, gold))
            missing.remove(gold)
    return pairs + [(Cue(0.1, gold.cue[0][0], gold.cue[-1][1]), gold) for gold in missing]


def _train(trainer: pycrfsuite.Trainer, folds: int, path: Path) -> tuple[list[Chain], BaseProcess]:
    """What was trained without each fold; and the process that still trains on all rows, into `path`."""
    whole = _start(trainer, path, ROUNDS)
    parts = [_start(trainer, Path(f"{path}.{fold}"), ROUNDS_OF_FOLDS, fold) for fold in range(folds)]
    for part in parts:
        part.join()
    _say(f"{path.name} without each fold")
    return [unpack(read_chain(Path(f"{path}.{fold}"))) for fold in range(folds)], whole


def _start(trainer: pycrfsuite.Trainer, path: Path, rounds: int, without: int = -1) -> BaseProcess:
    """Train in a process of its own, which shares the rows with this one."""

    def run():
        trainer.set("max_iterations", rounds)
        trainer.train(str(path), without)

    process = get_context("fork").Process(target=run)
    process.start()
    return process


def read_chain(path: Path) -> str:
    """What CRFsuite has learned, packed."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    info = tagger.info()
    tags = tuple(tagger.labels())
    steps = [[info.transitions.get((a, b), 0.0) for b in tags] for a in tags]
    weights = defaultdict(dict)
    for (feature, tag), weight in info.state_features.items():
        weights[feature][tag] = weight
    return pack(tags, {name: [row.get(tag, 0.0) for tag in tags] for name, row in weights.items()}, steps)


def _say(what: str) -> None:
    print(f"{time.process_time():6.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
