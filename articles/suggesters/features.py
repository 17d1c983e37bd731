"""What the model looks at: of each word for finding cues, and again of each word once a cue is given."""

from dataclasses import dataclass, field

from articles.suggesters.passage import MARKS, Passage

SIGNS = frozenset((*MARKS, ",", ".", ":", "that", "to", "how", "if", "whether", "?", "!", ";", "—", "--", "as", "who"))
LIKELY = 2  # the grade from which a word is thought a cue before the model has seen it
WINDOW = 75  # words on either side of a cue in which its source and content are looked for
NOWHERE = "<>"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often words are in a cue, or in a source, as grades: 1 under 10 %, 9 over 80 %."""

    cue: dict[str, int] = field(default_factory=dict)
    source: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words `first` to `last` (excluded) that may say that somebody says something, and how likely that is."""

    chance: float
    first: int
    last: int


def bucket(number: int) -> str:
    """A distance, coarsely."""
    if number < 4:
        return str(number)
    return "4" if number < 7 else "7" if number < 13 else "13" if number < 25 else "25"


def padded(values: list[str]) -> list[str]:
    """`values` so that [-3] to [len + 2] can be asked for."""
    return [*values, NOWHERE, NOWHERE, NOWHERE]


def cue_features(passage: Passage, lexicon: Lexicon) -> list[list[str]]:
    """For each word of `passage`, what may tell whether it is part of a cue."""
    count = len(passage)
    low, tag, shape, quoted = padded(passage.low), padded(passage.tag), padded(passage.shape), passage.quoted
    grade = [0 if q else lexicon.cue.get(w, 0) for w, q in zip(passage.low, quoted, strict=True)] + [0, 0, 0]
    lefts, rights = _neighbours(passage, grade)
    share = _quoted_share(passage)
    best = _best(passage, grade)
    sign = _next_signs(low, count)
    out = []
    for i in range(count):
        w, t, number = low[i], tag[i], passage.sentence[i]
        first, last = passage.first[number], passage.last[number]
        q = "Q" if quoted[i] else "-"
        w1, w2, v1, v2 = low[i - 1], low[i - 2], low[i + 1], low[i + 2]
        t1, t2, u1, u2 = tag[i - 1], tag[i - 2], tag[i + 1], tag[i + 2]
        left, right, top = lefts[i], rights[i], best[number]
        found = [
            "w=" + w, "a=" + w1, "z=" + v1, "aa=" + w2, "zz=" + v2, f"aw={w1}|{w}", f"wz={w}|{v1}",
            "p=" + w[:5], "s=" + w[-3:], "h=" + shape[i],
            "t=" + t, "ta=" + t1, "tz=" + u1, f"tat={t1}|{t}", f"ttz={t}|{u1}", f"taat={t2}|{t1}|{t}",
            f"tatz={t1}|{t}|{u1}", f"ttzz={t}|{u1}|{u2}", f"wtz={w}|{u1}", f"taw={t1}|{w}",
            f"qt={q}{t}", f"i={bucket(i - first)}", f"e={bucket(last - i)}", f"sq={share[number]}{q}",
            f"g={grade[i]}{q}", f"gz={grade[i - 1] if i else 0}{grade[i + 1]}", f"n={sign[i]}{q}", f"nt={sign[i]}{t}",
            f"src={lexicon.source.get(w1, 0)}{lexicon.source.get(v1, 0)}",
        ]  # fmt: skip
        if i == 0:
            found.append("begins")
        if left is not None:
            found += [f"L={low[left]}", f"Ld={bucket(i - left)}{q}"]
        if right is not None:
            found += [f"R={low[right]}", f"Rd={bucket(right - i)}{q}"]
        if top is not None:
            side = "<" if i < top else ">" if i > top else "="
            found += [f"K={side}{low[top]}", f"Kg={side}{grade[top]}{q}", f"Kt={side}{t}"]
        out.append(found)
    return out


def _neighbours(passage: Passage, grade: list[int]) -> tuple[list[int | None], list[int | None]]:
    """For each word the nearest likely cue before it, and behind it, in its sentence."""
    count = len(passage)
    lefts, rights = [None] * count, [None] * count
    seen = None
    for i in range(count):
        if i == passage.first[passage.sentence[i]]:
            seen = None
        lefts[i] = seen
        seen = i if grade[i] >= LIKELY else seen
    for i in range(count - 1, -1, -1):
        if i == passage.last[passage.sentence[i]]:
            seen = None
        rights[i] = seen
        seen = i if grade[i] >= LIKELY else seen
    return lefts, rights


def _quoted_share(passage: Passage) -> dict[int, int]:
    """For each sentence, how many quarters of it are quoted."""
    return {
        number: 4 * sum(passage.quoted[first : passage.last[number] + 1]) // (passage.last[number] + 1 - first)
        for number, first in passage.first.items()
    }


def _best(passage: Passage, grade: list[int]) -> dict[int, int | None]:
    """For each sentence, the word most likely to be a cue, if one is likely."""
    best = {}
    for number, first in passage.first.items():
        top = max(range(first, passage.last[number] + 1), key=grade.__getitem__)
        best[number] = top if grade[top] >= LIKELY else None
    return best


def _next_signs(low: list[str], count: int) -> list[str]:
    """For each word, the next sign of how the sentence goes on, and how near it is."""
    signs, sign, at = [""] * count, "", count
    for i in range(count - 1, -1, -1):
        signs[i] = sign + bucket(at - i)
        if low[i] in SIGNS:
            sign, at = low[i], i
    return signs


