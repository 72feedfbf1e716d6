"""From a misspelt word to the word of this assistant that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import log

from bot.nlu.near_words import SOUND_ALIKE_FROM, NearWords
from bot.nlu.sounds import VOWEL, sound_of
from bot.nlu.spelling_words import SpellingWords

CACHED_WORDS = 8192
SHORTEST = 3
LONGEST = 24
TWO_EDITS_FROM = 8  # letters; with equal consonants already from SOUND_ALIKE_FROM on
LONG_STEM = 4  # letters that a word needs before an s is taken for a plural
SOUND_FROM = 4  # letters, and sounds
SKELETON_FROM = 3  # consonants
SPLIT_FROM = 4  # letters of a run-together word
PIECES = 4
SURE_PIECE = 3  # letters; a shorter piece must be frequent
FREQUENT = 10
NOT_A_CONSONANT = re.compile(r"[aeiou]|(.)(?=\1)")
# What speaks against a word that is as near as another, beside the logarithm of how usual it is.
# Letters in another order, or a doubled one written once, are the slips of a pen that knows.
OTHER_BEGINNING = 3.0
OTHER_CONSONANTS = 2.0
OTHER_SOUND = 1.0
OTHER_LETTERS = 1.0
NOT_DOUBLED = 0.5
DOUBLED = re.compile(r"(.)\1")
STRETCHED = re.compile(r"(.)\1{2,}")


class Corrector:
    """Corrects one word at a time, and takes run-together words apart.

    A known word stays. An unknown one becomes the word at edit distance 1, else the word that
    sounds like it, else the word whose consonants it spells, else in a long word that at edit
    distance 2; of several the likeliest, by how it sounds, its letters and how usual it is.
    """

    def __init__(self, words: SpellingWords) -> None:
        self._words = words
        self._counts = words.counts
        self._near = NearWords(word for word in words.counts if _is_correctable(word))
        self._skeletons = _index_by(_skeleton, words.counts)
        self._sounds = _index_by(sound_of, (word for word in words.counts if word.isalpha()))
        self._correct_cached = lru_cache(CACHED_WORDS)(self._correct)
        self._split_cached = lru_cache(CACHED_WORDS)(self._split)

    def correct(self, word: str) -> str:
        """Return the corrected form of a word in lower case, itself when there is none."""
        return self._correct_cached(word)

    def split(self, word: str) -> tuple[str, ...]:
        """Return the known words that were run together in this one, or an empty tuple."""
        return self._split_cached(word)

    def is_name(self, word: str) -> bool:
        """Tell whether a word as typed is a name with its capital."""
        return word in self._words.names

    def knows(self, word: str) -> bool:
        """Tell whether a word is never corrected: listed, or the plural of a listed word."""
        stem = word[:-1] if word.endswith("s") and len(word) > LONG_STEM else word
        return any(form in self._counts or form in self._words.protected for form in (word, stem))

    def _correct(self, word: str) -> str:
        replacement = self._words.replacements.get(word)
        if replacement is not None:
            return replacement
        if self.knows(word) or not _is_correctable(word):
            return word
        return (
            self._shortened(word)
            or self._singular(word)
            or self._best(word, distance=1)
            or self._by_sound(word)
            or self._by_consonants(word)
            or self._far_best(word)
            or word
        )

    def _shortened(self, word: str) -> str | None:
        """Return "so" for "soooo": letters were stretched for stress."""
        for form in (STRETCHED.sub(r"\1\1", word), STRETCHED.sub(r"\1", word)):
            if form != word and self.knows(form):
                return form
        return None

    def _singular(self, word: str) -> str | None:
        """Return the singular of a plural that is a letter off but sounds right."""
        stem = word[:-1]
        if not word.endswith("s") or len(stem) < SHORTEST:
            return None
        found = self._best(stem, distance=1)
        return found if found is not None and sound_of(found) == sound_of(stem) else None

    def _best(self, word: str, *, distance: int) -> str | None:
        candidates = {
            candidate
            for candidate in self._near.to(word, distance)
            if _may_replace(word, candidate) and not self._lost_its_blank(word, candidate)
        }
        near = (
            (edits, -self._likeness(word, candidate), candidate)
            for candidate in candidates
            if (edits := edit_distance(word, candidate)) <= distance
        )
        return min(near, default=(0, 0.0, None))[-1]

    def _likeness(self, word: str, candidate: str) -> float:
        """Return how likely a word was meant: how usual it is, less what speaks against it."""
        sound, other = sound_of(word), sound_of(candidate)
        against = (
            (OTHER_BEGINNING, sound[:1] != other[:1]),
            (OTHER_CONSONANTS, sound.replace(VOWEL, "") != other.replace(VOWEL, "")),
            (OTHER_SOUND, sound != other),
            (OTHER_LETTERS, sorted(word) != sorted(candidate)),
            (NOT_DOUBLED, DOUBLED.sub(r"\1", word) != DOUBLED.sub(r"\1", candidate)),
        )
        return log(self._counts[candidate]) - sum(cost for cost, holds in against if holds)

    def _by_sound(self, word: str) -> str | None:
        """Return the word that sounds like this one, such as "phone" for "fone"."""
        sound = sound_of(word)
        if len(word) < SOUND_FROM or len(sound) < SOUND_FROM:
            return None
        candidates = [
            candidate
            for candidate in self._sounds.get(sound, ())
            if abs(len(candidate) - len(word)) < SOUND_FROM
        ]
        return min(candidates, key=lambda name: (-self._counts[name], name), default=None)

    def _lost_its_blank(self, word: str, candidate: str) -> bool:
        """Tell whether a word is "i" or "a" run together with the candidate, as in "ihave"."""
        return candidate == word[1:] and self._counts.get(word[0], 0) >= FREQUENT

    def _by_consonants(self, word: str) -> str | None:
        """Return the word that this one spells with vowels left out, such as "tmrw"."""
        skeleton = _skeleton(word)
        if len(skeleton) < SKELETON_FROM:
            return None
        candidates = [
            candidate
            for candidate in self._skeletons.get(skeleton, ())
            if len(candidate) > len(word) and _is_subsequence(word, candidate)
        ]
        return min(candidates, key=lambda name: (-self._counts[name], name), default=None)

    def _far_best(self, word: str) -> str | None:
        if len(word) < SOUND_ALIKE_FROM or self.split(word):
            return None
        found = self._best(word, distance=2)
        if found is None or len(word) >= TWO_EDITS_FROM or _sound(found) == _sound(word):
            return found
        return None

    def _split(self, word: str) -> tuple[str, ...]:
        if not SPLIT_FROM <= len(word) <= LONGEST or self.knows(word) or not word.isalpha():
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(end):
                before, piece = best[start], word[start:end]
                if before is None or len(before) == PIECES or not self._is_piece(piece):
                    continue
                after, rival = (*before, piece), best[end]
                if rival is None or self._rank(after) > self._rank(rival):
                    best[end] = after
        return best[-1] or ()

    def _is_piece(self, piece: str) -> bool:
        count = self._counts.get(piece, 0)
        return count >= FREQUENT or (len(piece) >= SURE_PIECE and count > 1)

    def _rank(self, pieces: tuple[str, ...]) -> tuple[int, int]:
        return -len(pieces), min(self._counts[piece] for piece in pieces)


def edit_distance(left: str, right: str) -> int:
    """Return the number of letters inserted, deleted, replaced or swapped with their neighbour."""
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (letter != other),
            )
            if row > 1 < column and left[row - 2] == other and letter == right[column - 2]:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]


def _is_correctable(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST


def _may_replace(word: str, candidate: str) -> bool:
    """Tell whether two words are long enough to say that one is a slip for the other.

    A word of three letters is a letter away from too many others: it may only have lost a letter
    that is not heard, have lost one after the first, or have two in the wrong order.
    """
    if abs(len(word) - len(candidate)) > 1 and len(word) < SOUND_ALIKE_FROM:
        return False
    if len(word) > SHORTEST:
        return len(candidate) >= SHORTEST
    if len(candidate) > len(word) and sound_of(word) == sound_of(candidate):
        return True
    return word[0] == candidate[0] and (
        len(candidate) > len(word) or sorted(word) == sorted(candidate)
    )


def _index_by(key: Callable[[str], str], words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for word in sorted(words):
        index.setdefault(key(word), []).append(word)
    return {name: tuple(found) for name, found in index.items()}


def _skeleton(word: str) -> str:
    """Return the consonants of a word, doubled ones once, its first letter kept."""
    return word[0] + NOT_A_CONSONANT.sub("", word[1:].lstrip(word[0]))


def _sound(word: str) -> str:
    """Return the consonants that are heard: an h within a word mostly is not."""
    return word[0] + _skeleton(word)[1:].replace("h", "")


def _is_subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)
