"""Letters of a list of which a message asks what they mean: "what is E", "G? no idea what it is".

Whoever asks has not answered for this letter. What stands beside the question answers as ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.nlu.choices_files import Phrases
from bot.nlu.matching_words import Words

# The letters that are asked about, and what the rest of the message answers.
ASKS, SAID = "asks", "said"
LONGEST = 7  # words of a question, beside its letter
MOST_WORDS = 30


class Asked:
    """Knows the questions that stand before a letter, and those behind one."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._letters = frozenset(raw["letters"])
        self._before = Phrases(raw["asks_before"])
        self._behind = Phrases(raw["asks_behind"])
        self._ends = Phrases(raw["ends_of_asking"])
        self._goes_on = frozenset(raw["asks_on"])
        self._marks = frozenset((*raw["breaks"], *raw["sentence_ends"], "?"))

    def letters(self, words: Words) -> tuple[list[str], Words]:
        """Return the letters asked about, in upper case, and the message without its questions."""
        asked: set[str] = set()
        taken: set[int] = set()
        forms = words.forms
        if len(forms) <= MOST_WORDS:
            for place, form in enumerate(forms):
                span = self._question(forms, place) if form in self._letters else None
                if span is not None:
                    asked.add(form.upper())
                    taken.update(span)
        return sorted(asked), self._without(words, taken) if asked else words

    def _question(self, forms: Sequence[str], place: int) -> range | None:
        """Return the words of the question about the letter at a place; None where none is."""
        for start in range(max(0, place - LONGEST), place):
            if " ".join(forms[start:place]) in self._before:
                end = self._end(forms, place + 1)
                if end is not None:
                    return range(start, end)
        for end in range(min(len(forms), place + 1 + LONGEST), place + 1, -1):
            is_closed = end == len(forms) or forms[end] in self._marks | self._goes_on
            if is_closed and " ".join(forms[place + 1 : end]) in self._behind:
                return range(place, end)
        return None

    def _end(self, forms: Sequence[str], start: int) -> int | None:
        """Return where a question ends whose letter was named: at once, or behind "mean"."""
        for end in range(min(len(forms), start + LONGEST), start - 1, -1):
            is_closed = end == len(forms) or forms[end] in self._marks | self._goes_on
            if is_closed and (end == start or " ".join(forms[start:end]) in self._ends):
                return end
        return None

    def _without(self, words: Words, taken: set[int]) -> Words:
        """Return the words that are not taken, without the marks at their end."""
        places = [place for place in range(len(words)) if place not in taken]
        while places and words.forms[places[-1]] in self._marks:
            places.pop()
        kept = Words([], [], [], [])
        for n in places:
            kept.add(words.forms[n], words.written[n], words.starts[n], words.ends[n])
        return kept
