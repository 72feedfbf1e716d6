"""The cues that stand in a message: a longer one hides those inside it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu.assertion_files import DIRECTIONS

SHIELD = "shield"
OTHER_PERSON, RELATIVE = "other_person", "relative"
TWICE = "twice"  # the denial of a denial: "it isn't that I can't walk"


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue over the words `first` to `last`, the latter not included."""

    category: str
    direction: str
    first: int
    last: int

    @property
    def names_another(self) -> bool:
        """Tell whether somebody else is spoken of in front of what is told of them."""
        return self.direction == "before" and self.category in {OTHER_PERSON, RELATIVE}


def longest(cues: list[Cue]) -> tuple[Cue, ...]:
    """Return the cues that stand: a longer one hides those inside it, a shield hides them all."""
    kept: list[Cue] = []
    for direction in DIRECTIONS:
        same_way = [cue for cue in cues if cue.direction == direction or cue.category == SHIELD]
        kept.extend(_outermost(same_way))
    return tuple(kept)


def _outermost(cues: list[Cue]) -> list[Cue]:
    kept: list[Cue] = []
    reach = -1
    for cue in sorted(cues, key=lambda cue: (cue.first, -cue.last, cue.category != SHIELD)):
        if cue.last > reach or (kept and _same_place(kept[-1], cue)):
            kept.append(cue)
            reach = max(reach, cue.last)
    shields = [cue for cue in cues if cue.category == SHIELD]
    return [cue for cue in kept if cue.category != SHIELD and not _is_shielded(cue, shields)]


def _is_shielded(cue: Cue, shields: list[Cue]) -> bool:
    """Tell whether a shield shares words with a cue and goes on: "it is not | so much".

    The second denial of two is that of the sign itself: "I wouldn't say I have | no feeling".
    """
    is_open = cue.category != TWICE
    return any(
        (is_open and cue.first < shield.first < cue.last < shield.last)
        or shield.first < cue.first < shield.last
        for shield in shields
    )


def _same_place(kept: Cue, cue: Cue) -> bool:
    return kept.category != SHIELD and (kept.first, kept.last) == (cue.first, cue.last)
