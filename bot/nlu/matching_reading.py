"""How messages are read with patterns: words become characters, patterns regular expressions."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.nlu.matching_clauses import ClauseStarts
from bot.nlu.matching_codes import WordCodes
from bot.nlu.matching_pieces import pieces, sentence
from bot.nlu.matching_words import Words, without_accents

UNKNOWN = "\u0100"
MASKED = "\u0101"
NUMBER = "\u0102"
HARD_STOPS = (".", "!", "?", ";", "…")


@dataclass(slots=True)
class Pattern:
    """A compiled pattern: any of its lines may match.

    `keys` are the sets of words that a message must hold a word of each of, the rarest first.
    `denied` matches where a negator stands before one of its parts; only a pattern that
    `may_be_denied` is asked for it.
    """

    lines: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    regex: re.Pattern[str] | None = None
    denied: re.Pattern[str] | None = None
    may_be_denied: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What every message is read with: the characters of words, and what is looked for first."""

    words: WordCodes
    clauses: re.Pattern[str]
    masks: re.Pattern[str] | None
    negators: re.Pattern[str]


class PatternReader(ABC):
    """Reads messages with the patterns that it knows."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._known = frame.words.codes.get
        self._clauses = ClauseStarts(frame.words.seconds, frame.clauses)
        self._sentence_ends = frozenset(frame.words.all_of(HARD_STOPS))

    @abstractmethod
    def any_of(self, lines: Iterable[str]) -> Pattern:
        """Return a pattern that finds any of several lines."""

    @abstractmethod
    def group(self, name: str) -> Pattern:
        """Return a pattern that finds any member of a group."""

    @abstractmethod
    def compiled(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the pattern's regular expression."""

    @abstractmethod
    def denied(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the regular expression of the pattern with a negator before one of its parts."""

    def pattern(self, line: str) -> Pattern:
        """Return the pattern of one line; raises PatternError when the line cannot be read."""
        return self.any_of((line,))

    def has_negator(self, text: str) -> bool:
        """Tell whether an encoded message holds a negator."""
        return self.frame.negators.search(text) is not None

    def encode(self, words: Words, *, is_masked: bool = True) -> str:
        """Return one character for each word of a message, masked words hidden if `is_masked`."""
        known = self._known
        pairs = zip(words.forms, words.written, strict=True)
        text = "".join([known(written) or self._code_of(form, written) for form, written in pairs])
        if is_masked and self.frame.masks is not None:
            text = self.frame.masks.sub(_masked, text)
        return self._clauses.marked(text)

    def _code_of(self, form: str, written: str) -> str:
        code = self._known(form)
        if code is None and written[:1].isdigit():
            return NUMBER
        if code is None and not written.isascii():
            code = self._known(without_accents(written))
        return code or UNKNOWN

    def find(self, pattern: Pattern, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in an encoded message."""
        return self.compiled(pattern).finditer(text)

    def hide(self, pattern: Pattern, text: str) -> str:
        """Return an encoded message with the words of a pattern's matches hidden."""
        hidden, count = self.compiled(pattern).subn(_masked, text)
        return self._clauses.marked(self._clauses.unmarked(hidden)) if count else text

    def pieces(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield an encoded message in pieces with where each begins, cut where sentences end."""
        # A clause starts where its piece says so.
        for start, piece in pieces(self._clauses.unmarked(text), self._sentence_ends):
            yield start, self._clauses.marked(piece)

    def sentence(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around a stretch of an encoded message starts and ends."""
        return sentence(text, (start, end), self._sentence_ends)


def _masked(match: re.Match[str]) -> str:
    return MASKED * len(match.group())
