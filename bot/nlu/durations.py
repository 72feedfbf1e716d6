"""Lengths of time in days: "two or three weeks", "half a year", "going on six weeks", "3wks"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.nlu.dates import dated_spans
from bot.nlu.durations_role import Role, persists, role_of
from bot.nlu.matching_words import Words
from bot.nlu.onsets import phrase_spans
from bot.nlu.quantities_words import Item, QuantityWords

PARTS = {"half": 2, "quarter": 4}
LONGEST_CORRECTION = 7  # words
GROWN = 18  # years
FORTNIGHT = "fortnight"  # the one unit that is a length without a number
MOST_OF = (0.67, 0.93)  # "the better part of a month"
# Letters are those of quantities_words.KINDS, with N a number and U a unit.
AMOUNT = re.compile(
    r"(?P<sum>(?:N|A)f{0,2}U(?:(?:&|,)?(?:NU|A?f?(?:F|C)f?U)|&AU))"
    r"|(?P<or_more>(?:N|A)f?UR+N(?![U/]))"
    r"|(?P<spread>N?f?UR+Nf{0,2}U)"
    r"|(?P<range>N[&x]{0,2}R+(?:N|A)f{0,3}U)"
    r"|(?P<mixed>N&A?Hf?U)"
    r"|(?P<later>(?:N|A)?f?U&A?H)"
    r"|(?P<quarter>(?:N|A)?f?Qf?A?U)"
    r"|(?P<half>A?Hf?A?U)"
    r"|(?P<vague>A?f?(?:C|F|S|Z)f?(?:R+(?:N|F|S|C)f?)?U)"
    r"|(?P<plain>(?:N|A)f{0,3}U)"
    r"|(?P<bare>U)"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in days over the words `first` to `last`, and whose length it is."""

    low: float
    high: float
    first: int
    last: int
    role: Role = Role.PRESENT


def find_durations(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, *, now: datetime | None
) -> list[Duration]:
    """Return the lengths of time in a message with their roles, without those of no episode."""
    spans = [*_amounts(items, words, vocabulary), *_numbered_days(items, vocabulary)]
    spans.extend(phrase_spans(words, vocabulary))
    if now is not None:
        spans.extend(dated_spans(words, vocabulary, now))
    chosen = _without_overlaps([Duration(*span) for span in spans])
    return _once_each(role_of_all(chosen, words, vocabulary))


def role_of_all(
    durations: list[Duration], words: Words, vocabulary: QuantityWords
) -> list[Duration]:
    """Return the durations with their roles settled against each other."""
    judged = [
        (duration, role_of(duration.first, duration.last, duration.high, words, vocabulary))
        for duration in durations
    ]
    kept = [pair for pair in judged if pair[1] is not Role.NONE]
    firm = any(role is Role.ONSET for _, role in kept)
    if not firm and all(role is Role.HISTORY for _, role in kept) and persists(words, vocabulary):
        # "I crashed two years ago and it has hurt ever since": the event is the onset.
        kept = [*kept[:-1], *((item, Role.ONSET) for item, _ in kept[-1:])]
    return [
        Duration(item.low, item.high, item.first, item.last, _settled(role, firm=firm))
        for item, role in kept
    ]


def _settled(role: Role, *, firm: bool) -> Role:
    if role is Role.RECURRING or role is Role.PRESENT:
        return Role.HISTORY if firm else Role.PRESENT
    return Role.PRESENT if role is Role.ONSET else role


def _once_each(durations: list[Duration]) -> list[Duration]:
    """Return the durations without those that say what an earlier one said."""
    kept: list[Duration] = []
    for duration in sorted(durations, key=lambda one: one.high - one.low):
        if not any(_says_no_less(one, duration) for one in kept):
            kept.append(duration)
    return sorted(kept, key=lambda one: one.first)


def _says_no_less(one: Duration, other: Duration) -> bool:
    """Tell whether a length is the same as another, or the more exact of the two."""
    return one.role is other.role and other.low <= one.low and one.high <= other.high


