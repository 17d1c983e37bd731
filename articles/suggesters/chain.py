"""A linear-chain conditional random field: the best tags of a sequence, and how sure they are.

J. Lafferty, A. McCallum, F. Pereira, Conditional random fields (2001). Trained by CRFsuite in `bench`; run here,
because to hand every feature over to a library takes longer than to look its weight up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from operator import add, mul

Scores = list[tuple[float, ...]]  # for each word, one number a tag


@dataclass(frozen=True, slots=True)
class Chain:
    """`weights` has for each feature one number a tag; `steps[a][b]` is the weight of tag b behind tag a."""

    tags: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]
    steps: tuple[tuple[float, ...], ...]

    def scores(self, rows: Iterable[list[str]]) -> Scores:
        """For each word's features, the sum of their weights."""
        get, nothing, out = self.weights.get, (0.0,) * len(self.tags), []
        for features in rows:
            known = [weight for feature in features if (weight := get(feature))]
            out.append(tuple(map(sum, zip(*known, strict=True))) if known else nothing)
        return out

    def best(self, scores: Scores) -> list[str]:
        """The likeliest tags (Viterbi)."""
        if not scores:
            return []
        count, back = range(len(self.tags)), []
        columns = list(zip(*self.steps, strict=True))  # columns[b][a]
        path = list(scores[0])
        for row in scores[1:]:
            came, reached = [], []
            for here in count:
                options = list(map(add, path, columns[here]))
                top = max(options)
                came.append(options.index(top))
                reached.append(top + row[here])
            back.append(came)
            path = reached
        at = path.index(max(path))
        tags = [at]
        for came in reversed(back):
            at = came[at]
            tags.append(at)
        return [self.tags[at] for at in reversed(tags)]

    def chances(self, scores: Scores) -> list[tuple[float, float, float]]:
        """For each word, how likely each tag is, all other words considered (forward-backward); for three tags.

        Written out, because loops over three take five times as long.
        """
        (s00, s01, s02), (s10, s11, s12), (s20, s21, s22) = ([exp(weight) for weight in row] for row in self.steps)
        local = [_scaled(row)[0] for row in scores]
        a, b, c, forward = 1.0, 1.0, 1.0, []
        for number, (x, y, z) in enumerate(local):
            if number:
                x, y, z = (
                    x * (a * s00 + b * s10 + c * s20),
                    y * (a * s01 + b * s11 + c * s21),
                    z * (a * s02 + b * s12 + c * s22),
                )
            total = x + y + z
            a, b, c = x / total, y / total, z / total
            forward.append((a, b, c))
        a = b = c = 1.0
        out = []
        for (p, q, r), (x, y, z) in zip(reversed(forward), reversed(local), strict=True):
            p, q, r = p * a, q * b, r * c
            total = p + q + r
            out.append((p / total, q / total, r / total))
            x, y, z = x * a, y * b, z * c
            a, b, c = x * s00 + y * s01 + z * s02, x * s10 + y * s11 + z * s12, x * s20 + y * s21 + z * s22
            total = a + b + c
            a, b, c = a / total, b / total, c / total
        return out[::-1]

    def sureness(self, scores: Scores, tags: list[str]) -> float:
        """How likely these tags are, of all that the sequence could have."""
        columns = list(zip(*[[exp(weight) for weight in row] for row in self.steps], strict=True))
        index = [self.tags.index(tag) for tag in tags]
        total = sum(row[at] for row, at in zip(scores, index, strict=True))
        total += sum(self.steps[a][b] for a, b in pairwise(index))
        before, partition = None, 0.0
        for row in scores:
            local, top = _scaled(row)
            if before is not None:
                local = [sum(map(mul, before, column)) * here for column, here in zip(columns, local, strict=True)]
            size = sum(local)
            before, partition = [value / size for value in local], partition + top + log(size)
        return exp(min(0.0, total - partition))


def _scaled(row: tuple[float, ...]) -> tuple[list[float], float]:
    top = max(row)
    return [exp(value - top) for value in row], top
