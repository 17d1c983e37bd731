"""PolNeAR's articles with what its annotators found, as words of passages: what the model is trained on."""

import re
from dataclasses import dataclass
from pathlib import Path

from articles.suggesters.passage import Passage, passages

ROLES = ("source", "cue", "content")
LINE = re.compile(r"[^\n]*\S[^\n]*")

Runs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """One attribution within a passage, as runs of words."""

    source: Runs
    cue: Runs
    content: Runs


def read_article(text_path: Path, standoff: Path) -> list[tuple[Passage, list[Gold]]]:
    """The passages of an article with their attributions; of an attribution over several, each gets its part."""
    text = text_path.read_bytes().decode()  # without translating line ends: offsets must hold
    attributions = parse_standoff(standoff.read_bytes().decode())
    out = []
    for line in LINE.finditer(text):
        for passage in passages(line.group()):
            gold = [
                Gold(*(_runs(passage, line.start(), one[role]) for role in ROLES))
                for one in attributions
            ]  # fmt: skip
            out.append((passage, [one for one in gold if one.cue or one.content]))
    return out


def articles(folder: Path) -> list[tuple[Path, Path]]:
    """Each article's text and standoff, in order of name; of several annotators' the first by name."""
    found = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        found.setdefault(re.sub(r"_[0-9a-f]{4}$", "", path.stem), path)
    return [(folder / "text" / f"{name}.txt", path) for name, path in found.items()]


def parse_standoff(standoff: str) -> list[dict[str, list[tuple[int, int]]]]:
    """The attributions of a brat file, each role's pieces as offsets."""
    pieces, events = {}, []
    for record in re.split(r"\n(?=[A-Z#*]\d*\t)", standoff.strip("\n")):  # a surface text may hold a line feed
        key, _, rest = record.partition("\t")
        if key.startswith("T"):
            offsets = rest.split("\t", 1)[0].split(" ", 1)[1]
            pieces[key] = [tuple(map(int, piece.split())) for piece in offsets.split(";")]
        elif key.startswith("E"):
            events.append(rest.split()[1:])
    found = []
    for arguments in events:
        one = {role: [] for role in ROLES}
        for argument in arguments:
            role, target = argument.split(":")
            one[role.rstrip("0123456789").lower()] += pieces[target]
        found.append({role: sorted(spans) for role, spans in one.items()})
    return found


def _runs(passage: Passage, offset: int, spans: list[tuple[int, int]]) -> Runs:
    """The runs of words that lie for more than half in the spans; one run a span."""
    found = []
    for start, end in spans:
        start, end = start - offset, end - offset
        if end <= passage.start[0] or start >= passage.end[-1]:
            continue
        inside = [
            i
            for i in range(len(passage))
            if 2 * (min(end, passage.end[i]) - max(start, passage.start[i])) > passage.end[i] - passage.start[i]
        ]
        if inside:
            found.append((inside[0], inside[-1] + 1))
    return tuple(found)
