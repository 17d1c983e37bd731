"""Contents with quotation marks end where the quoting ends: the chain that finds them sometimes reads on."""

from articles.suggesters.passage import Passage

SHORTEST = 4  # words, from which a quotation is taken to be all that its cue gives

Run = tuple[int, int]


def trimmed(passage: Passage, content: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """`content` without sentences that follow its quotations, nor words across the cue from a whole quotation."""
    runs = [(first, _end(passage, first, last)) for first, last in content]
    whole = [run for run in runs if run[1] - run[0] >= SHORTEST and all(passage.quoted[run[0] : run[1]])]
    before, behind = any(last <= cue[0] for _, last in whole), any(first >= cue[1] for first, _ in whole)
    return tuple(
        (first, last)
        for first, last in runs
        if any(passage.quoted[first:last]) or not (behind if first < cue[0] else before)
    )


def _end(passage: Passage, first: int, last: int) -> int:
    """The end of a run; if something is quoted in it, before the first later sentence that hardly is."""
    if not any(passage.quoted[first:last]):
        return last
    start = passage.last[passage.sentence[first]] + 1
    while start < last:
        end = min(last, passage.last[passage.sentence[start]] + 1)
        if 2 * sum(passage.quoted[start:end]) < end - start:
            return start
        start = end
    return last
