"""What keeps the cost of matching low: short pieces of a message, and where matches can start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.nlu.matching_syntax import Part, Role, Sequence

PIECE = 60  # words; a longer message is read in pieces
OVERLAP = 20
SENTENCE_REACH = 40

Codes = frozenset[str]


def pieces(text: str, sentence_ends: Codes) -> Iterator[tuple[int, str]]:
    """Yield an encoded message in pieces with where each begins.

    Few patterns fit a short piece, so that a long message costs no more for each of its words.
    Pieces of a sentence without end overlap.
    """
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        cuts = (place + 1 for place in range(end, start + PIECE // 2, -1))
        cut = next((place for place in cuts if text[place - 1] in sentence_ends), None)
        yield start, text[start : cut or end]
        start = cut or end - OVERLAP
    yield start, text[start:]


def sentence(text: str, stretch: tuple[int, int], sentence_ends: Codes) -> tuple[int, int]:
    """Return where the sentence around a stretch of an encoded message starts and ends.

    A sentence without end is cut off, so that the cost stays linear.
    """
    start, end = stretch
    lowest, highest = max(0, start - SENTENCE_REACH), min(len(text), end + SENTENCE_REACH)
    while start > lowest and text[start - 1] not in sentence_ends:
        start -= 1
    while end < highest and text[end] not in sentence_ends:
        end += 1
    return start, end


class Firsts:
    """The words that a match of a pattern can start with."""

    def __init__(
        self,
        groups: Mapping[str, tuple[Sequence, ...]],
        all_of: Callable[[Iterable[str]], Iterator[str]],
        word_codes: Callable[[Part], Codes],
    ) -> None:
        self._groups = groups
        self._all_of = all_of
        self._word_codes = word_codes
        self._of_groups: dict[str, Codes] = {}

    def of(self, sequences: tuple[Sequence, ...]) -> Codes:
        """Return the codes of the first words; none where that cannot be told."""
        firsts = [self._of_one(sequence) for sequence in sequences]
        return frozenset[str]().union(*firsts) if all(firsts) else frozenset()

    def _of_one(self, sequence: Sequence) -> Codes:
        found: set[str] = set()
        for part in sequence:
            if part.role is Role.GAP:
                break
            if part.role is Role.TAKE:
                groups = [self._of_group(name) for name in part.groups]
                if not all(groups):
                    break
                phrases = self._all_of(phrase[0] for phrase in part.phrases)
                found |= self._word_codes(part).union(phrases, *groups)
                if not part.optional:
                    return frozenset(found)
        return frozenset()

    def _of_group(self, name: str) -> Codes:
        if name not in self._of_groups:
            self._of_groups[name] = self.of(self._groups[name])
        return self._of_groups[name]
