"""Which character stands for which word, so that groups of words are short character classes.

Compiling a class of scattered characters costs Python ten times what a few ranges cost, and the
patterns of a lexicon hold tens of thousands of classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.nlu.matching_syntax import NUMBER, Part, Role

if TYPE_CHECKING:
    from bot.nlu.matching import Wording

SHORTEST_RUN = 3
# Above the basic plane Python compiles a class as the few ranges that it is. Below, each becomes a
# table of the whole plane: three times the memory and the time, for thousands of patterns.
FIRST_CODE = 0x10000


class WordCodes:
    """The character of each word, and a second one for words that may start a clause."""

    def __init__(self, words: Sequence[str], starting: Sequence[str]) -> None:
        self.starting = tuple(starting)
        self.codes = {word: chr(code) for code, word in enumerate(words, FIRST_CODE)}
        more = enumerate(starting, FIRST_CODE + len(words))
        self.seconds = {self.codes[word]: chr(code) for code, word in more}

    def all_of(self, words: Iterable[str]) -> Iterator[str]:
        """Yield every character that may stand for one of these words."""
        for word in words:
            code = self.codes[word]
            yield code
            if code in self.seconds:
                yield self.seconds[code]


def in_classes(
    words: Iterable[str], wording: Wording, groups: Mapping[str, tuple[tuple[Part, ...], ...]]
) -> list[str]:
    """Return the words in an order in which those of the same groups stand side by side."""
    frequent = {
        word: place
        for place, listed in enumerate((wording.stops, wording.negators, wording.skipped), 1)
        for word in listed
    }
    members: dict[str, list[str]] = {}
    for name in sorted(groups, key=lambda name: (-len(_members(groups[name])), name)):
        for word in _members(groups[name]):
            members.setdefault(word, []).append(name)
    return sorted(
        words,
        key=lambda word: (
            frequent.get(word, 0 if not word.isalnum() else 9),
            members.get(word, []),
            word,
        ),
    )


def char_class(codes: Iterable[str]) -> str:
    """Return what stands between the brackets of a character class, runs written as ranges."""
    runs: list[tuple[int, int]] = []
    for code in sorted(map(ord, set(codes))):
        if runs and code == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], code
        else:
            runs.append((code, code))
    return "".join(map(_written, runs))


def words_of(sequences: tuple[tuple[Part, ...], ...]) -> Iterator[str]:
    """Yield every word that sequences name."""
    for sequence in sequences:
        for part in sequence:
            yield from part.words - {NUMBER}
            yield from (word for phrase in part.phrases for word in phrase)


def _written(run: tuple[int, int]) -> str:
    first, last = run
    if last - first + 1 < SHORTEST_RUN:
        return "".join(map(chr, range(first, last + 1)))
    return f"{chr(first)}-{chr(last)}"


def _members(sequences: tuple[tuple[Part, ...], ...]) -> frozenset[str]:
    """Return the words that are members of a group by themselves."""
    singles = (one[0] for one in sequences if len(one) == 1 and one[0].role is Role.TAKE)
    return frozenset[str]().union(*(part.words for part in singles))