def base_features(passage: Passage, lexicon: Lexicon) -> list[list[str]]:
    """For each word, what may tell its part in an attribution whatever the cue."""
    low, tag = padded(passage.low), padded(passage.tag)
    out = []
    for i in range(len(passage)):
        w, number, q = low[i], passage.sentence[i], "Q" if passage.quoted[i] else "-"
        out.append([
            "w=" + w, "aa=" + low[i - 2], "zz=" + low[i + 2], "s=" + w[-3:], "q=" + q,
            f"tatz={tag[i - 1]}|{tag[i]}|{tag[i + 1]}", f"src={lexicon.source.get(w, 0)}",
            f"i={bucket(i - passage.first[number])}{q}", f"e={bucket(passage.last[number] - i)}{q}",
        ])  # fmt: skip
    return out


def side_features(passage: Passage, side: str) -> list[list[str]]:
    """For each word, what may tell its part if the cue lies behind it (`side` is "<") or before it (">")."""
    low, tag, shape = padded(passage.low), padded(passage.tag), padded(passage.shape)
    return [
        [
            side + low[i], f"{side}a={low[i - 1]}", f"{side}z={low[i + 1]}", f"{side}aw={low[i - 1]}|{low[i]}",
            f"{side}wz={low[i]}|{low[i + 1]}", f"{side}h={shape[i]}", f"{side}t={tag[i]}",
            f"{side}tat={tag[i - 1]}|{tag[i]}", f"{side}ttz={tag[i]}|{tag[i + 1]}",
        ]
        for i in range(len(passage))
    ]  # fmt: skip


def argument_features(passage: Passage, cue: Cue, cues: list[Cue]) -> tuple[int, list[list[str]]]:
    """The first word of the window around `cue`; for each word there, what may tell its part given this cue.

    `cues` are all that the passage may have. These come beside `base_features` and `side_features`.
    """
    start, end = window(passage, cue)
    low, tag, quoted = padded(passage.low), padded(passage.tag), passage.quoted
    others = {
        i: low[other.first] for other in cues if other != cue and other.chance >= 0.4
        for i in range(other.first, other.last)
    }  # fmt: skip
    tail, after = low[cue.last - 1], low[cue.last]
    around = f"{tag[cue.first - 1]}|{tag[cue.last - 1]}|{tag[cue.last]}"
    mine = passage.sentence[cue.first]
    place = f"{bucket(cue.first - passage.first[mine])}/{bucket(passage.last[mine] - cue.last + 1)}"
    states = _states(passage, cue, others, start, end)
    out = []
    for i in range(start, end):
        if cue.first <= i < cue.last:
            out.append(["cue"])
            continue
        w, t, q = low[i], tag[i], "Q" if quoted[i] else "-"
        side, distance = ("<", cue.first - i) if i < cue.first else (">", i - cue.last + 1)
        away = f"{side}{max(-3, min(3, passage.sentence[i] - mine))}"
        comma, stop, mark, rivals = states[i - start]
        state = f"{side}{comma}{stop}{mark}{rivals}{q}"
        t1, far, first = tag[i - 1], bucket(distance), passage.first[passage.sentence[i]]
        found = [
            f"A={away}{q}", f"D={side}{far}{q}", f"D0={side}{distance if distance < 4 else ''}{t}",
            "S=" + state, f"Sw={state}{w}", f"St={state}{t1}|{t}", f"Sa={state}{away}",
            f"mk={away}{mark}{q}", f"cu={away}{rivals}{q}", f"ct={away}{tail}{q}",
            f"cs={tail}{state}", f"ca={side}{tail}|{after}", f"cw={side}{tail}|{w}",
            f"cp={side}{tail}|{t}", f"cz={side}{after}{q}", f"cd={side}{around}{t}",
            f"f={away}{low[first]}", f"pl={side}{place}", f"ia={away}{bucket(i - first)}",
        ]  # fmt: skip
        if i in others:
            found += ["o" + side, f"ow={side}{others[i]}"]
        elif i - 1 in others:
            found.append("oa" + side)
        elif i + 1 in others:
            found.append("oz" + side)
        out.append(found)
    return start, out


def window(passage: Passage, cue: Cue) -> tuple[int, int]:
    """The words in which a cue's source and content are looked for: whole sentences as far as they fit."""
    start, end = max(0, cue.first - WINDOW), min(len(passage), cue.last + WINDOW)
    if start and passage.last[passage.sentence[start]] < cue.first:
        start = passage.last[passage.sentence[start]] + 1
    if end < len(passage) and passage.first[passage.sentence[end]] > cue.last:
        end = passage.first[passage.sentence[end]]
    return start, end


def _states(
    passage: Passage, cue: Cue, others: dict[int, str], start: int, end: int
) -> list[tuple[int, int, int, int]]:
    """For each word of the window: how many commas, full stops, marks and other cues lie between it and the cue."""
    states = [(0, 0, 0, 0)] * (end - start)
    for step, i in ((1, cue.last), (-1, cue.first - 1)):
        comma = stop = mark = rivals = 0
        while start <= i < end:
            states[i - start] = (min(comma, 3), min(stop, 2), min(mark, 3), min(rivals, 2))
            w = passage.low[i]
            if w == ",":
                comma += 1
            elif w in (".", "?", "!"):
                stop += 1
            elif w in MARKS:
                mark += 1
            if i in others and i - step not in others:
                rivals += 1
            i += step
    return states
