"""Where clauses start, told by the character of the word that starts them.

Every gap of every pattern must not run over the start of a clause. To look for one at each word of
each gap would make more than half of all regular expressions; looked for once in a message, a start
is a character that a gap does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.nlu.matching_syntax import PatternError, Role, Sequence


class ClauseStarts:
    """Gives the words that start a clause their second character."""

    def __init__(self, seconds: Mapping[str, str], regex: re.Pattern[str]) -> None:
        """`seconds` has the second character for each first one that `regex` finds."""
        self._seconds = seconds
        self._firsts = str.maketrans({second: first for first, second in seconds.items()})
        self._regex = regex

    def marked(self, text: str) -> str:
        """Return an encoded message in which the words that start a clause are told from others."""
        return self._regex.sub(self._second, text)

    def unmarked(self, text: str) -> str:
        """Return an encoded message in which they are not."""
        return text.translate(self._firsts)

    def _second(self, match: re.Match[str]) -> str:
        return self._seconds[match.group()]


def starting_words(starts: tuple[Sequence, ...]) -> list[str]:
    """Return the words that clauses start with; raises PatternError where they cannot be told."""
    firsts = [sequence[0] for sequence in starts]
    for part in firsts:
        if part.role is not Role.TAKE or part.optional or part.groups or part.phrases:
            raise PatternError("a clause starts with a word")
    return sorted(frozenset[str]().union(*(part.words for part in firsts)))
