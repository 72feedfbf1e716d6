"""What the intent classifier sees of a message: weighted n-grams and what was found in it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from bot.nlu.topics import NO_TOPICS, Topics
from bot.nlu.word_vectors import NO_VECTORS, WordVectors

MOST_TOKENS = 500  # what a person wants is said by then; entities are looked for in all of it
LONGEST_WORD = 40  # letters; what is longer is no word
SHORTEST_GRAM, LONGEST_GRAM = 1, 4
CACHED_WORDS = 8192
DIGIT = re.compile(r"\d")
START, END = "<", ">"
QUESTION = "?"
LONG_MESSAGE, LENGTH_STEP = 24, 3  # words
# What stands for many words at once says more than one word; measured on held-out examples.
MEANING_WEIGHT = 2.5
MEANINGS = ("e:", "t:", "p:", "k:", "s:")
WORD = "w:"
# Beside a length of 1 for all other features; measured the same way.
VECTOR_WEIGHT = np.float32(0.55)

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """The known features of one message and their weights.

    Those of the vocabulary have a length of at most 1, less by what the training data has never
    shown, so that a strange message gets small logits.
    """

    columns: Integers
    weights: Floats


def features_of(doc: Doc, topics: Topics = NO_TOPICS) -> Counter[str]:
    """Count the features of a message.

    Words and pairs of words carry `w:` and `b:`, letters of words `c:`, entities `e:`, subjects
    `t:`, pairs of subjects `p:` and those side by side `k:`, the shape of the whole message `s:`.
    Digits count as zeros, because a number says more by its shape than by its value.
    """
    words: list[str] = []
    names: list[str] = []
    for token in doc[:MOST_TOKENS]:
        word = plain(token.norm_)
        if not word:
            continue
        words.append(word)
        names += letters_of(word)
        if token._.was_corrected:
            names += letters_of(plain(token.lower_))
    names += [f"{WORD}{word}" for word in words]
    names += [f"b:{left} {right}" for left, right in pairwise([START, *words, END])]
    names += _labels(doc)
    names += _subjects(words, topics)
    names.append(f"s:asks {QUESTION in words}")
    names.append(f"s:length {min(len(words), LONG_MESSAGE) // LENGTH_STEP}")
    return Counter(names)


@lru_cache(CACHED_WORDS)
def plain(word: str) -> str:
    """Return a word as the classifier counts it: lower case, zeros for digits, not endless."""
    return DIGIT.sub("0", word.strip().lower()[:LONGEST_WORD])


@lru_cache(CACHED_WORDS)
def letters_of(word: str) -> tuple[str, ...]:
    """Return the letter n-grams of a word with a blank on each side."""
    padded = f" {word} "
    return tuple(
        f"c:{padded[start : start + length]}"
        for length in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for start in range(len(padded) - length + 1)
    )


def _subjects(words: list[str], topics: Topics) -> Iterator[str]:
    met = list(topics.of(words))
    yield from (f"t:{topic}" for topic in met)
    yield from (f"p:{one} {other}" for one, other in combinations(sorted(set(met)), 2))
    classes = [topics.of_word(word) or (word,) for word in words]
    for left, right in pairwise(classes):
        yield from (f"k:{one} {other}" for one in left for other in right)


def _labels(doc: Doc) -> Iterator[str]:
    """Yield the kinds of what was found, with the value where it comes from a closed list."""
    for found in doc._.found or ():
        yield f"e:{found.entity}"
        assertion = found.details.get("assertion", "")
        if assertion:
            yield f"e:{found.entity} {assertion}"
        if isinstance(found.value, str):
            yield f"e:{found.entity}={found.value}"


@dataclass(frozen=True, slots=True)
class Weighting:
    """TF-IDF over a fixed vocabulary, with the length of a row counting unknown features too.

    The mean of the words' vectors follows in columns of its own.
    """

    columns: Mapping[str, int]
    idf: Floats
    unknown_idf: float
    vectors: WordVectors = NO_VECTORS

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.columns) + self.vectors.size

    def row(self, counts: Mapping[str, int]) -> Row:
        """Return a message's known features with their weights."""
        places: list[int] = []
        frequencies: list[int] = []
        unknown = 0.0
        for name, count in counts.items():
            column = self.columns.get(name)
            if column is None:
                unknown += (1.0 + math.log(count)) ** 2
            else:
                places.append(column)
                frequencies.append(count)
        columns = np.array(places, dtype=np.int64)
        weights = (1.0 + np.log(np.array(frequencies, dtype=np.float32))) * self.idf[columns]
        length = math.sqrt(float(weights @ weights) + unknown * self.unknown_idf**2)
        scaled: Floats = (weights / (length or 1.0)).astype(np.float32)
        return self._with_meaning(Row(columns, scaled), counts)

    def _with_meaning(self, row: Row, counts: Mapping[str, int]) -> Row:
        if not self.vectors.size:
            return row
        words = [name for name in counts if name.startswith(WORD)]
        weights = [counts[name] * self._rarity(name) for name in words]
        meaning = self.vectors.mean([name.removeprefix(WORD) for name in words], weights)
        places = np.arange(len(self.columns), self.width)
        further = (VECTOR_WEIGHT * meaning).astype(np.float32)
        return Row(np.concatenate([row.columns, places]), np.concatenate([row.weights, further]))

    def _rarity(self, name: str) -> float:
        column = self.columns.get(name)
        return self.unknown_idf if column is None else float(self.idf[column])


def learn_weighting(
    messages: Sequence[Mapping[str, int]],
    *,
    others: Sequence[Mapping[str, int]] = (),
    vectors: WordVectors = NO_VECTORS,
) -> Weighting:
    """Learn the vocabulary and how rare each feature is.

    Features that only `others` show get a column too, with the weight of an unknown one.
    """
    occurrences = Counter(name for counts in messages for name in counts)
    names = sorted(set(occurrences).union(*others))
    rarity = [
        (math.log((1 + len(messages)) / (1 + occurrences[name])) + 1.0)
        * (MEANING_WEIGHT if name.startswith(MEANINGS) else 1.0)
        for name in names
    ]
    return Weighting(
        columns={name: column for column, name in enumerate(names)},
        idf=np.array(rarity, dtype=np.float32),
        unknown_idf=math.log(1 + len(messages)) + 1.0,
        vectors=vectors,
    )
