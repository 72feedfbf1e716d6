"""The pause behind a no that answers, where nobody wrote it: "no it rained" is "no, it rained".

What follows such a no is a statement of its own and is not denied by it. Which words tell that a no
answers is in the lexicon's group `answered_no`.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.nlu.matching_reading import PatternReader
from bot.nlu.matching_words import Words

GROUP = "answered_no"


class Pauses:
    """Finds in one language a no that answers; a language without the group has none."""

    def __init__(self, vocabulary: PatternReader, groups: Collection[str]) -> None:
        self._vocabulary = vocabulary
        self._answers = vocabulary.group(GROUP) if GROUP in groups else None

    def put_in(self, words: Words) -> None:
        """Put a comma that takes no place in the text behind the first word of each match."""
        if self._answers is None:
            return
        text = self._vocabulary.encode(words)
        found = [match.start() for match in self._vocabulary.find(self._answers, text)]
        for place in reversed(found):
            words.pause_behind(place)
