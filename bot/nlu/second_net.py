"""A second net below the lexicon: the `backline_second_net` component.

A linear classifier over a few words at a time says which red flag a message may speak of where the
lexicon heard nothing of it. It never states anything: its findings are `suspected`, the assertion
component makes them `unsure` or drops them, and the dialogue asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.features import Floats, Integers, plain
from bot.nlu.lexicon import FINDING, SUSPECTED
from bot.nlu.matching_words import Words, read_words
from bot.nlu.softmax import Matrix, probabilities
from bot.nlu.word_vectors import FILE as VECTORS_FILE
from bot.nlu.word_vectors import NO_VECTORS, WordVectors, read_vectors

FACTORY = "backline_second_net"
FILE = "second_net.npz"
NOTHING = ""  # the label of words that speak of no red flag
BUCKETS = 1 << 14
SHORTEST_GRAM, LONGEST_GRAM = 3, 5
FEWEST_WORDS = 3
# Words read at once, and how far apart the readings begin.
WINDOW, STEP = 14, 6
MOST_WORDS = 300  # beyond, only the lexicon listens
VECTOR_WEIGHT = np.float32(0.5)
LARGEST_STEP = 127
CACHED = 16384


@dataclass(frozen=True, slots=True)
class Net:
    """What training found: `weights` has the shape (buckets and vector places, labels)."""

    labels: tuple[str, ...]
    idf: Floats
    weights: Matrix
    vectors: WordVectors = NO_VECTORS

    def chances(self, forms: Sequence[str]) -> Floats:
        """Return the probability of each label for some words."""
        buckets, counts = buckets_of(forms)
        weights, meaning = weighed(buckets, counts, forms, self.idf, self.vectors)
        logits = weights @ self.weights[buckets]
        if len(meaning) and len(self.weights) > BUCKETS:
            logits += meaning @ self.weights[BUCKETS:]
        return probabilities(logits)

    def core(self, forms: Sequence[str], label: int) -> tuple[int, int]:
        """Return the stretch of words, the last not included, that speaks most for a label."""
        against = self.labels.index(NOTHING)
        best, total, start = (0.0, 0, len(forms)), 0.0, 0
        for place, form in enumerate(forms):
            own = own_buckets(plain(form))
            chosen = self.weights[own]
            total += float(self.idf[own] @ (chosen[:, label] - chosen[:, against]))
            if total > best[0]:
                best = total, start, place + 1
            if total <= 0.0:
                total, start = 0.0, place + 1
        return best[1], best[2]


@lru_cache(CACHED)
def own_buckets(word: str) -> Integers:
    """Return the buckets of a word itself and of its letters; none for no word."""
    if not word:
        return np.zeros(0, dtype=np.int64)
    padded = f" {word} "
    grams = (
        padded[start : start + length]
        for length in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for start in range(len(padded) - length + 1)
    )
    names = (f"w:{word}", *(f"c:{gram}" for gram in grams))
    return np.array([crc32(name.encode()) % BUCKETS for name in names], dtype=np.int64)


@lru_cache(CACHED)
def bucket_of(name: str) -> int:
    """Return the bucket of a feature."""
    return crc32(name.encode()) % BUCKETS


def buckets_of(forms: Sequence[str]) -> tuple[Integers, Floats]:
    """Return the buckets of some words and how often each is met."""
    words = [word for word in map(plain, forms) if word]
    pairs = [bucket_of(f"b:{one} {other}") for one, other in pairwise(["<", *words, ">"])]
    pairs += [bucket_of(f"s:{one} {other}") for one, other in zip(words, words[2:], strict=False)]
    found = np.concatenate([np.array(pairs, dtype=np.int64), *map(own_buckets, words)])
    buckets, counts = np.unique(found, return_counts=True)
    return buckets, counts.astype(np.float32)


def weighed(
    buckets: Integers, counts: Floats, forms: Sequence[str], idf: Floats, vectors: WordVectors
) -> tuple[Floats, Floats]:
    """Return the weights of the buckets, at length 1, and the meaning of the words."""
    weights = (1.0 + np.log(counts)) * idf[buckets]
    length = float(np.sqrt(weights @ weights)) or 1.0
    words = [word for word in map(plain, forms) if word]
    rarity = [float(idf[bucket_of(f"w:{word}")]) for word in words]
    meaning = VECTOR_WEIGHT * vectors.mean(words, rarity)
    return (weights / length).astype(np.float32), meaning.astype(np.float32)


class SecondNet:
    """Adds to `doc._.found` what the message may speak of, as `suspected` findings."""

    def __init__(
        self,
        net: Net | None,
        suspect_from: float,
        vectors: WordVectors = NO_VECTORS,
        leaves_out: Collection[str] = (),
    ) -> None:
        self.net = net
        self.suspect_from = suspect_from
        self.passed_over = {NOTHING, *leaves_out}
        self.vectors = vectors

    def __call__(self, doc: Doc) -> Doc:
        """Add what is suspected; without a net nothing is."""
        if self.net is None:
            return doc
        words, found = read_words(doc), list(doc._.found or ())
        doc._.found = [*found, *self._suspected(self.net, words, found)] or None
        return doc

    def _suspected(self, net: Net, words: Words, found: list[Entity]) -> Iterator[Entity]:
        """Yield the likeliest suspicion of what the lexicon did not hear itself."""
        findings = [one for one in found if one.entity == FINDING]
        heard = {flag for one in findings for flag in one.details.get("red_flag", ())}
        suspicions = [
            (chances[label], start, label)
            for start, chances in _readings(net, words)
            for label in np.flatnonzero(chances >= self.suspect_from).tolist()
            if net.labels[label] not in self.passed_over | heard
        ]
        for _, start, label in sorted(suspicions, reverse=True):
            first, last = net.core(words.forms[start : start + WINDOW], label)
            begin, end = words.starts[start + first], words.ends[start + last - 1]
            if not any(one.start < end and begin < one.end for one in findings):
                details = {"assertion": SUSPECTED, "red_flag": [net.labels[label]]}
                yield Entity(FINDING, net.labels[label], begin, end, FACTORY, details=details)
                return

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the net into a folder; nothing where there is none.

        The vectors of words are not written: the classifier keeps the same ones.
        """
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        if self.net is not None:
            write_net(self.net, path / FILE)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> SecondNet:
        """Read what `to_disk` wrote; `use` brings the vectors."""
        del exclude
        self.net = read_net(path / FILE, self.vectors)
        return self

    def use(self, vectors: WordVectors) -> None:
        """Take vectors of words over from whoever has read them."""
        self.vectors = vectors
        self.net = None if self.net is None else replace(self.net, vectors=vectors)


