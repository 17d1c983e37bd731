"""A linear-chain conditional random field: the best tags of a sequence, and how sure they are.

J. Lafferty, A. McCallum, F. Pereira, Conditional random fields (2001). Trained by CRFsuite in `bench`; run here,
because to hand every feature over to a library takes longer than to look its weight up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

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
                options = [a + b for a, b in zip(path, columns[here], strict=True)]
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

    def chances(self, scores: Scores) -> list[tuple[float, ...]]:
        """For each word, how likely each tag is, all other words considered (forward-backward)."""
        steps = [[exp(weight) for weight in row] for row in self.steps]
        columns = list(zip(*steps, strict=True))
        local = [_scaled(row)[0] for row in scores]
        forward = [_unit(local[0])] if local else []
        for row in local[1:]:
            before = forward[-1]
            forward.append(_unit([_dot(before, column) * here for column, here in zip(columns, row, strict=True)]))
        behind, out = [1.0] * len(self.tags), []
        for ahead, row in zip(reversed(forward), reversed(local), strict=True):
            out.append(_unit([a * b for a, b in zip(ahead, behind, strict=True)]))
            weighted = [a * b for a, b in zip(row, behind, strict=True)]
            behind = _unit([_dot(weighted, step) for step in steps])
        return [tuple(row) for row in reversed(out)]

    def sureness(self, scores: Scores, tags: list[str]) -> float:
        """How likely these tags are, of all that the sequence could have."""
        columns = list(zip(*[[exp(weight) for weight in row] for row in self.steps], strict=True))
        index = [self.tags.index(tag) for tag in tags]
        total = sum(row[at] for row, at in zip(scores, index, strict=True))
        total += sum(self.steps[a][b] for a, b in zip(index, index[1:], strict=False))
        before, partition = None, 0.0
        for row in scores:
            local, top = _scaled(row)
            if before is not None:
                local = [_dot(before, column) * here for column, here in zip(columns, local, strict=True)]
            size = sum(local)
            before, partition = [value / size for value in local], partition + top + log(size)
        return exp(min(0.0, total - partition))


def _scaled(row: tuple[float, ...]) -> tuple[list[float], float]:
    top = max(row)
    return [exp(value - top) for value in row], top


def _unit(values: list[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]


def _dot(a: Iterable[float], b: Iterable[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
