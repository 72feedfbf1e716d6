"""Which patterns can match a message at all."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.matching_reading import Pattern


class PatternIndex:
    """Patterns found by the words that they need, so that most are never tried."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._by_code: dict[str, list[int]] = {}
        self._further: list[tuple[frozenset[str], ...]] = []
        for number, pattern in enumerate(patterns):
            self._further.append(pattern.keys[1:])
            for code in pattern.keys[0]:
                self._by_code.setdefault(code, []).append(number)

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match an encoded message, in order."""
        codes = set(text)
        by_code = self._by_code
        numbers: set[int] = set()
        for code in codes:
            if code in by_code:
                numbers.update(by_code[code])
        found: list[int] = []
        further = self._further
        # Thousands of patterns a message come by here: a loop costs half of what `all` does.
        for number in sorted(numbers):
            for keys in further[number]:
                if keys.isdisjoint(codes):
                    break
            else:
                found.append(number)
        return found
