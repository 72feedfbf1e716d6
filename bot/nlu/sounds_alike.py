"""Words that were typed for others that sound like them: "the tea is week".

Both are English, so no spelling tells them apart; the words around them do. What is known of them
stands in data/lexicon/<language>/sounds_alike.yml.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from bot.nlu.matching_reading import Pattern, PatternReader
from bot.nlu.matching_words import Words


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """A word that is typed for another: where it is, and where it stands for itself.

    Of the words of a match of `where` those that read `typed` mean `means`, unless a match of
    `unless` runs over them as well.
    """

    typed: str
    means: str
    where: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def patterns(self) -> tuple[str, ...]:
        """Return every pattern of it."""
        return (*self.where, *self.unless)


class SoundsAlike:
    """The words of one language that sound alike, ready to run."""

    def __init__(self, vocabulary: PatternReader, listed: Iterable[SoundAlike]) -> None:
        self._vocabulary = vocabulary
        self._rules = [
            (
                one,
                vocabulary.any_of(one.where),
                vocabulary.any_of(one.unless) if one.unless else None,
            )
            for one in listed
        ]

    def put_right(self, doc: Doc, words: Words) -> None:
        """Write the word that was meant into the document and into its list of words."""
        forms = {*words.forms}
        rules = [rule for rule in self._rules if rule[0].typed in forms]
        text = self._vocabulary.encode(words) if rules else ""
        for rule, where, unless in rules:
            meant = self._covered(where, text)
            meant -= self._covered(unless, text) if unless and meant else frozenset()
            places = [place for place in sorted(meant) if words.forms[place] == rule.typed]
            for place in places:
                words.forms[place] = words.written[place] = rule.means
                _correct(doc, words.starts[place], rule.means)
            if places:
                text = self._vocabulary.encode(words)

    def _covered(self, pattern: Pattern, text: str) -> frozenset[int]:
        found = self._vocabulary.find(pattern, text)
        return frozenset(place for match in found for place in range(*match.span()))


def _correct(doc: Doc, start: int, meant: str) -> None:
    for token in doc:
        if token.idx == start:
            token.norm_ = meant
            doc._.corrected |= {start}