def _without_overlaps(durations: list[Duration]) -> list[Duration]:
    kept: list[Duration] = []
    for duration in sorted(durations, key=lambda item: (item.first, -item.last)):
        if not kept or duration.first >= kept[-1].last:
            kept.append(duration)
    return kept


def _amounts(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords
) -> list[tuple[float, float, int, int]]:
    letters = "".join(
        _attached_unit(items, place, words, vocabulary) for place in range(len(items))
    )
    found = []
    for match in AMOUNT.finditer(letters):
        part = items[match.start() : match.end()]
        pairs = zip(part, match.group(), strict=True)
        units = [_unit(item, vocabulary) for item, letter in pairs if letter == "U"]
        ends = _ends(match.lastgroup or "", part, units, vocabulary)
        if part[0].kind == "S" and part[-1].form in vocabulary["singular"]:
            continue  # "some day"
        if match.lastgroup == "bare" and not _is_led(items, match.start(), vocabulary):
            continue
        if ends is not None:
            low, high = _bounded(ends, items, match.start(), vocabulary)
            found.append((low, high, part[0].first, part[-1].last))
            found.extend(_corrected(items, match.end(), units[-1], vocabulary))
    return found


def _corrected(
    items: Sequence[Item], place: int, unit: float, vocabulary: QuantityWords
) -> list[tuple[float, float, int, int]]:
    """Return the length in "two weeks, no wait, three": the unit is that of what it corrects."""
    said = False
    for here in range(place, min(place + LONGEST_CORRECTION, len(items) - 1)):
        item, following = items[here], items[here + 1]
        said = said or item.form in vocabulary["corrections"]
        if item.form not in vocabulary["number_hedges"] | vocabulary["ago"]:
            return []
        if following.kind == "N":
            after = items[here + 2] if here + 2 < len(items) else None
            is_bare = after is None or (after.kind != "U" and after.form not in ("/", "out", "of"))
            if said and is_bare:
                days = following.value * unit
                return [(days, days, following.first, following.last)]
            return []
    return []


def _numbered_days(
    items: Sequence[Item], vocabulary: QuantityWords
) -> list[tuple[float, float, int, int]]:
    """Return the lengths that "day four", "my third day" say."""
    found = []
    for item, following in pairwise(items):
        counted = vocabulary.raw["ordinals"].get(item.form)
        if item.form in ("day", "week", "month") and following.kind == "N":
            days = following.value * item.value
        elif counted is not None and following.form in ("day", "week", "month"):
            days = float(counted) * following.value
            after = items[following.last].form if following.last < len(items) else "."
            if following.form != "day" or after not in vocabulary["date_hedges"] | {
                ".",
                ",",
                "with",
            }:
                continue
        else:
            continue
        found.append((days, days, item.first, following.last))
    return found


def _attached_unit(
    items: Sequence[Item], place: int, words: Words, vocabulary: QuantityWords
) -> str:
    item = items[place]
    if item.kind != "x" or place == 0 or item.form not in vocabulary.attached:
        return item.kind
    before = items[place - 1]
    if item.form == "m" and before.kind == "N" and before.value >= GROWN:
        return item.kind  # "25M" is a man
    touches = words.ends[before.last - 1] == words.starts[item.first]
    return "U" if before.kind == "N" and touches else item.kind


def _unit(item: Item, vocabulary: QuantityWords) -> float:
    return item.value if item.kind == "U" else vocabulary.attached[item.form]


