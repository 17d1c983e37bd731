"""Contents with quotation marks end where the quoting ends: the chain that finds them sometimes reads on."""

from articles.suggesters.passage import Passage

SHORTEST = 4  # words, from which a quotation is taken to be all that a cue behind it gives

Run = tuple[int, int]


def trimmed(passage: Passage, content: tuple[Run, ...], cue: Run) -> tuple[Run, ...]:
    """`content` without sentences that follow its quotations, or, of “…,” she said, without what follows the cue."""
    runs = [(first, _end(passage, first, last)) for first, last in content]
    first, last = runs[0]
    if last <= cue[0] and last - first >= SHORTEST and all(passage.quoted[first:last]):
        runs = [run for run in runs if any(passage.quoted[run[0] : run[1]])]
    return tuple(runs)


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
