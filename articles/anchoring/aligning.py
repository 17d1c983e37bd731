"""Which word of the new text each word of the old one has become: one map of all that was edited, made once.

Sentences that both have once are the fixed points; between them the words are compared; a sentence that keeps too
little keeps nothing; what is left over of old sentences is looked for in what is left over of new ones. So new text
that an old passage claims is never free for another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from articles.anchoring.words import Range, Words, is_word, weigh_words
from articles.sequences import common_blocks, rising, unique_pairs

# Tuned on the dev half of the edits that people made; see docs/quality.md.
LEAST_KEPT = 0.34  # the share of its weight that a sentence must keep to keep anything in its place
RUN_KEPT = 5  # … unless so many words in a row are kept
WELL_KEPT = 0.5  # a sentence that keeps as much is not looked for elsewhere
ALIKE_ELSEWHERE = 0.5  # how like two sentences must be for one to have become the other
ALIKE_NEARBY = 0.38  # … where both stand between the same fixed points
CONTAINED = 0.8  # how much a sentence that was taken up into a longer one counts beside one that is alike
LEAST_COMMON = 0.4  # the share of what was left over that must be found
FREE = 0.5  # a new sentence can be what an old one has become while so much of it is claimed by no other
PROVEN = 3.0  # the weight that must be found again far off to tell a passage that moved from a few words that recur
ALL_BUT_SAME = 0.9  # … unless hardly a word differs
TELLING = 0.2  # only words of this weight lead to a candidate
MOST_PLACES = 16
CANDIDATES = 4
ROUNDING = 1e-9


@dataclass(slots=True)
class Alignment:
    """`forward` has for each old word the new one that it has become, or -1; `backward` the reverse.

    `weights` has what each old word weighs, `new_weights` what each new one. `kept` is the share of its weight that
    each old sentence keeps.
    """

    old: Words
    new: Words
    weight_of: dict[str, float]
    weights: list[float]
    new_weights: list[float]
    forward: list[int]
    backward: list[int]
    kept: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, old: Words, new: Words, gaps: Iterable[tuple[Range, Range]]) -> "Alignment":
        """Align what stands between fixed points, given as ranges of old and new words, and then what has moved."""
        weight_of = weigh_words(old, new)
        weights, new_weights = (list(map(weight_of.__getitem__, words.names)) for words in (old, new))
        alignment = cls(old, new, weight_of, weights, new_weights, [-1] * len(weights), [-1] * len(new_weights))
        alignment._fix_sentences()
        for (first, last), (new_first, new_last) in gaps:
            alignment._fill(first, last, new_first, new_last)
        alignment._prune()
        alignment._follow()
        return alignment

    def weigh(self, places: Iterable[int]) -> float:
        """What the old words at these places weigh."""
        return sum(map(self.weights.__getitem__, places))

    def _join(self, place: int, new_place: int, length: int) -> None:
        """Let words follow words, where neither has a counterpart yet."""
        forward, backward = self.forward, self.backward
        for i, j in zip(range(place, place + length), range(new_place, new_place + length), strict=True):
            if forward[i] < 0 and backward[j] < 0:
                forward[i], backward[j] = j, i

    def _fix_sentences(self) -> None:
        """Sentences that stand once in each: those in order first, as what lies between them hangs on them."""
        old, new = self.old, self.new
        pairs = [(x, y) for x, y in unique_pairs(old.keys, new.keys) if old.sentences[x][1] - old.sentences[x][0] >= 3]
        for x, y in rising(pairs, [len(old.keys[x]) for x, _ in pairs]):
            (first, last), (new_first, new_last) = old.sentences[x], new.sentences[y]
            self.forward[first:last] = range(new_first, new_last)
            self.backward[new_first:new_last] = range(first, last)

    def _fill(self, first: int, last: int, new_first: int, new_last: int) -> None:
        """Compare the words between two fixed points, and between the sentences that are fixed there."""
        i, j = first, new_first
        while i < last:
            if (target := self.forward[i]) >= 0:
                if j <= target < new_last:
                    j = target + 1
                i += 1
                continue
            end = i
            while end < last and self.forward[end] < 0:
                end += 1
            new_end = self.forward[end] if end < last else new_last
            if j <= new_end <= new_last:
                for x, y, length in common_blocks(self.old.names[i:end], self.new.names[j:new_end]):
                    self._join(i + x, j + y, length)
            i = end

    def _prune(self) -> None:
        """Give up the few words that a sentence keeps by chance."""
        for first, last in self.old.sentences:
            if -1 not in self.forward[first:last]:
                self.kept.append(1.0)
                continue
            held = [place for place in range(first, last) if self.forward[place] >= 0]
            share = self.weigh(held) / sum(self.weights[first:last])
            if held and share < LEAST_KEPT and self._longest_run(held) < RUN_KEPT:
                for place in held:
                    self.backward[self.forward[place]] = -1
                    self.forward[place] = -1
                share = 0.0
            self.kept.append(share)

    def _longest_run(self, held: Sequence[int]) -> int:
        """The most words that stand together in the new text too, give or take one between."""
        longest = run = 0
        before = -2
        for place in held:
            if is_word(self.old.names[place]):
                run = run + 1 if 0 < self.forward[place] - before <= 2 else 1
                before, longest = self.forward[place], max(longest, run)
        return longest

    def _follow(self) -> None:
        """Find what became of old sentences among what no other old one claims: the most alike first."""
        sought = [x for x, kept in enumerate(self.kept) if kept < WELL_KEPT]
        if not sought:
            return
        found = sorted(self._candidates(sought), key=lambda candidate: -candidate[0])
        followed = set()
        for _, x, y in found:
            if x in followed:
                continue
            rest, free = self._rest(x), self._free(y)
            if not rest or not free:
                continue
            blocks = list(self._blocks(rest, free))
            if self._weight_of(blocks, rest) < LEAST_COMMON * self.weigh(rest):
                continue
            for i, j, length in blocks:
                for step in range(length):
                    self._join(rest[i + step], free[j + step], 1)
            followed.add(x)
            first, last = self.old.sentences[x]
            held = [place for place in range(first, last) if self.forward[place] >= 0]
            self.kept[x] = self.weigh(held) / sum(self.weights[first:last])

    def _candidates(self, sought: Iterable[int]) -> Iterator[tuple[float, int, int]]:
        """How well each sentence could have become each of a few new ones, with both their numbers."""
        free, index = {}, defaultdict(list)
        for y in range(len(self.new.sentences)):
            if left := self._left_of(y):
                free[y] = left
                for name in left.weights:
                    if self.weight_of[name] >= TELLING:
                        index[name].append(y)
        after, before = self._neighbours()
        for x in sought:
            rest = self._left(self.old, self._rest(x))
            scores = self._scores(rest, index)
            for y in sorted(scores, key=scores.get, reverse=True)[:CANDIDATES]:
                near = after[x] < self.new.sentences[y][0] and self.new.sentences[y][1] <= before[x]
                likeness = self._likeness(rest, free[y], near)
                if likeness >= (ALIKE_NEARBY if near else ALIKE_ELSEWHERE):
                    yield likeness + (ALIKE_ELSEWHERE - ALIKE_NEARBY) * near, x, y

    def _scores(self, rest: "_Left", index: Mapping[str, Sequence[int]]) -> dict[int, float]:
        """What the telling words weigh that are left over of each new sentence, too."""
        scores: dict[int, float] = {}
        for name, weight in rest.weights.items():
            if name in index and len(index[name]) <= MOST_PLACES:
                for y in index[name]:
                    scores[y] = scores.get(y, 0.0) + weight
        return scores

    def _likeness(self, rest: "_Left", free: "_Left", near: bool) -> float:
        """How like the words left over of two sentences are: Dice's measure over weights, or the share contained."""
        both, least = rest.weight + free.weight, ALIKE_NEARBY if near else ALIKE_ELSEWHERE
        # All that is needed to decide, for most: no more can be common in order than there is in any order.
        common = rest.repeated + sum(map(rest.weights.__getitem__, rest.weights.keys() & free.weights.keys()))
        if max(2 * common / both, CONTAINED * common / rest.weight) < least - ROUNDING:
            return 0.0
        common = self._weight_of(common_blocks(rest.names, free.names), rest.places)
        likeness = max(2 * common / both, CONTAINED * common / rest.weight)
        return 0.0 if not near and common < PROVEN and likeness < ALL_BUT_SAME else likeness

    def _blocks(self, rest: Sequence[int], free: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        return common_blocks([self.old.names[i] for i in rest], [self.new.names[j] for j in free])

    def _weight_of(self, blocks: Iterable[tuple[int, int, int]], rest: Sequence[int]) -> float:
        return sum(self.weigh(rest[i : i + length]) for i, _, length in blocks)

    def _rest(self, x: int) -> list[int]:
        return [place for place in range(*self.old.sentences[x]) if self.forward[place] < 0]

    def _free(self, y: int) -> list[int]:
        return [place for place in range(*self.new.sentences[y]) if self.backward[place] < 0]

    def _left_of(self, y: int) -> "_Left | None":
        """What is left over of a new sentence, if that is enough of it."""
        first, last = self.new.sentences[y]
        places = self._free(y)
        if not places or sum(map(self.new_weights.__getitem__, places)) < FREE * sum(self.new_weights[first:last]):
            return None
        return self._left(self.new, places)

    def _left(self, words: Words, places: Sequence[int]) -> "_Left":
        """The words at these places, weighed."""
        names = [words.names[place] for place in places]
        weights = {name: self.weight_of[name] for name in names}
        weight = sum(map(self.weight_of.__getitem__, names))
        return _Left(places, names, weights, weight, weight - sum(weights.values()))

    def _neighbours(self) -> tuple[list[int], list[int]]:
        """For each old sentence, the last new word that is claimed before it and the first that is claimed after it."""
        end = len(self.new.names)
        targets = [self.forward[first:last] for first, last in self.old.sentences]
        after = accumulate(map(max, targets), max, initial=-1)
        firsts = [min(target if target >= 0 else end for target in some) for some in reversed(targets)]
        before = accumulate(firsts, min, initial=end)
        return list(after)[:-1], list(before)[-2::-1]


@dataclass(frozen=True, slots=True)
class _Left:
    """Words of a sentence without a counterpart: where they stand, what each weighs, what all do, and the repeated."""

    places: Sequence[int]
    names: Sequence[str]
    weights: Mapping[str, float]
    weight: float
    repeated: float
