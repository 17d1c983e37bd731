"""A linear-chain conditional random field: the best tags of a sequence, and how sure they are.

J. Lafferty, A. McCallum, F. Pereira, Conditional random fields (2001). Trained by CRFsuite in `bench`; run here,
because to hand every feature over to a library takes longer than to look its weight up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import exp, log
from operator import add, mul
from struct import Struct

UNIT = 100  # weights are in hundredths
BITS, ZERO = 32, 1 << 24  # of a tag's weight in a packed number, and what is added so that it is never below nothing

Scores = list[tuple[int, ...]]  # for each word, one number a tag


def packed(weights: Iterable[int]) -> int:
    """One number for the weights of all tags, so that one addition adds them all."""
    return sum(weight << BITS * place for place, weight in enumerate(weights))


@dataclass(frozen=True, slots=True)
class Chain:
    """`weights[template][key]` packs one weight a tag; `steps[a][b]` is the weight of tag b behind tag a."""

    tags: tuple[str, ...]
    weights: dict[str, dict[str | tuple[str, ...], int]]
    steps: tuple[tuple[int, ...], ...]

    def sums(self, columns: dict[str, Iterable], count: int) -> list[int]:
        """For each of `count` words, the sum of its features' weights, packed."""
        tables = self.weights
        found = [map(tables[name].get, keys, repeat(0)) for name, keys in columns.items() if name in tables]
        return list(map(sum, zip(repeat(0, count), *found, strict=True)))

    def scores(self, sums: Iterable[int]) -> Scores:
        """For each word, its weights by tag."""
        size = len(self.tags)
        lifted = packed([ZERO] * size)
        unpack = Struct(f"<{size}I").unpack
        return [unpack((number + lifted).to_bytes(4 * size, "little")) for number in sums]

    def best(self, scores: Scores) -> list[str]:
        """The likeliest tags (Viterbi)."""
        if not scores:
            return []
        columns = list(zip(*self.steps, strict=True))  # columns[b][a]
        path = scores[0]
        paths = [path]
        for row in scores[1:]:
            path = [max(map(add, path, column)) + here for column, here in zip(columns, row, strict=True)]
            paths.append(path)
        at = path.index(max(path))
        tags = [at]
        for path in reversed(paths[:-1]):
            options = list(map(add, path, columns[at]))
            at = options.index(max(options))
            tags.append(at)
        return [self.tags[at] for at in reversed(tags)]

    def chances(self, scores: Scores) -> list[tuple[float, float, float]]:
        """For each word, how likely each tag is, all other words considered (forward-backward); for three tags.

        Written out, because loops over three take five times as long.
        """
        (s00, s01, s02), (s10, s11, s12), (s20, s21, s22) = self._likely_steps()
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
        columns = list(zip(*self._likely_steps(), strict=True))
        index = [self.tags.index(tag) for tag in tags]
        total = sum(row[at] for row, at in zip(scores, index, strict=True))
        total += sum(self.steps[a][b] for a, b in pairwise(index))
        before, partition = None, 0.0
        for row in scores:
            local, top = _scaled(row)
            if before is not None:
                local = [sum(map(mul, before, column)) * here for column, here in zip(columns, local, strict=True)]
            size = sum(local)
            before, partition = [value / size for value in local], partition + top / UNIT + log(size)
        return exp(min(0.0, total / UNIT - partition))

    def _likely_steps(self) -> list[list[float]]:
        return [[exp(weight / UNIT) for weight in row] for row in self.steps]


def _scaled(row: tuple[int, ...]) -> tuple[list[float], int]:
    top = max(row)
    return [exp((value - top) / UNIT) for value in row], top
