"""What the model looks at: of each word for finding cues, and again of each word once a cue is given.

Features come as columns, {template: one key a word}. A key is a string or a tuple of strings; None says nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from sys import intern

from articles.suggesters.passage import LONGEST, MARKS, Passage

SIGNS = frozenset((*MARKS, ",", ".", ":", "that", "to", "how", "if", "whether", "?", "!", ";", "—", "--", "as", "who"))
STOPS = frozenset(".?!")
COUNTED = STOPS | MARKS | {","}
NOTHING_BETWEEN = "0000", "0", "0"
LIKELY = "2"  # the grade from which a word is thought a cue before the model has seen it
WINDOW = 75  # words on either side of a cue in which its source and content are looked for
NEAREST = 4  # words; so near to a cue every word counts by itself
RIVAL = 0.4  # how likely another cue has to be to be looked at
NOWHERE = "<>"

Columns = dict[str, Iterable]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often words are in a cue, or in a source, as grades: 1 under 10 %, 9 over 80 %."""

    cue: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words `first` to `last` (excluded) that may say that somebody says something, and how likely that is."""

    chance: float
    first: int
    last: int


def bucket(number: int) -> str:
    """A distance, coarsely."""
    if number < 4:
        return str(max(number, 0))
    return "4" if number < 7 else "7" if number < 13 else "13" if number < 25 else "25"


BUCKETS = [intern(bucket(number)) for number in range(LONGEST + 2)]
AWAY = {side: [intern(side + name) for name in BUCKETS] for side in "<>"}
EXACTLY = {side: [intern(f"{side}{n}") if n < NEAREST else side for n in range(LONGEST + 2)] for side in "<>"}


def shifted(values: list[str], by: int, beyond: str = NOWHERE) -> list[str]:
    """For each word the value of the word `by` behind it (before it, if negative)."""
    if by < 0:
        return ([beyond] * -by + values)[: len(values)]
    return values[by:] + [beyond] * min(by, len(values))


def joined(*columns: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Columns as one, of tuples; some may repeat a value for ever."""
    return zip(*columns, strict=False)


def strings(columns: Columns) -> list[list[str]]:
    """The features of each word as strings, for a trainer that wants them so."""
    named = [[_string(name, key) for key in keys] for name, keys in columns.items()]
    return [[feature for feature in row if feature] for row in zip(*named, strict=True)]


def _string(name: str, key: str | tuple | None) -> str:
    if key is None or (isinstance(key, tuple) and None in key):
        return ""
    return f"{name}={key if isinstance(key, str) else ' '.join(key)}"


def cue_columns(passage: Passage, lexicon: Lexicon) -> Columns:
    """What may tell whether a word is part of a cue."""
    low, tag, q = passage.low, passage.tag, _quotes(passage)
    a, z, aa, zz = (shifted(low, by) for by in (-1, 1, -2, 2))
    ta, tz, taa, tzz = (shifted(tag, by) for by in (-1, 1, -2, 2))
    grade = ["0" if quoted else lexicon.cue.get(w, "0") for w, quoted in zip(low, passage.quoted, strict=True)]
    source = [lexicon.source.get(w, "0") for w in low]
    begin, end = _places(passage)
    sign = _next_signs(low)
    share = _quoted_share(passage)
    columns = {
        "w": low, "a": a, "z": z, "aa": aa, "zz": zz, "aw": joined(a, low), "wz": joined(low, z),
        "p": [w[:5] for w in low], "s": [w[-3:] for w in low], "h": passage.shape,
        "t": tag, "ta": ta, "tz": tz, "tat": joined(ta, tag), "ttz": joined(tag, tz), "taat": joined(taa, ta, tag),
        "tatz": joined(ta, tag, tz), "ttzz": joined(tag, tz, tzz), "wtz": joined(low, tz), "taw": joined(ta, low),
        "qt": joined(q, tag), "i": begin, "e": end, "sq": joined([share[number] for number in passage.sentence], q),
        "g": joined(grade, q), "gz": joined(shifted(grade, -1, "0"), shifted(grade, 1, "0")),
        "n": joined(sign, q), "nt": joined(sign, tag), "src": joined(shifted(source, -1, "0"), shifted(source, 1, "0")),
        "begins": ["1"] + [None] * (len(low) - 1),
    }  # fmt: skip
    return columns | _neighbour_columns(passage, grade, q) | _best_columns(passage, grade, q)


def _quotes(passage: Passage) -> list[str]:
    return ["Q" if quoted else "-" for quoted in passage.quoted]


def _places(passage: Passage) -> tuple[list[str], list[str]]:
    """How far each word is from the beginning and the end of its sentence."""
    begin = [BUCKETS[i - passage.first[number]] for i, number in enumerate(passage.sentence)]
    end = [BUCKETS[passage.last[number] - i] for i, number in enumerate(passage.sentence)]
    return begin, end


