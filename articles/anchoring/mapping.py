"""Where the words of an old text are in a new one: unchanged, changed, or gone."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.anchoring.aligning import Alignment
from articles.anchoring.words import Range, Words, is_word
from articles.sequences import rising, unique_pairs

# Tuned on the dev half of the edits that people made; see docs/quality.md.
KEPT = 0.5  # the share of words, or of weight, that must be found again for a passage to be changed and not gone
KEPT_OTHER = 0.25  # … and the other of the two
KEPT_IN_SENTENCE = 0.25  # the share of weight that does where the sentence as a whole is kept
KEPT_WORDS_IN_SENTENCE = 0.2
SENTENCE_KEPT = 0.5
APART = 40  # words between two that belong to one passage, at most
STRAY = 8  # … and between two that do without doubt, beside those that stood between them before
FAINT = 0.2  # the weight of words that do not prove to belong


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a passage; `start` to `end` in the new paragraph of this number, unless it is gone.

    A passage that was parted goes on to `end` in the paragraph `last`.
    """

    state: str
    paragraph: int = -1
    start: int = 0
    last: int = -1
    end: int = 0


GONE = Found("gone")


class TextMap:
    """What became of the paragraphs `old` in the paragraphs `new`, each a list of texts."""

    def __init__(self, old: Sequence[str], new: Sequence[str]):
        self.old, self.new = old, new
        self.same = _same_paragraphs(old, new)
        claimed = set(self.same.values())
        before = Words.of(old, (number for number in range(len(old)) if number not in self.same))
        after = Words.of(new, (number for number in range(len(new)) if number not in claimed))
        self.alignment = Alignment.of(before, after, self._gaps(before, after))
        self.sentence_starts = [first for first, _ in before.sentences]

    def find(self, paragraph: int, start: int, end: int) -> Found:
        """Where the words `start` to `end` of the old paragraph of this number are in the new text."""
        if (same := self.same.get(paragraph)) is not None:
            return Found("unchanged", same, start, same, end)
        first, last = self.alignment.old.within(paragraph, start, end)
        names = self.alignment.old.names
        words = [place for place in range(first, last) if is_word(names[place])] or list(range(first, last))
        held = [place for place in words if self.alignment.forward[place] >= 0]
        held = self._together(held) if held else held
        if not held or not self._is_kept(words, held):
            return GONE
        low, high = self._edges(first, last, words, held)
        return self._between(low, high, paragraph, start, end)

    def matches(self) -> Iterator[tuple[int, int, int]]:
        """For each old and new paragraph that share words: their numbers, and how many characters these words have."""
        for number, same in self.same.items():
            yield number, same, len(self.old[number])
        old, new, shared = self.alignment.old, self.alignment.new, {}
        for place, target in enumerate(self.alignment.forward):
            if target >= 0:
                pair = old.paragraphs[place], new.paragraphs[target]
                shared[pair] = shared.get(pair, 0) + len(old.names[place])
        yield from ((*pair, count) for pair, count in shared.items())

    def is_free(self, found: Found) -> bool:
        """Whether most of the new words there are claimed by no old passage."""
        ranges = self.alignment.new.ranges
        if found.paragraph not in ranges or found.last not in ranges:
            return False
        first, _ = self.alignment.new.within(found.paragraph, found.start, found.start + 1)
        _, last = self.alignment.new.within(found.last, 0, found.end)
        claimed = [self.alignment.backward[place] >= 0 for place in range(first, last)]
        return 2 * sum(claimed) < len(claimed)

    def _gaps(self, before: Words, after: Words) -> Iterator[tuple[Range, Range]]:
        """What lies between paragraphs that stayed the same and in order, as ranges of words."""
        fixed = rising(sorted(self.same.items()), [len(self.old[number]) for number in sorted(self.same)])
        number = new_number = place = new_place = 0
        for fixed_number, fixed_new in [*fixed, (len(self.old), len(self.new))]:
            end = _end_of(before, range(number, fixed_number), place)
            new_end = _end_of(after, range(new_number, fixed_new), new_place)
            if end > place and new_end > new_place:
                yield (place, end), (new_place, new_end)
            number, new_number, place, new_place = fixed_number + 1, fixed_new + 1, end, new_end

    def _together(self, held: list[int]) -> list[int]:
        """The words that stand together in the new text: those of the heaviest group, without faint strays."""
        forward, weigh = self.alignment.forward, self.alignment.weigh
        held = sorted(held, key=forward.__getitem__)
        groups = [[held[0]]]
        for before, place in pairwise(held):
            if forward[place] - forward[before] > APART:
                groups.append([])
            groups[-1].append(place)
        heaviest = max(groups, key=weigh) if len(groups) > 1 else held
        return sorted(self._without_strays(heaviest))

    def _without_strays(self, held: list[int]) -> list[int]:
        """The same words but those at the edges that stand off from the others and tell hardly anything."""
        forward = self.alignment.forward
        groups = [[held[0]]]
        for before, place in pairwise(held):
            if forward[place] - forward[before] > STRAY + abs(place - before):
                groups.append([])
            groups[-1].append(place)
        while len(groups) > 1 and self.alignment.weigh(groups[0]) < FAINT:
            del groups[0]
        while len(groups) > 1 and self.alignment.weigh(groups[-1]) < FAINT:
            del groups[-1]
        return [place for group in groups for place in group]

    def _is_kept(self, words: list[int], held: list[int]) -> bool:
        """Whether enough of a passage is left to say that it is still there."""
        if len(held) == len(words):
            return True
        weight = self.alignment.weigh(held) / (self.alignment.weigh(words) or 1)
        count = len(held) / len(words)
        if max(weight, count) >= KEPT and min(weight, count) >= KEPT_OTHER:
            return True
        return (
            weight >= KEPT_IN_SENTENCE and count >= KEPT_WORDS_IN_SENTENCE and self._kept_around(words) >= SENTENCE_KEPT
        )

    def _kept_around(self, words: list[int]) -> float:
        """The greatest share that a sentence with some of these words has kept."""
        first = bisect_right(self.sentence_starts, words[0]) - 1
        last = bisect_right(self.sentence_starts, words[-1])
        return max(self.alignment.kept[max(first, 0) : last], default=0.0)

    def _edges(self, first: int, last: int, words: list[int], held: list[int]) -> Range:
        """The first and the last new word of what the old words `first` to `last` have become."""
        old, new, forward = self.alignment.old, self.alignment.new, self.alignment.forward
        targets = [forward[place] for place in held]
        low, high = min(targets), max(targets)
        if held[0] != words[0]:
            low = min(low, self._widened(held[0], words[0], -1))
        if held[-1] != words[-1]:
            high = max(high, self._widened(held[-1], words[-1], 1))
        # Signs at the edges, such as quotation marks, come along where they stayed.
        lead, tail = words[0] - first, last - 1 - words[-1]
        if lead and held[0] == words[0] and new.names[max(0, low - lead) : low] == old.names[first : words[0]]:
            low -= lead
        if tail and held[-1] == words[-1] and new.names[high + 1 : high + 1 + tail] == old.names[words[-1] + 1 : last]:
            high += tail
        return low, high

    def _between(self, low: int, high: int, paragraph: int, start: int, end: int) -> Found:
        """The new words from `low` to `high`, cut inside a word where the passage was cut inside the same word."""
        old, new = self.alignment.old, self.alignment.new
        number, last = new.paragraphs[low], new.paragraphs[high]
        new_start, new_end = new.start(low), new.ends[high]
        first, after = old.within(paragraph, start, end)
        if self.alignment.forward[first] == low:
            new_start += max(0, start - old.start(first))
        if self.alignment.forward[after - 1] == high:
            new_end -= max(0, old.ends[after - 1] - end)
        exact = self.old[paragraph][start:end]
        if number == last:
            new_start, new_end = _with_spaces(exact, self.new[number], new_start, new_end)
        # Words are the same whatever spaces and line breaks are set between them.
        same = number == last and self.new[number][new_start:new_end].split() == exact.split()
        return Found("unchanged" if same else "changed", number, new_start, last, new_end)

    def _widened(self, held: int, edge: int, step: int) -> int:
        """The outermost of the new words that stand where the passage's own words from `edge` up to `held` stood."""
        new, target = self.alignment.new, self.alignment.forward[held]
        outside = edge + step
        forward = self.alignment.forward
        neighbour = forward[outside] if 0 <= outside < len(forward) else -1
        if neighbour < 0 or not 0 < (neighbour - target) * step - 1 <= 2 * abs(held - edge) + 4:
            return target
        place = neighbour - step
        if new.paragraphs[place] != new.paragraphs[target]:
            return target
        while place != target and not is_word(new.names[place]):
            place -= step
        return place


