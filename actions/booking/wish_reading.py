"""From a person's words to a wish of a time. Pure: text, moment and zone in, wish out.

The text is brought into one form first (spelling, "no earlier than" to "from"), then read as
pieces: days, times, and what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from difflib import get_close_matches

from actions.booking.wish_days import DAYS
from actions.booking.wish_pieces import DAY_NAMES, Piece, Seen, Table
from actions.booking.wish_times import NOON, TIMES
from actions.booking.wish_words import WishWords
from actions.booking.wishes import Direction, Hours, Wish

_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_BARE_NUMBER = re.compile(r"\W{0,3}(\d{1,2})\W{0,3}")
_QUARTER_TO = re.compile(r"\bquarter to (\d{1,2})\b")
_MOST_PLACES = 5
_LAST_HOUR = 12
_AT = frozenset({"at", "oclock"})
_LONG_ENOUGH = 6
_SURE_ENOUGH = 0.8
_JOINED = re.compile(r"(?:\s|,|/|&|\bor\b|\band\b|\bon\b|\bthe\b|\ba\b|\bnor\b)*")
_CLAUSE_END = re.compile(r"[.;!?]|\bbut\b|\bthough\b|\bhow about\b|\bwhat about\b|,")
_WORDS_AROUND = 5


@dataclass(frozen=True, slots=True)
class WishReader:
    """Reads wishes with the words of one language."""

    words: WishWords

    def read(self, text: str, now: datetime) -> Wish:
        """Return what a text wishes; `now` is the moment of it in the clinic's zone."""
        normal = self.normal(text)
        place = self._place(normal)
        if place is not None:
            return Wish(choice=place)
        wish, rest = Wish(), normal
        for group in self._groups(normal, now.date()):
            wish = _joined(wish, group, normal, self.words)
            for seen in group:
                blank = " " * (seen.end - seen.start)
                rest = rest[: seen.start] + blank + rest[seen.end :]
        return self._looked_around(_apart(wish), rest)

    def normal(self, text: str) -> str:
        """Return a text in the form that phrases are written in."""
        lower = text.lower().replace("\u2019", "").replace("'", "").replace("\u00a0", " ")
        lower = re.sub(r"\b([ap])\.m\b\.?", r"\1m", lower)
        lower = re.sub(r"(?<=\d)\.(?=\d\d(?!\d))", ":", lower)
        spelled = re.sub(r"[a-z0-9]*[a-z][a-z0-9]*", lambda found: self._spelled(found[0]), lower)
        spelled = _QUARTER_TO.sub(_clock_time, " ".join(spelled.split()))
        for pattern, meaning in self.words.rewritten:
            spelled = pattern.sub(meaning, spelled)
        return spelled

    def bare_hour(self, text: str) -> int | None:
        """Return the number of a text that takes a time by it alone: "10 works"."""
        words = re.findall(r"[\w:/]+", self.normal(text))
        numbers = [word for word in words if word.isdigit()]
        is_one = len(numbers) == 1 and 0 < int(numbers[0]) <= _LAST_HOUR
        is_plain = {*words} - {*numbers, *_AT} <= self.words.beside_choice
        return int(numbers[0]) if is_one and is_plain else None

    def takes(self, text: str) -> bool:
        """Tell whether a text sounds like taking one of those offered, and not like looking on."""
        normal = self.normal(text)
        return not self.words.has("looking", normal)

    def _spelled(self, word: str) -> str:
        known = self.words.spelled.get(word)
        if known is not None:
            return known
        if word in _NUMBERS:
            return str(_NUMBERS[word])
        if len(word) < _LONG_ENOUGH:
            return word
        stem, plural = (word[:-1], "s") if word.endswith("s") else (word, "")
        close = get_close_matches(stem, DAY_NAMES, n=1, cutoff=_SURE_ENOUGH)
        return f"{close[0]}{plural}" if close and stem not in DAY_NAMES else word

    def _place(self, normal: str) -> int | None:
        """Return which one of those offered a message picks that does nothing but pick."""
        number = _BARE_NUMBER.fullmatch(normal)
        if number is not None and 1 <= int(number[1]) <= _MOST_PLACES:
            return int(number[1])
        left, places = normal, []
        for phrase, place in sorted(self.words.choices.items(), key=lambda one: -len(one[0])):
            pattern = rf"(?<![\w:/-]){re.escape(phrase)}(?![\w:/]|-\d)"
            left, count = re.subn(pattern, " ", left)
            places += [place] * bool(count)
        rest = set(re.findall(r"[\w:/]+", left))
        return places[0] if len(set(places)) == 1 and rest <= self.words.beside_choice else None

    def _groups(self, normal: str, today: date) -> Iterator[list[Seen]]:
        """Yield pieces with only commas, "or" and "and" between: one word refuses them all."""
        group: list[Seen] = []
        for seen in pieces_in(normal, self.words, today):
            if group and not _JOINED.fullmatch(normal, group[-1].end, seen.start):
                yield group
                group = []
            group.append(seen)
        if group:
            yield group

    def _looked_around(self, wish: Wish, normal: str) -> Wish:
        """Return the wish with what the other words say of those offered, or of any time at all."""
        words = self.words
        if words.has("soonest", normal):
            return replace(wish, soonest=True)
        direction = self._direction(normal)
        if direction is Direction.OTHER and wish:
            # "Something else in the afternoon" names what it wants.
            return wish
        if direction is not None:
            return replace(wish, direction=direction)
        if not wish and (words.has("anything", normal) or words.is_only("any", normal)):
            return Wish(anything=True)
        return wish

    def _direction(self, normal: str) -> Direction | None:
        words = self.words
        is_earlier, is_later = words.has("earlier", normal), words.has("later", normal)
        if is_earlier != is_later:
            in_the_day = words.has("in_the_day", normal)
            if is_earlier:
                return Direction.EARLIER_IN_THE_DAY if in_the_day else Direction.EARLIER
            return Direction.LATER_IN_THE_DAY if in_the_day else Direction.LATER
        return Direction.OTHER if words.has("other", normal) else None