def _ends(
    kind: str, part: Sequence[Item], units: list[float], vocabulary: QuantityWords
) -> tuple[float, float] | None:
    numbers = [item.value for item in part if item.kind == "N"]
    unit = units[-1]
    match kind:
        case "sum":
            return _sum(part, units, vocabulary)
        case "spread" | "or_more":
            first = numbers[0] if len(numbers) > 1 else 1.0
            return _sorted(first * units[0], numbers[-1] * unit)
        case "range":
            second = numbers[1] if len(numbers) > 1 else 1.0
            return _sorted(numbers[0] * unit, second * unit)
        case "mixed" | "later":
            count = (numbers[0] if numbers else 1.0) + 0.5
            return count * unit, count * unit
        case "half" | "quarter":
            count = (numbers[0] if numbers else 1.0) / PARTS[kind]
            return count * unit, count * unit
        case "vague":
            return _vague(part, unit, numbers, vocabulary)
        case "bare":
            return _bare(part[0].form, vocabulary)
    count = numbers[0] if numbers else 1.0
    return count * unit, count * unit


def _sum(
    part: Sequence[Item], units: list[float], vocabulary: QuantityWords
) -> tuple[float, float]:
    """Return the ends of "a month and two days", of "a month and a few days"."""
    split = next(place for place, item in enumerate(part) if item.kind == "U") + 1
    whole = next((item.value for item in part[:split] if item.kind == "N"), 1.0) * units[0]
    rest = part[split:]
    numbers = [item.value for item in rest if item.kind == "N"]
    if numbers or not any(item.kind in "FC" for item in rest):
        low = high = (numbers or [1.0])[-1] * units[-1]
    else:
        low, high = _vague(rest, units[-1], [], vocabulary)
    return whole + low, whole + high


def _sorted(one: float, other: float) -> tuple[float, float]:
    return min(one, other), max(one, other)


def _vague(
    part: Sequence[Item], unit: float, numbers: list[float], vocabulary: QuantityWords
) -> tuple[float, float]:
    counts = vocabulary.raw["vague_counts"]
    names = {"C": "couple", "F": "few", "S": "several", "Z": "dozen"}
    ends = [counts[names[item.kind]] for item in part if item.kind in names]
    if unit == 1 and ends[-1] == counts["few"]:
        low, high = vocabulary.raw["few_days"]
        return (min(low, ends[0][0]), high) if len(ends) > 1 else (low, high)
    everything = [*numbers, *(value for pair in ends for value in pair)]
    return min(everything) * unit, max(everything) * unit


def _bare(form: str, vocabulary: QuantityWords) -> tuple[float, float] | None:
    ends = vocabulary.raw["vague_units"].get(form)
    return (ends[0], ends[1]) if ends else None


def _is_led(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a unit without a number is a length of time: "for weeks", "days ago"."""
    before = items[place - 1].form if place else ""
    after = items[place + 1].form if place + 1 < len(items) else ""
    if (
        place == 0
        and items[place].value >= 1
        and (after == "," or (after in ("", ".", "!") and items[place].form == FORTNIGHT))
    ):
        return True  # "weeks, on and off"
    return before in vocabulary["bare_leads"] or after in vocabulary["bare_tails"]


def _bounded(
    ends: tuple[float, float], items: Sequence[Item], place: int, vocabulary: QuantityWords
) -> tuple[float, float]:
    before = {item.form for item in items[max(0, place - 3) : place]}
    low, high = ends
    nearest = [item.form for item in items[max(0, place - 2) : place]]
    if " ".join(nearest) in vocabulary["neither_over_nor_under"]:
        return low, high
    row = [item.form for item in items[max(0, place - 3) : place]]
    if row[:1] == ["between"] and len(row) == 3 and items[place - 2].kind == "N":  # noqa: PLR2004
        return min(low, low * items[place - 2].value / max(items[place].value, 1)), high
    led = " ".join(item.form for item in items[max(0, place - 3) : place])
    if any(led.endswith(phrase) for phrase in vocabulary["nearly_all"]):
        return low * MOST_OF[0], high * MOST_OF[1]
    if before & vocabulary["over"] and "not" not in before and "no" not in before:
        return low + 1, high + 1
    if before & vocabulary["under"]:
        return 0.0, high
    return low, high
