"""How far a denial, or a time of the past, reaches over the commas of a list.

"No rain, hail or snow" denies all three, "no rain, hail since noon" only the first. Where nothing
tells the two apart ("no rain, hail") a denial holds loosely: it is not believed by itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

COMMA = ","

Span = tuple[int, int]


class Hold(StrEnum):
    """How a cue that stands before some words holds them."""

    FIRMLY = "firmly"
    LOOSELY = "loosely"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the commas of a message stand, and what tells how its lists go on; all in order.

    `either` are the places of words that join alternatives ("or") or open a list ("denies"),
    `told` those of what tells that a thing is there (a number, "today", "some"). Where a language
    has no words that tell it (`is_known` False), a denial holds whatever stands behind its commas.
    """

    commas: tuple[int, ...] = ()
    either: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    is_known: bool = False

    def hold(self, cue: Span, last: int, closed: int) -> Hold:
        """Tell how a cue holds words behind it that end before `last`.

        `cue` has the places of its first word and behind its last, `closed` is where its scope ends
        at the latest.
        """
        comma = bisect_left(self.commas, cue[1])
        # A comma among the words parts them as well: "no rain, hail" may be one thing that is said.
        if not self.is_known or comma >= len(self.commas) or self.commas[comma] >= last:
            return Hold.FIRMLY
        start, end = self.commas[comma], self._end_of_item(last, closed)
        if _between(self.told, start, end):
            return Hold.NOT
        return Hold.FIRMLY if _between(self.either, cue[0] - 1, closed) else Hold.LOOSELY

    def _end_of_item(self, last: int, closed: int) -> int:
        place = bisect_left(self.commas, last)
        return min(self.commas[place], closed) if place < len(self.commas) else closed


NO_LISTS = Lists()


def _between(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    return places[bisect_right(places, start) : bisect_left(places, end)]
