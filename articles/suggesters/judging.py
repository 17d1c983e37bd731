"""What tells a true attribution from a false one, once its cue, source and content are found."""

from articles.suggesters.features import bucket
from articles.suggesters.passage import Passage


def judge_features(passage: Passage, cues: list, found: list, index: int) -> list[str]:
    """Of `found[index]`: cue, content, source and sureness, how these lie, and who else wants the same words."""
    one = found[index]
    cue, content, source, sure = one.cue, one.content, one.source, one.sure ** (1 / 3)
    low, tag = passage.low, passage.tag
    words = sum(last - first for first, last in content)
    quoted = sum(sum(passage.quoted[first:last]) for first, last in content) / words
    q = "Q" if quoted > 0.8 else "q" if quoted else "-"
    chance = int(cue.chance * 10)
    head, tail = low[cue.first], low[cue.last - 1]
    where = "<" if content[0][0] < cue.first else ">"
    gap = content[0][0] - cue.last if where == ">" else cue.first - content[-1][1]
    out = [
        "b", f"p={chance}", f"s={int(sure * 10)}", f"ps={chance}{int(sure * 5)}", f"q={q}", f"pq={chance}{q}",
        f"sq={int(sure * 5)}{q}", f"w={tail}", f"wh={head}", f"wq={tail}{q}", f"n={bucket(words)}{q}",
        f"k={len(content)}{q}", f"g={where}{bucket(max(gap, 0))}{q}", f"t={tag[cue.last - 1]}",
        f"c1={low[content[0][0]]}", f"ct={tag[content[0][0]]}{where}", f"cl={cue.last - cue.first}",
        f"cq={passage.quoted[cue.first]}",
    ]  # fmt: skip
    if source is None:
        out += ["nosource", f"nosource{q}{where}", f"nosource={tail}", f"nosource{chance}"]
    else:
        side = "<" if source[0] < cue.first else ">"
        away = cue.first - source[1] if side == "<" else source[0] - cue.last
        out += [
            f"src={side}{bucket(max(away, 0))}", f"srct={tag[source[1] - 1]}", f"srcl={bucket(source[1] - source[0])}",
            f"srcw={low[source[1] - 1]}", f"same={passage.sentence[source[0]] == passage.sentence[cue.first]}",
        ]  # fmt: skip
    return out + _rivalry(cue, content, found, index) + [f"cues={min(len(cues), 4)}"]


def _rivalry(cue, content, found, index) -> list[str]:
    """How this attribution lies among the others: within another's content, around another's cue, on the same words."""
    out = []
    mine = {i for first, last in content for i in range(first, last)}
    for other in found:
        rival, theirs = other.cue, other.content
        if other is found[index]:
            continue
        surer = "+" if rival.chance > cue.chance else "-"
        if any(first <= cue.first < last for first, last in theirs):
            out.append(f"inside{surer}")
        if rival.first in mine:
            out.append(f"around{surer}")
        shared = sum(1 for first, last in theirs for i in range(first, last) if i in mine)
        if shared:
            out.append(f"shares{surer}{2 * shared >= len(mine)}")
    return sorted(set(out)) or ["alone"]
