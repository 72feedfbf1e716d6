"""What the intent classifier sees of a message: weighted n-grams and what was found in it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from bot.nlu.topics import NO_TOPICS, Topics

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
INTENTS_WEIGHT = np.float32(1.2)
SHORTEST = 1e-6

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

NO_SENSE: Floats = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Row:
    """The known features of one message and their weights.

    Those of the vocabulary have a length of at most 1, less by what the training data has never
    shown, so that a strange message gets small logits.
    """

    columns: Integers
    weights: Floats


@dataclass(frozen=True, slots=True)
class Features:
    """What is seen of a message: how often each feature is there, and what the encoder makes of it.

    `counts` has all but the letters: those are the letters of each word in `spelt`. `sense` holds
    nothing where there is no encoder.
    """

    counts: Mapping[str, int]
    sense: Floats = field(default_factory=lambda: NO_SENSE)
    spelt: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """Return every feature of the message."""
        letters = (name for word in set(self.spelt) for name in letters_of(word))
        return {*self.counts, *letters}


def features_of(doc: Doc, topics: Topics = NO_TOPICS) -> Features:
    """Return the features of a message.

    Words and pairs of words carry `w:` and `b:`, letters of words `c:`, entities `e:`, subjects
    `t:`, pairs of subjects `p:` and those side by side `k:`, the shape of the whole message `s:`.
    Digits count as zeros, because a number says more by its shape than by its value.
    """
    words: list[str] = []
    spelt: list[str] = []
    corrected = doc._.corrected
    for token in doc[:MOST_TOKENS]:
        word = plain(token.norm_)
        if not word or (words and word == words[-1] and not word.isalnum()):
            continue
        words.append(word)
        spelt.append(word)
        if token.idx in corrected:
            spelt.append(plain(token.lower_))
    names = [f"{WORD}{word}" for word in words]
    names += [f"b:{left} {right}" for left, right in pairwise([START, *words, END])]
    names += _labels(doc)
    names += _subjects(words, topics)
    names.append(f"s:asks {QUESTION in words}")
    names.append(f"s:length {min(len(words), LONG_MESSAGE) // LENGTH_STEP}")
    return Features(Counter(names), _sense(doc), tuple(spelt))


def _sense(doc: Doc) -> Floats:
    """Return the encoder's scores of what a person may want, about their mean, and its state."""
    reading = doc._.reading
    if reading is None:
        return NO_SENSE
    scores = reading.intents - reading.intents.mean()
    return np.concatenate([INTENTS_WEIGHT * _at_length_one(scores), _at_length_one(reading.state)])


def _at_length_one(vector: Floats) -> Floats:
    length = max(float(np.sqrt(vector @ vector)), SHORTEST)
    return (vector / np.float32(length)).astype(np.float32)


@lru_cache(CACHED_WORDS)
def plain(word: str) -> str:
    """Return a word as the classifier counts it: lower case, zeros for digits, not endless.

    "..." is one mark: how often it is typed says nothing of what a person wants.
    """
    bare = word.strip().lower()[:LONGEST_WORD]
    is_mark = bool(bare) and not bare[0].isalnum() and bare == bare[0] * len(bare)
    return bare[0] if is_mark else DIGIT.sub("0", bare)


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

    The encoder's sense follows in columns of its own.
    """

    columns: Mapping[str, int]
    idf: Floats
    unknown_idf: float
    sense_size: int = 0
    _letters: Callable[[str], tuple[tuple[int, ...], tuple[str, ...]]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Remember of the usual words which columns their letters have."""
        object.__setattr__(self, "_letters", lru_cache(CACHED_WORDS)(self._letters_of))

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.columns) + self.sense_size

    def row(self, message: Features) -> Row:
        """Return a message's known features with their weights."""
        known, strange = self._counted(message)
        columns = np.fromiter(known, dtype=np.int64, count=len(known))
        frequencies = np.fromiter(known.values(), dtype=np.float32, count=len(known))
        weights = (1.0 + np.log(frequencies)) * self.idf[columns]
        unknown = sum((1.0 + math.log(count)) ** 2 for count in strange.values())
        length = math.sqrt(float(weights @ weights) + unknown * self.unknown_idf**2)
        scaled: Floats = (weights / (length or 1.0)).astype(np.float32)
        if not self.sense_size or not len(message.sense):
            return Row(columns, scaled)
        beyond = np.arange(len(self.columns), len(self.columns) + len(message.sense))
        return Row(np.concatenate([columns, beyond]), np.concatenate([scaled, message.sense]))

    def counted(self, message: Features) -> Mapping[int, int]:
        """Return how often a message has each known feature, by its column."""
        return self._counted(message)[0]

    def _counted(self, message: Features) -> tuple[Counter[int], Counter[str]]:
        """Return how often each known feature is there, by its column, and each unknown one."""
        columns: list[int] = []
        names: list[str] = []
        for word in message.spelt:
            known, unknown = self._letters(word)
            columns += known
            names += unknown
        found, strange = Counter(columns), Counter(names)
        for name, count in message.counts.items():
            column = self.columns.get(name)
            if column is None:
                strange[name] = count
            else:
                found[column] = count
        return found, strange

    def _letters_of(self, word: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Return the columns of the letters of a word, and those letters that have none."""
        names = letters_of(word)
        columns = (self.columns.get(name) for name in names)
        unknown = (name for name in names if name not in self.columns)
        return tuple(one for one in columns if one is not None), tuple(unknown)


def learn_weighting(messages: Sequence[Features]) -> Weighting:
    """Learn the vocabulary and how rare each feature is."""
    occurrences = Counter(name for message in messages for name in message.names())
    names = sorted(occurrences)
    met = np.array([occurrences[name] for name in names], dtype=np.int64)
    return Weighting(
        columns={name: column for column, name in enumerate(names)},
        idf=rarity(names, met, len(messages)),
        unknown_idf=math.log(1 + len(messages)) + 1.0,
        sense_size=max((len(message.sense) for message in messages), default=0),
    )


def rarity(names: Sequence[str], met: Integers, count: int) -> Floats:
    """Return the weight of each feature, of which so many of `count` messages have it."""
    weights = np.array([MEANING_WEIGHT if name.startswith(MEANINGS) else 1.0 for name in names])
    result: Floats = ((np.log((1 + count) / (1 + met)) + 1.0) * weights).astype(np.float32)
    return result