def _readings(net: Net, words: Words) -> Iterator[tuple[int, Floats]]:
    """Yield where each reading begins and what it says."""
    count = min(len(words), MOST_WORDS)
    starts = range(0, max(count - STEP, 1), STEP) if count > WINDOW else (0,)
    for start in starts:
        read = words.forms[start : start + WINDOW]
        # A word or a scrap of one over and over says nothing.
        if len(set(read)) >= FEWEST_WORDS:
            yield start, net.chances(read)


def write_net(net: Net, path: Path) -> None:
    """Write a net without its vectors into a file; a weight takes one byte."""
    scales = np.abs(net.weights).max(axis=1, keepdims=True) / np.float32(LARGEST_STEP)
    scales = np.maximum(scales, np.finfo(np.float32).tiny).astype(np.float32)
    np.savez_compressed(
        path,
        labels=np.frombuffer("\n".join(net.labels).encode(), dtype=np.uint8),
        idf=net.idf.astype(np.float16),
        weights=np.rint(net.weights / scales).astype(np.int8),
        scales=scales,
    )


def read_net(path: Path, vectors: WordVectors) -> Net | None:
    """Read a net; None when there is no such file."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        steps: NDArray[np.int8] = arrays["weights"]
        weights = steps.astype(np.float32) * arrays["scales"]
        labels = tuple(arrays["labels"].tobytes().decode().split("\n"))
        return Net(labels, arrays["idf"].astype(np.float32), weights, vectors)


@Language.factory(
    FACTORY,
    default_config={"folder": "data/lexicon", "suspect_from": 0.35, "leaves_out": [], "root": ""},
)
def make_second_net(  # noqa: PLR0913, PLR0917 - spaCy itself hands two of them in
    nlp: Language, name: str, folder: str, suspect_from: float, leaves_out: list[str], root: str
) -> SecondNet:
    """Make the component; `folder` is taken relative to `root`, without which it waits for disk.

    `suspect_from` is the probability from which on something is suspected, 0 to 1; `leaves_out`
    are labels that are not worth a question.
    """
    del name
    attributes.register()
    if not root:
        return SecondNet(None, suspect_from, leaves_out=leaves_out)
    place = Path(root) / folder / str(nlp.lang)
    vectors = read_vectors(place / VECTORS_FILE)
    return SecondNet(read_net(place / FILE, vectors), suspect_from, vectors, leaves_out)
