"""How well and how fast annotations find their words again in edited texts.

    python -m bench.anchoring CASES.jsonl [OUT.jsonl]
    python -m bench.anchoring                           # how the time grows with the text, on texts made to be slow

Each line of CASES.jsonl has `id`, `old` and `new` (files of text beside it, paragraphs separated by an empty line),
and `start` and `end` in the old text. OUT.jsonl gets a line for each: `id`, `status`, `start` and `end` in the new.
"""

import json
import sys
from bisect import bisect_right
from collections import defaultdict
from cProfile import Profile
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs as a file, too

from articles.anchoring import TextMap

SEPARATOR = "\n\n"
TRIES = 3  # the quickest counts: the others tell what else the machine did


def main(cases_path: str, out_path: str = "") -> None:
    folder, pairs = Path(cases_path).parent, defaultdict(list)
    for line in Path(cases_path).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        pairs[case["old"], case["new"]].append(case)
    answers, times, shares = [], [], []
    for names, cases in pairs.items():
        old, new = (read(folder / name) for name in names)
        spent = []
        for _ in range(TRIES):
            start = process_time()
            found = anchor(old, new, cases)
            spent.append(process_time() - start)
        answers += found
        times.append((min(spent), (len(old.encode()) + len(new.encode())) / 1000))
        shares.append(edited_share(old, new))
    if out_path:
        Path(out_path).write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    each = [seconds / size * 1000 for seconds, size in times]
    print(f"{len(answers) / sum(seconds for seconds, _ in times):,.0f} spans a second of processor time")
    print(f"ms a kilobyte: {spread(each)}")
    print(f"share that was edited: {spread(shares)}")
    edited = [one / share for one, share in zip(each, shares, strict=True) if share > median(shares)]
    print(f"ms an edited kilobyte, in the half that was edited more: {spread(edited)}")


def growth() -> None:
    """Print how many times as much work ten times the text is, in calls of functions: a busy machine adds none."""
    for name, make in HOSTILE.items():
        calls = []
        for size in (2_000, 20_000):
            old, new = make(Random(1), size), make(Random(2), size)
            profile = Profile()
            profile.runcall(TextMap, old, new)
            calls.append(sum(entry.callcount for entry in profile.getstats()))
        print(f"{name}: {calls[1] / calls[0]:.1f} times")


def _words(chance: Random, size: int, many: int) -> list[str]:
    return [f"w{chance.randrange(many)}" for _ in range(size)]


HOSTILE = {
    "one word repeated": lambda chance, size: [" ".join(["word"] * (size + chance.randrange(9)))],
    "two words at random": lambda chance, size: [" ".join(_words(chance, size, 2))],
    "one enormous sentence": lambda chance, size: [" ".join(_words(chance, size, 5_000))],
    "sentences of few words": lambda chance, size: [
        ". ".join(" ".join(_words(chance, 8, 40)) for _ in range(size // 8))
    ],
    "paragraphs of one word": lambda chance, size: _words(chance, size // 4, 300),
    "signs": lambda chance, size: ["".join(chance.choices('.!? "”(', k=size * 4))],
}


def read(path: Path) -> str:
    """The text as it is: newlines of other kinds count as the characters that they are."""
    return path.read_bytes().decode()


def anchor(old: str, new: str, cases: list[dict]) -> list[dict]:
    """The answers to the cases of one pair of texts."""
    before, after = old.split(SEPARATOR), new.split(SEPARATOR)
    starts, new_starts = begins(before), begins(after)
    texts, answers = TextMap(before, after), []
    for case in cases:
        number = bisect_right(starts, case["start"]) - 1
        found = texts.find(number, case["start"] - starts[number], case["end"] - starts[number])
        answer = {"id": case["id"], "status": found.state, "start": None, "end": None}
        if found.state != "gone":
            answer["start"], answer["end"] = (
                new_starts[found.paragraph] + found.start,
                new_starts[found.last] + found.end,
            )
        answers.append(answer)
    return answers


def spread(values: list[float]) -> str:
    """The median and the greatest of some values, and how many times the one the other is."""
    return f"{median(values):.2f} at the median, {max(values):.2f} at most, {max(values) / median(values):.1f} times it"


def edited_share(old: str, new: str) -> float:
    """The share of the characters of both that lies in paragraphs which only one of them has."""
    before, after = set(old.split(SEPARATOR)), set(new.split(SEPARATOR))
    return sum(map(len, before ^ after)) / sum(map(len, [*before, *after]))


def begins(paragraphs: list[str]) -> list[int]:
    """Where each paragraph begins in the whole text."""
    return [0, *accumulate(len(text) + len(SEPARATOR) for text in paragraphs)][:-1]


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else growth()
