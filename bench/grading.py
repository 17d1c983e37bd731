"""How often words are in cues and in sources, as grades: what the model knows of a word before it reads a text."""

import re
from collections import Counter
from collections.abc import Iterable

from articles.suggesters.attribution import words_of
from articles.suggesters.features import Lexicon
from articles.suggesters.passage import Passage
from bench.alike import Vocabulary
from bench.polnear import Gold

FEWEST, OFTEN = 5, 10  # times that a word is seen before it has a grade of its own, and before others have it by it
ALIKE = 5  # times for which what is guessed by words that are used alike counts
LEAST = 0.03  # the share of a word's occurrences that gives it a grade
WORD = re.compile(r"[a-z][a-z'’-]*")


def learn_lexicon(passages: Iterable[tuple[Passage, list[Gold]]]) -> Lexicon:
    """Grade words by how often they are in a cue, and in a source, outside quotation marks.

    Those that were hardly seen have the grade of words that are used alike.
    """
    total, seen = Counter(), {"cue": Counter(), "source": Counter()}
    for passage, golds in passages:
        total.update(w for w, quoted in zip(passage.low, passage.quoted, strict=True) if not quoted)
        for role, counts in seen.items():
            inside = words_of(run for gold in golds for run in getattr(gold, role))
            counts.update(passage.low[i] for i in inside if not passage.quoted[i])
    vocabulary = Vocabulary(w for w, n in total.items() if n > 1 and WORD.fullmatch(w))
    return Lexicon(*(_grades(counts, total, vocabulary) for counts in seen.values()))


def _grades(counts: Counter, total: Counter, vocabulary: Vocabulary) -> dict[str, str]:
    """The share that `counts` are of `total`, as grades; as many as ALIKE times a guess is seen beside a word's own."""
    shares = {w: counts[w] / n for w, n in total.items() if n >= FEWEST and re.search(r"\w", w)}
    guesses = vocabulary.guess({w: share for w, share in shares.items() if total[w] >= OFTEN})
    shares |= {w: (counts[w] + ALIKE * guess) / (total[w] + ALIKE) for w, guess in guesses.items()}
    return {w: str(min(9, 1 + int(10 * share))) for w, share in sorted(shares.items()) if share >= LEAST}