def _neighbour_columns(passage: Passage, grade: list[str], q: list[str]) -> Columns:
    """The nearest likely cue before each word, and behind it, in its sentence."""
    count = len(passage)
    left, right, far = ([None] * count for _ in range(3))
    near = [None] * count
    seen = None
    for i, number in enumerate(passage.sentence):
        if i == passage.first[number]:
            seen = None
        if seen is not None:
            left[i], near[i] = passage.low[seen], (BUCKETS[i - seen], q[i])
        seen = i if grade[i] >= LIKELY else seen
    for i in range(count - 1, -1, -1):
        if i == passage.last[passage.sentence[i]]:
            seen = None
        if seen is not None:
            right[i], far[i] = passage.low[seen], (BUCKETS[seen - i], q[i])
        seen = i if grade[i] >= LIKELY else seen
    return {"L": left, "Ld": near, "R": right, "Rd": far}


def _best_columns(passage: Passage, grade: list[str], q: list[str]) -> Columns:
    """The word of each word's sentence that is most likely to be a cue, if one is likely."""
    word, graded, tagged = ([None] * len(passage) for _ in range(3))
    for number, first in passage.first.items():
        last = passage.last[number]
        top = max(range(first, last + 1), key=grade.__getitem__)
        if grade[top] < LIKELY:
            continue
        low, top_grade = passage.low[top], grade[top]
        for i in range(first, last + 1):
            side = "<" if i < top else ">" if i > top else "="
            word[i], graded[i], tagged[i] = (side, low), (side, top_grade, q[i]), (side, passage.tag[i])
    return {"K": word, "Kg": graded, "Kt": tagged}


