"""Train the model that chooses an article's segments, on pages with known articles; or cross-validate it by domain.

    .venv/bin/python -m bench.train_extraction ../shared/data/extraction
    .venv/bin/python -m bench.train_extraction ../shared/data/extraction --folds 7 --out predictions.json

The folder holds html/ID.html.gz and truth.json. Needs lightgbm, which requirements-dev.txt leaves out, as nothing else
does: `pip install lightgbm`. The model is written to articles/importers/model.json and needs no library to run.
"""

import argparse
import difflib
import gzip
import json
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy

from articles.importers.choosing import mend
from articles.importers.features import Columns, describe
from articles.importers.forest import MODEL, Forest
from articles.importers.segments import Segment, read_tree, segments
from articles.importers.text import decode
from articles.importers.votes import votes
from bench.boosting import boosted
from bench.extraction import article_text, score

TREES = 250
SETTINGS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "extra_trees": True,  # with so few pages, thresholds by chance generalise better than the best ones
    "seed": 1,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "min_data_in_leaf": 10,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 1,
    "verbose": -1,
}
WORD = re.compile(r"\w+")


@dataclass
class Page:
    """A page cut up and described; `labels` are the shares of each segment that stand in the article."""

    id: str
    domain: str
    segments: list[Segment]
    columns: Columns
    labels: list[float]


def read_pages(folder: Path) -> list[Page]:
    """All pages of the folder that have an answer."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    pages = []
    for id, answer in sorted(truth.items()):
        tree = read_tree(decode(gzip.decompress((folder / "html" / f"{id}.html.gz").read_bytes())))
        found = segments(tree)
        columns = describe(tree, found, votes(tree, found))
        domain = ".".join((urlsplit(answer.get("url", "")).hostname or id).split(".")[-2:])
        pages.append(Page(id, domain, found, columns, shares(found, answer["articleBody"])))
    return pages


def shares(found: Sequence[Segment], article: str) -> list[float]:
    """The share of each segment's words that an alignment of the whole page with the article pairs."""
    owners = [index for index, segment in enumerate(found) for _ in segment.words]
    words = [word for segment in found for word in segment.words]
    hits = [0] * len(found)
    matcher = difflib.SequenceMatcher(None, words, WORD.findall(article.lower()), autojunk=False)
    for match in matcher.get_matching_blocks():
        for at in range(match.a, match.a + match.size):
            hits[owners[at]] += 1
    return [hit / len(segment.words) for hit, segment in zip(hits, found, strict=True)]


def train(pages: Sequence[Page]) -> Forest:
    """The forest that these pages teach."""
    names = sorted(pages[0].columns)
    values = numpy.vstack([numpy.array([page.columns[name] for name in names], float).T for page in pages])
    labels = [label >= 0.5 for page in pages for label in page.labels]
    weights = numpy.concatenate([_weights(page) for page in pages])
    data = lightgbm.Dataset(values, label=numpy.array(labels), weight=weights / weights.mean())
    return Forest(tuple(names), tuple(boosted(data, SETTINGS, TREES)))


def _weights(page: Page) -> numpy.ndarray:
    """How much each segment counts: between what it counts for the score, its part of the article, and its length."""
    lengths = numpy.array([len(segment.words) for segment in page.segments])
    article = lengths[numpy.array(page.labels) >= 0.5].sum() or 1
    return numpy.sqrt((lengths + 3) / article) * (numpy.log1p(lengths) + 1) / math.sqrt(len(lengths))


def cross_validate(pages: Sequence[Page], folds: int, source: Path) -> dict[str, dict[str, str]]:
    """The article of each page, by models that know no page of its domain."""
    domains = sorted({page.domain for page in pages})
    random.Random(1).shuffle(domains)
    found = {}
    for fold in range(folds):
        held = set(domains[fold::folds])
        forest = train([page for page in pages if page.domain not in held])
        for page in pages:
            if page.domain in held:
                data = gzip.decompress((source / "html" / f"{page.id}.html.gz").read_bytes())
                likely = forest.probabilities(page.columns)
                chosen = [page.segments[index].text for index in sorted(mend(page.segments, likely))]
                whole = article_text(data, forest)
                found[page.id] = {"articleBody": whole, "chosen": "\n".join(chosen), "likely": likely}
    return found


def used(forest: Forest) -> Forest:
    """The same forest without the features that it never asks for."""
    asked = sorted({feature for tree in forest.trees for feature in _asked(tree)})
    places = {feature: place for place, feature in enumerate(asked)}
    return Forest(
        tuple(forest.features[feature] for feature in asked), tuple(_renumbered(tree, places) for tree in forest.trees)
    )


def _asked(tree: list | float) -> set[int]:
    return {tree[0]} | _asked(tree[2]) | _asked(tree[3]) if isinstance(tree, list) else set()


def _renumbered(tree: list | float, places: dict[int, int]) -> list | float:
    if not isinstance(tree, list):
        return tree
    return [places[tree[0]], tree[1], _renumbered(tree[2], places), _renumbered(tree[3], places)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    pages = read_pages(args.folder)
    if args.folds:
        found = cross_validate(pages, args.folds, args.folder)
        args.out.write_text(json.dumps(found), "utf-8")
        truth = json.loads((args.folder / "truth.json").read_text("utf-8"))
        answers = {id: answer["articleBody"] for id, answer in truth.items()}
        print(score(answers, {id: page["articleBody"] for id, page in found.items()}))
        return
    forest = used(train(pages))
    MODEL.write_text(json.dumps({"features": forest.features, "trees": forest.trees}, separators=(",", ":")), "utf-8")
    print(f"{len(pages)} pages, {len(forest.trees)} trees, {MODEL.stat().st_size:,} bytes in {MODEL}")


if __name__ == "__main__":
    main()