def _same_paragraphs(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The old paragraphs that stand in the new text as they were: those that are there once, and their neighbours."""
    pairs = unique_pairs(old, new)
    same = dict(pairs)
    claimed = set(same.values())
    for step in (1, -1):
        for number, new_number in [(-1, -1), *pairs] if step > 0 else [*pairs[::-1], (len(old), len(new))]:
            number, new_number = number + step, new_number + step
            while (
                0 <= number < len(old)
                and 0 <= new_number < len(new)
                and number not in same
                and new_number not in claimed
                and old[number] == new[new_number]
            ):
                same[number] = new_number
                claimed.add(new_number)
                number, new_number = number + step, new_number + step
    return same


def _end_of(words: Words, numbers: range, start: int) -> int:
    """Where the words of the last of these paragraphs end, if they have any."""
    return max((words.ranges[number][1] for number in numbers if number in words.ranges), default=start)


def _with_spaces(exact: str, text: str, start: int, end: int) -> Range:
    """The range, with the white space that the passage began and ended with where it is still there."""
    lead = exact[: len(exact) - len(exact.lstrip())]
    tail = exact[len(exact.rstrip()) :]
    if lead and text[:start].endswith(lead):
        start -= len(lead)
    if tail and text[end:].startswith(tail):
        end += len(tail)
    return start, end