def _quoted_share(passage: Passage) -> dict[int, str]:
    """For each sentence, how many quarters of it are quoted."""
    return {
        number: str(4 * sum(passage.quoted[first : passage.last[number] + 1]) // (passage.last[number] + 1 - first))
        for number, first in passage.first.items()
    }


def _next_signs(low: list[str]) -> list[str]:
    """For each word, the next sign of how the sentence goes on, and how near it is."""
    signs, sign, at = [""] * len(low), "", len(low)
    for i in range(len(low) - 1, -1, -1):
        signs[i] = sign + BUCKETS[at - i]
        if low[i] in SIGNS:
            sign, at = low[i], i
    return signs


def base_columns(passage: Passage, lexicon: Lexicon) -> Columns:
    """What may tell a word's part in an attribution whatever the cue."""
    low, tag, q = passage.low, passage.tag, _quotes(passage)
    begin, end = _places(passage)
    return {
        "w": low, "aa": shifted(low, -2), "zz": shifted(low, 2), "s": [w[-3:] for w in low], "q": q,
        "tatz": joined(shifted(tag, -1), tag, shifted(tag, 1)), "src": [lexicon.source.get(w, "0") for w in low],
        "i": joined(begin, q), "e": joined(end, q),
    }  # fmt: skip


def side_columns(passage: Passage, side: str) -> Columns:
    """What may tell a word's part if the cue lies behind it (`side` is "<") or before it (">")."""
    low, tag = passage.low, passage.tag
    a, z, ta, tz = shifted(low, -1), shifted(low, 1), shifted(tag, -1), shifted(tag, 1)
    columns = {
        "w": low, "a": a, "z": z, "aw": joined(a, low), "wz": joined(low, z), "h": passage.shape, "t": tag,
        "tat": joined(ta, tag), "ttz": joined(tag, tz),
    }  # fmt: skip
    return {side + name: keys for name, keys in columns.items()}


def argument_columns(passage: Passage, cue: Cue, cues: list[Cue]) -> tuple[int, Columns]:
    """The first word of the window around `cue`; what may tell a word's part given this cue.

    `cues` are all that the passage may have. These come beside `base_columns` and `side_columns`; of the cue's own
    words no column matters.
    """
    start, end = window(passage, cue)
    low, tag = passage.low[start:end], passage.tag[start:end]
    before, behind = cue.first - start, end - cue.first  # the cue's words count as behind it
    side = ["<"] * before + [">"] * behind
    q = _quotes(passage)[start:end]
    away = _sentences_away(passage, cue, start, end)
    far, exactly = (_far(names, cue, start, end) for names in (AWAY, EXACTLY))
    mine = passage.sentence[cue.first]
    others = _others(passage, cue, cues)
    state, mark, rivals = _states(passage, cue, others, start, end)
    ta = shifted(passage.tag, -1)[start:end]
    around = _at(passage.tag, cue.first - 1), passage.tag[cue.last - 1], _at(passage.tag, cue.last)
    head, tail = repeat(passage.low[cue.first]), repeat(passage.low[cue.last - 1])
    before_cue, after = repeat(_at(passage.low, cue.first - 1)), repeat(_at(passage.low, cue.last))
    firsts = [passage.first[number] for number in passage.sentence[start:end]]
    place = BUCKETS[cue.first - passage.first[mine]], BUCKETS[max(passage.last[mine] - cue.last + 1, 0)]
    columns = {
        "A": joined(away, q), "D": joined(far, q), "D0": joined(exactly, tag), "D0w": joined(exactly, low),
        "ch": joined(away, head, q), "chs": joined(head, side, state, q), "cht": joined(side, head, tag),
        "cb": joined(side, before_cue, head), "cq": joined(side, repeat(_quotes(passage)[cue.first]), q),
        "S": joined(side, state, q),
        "Sw": joined(side, state, q, low), "St": joined(side, state, q, ta, tag), "Sa": joined(state, q, away),
        "mk": joined(away, mark, q), "cu": joined(away, rivals, q), "ct": joined(away, tail, q),
        "cs": joined(tail, side, state, q), "ca": joined(side, tail, after), "cw": joined(side, tail, low),
        "cp": joined(side, tail, tag), "cz": joined(side, after, q), "cd": joined(side, *map(repeat, around), tag),
        "f": joined(away, [passage.low[first] for first in firsts]), "pl": joined(side, *map(repeat, place)),
        "ia": joined(away, [BUCKETS[i - first] for i, first in enumerate(firsts, start)]),
    }  # fmt: skip
    return start, columns | _other_columns(others, side, start)


def window(passage: Passage, cue: Cue) -> tuple[int, int]:
    """The words in which a cue's source and content are looked for: whole sentences as far as they fit."""
    start, end = max(0, cue.first - WINDOW), min(len(passage), cue.last + WINDOW)
    if start and passage.last[passage.sentence[start]] < cue.first:
        start = passage.last[passage.sentence[start]] + 1
    if end < len(passage) and passage.first[passage.sentence[end]] > cue.last:
        end = passage.first[passage.sentence[end]]
    return start, end


def _at(values: list[str], index: int) -> str:
    return values[index] if 0 <= index < len(values) else NOWHERE


def _sentences_away(passage: Passage, cue: Cue, start: int, end: int) -> list[str]:
    """For each word on which side of the cue, and how many sentences away, it lies."""
    mine, away = passage.sentence[cue.first], []
    for number in range(passage.sentence[start], passage.sentence[end - 1] + 1):
        first, last = max(start, passage.first[number]), min(end, passage.last[number] + 1)
        distance = str(max(-3, min(3, number - mine)))
        left = max(0, min(last, cue.first) - first)
        away += ["<" + distance] * left + [">" + distance] * (last - first - left)
    return away


def _far(names: dict[str, list[str]], cue: Cue, start: int, end: int) -> list[str]:
    """What `names` calls the distance of each word from the cue, by side."""
    left, right = names["<"], names[">"]
    return left[cue.first - start : 0 : -1] + [right[0]] * (cue.last - cue.first) + right[1 : end - cue.last + 1]


def _others(passage: Passage, cue: Cue, cues: list[Cue]) -> dict[int, str]:
    """The words that are in another cue, if that is likely, with the first word of it."""
    return {
        i: passage.low[other.first] for other in cues if other != cue and other.chance >= RIVAL
        for i in range(other.first, other.last)
    }  # fmt: skip


def _states(passage: Passage, cue: Cue, others: dict[int, str], start: int, end: int) -> Iterator[tuple[str, ...]]:
    """What lies between each word and the cue: commas, stops, marks and other cues; marks alone; other cues alone."""
    left = _states_beside(passage, others, range(cue.first - 1, start - 1, -1))
    right = _states_beside(passage, others, range(cue.last, end))
    return zip(*reversed(left), *[NOTHING_BETWEEN] * (cue.last - cue.first), *right, strict=True)


def _states_beside(passage: Passage, others: dict[int, str], places: range) -> list[tuple[str, str, str]]:
    comma = stop = mark = rivals = 0
    low, now, states = passage.low, NOTHING_BETWEEN, []
    for i in places:
        states.append(now)
        w = low[i]
        begins = i in others and i - places.step not in others
        if begins or w in COUNTED:
            comma, stop = min(3, comma + (w == ",")), min(2, stop + (w in STOPS))
            mark, rivals = min(3, mark + (w in MARKS)), min(2, rivals + begins)
            now = f"{comma}{stop}{mark}{rivals}", str(mark), str(rivals)
    return states


def _other_columns(others: dict[int, str], side: list[str], start: int) -> Columns:
    """Whether a word is in another cue, which that is, or lies beside one."""
    at, word = [None] * len(side), [None] * len(side)
    for i, place in enumerate(side, start):
        if i in others:
            at[i - start], word[i - start] = ("=", place), (place, others[i])
        elif i - 1 in others:
            at[i - start] = "a", place
        elif i + 1 in others:
            at[i - start] = "z", place
    return {"o": at, "ow": word}
