"""The article of every page in a folder: bench/extraction.py HTML_DIR OUT.json

HTML_DIR holds ID.html.gz; OUT.json becomes {ID: {"articleBody": text}}, with an empty text where nothing was found.
With --truth TRUTH.json, which has the same form, the answers are scored beside those of other extractors that are
installed (trafilatura in its modes, readability-lxml), all in the same run.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median

import lxml.html
import trafilatura
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from articles.document import Document
from articles.importers import ParseError, html, parse
from articles.importers.forest import Forest
from articles.importers.text import decode

WORD = re.compile(r"\w+")
RUN = 4  # words


@dataclass(frozen=True, slots=True)
class Results:
    """The text found in each page, and the seconds of the processor that each took."""

    found: dict[str, str]
    times: list[float]


def article_text(data: bytes, forest: Forest | None = None) -> str:
    """The paragraphs of a page's article, a line feed between them; captions are no running text."""
    try:
        document = parse(data, "html") if forest is None else _parse_with(data, forest)
    except ParseError:
        return ""
    return "\n".join(paragraph.text for paragraph in document.paragraphs if paragraph.kind != "caption")


def _parse_with(data: bytes, forest: Forest) -> Document:
    return html.parse(decode(data), forest=forest)


def extractors() -> dict[str, Callable[[bytes], str]]:
    """Ours, and those of other libraries that are installed, by name."""
    found = {
        "ours": article_text,
        "trafilatura": lambda data: trafilatura.extract(data) or "",
        "trafilatura, fast": lambda data: trafilatura.extract(data, fast=True) or "",
        "trafilatura, precision": lambda data: trafilatura.extract(data, favor_precision=True) or "",
        "trafilatura, recall": lambda data: trafilatura.extract(data, favor_recall=True) or "",
    }
    if find_spec("readability"):
        summary = import_module("readability").Document
        found["readability-lxml"] = lambda data: _text(summary(data.decode(errors="replace")).summary())
    return found


def _text(markup: str) -> str:
    return "\n".join(lxml.html.fromstring(markup).itertext())


def score(truth: Mapping[str, str], found: Mapping[str, str]) -> dict[str, float]:
    """F1, precision and recall of runs of four words, each page weighing the same, and the share of exact pages."""
    pages = [_page_scores(truth[id], found.get(id, "")) for id in truth]
    precision, recall = (mean(page[at] for page in pages if page[at] is not None) for at in (0, 1))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"F1": f1, "precision": precision, "recall": recall, "exact": mean(page[2] for page in pages)}


def _page_scores(true: str, found: str) -> tuple[float | None, float | None, bool]:
    wanted, given = (_runs(WORD.findall(text)) for text in (true, found))
    both = (wanted & given).total()
    precision, recall = (both / runs.total() if runs else None for runs in (given, wanted))
    return precision, recall, WORD.findall(true) == WORD.findall(found)


def _runs(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))) if words else Counter()


def run(extractors: Mapping[str, Callable[[bytes], str]], pages: Mapping[str, bytes]) -> dict[str, Results]:
    """What each extractor finds, page after page: so that a busy moment of the machine meets all of them alike."""
    results = {name: Results({}, []) for name in extractors}
    for id, data in tqdm(pages.items(), unit="page", disable=not sys.stderr.isatty()):
        for name, extract in extractors.items():
            start = time.process_time()
            try:
                results[name].found[id] = extract(data)
            except Exception:  # of another's library, on a page that it cannot read
                results[name].found[id] = ""
            results[name].times.append(time.process_time() - start)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--truth", type=Path)
    args = parser.parse_args()
    paths = sorted(args.folder.glob("*.html.gz"))
    pages = {path.name.removesuffix(".html.gz"): gzip.decompress(path.read_bytes()) for path in paths}
    if not pages:
        parser.error(f"There is no page in {args.folder}.")
    chosen = extractors() if args.truth else {"ours": article_text}
    run(chosen, dict([next(iter(pages.items()))]))  # loads models and lists of words
    results = run(chosen, pages)
    found, times = results["ours"].found, results["ours"].times
    args.out.write_text(json.dumps({id: {"articleBody": text} for id, text in found.items()}, ensure_ascii=False))
    slowest = max(times) / median(times)
    print(f"{len(times)} pages, {len(times) / sum(times):.1f} a second, the slowest {slowest:.1f} times the median")
    if args.truth:
        compare(json.loads(args.truth.read_text("utf-8")), results)


def compare(answers: Mapping[str, Mapping[str, str]], results: Mapping[str, Results]) -> None:
    """Print a row for each extractor; its speed as a share of trafilatura's own."""
    truth = {id: answer["articleBody"] for id, answer in answers.items()}
    base = sum(results["trafilatura"].times)
    print("| extractor | F1 | precision | recall | exactly right | speed |\n|---|---|---|---|---|---|")
    for name, result in results.items():
        row = score(truth, result.found)
        shares = " | ".join(f"{row[column]:.3f}" for column in ("F1", "precision", "recall"))
        print(f"| {name} | {shares} | {row['exact']:.1%} | {base / sum(result.times):.2f} |")


if __name__ == "__main__":
    main()
