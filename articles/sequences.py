"""What two sequences have in common, in order, in time that grows with their length alone."""

from bisect import bisect_left
from collections.abc import Container, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

MOST_PAIRS = 40_000  # up to this product of lengths every pair is compared, which takes a fifth of a second at worst
RUNS = (3, 1)  # lengths of the runs of words that are looked for

Pair = tuple[int, int]
Block = tuple[int, int, int]  # where it is in the one, where in the other, how long


def unique_pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """The places of items that occur exactly once in each, in the order of `old`."""
    both = set(old).intersection(new)
    places = _once(new, both)
    return [(place, places[item]) for item, place in _once(old, both).items() if item in places]


def rising(pairs: Sequence[Pair], weights: Sequence[float] | None = None) -> list[Pair]:
    """The heaviest of those chains of `pairs`, sorted by their firsts, whose seconds rise; every pair weighs 1 if not
    given. A Fenwick tree of maxima makes it n log n (Fenwick 1994)."""
    seconds = [second for _, second in pairs]
    if all(map(int.__lt__, seconds, seconds[1:])):
        return list(pairs)
    order = sorted(seconds)
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(order) + 1)
    before, heaviest = [], (0.0, -1)
    for index, second in enumerate(seconds):
        rank, best = bisect_left(order, second), (0.0, -1)
        at = rank
        while at:
            best = max(best, tree[at])
            at &= at - 1
        before.append(best[1])
        mine = best[0] + (weights[index] if weights else 1), index
        at = rank + 1
        while at < len(tree):
            tree[at] = max(tree[at], mine)
            at += at & -at
        heaviest = max(heaviest, mine)
    chain, index = [], heaviest[1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def common_blocks(old: Sequence[str], new: Sequence[str], runs: Sequence[int] = RUNS) -> Iterator[Block]:
    """Blocks that both have, in order, the longest first found (difflib's, Ratcliff and Metzener 1988).

    Long sequences are cut at runs that occur once in each (patience, Bram Cohen); where there are none, a stretch with
    more than MOST_PAIRS pairs has nothing in common but its beginning and its end.
    """
    if len(old) * len(new) <= MOST_PAIRS:
        yield from SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()[:-1]
    elif runs:
        yield from _cut_at_runs(old, new, runs)
    else:
        first = _common_length(old, new)
        last = _common_length(old[first:][::-1], new[first:][::-1])
        yield 0, 0, first
        yield len(old) - last, len(new) - last, last


def _cut_at_runs(old: Sequence[str], new: Sequence[str], runs: Sequence[int]) -> Iterator[Block]:
    size, i, j = runs[0], 0, 0
    chain = rising(unique_pairs(*(list(zip(*(side[k:] for k in range(size)), strict=False)) for side in (old, new))))
    for x, y in [*chain, (len(old), len(new))]:
        if x < i or y < j:
            continue
        before = _common_length(old[i:x][::-1], new[j:y][::-1])
        for p, q, length in common_blocks(old[i : x - before], new[j : y - before], runs[1:]):
            yield i + p, j + q, length
        i, j = x, y
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        yield x - before, y - before, before + i - x


def _once(items: Sequence[Hashable], among: Container[Hashable]) -> dict[Hashable, int]:
    """The places of those items that occur exactly once."""
    places = {}
    for place, item in enumerate(items):
        if item in among:
            places[item] = -1 if item in places else place
    return {item: place for item, place in places.items() if place >= 0}


def _common_length(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items at the beginning are the same."""
    for index, (a, b) in enumerate(zip(old, new, strict=False)):
        if a != b:
            return index
    return min(len(old), len(new))
