"""What tells a true attribution from a false one, once its cue, source and content are found."""

from articles.suggesters.features import Columns, bucket
from articles.suggesters.passage import Passage


def judge_columns(passage: Passage, cues: list, found: list, index: int) -> Columns:
    """Of `found[index]`: cue, content, source and sureness, how these lie, and who else wants the same words."""
    one = found[index]
    cue, content, source, sure = one.cue, one.content, one.source, one.sure ** (1 / 3)
    low, tag = passage.low, passage.tag
    words = sum(last - first for first, last in content)
    quoted = sum(sum(passage.quoted[first:last]) for first, last in content) / words
    q = "Q" if quoted > 0.8 else "q" if quoted else "-"
    chance, tenth, fifth = str(int(cue.chance * 10)), str(int(sure * 10)), str(int(sure * 5))
    head, tail = low[cue.first], low[cue.last - 1]
    where = "<" if content[0][0] < cue.first else ">"
    gap = content[0][0] - cue.last if where == ">" else cue.first - content[-1][1]
    keys = {
        "b": "1", "p": chance, "s": tenth, "ps": (chance, fifth), "q": q, "pq": (chance, q), "sq": (fifth, q),
        "w": tail, "wh": head, "wq": (tail, q), "n": (bucket(words), q), "k": (str(len(content)), q),
        "g": (where, bucket(gap), q), "t": tag[cue.last - 1], "c1": low[content[0][0]],
        "ct": (tag[content[0][0]], where), "cl": str(cue.last - cue.first), "cq": str(passage.quoted[cue.first]),
        "cues": str(min(len(cues), 4)),
    }  # fmt: skip
    if source is None:
        keys |= {"none": "1", "noneq": (q, where), "nonew": tail, "nonep": chance}
    else:
        side = "<" if source[0] < cue.first else ">"
        away = cue.first - source[1] if side == "<" else source[0] - cue.last
        same = passage.sentence[source[0]] == passage.sentence[cue.first]
        keys |= {
            "src": (side, bucket(away)), "srct": tag[source[1] - 1], "srcl": bucket(source[1] - source[0]),
            "srcw": low[source[1] - 1], "same": str(same),
        }  # fmt: skip
    keys |= dict.fromkeys(_rivalry(cue, content, found, index), "1")
    return {name: (key,) for name, key in keys.items()}


def _rivalry(cue, content, found, index) -> set[str]:
    """How this attribution lies among the others: within another's content, around another's cue, on the same words."""
    out = set()
    mine = {i for first, last in content for i in range(first, last)}
    for other in found:
        rival, theirs = other.cue, other.content
        if other is found[index]:
            continue
        surer = "+" if rival.chance > cue.chance else "-"
        if any(first <= cue.first < last for first, last in theirs):
            out.add(f"inside{surer}")
        if rival.first in mine:
            out.add(f"around{surer}")
        shared = sum(1 for first, last in theirs for i in range(first, last) if i in mine)
        if shared:
            out.add(f"shares{surer}{2 * shared >= len(mine)}")
    return out or {"alone"}
