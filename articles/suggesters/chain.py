"""A linear-chain conditional random field: the best tags of a sequence, and how sure they are.

J. Lafferty, A. McCallum, F. Pereira, Conditional random fields (2001). Trained by CRFsuite in `bench`; run here,
because to hand every feature over to a library takes longer than to look its weight up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, repeat
from math import exp, log
from operator import add
from struct import iter_unpack, pack

UNIT = 100  # weights are in hundredths
BITS, ZERO = 16, 1 << 15  # of a tag's weight in a packed number, and what is added so that it is never below nothing

Scores = list[tuple[int, ...]]  # for each word, one number a tag


def packed(weights: Iterable[int]) -> int:
    """One number for the weights of all tags but the first, less the first's: one addition adds them all.

    Of up to five tags it is a machine's integer, which Python adds up twice as fast as larger ones.
    """
    first, *others = weights
    return sum((weight - first) << BITS * place for place, weight in enumerate(others))


@dataclass(frozen=True, slots=True)
class Chain:
    """`weights[template][key]` packs one weight a tag; `steps[a][b]` is the weight of tag b behind tag a."""

    tags: tuple[str, ...]
    weights: dict[str, dict[str | tuple[str, ...], int]]
    steps: tuple[tuple[int, ...], ...]
    likely_steps: list[list[float]] = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "likely_steps", [[exp(weight / UNIT) for weight in row] for row in self.steps])

    def sums(self, columns: dict[str, Iterable], count: int) -> list[int]:
        """For each of `count` words, the sum of its features' weights, packed."""
        tables = self.weights
        found = [map(tables[name].get, keys, repeat(0)) for name, keys in columns.items() if name in tables]
        return list(map(sum, zip(repeat(0, count), *found, strict=True)))

    def scores(self, sums: Iterable[int]) -> Scores:
        """For each word, its weights by tag, over that of the first."""
        size = len(self.tags) - 1
        lift = sum(ZERO << BITS * place for place in range(size))
        lifted = list(map(lift.__add__, sums))
        rows = iter_unpack(f"<{size}H{8 - 2 * size}x", pack(f"<{len(lifted)}Q", *lifted))
        return [(ZERO, *others) for others in rows]

    def best(self, scores: Scores) -> list[str]:
        """The likeliest tags (Viterbi)."""
        if not scores:
            return []
        heaviest, _, _ = loops(len(self.tags))
        paths = heaviest(scores, self.steps)
        columns = list(zip(*self.steps, strict=True))  # columns[b][a]
        path = paths.pop()
        at = path.index(max(path))
        tags = [self.tags[at]]
        for path in reversed(paths):
            options = list(map(add, path, columns[at]))
            at = options.index(max(options))
            tags.append(self.tags[at])
        return tags[::-1]

    def chances(self, scores: Scores) -> list[tuple[float, ...]]:
        """For each word, how likely each tag is, all other words considered (forward-backward)."""
        if not scores:
            return []
        _, forward, backward = loops(len(self.tags))
        likely = _likely(scores)
        shares, _ = forward(likely, self.likely_steps)
        return backward(likely, self.likely_steps, shares)

    def sureness(self, scores: Scores, tags: list[str]) -> float:
        """How likely these tags are, of all that the sequence could have."""
        index = [self.tags.index(tag) for tag in tags]
        total = sum(row[at] - ZERO for row, at in zip(scores, index, strict=True))
        total += sum(self.steps[a][b] for a, b in pairwise(index))
        _, forward, _ = loops(len(self.tags))
        _, sizes = forward(_likely(scores), self.likely_steps)
        return exp(min(0.0, total / UNIT - sum(map(log, sizes))))


def _likely(scores: Scores) -> list[list[float]]:
    """The scores as likelihoods, where the first tag's is 1."""
    return [[exp((value - ZERO) / UNIT) for value in row] for row in scores]


LOOPS = """
def heaviest(scores, steps):
    {steps} = steps
    paths = []
    for {x} in scores:
        if paths:
            {x} = {heaviest}
        {p} = path = {x}
        paths.append(path)
    return paths

def forward(likely, steps):
    {steps} = steps
    shares, sizes = [], []
    for {x} in likely:
        if shares:
            {x} = {onward}
        size = {sum}
        {p} = share = {share}
        shares.append(share)
        sizes.append(size)
    return shares, sizes

def backward(likely, steps, shares):
    {steps} = steps
    chances = []
    {p} = {ones}
    for {x}, {f} in zip(reversed(shares), reversed(likely)):
        {x} = {product}
        size = {sum}
        chances.append({share})
        {x} = {weighed}
        {x} = {back}
        size = {sum}
        {p} = {share}
    return chances[::-1]
"""


@cache
def loops(tags: int) -> tuple[Callable, Callable, Callable]:
    """The loops over the words, for so many tags; those over the tags are written out, as they take five times as long.

    `heaviest(scores, steps)` has for each word the weight of the heaviest path to each tag; `forward(likely, steps)`
    how likely each tag is after the words so far, in shares of 1, and what these are shares of;
    `backward(likely, steps, shares)` how likely it is after all words.
    """

    def each(text: str, join: str = ", ", sign: str = "#") -> str:
        return join.join(text.replace(sign, str(tag)) for tag in range(tags))

    def row(text: str) -> str:
        return f"({each(text)})"

    source = LOOPS.format(
        p=row("p#"), x=row("x#"), f=row("f#"), ones=row("1.0"), steps=row(f"({each('s#@', sign='@')})"),
        heaviest=row(f"x# + max({each('p@ + s@#', sign='@')})"), sum=each("x#", " + "), share=row("x# / size"),
        onward=row(f"x# * ({each('p@ * s@#', ' + ', '@')})"), product=row("x# * p#"), weighed=row("f# * p#"),
        back=row(each("s#@ * x@", " + ", "@")),
    )  # fmt: skip
    names: dict[str, Callable] = {}
    exec(source, names)  # of numbers from 0 to `tags` and of nothing else
    return names["heaviest"], names["forward"], names["backward"]
