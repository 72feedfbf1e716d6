"""Which cues reach which words of a message.

The idea is ConText's (Harkema and others, 2009): a cue works in one direction until its scope is
closed by the end of a sentence, by a word like "but", or by the start of another statement.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.assertion_files import DIRECTIONS, CueWords
from bot.nlu.matching import HARD_STOPS, Vocabulary
from bot.nlu.matching_index import PatternIndex
from bot.nlu.matching_words import Words

SHIELD = "shield"
END = "end"
PROXY = "proxy"
SELF = "self"
ABSENT = "absent"
JOINTS = frozenset([",", "/", "(", "&", "and", "plus", "y"])
REACH_BEFORE = 30
REACH_AFTER = 8


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue over the words `first` to `last`, the latter not included."""

    category: str
    direction: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CueReading:
    """The cues of one message, and where scopes close.

    `barriers` are ends that no cue crosses, `openings` the places where a cue of a category may
    start, those inside longer cues included, `joints` those where an item of a list ends.
    """

    cues: tuple[Cue, ...]
    ends: tuple[int, ...]
    barriers: frozenset[int]
    openings: frozenset[tuple[str, int]]
    is_for_other: bool
    is_about_self: bool
    joints: tuple[int, ...] = ()

    def denies(self, first: int, last: int) -> bool:
        """Tell whether a denial reaches the words from within their own part of the sentence.

        "no rain, the wind is fine": the "no" is that of the rain.
        """
        place = bisect_right(self.joints, first) - 1
        joint = self.joints[place] if place >= 0 else -1
        return any(
            cue.category == ABSENT and (cue.first >= last or cue.first > joint)
            for cue in self._reaching(first, last)
        )

    def reaching(self, first: int, last: int) -> frozenset[str]:
        """Return the categories of the cues that reach the words `first` to `last`."""
        return frozenset(cue.category for cue in self._reaching(first, last))

    def _reaching(self, first: int, last: int) -> Iterator[Cue]:
        opened = self._opened(first)
        place = bisect_left(self.ends, last)
        closed = self.ends[place] if place < len(self.ends) else last + REACH_AFTER
        for cue in self.cues:
            is_leading = self._leads(cue, first, last) and _is_before(cue, first, opened)
            if is_leading or _is_after(cue, last, closed):
                yield cue

    def _leads(self, cue: Cue, first: int, last: int) -> bool:
        if cue.last <= first:
            return True
        # What starts with its own denial ("it is | not letting up") is not denied by it again.
        return cue.last < max(last, first + 2) and (cue.category, first) not in self.openings

    def _opened(self, first: int) -> int:
        """Return where the last scope before `first` closed."""
        place = bisect_right(self.ends, first) - 1
        if place > 0 and self.ends[place] == first and self.ends[place - 1] == first - 1:
            # "if I can't": the verb belongs to the subject right before it.
            return first - 1
        if place < 0:
            return -1
        end = self.ends[place]
        return end + 1 if end in self.barriers and end < first else end


def _is_before(cue: Cue, first: int, opened: int) -> bool:
    if cue.direction != "before" or cue.first >= first or first - cue.last > REACH_BEFORE:
        return False
    # A new subject right behind a cue belongs to the cue: "if I", "not sure whether my".
    return cue.last >= opened


def _is_after(cue: Cue, last: int, closed: int) -> bool:
    if cue.direction != "after" or cue.first < last or cue.first - last > REACH_AFTER:
        return False
    return cue.first <= closed


class CueFinder:
    """All cues of one language, ready to run."""

    def __init__(self, words: CueWords) -> None:
        self.words = words
        self._vocabulary = Vocabulary(words.wording, words.patterns())
        kinds = [*words.cues, (SHIELD, "", words.shields), (END, "", words.ends)]
        kinds += [(PROXY, "", words.proxy), (SELF, "", words.self)]
        self._kinds = [(name, way) for name, way, lines in kinds for _ in lines]
        self._patterns = [self._vocabulary.pattern(line) for _, _, lines in kinds for line in lines]
        self._index = PatternIndex(self._patterns)
        self._closing = frozenset((*HARD_STOPS, *words.wording.stops))

    def read(self, words: Words) -> CueReading:
        """Return what the cues say of a message."""
        text = self._vocabulary.encode(words)
        cues: list[Cue] = []
        barriers = [place for place, form in enumerate(words.forms) if form in self._closing]
        ends = [*barriers]
        for number in self._index.candidates(text):
            name, way = self._kinds[number]
            for match in self._vocabulary.find(self._patterns[number], text):
                if name == END:
                    ends.append(match.start())
                else:
                    cues.append(Cue(name, way, match.start(), match.end()))
        names = {cue.category for cue in cues}
        return CueReading(
            cues=_longest(cues),
            ends=tuple(sorted(set(ends))),
            barriers=frozenset(barriers),
            openings=frozenset((cue.category, cue.first) for cue in cues),
            is_for_other=PROXY in names,
            is_about_self=SELF in names,
            joints=tuple(place for place, form in enumerate(words.forms) if form in JOINTS),
        )


def _longest(cues: list[Cue]) -> tuple[Cue, ...]:
    """Return the cues that stand: a longer one hides those inside it, a shield hides them all."""
    working = [cue for cue in cues if cue.category not in (PROXY, SELF)]
    kept: list[Cue] = []
    for direction in DIRECTIONS:
        same_way = [cue for cue in working if cue.direction == direction or cue.category == SHIELD]
        kept.extend(_outermost(same_way))
    return tuple(kept)


def _outermost(cues: list[Cue]) -> list[Cue]:
    kept: list[Cue] = []
    reach = -1
    for cue in sorted(cues, key=lambda cue: (cue.first, -cue.last, cue.category != SHIELD)):
        if cue.last > reach or (kept and _same_place(kept[-1], cue)):
            kept.append(cue)
            reach = max(reach, cue.last)
    return [cue for cue in kept if cue.category != SHIELD]


def _same_place(kept: Cue, cue: Cue) -> bool:
    return kept.category != SHIELD and (kept.first, kept.last) == (cue.first, cue.last)