def _apart(wish: Wish) -> Wish:
    """Return "before nine or after four" as the two ends of the day that it means."""
    start, until = wish.not_before, wish.not_after
    if start is None or until is None or start < until:
        return wish
    ends = (Hours(None, until), Hours(start, None))
    return replace(wish, hours=ends, not_before=None, not_after=None)


def _clock_time(found: re.Match[str]) -> str:
    return f"{(int(found[1]) - 2) % 12 + 1}:45"


def _joined(wish: Wish, group: list[Seen], normal: str, words: WishWords) -> Wish:
    """Return the wish with a group of pieces, as wanted or as not wanted."""
    before, behind = _around(group, normal)
    if words.has("past", before) or words.has("past", _clause(normal, group)):
        return wish
    refuses_before = words.has("refusing_before", before)
    suits = words.has("suiting_after", behind[: behind.find(" ", 12) + 1 or None])
    refuses_behind = words.has("refusing_after", behind)
    for number, seen in enumerate(group):
        is_last = number == len(group) - 1
        refused = refuses_behind or refuses_before
        if refuses_before and is_last and number > 0 and suits and not refuses_behind:
            refused = False
        is_of_day = refused and number > 0 and seen.piece.hours is not None
        if is_of_day and normal[group[number - 1].end : seen.start].isspace():
            # "Not Monday morning" lets other mornings be.
            continue
        wish = seen.piece.refused(wish) if refused else seen.piece.wanted(wish)
    return wish


def _around(group: list[Seen], normal: str) -> tuple[str, str]:
    """Return the few words before a group and behind it, within their clause."""
    before = _CLAUSE_END.split(_kept_but(normal[: group[0].start]))[-1].split()[-_WORDS_AROUND:]
    behind = _CLAUSE_END.split(normal[group[-1].end :])[0].split()[:_WORDS_AROUND]
    return " ".join(before).replace("_but", " but"), " ".join(behind)


def _kept_but(text: str) -> str:
    """Return a text in which "any day but" and "but not" do not end a clause."""
    text = re.sub(r"\b(any\w*|any \w+|day|time) but\b", r"\1_but", text)
    return re.sub(r"\bbut (?=not\b|no\b|never\b)", ", ", text)


def _clause(normal: str, group: list[Seen]) -> str:
    """Return the clause that a group stands in, without the group."""
    before = re.split(r"[.;!?,]|\bbut\b", normal[: group[0].start])[-1]
    behind = re.split(r"[.;!?,]|\bbut\b", normal[group[-1].end :])[0]
    return f"{before} | {behind}"


def pieces_in(normal: str, words: WishWords, today: date) -> Iterator[Seen]:
    """Yield the days and times of a normal text in its order; no two share a word."""
    taken: list[Seen] = []
    hours = re.compile(
        r"(?<![\w:/])(?<!\d )(?:in |at |around |about )?(?:the |a |my )?(?P<bound>before |by )?"
        rf"(?P<hours>{words.hours_pattern})(?!\w)"
    )
    readings: Table = [
        *DAYS,
        (hours, lambda found, _: _stretch(found, words)),
        *TIMES,
    ]
    for pattern, reading in readings:
        for found in pattern.finditer(normal):
            if any(one.start < found.end() and found.start() < one.end for one in taken):
                continue
            read = reading(found, today)
            pieces = read if isinstance(read, tuple) else (read,)
            taken += [Seen(one, *found.span()) for one in pieces if one is not None]
    return iter(sorted(_without_doubled(taken, normal), key=lambda one: one.start))


def _without_doubled(taken: list[Seen], normal: str) -> list[Seen]:
    """Return the pieces without a weekday that a date right beside it says again."""
    dates = [one for one in taken if one.piece.day is not None and one.piece.bound is None]
    return [
        one
        for one in taken
        if not one.piece.weekdays
        or not any(
            re.fullmatch(r"[\s,]*(?:the)?[\s,]*", normal[one.end : other.start])
            for other in dates
            if other.start >= one.end
        )
    ]


def _stretch(found: re.Match[str], words: WishWords) -> Piece | None:
    hours = words.hours[found["hours"]]
    bound = (found["bound"] or "").strip()
    if not bound:
        return Piece(hours=hours)
    # "Before noon" and "by noon" mean twelve, whatever stretch "noon" is.
    return Piece(at=time(NOON), bound=bound) if "noon" in found["hours"] else None
