"""Amounts of time that a number and a unit say: "two or three weeks", "half a year", "3wks"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.nlu.durations_bare import bare_ends, is_bare_length
from bot.nlu.durations_corrected import corrected
from bot.nlu.durations_counted import (
    MARKS,
    SOMEWHAT,
    Span,
    and_more,
    counted_behind,
    in_fractions,
    in_marks,
    is_aside,
    is_number_and_last,
)
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import Item, QuantityWords

APOSTROPHES = frozenset(["'", "’", "‘", "`"])
PARTS = {"half": 2, "quarter": 4, "thirds": 3, "half_dozen": 1 / 6}
GROWN = 18  # years
MOST_OF = (0.67, 0.93)  # "the better part of a month"
# Letters are those of quantities_words.KINDS, with N a number and U a unit.
AMOUNT = re.compile(
    r"(?P<or_half>(?:N|A)f?U[&R]{1,2}(?:A?U|N)&A?H(?![U]))"
    r"|(?P<thirds>N?f?Tf?A?U)"
    r"|(?P<sum>(?:N|A)f{0,2}U(?:&{0,2}(?:NU|A?f?(?:F|C)f?U)|&AU)+)"
    r"|(?P<or_more>(?:N|A)f?UR+N(?![U/]))"
    r"|(?P<spread>(?:N|A)?f?UR+Nf{0,2}U)"
    r"|(?P<range>N[&x]{0,2}R+(?:N|A)f{0,3}U)"
    r"|(?P<mixed>N(?:&A?|A{1,2})Hf?U)"
    r"|(?P<later>(?:N|A)?f?U(?:(?:&A?|A{2})H|H$))"
    r"|(?P<quarter_more>(?:N|A)f?U&A?Q)"
    r"|(?P<quarter>(?:N|A)?R?f?Qf?A?U)"
    r"|(?P<bit>N&AfU)"
    r"|(?P<half_dozen>A?Hf?A?Zf?U)"
    r"|(?P<half>A?Hf?A?U)"
    r"|(?P<vague>A?f?(?:C|F|S|Z)f{0,2}(?:R+(?:N|F|S|C)f?)?U|A?Cf?Nf?U|A?CAU)"
    r"|(?P<plain>(?:N|A)(?:R?f)?f{0,3}R?U)"
    r"|(?P<bare>U)"
)


def amounts(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> list[Span]:
    """Return the lengths that numbers or words of number with a unit say, and where they stand."""
    found = [*in_fractions(items, vocabulary), *in_marks(items, vocabulary)]
    if not any(item.kind == "U" or item.form in vocabulary.attached for item in items):
        return found  # an amount has a unit
    letters = "".join(
        _attached_unit(items, place, words, vocabulary) for place in range(len(items))
    )
    for match in _matches(letters, items, vocabulary):
        part = items[match.start() : match.end()]
        pairs = zip(part, match.group(), strict=True)
        units = [_unit(item, vocabulary) for item, letter in pairs if letter == "U"]
        ends = _ends(match, part, units, vocabulary)
        counted = None
        if match.lastgroup in ("bare", "vague"):
            counted = counted_behind(items, match.start(), match.end() - 1, vocabulary)
        if counted is not None:
            found.append(counted)
        elif ends is not None and _is_amount(match, items, vocabulary):
            low, high = _bounded(ends, items, match, vocabulary)
            more = and_more(items, match.end(), vocabulary) if low == high else 0
            high += SOMEWHAT * units[-1] if more else 0.0
            found.append((low, high, part[0].first, items[match.end() + more - 1].last))
            found.extend(corrected(items, *match.span(), units[-1], vocabulary))
    return found


def _matches(
    letters: str, items: Sequence[Item], vocabulary: QuantityWords
) -> Iterator[re.Match[str]]:
    """Yield the amounts; "four weeks, two weeks of rest" are two, as nobody adds weeks to weeks."""
    place = 0
    while match := AMOUNT.search(letters, place):
        if match.lastgroup == "sum":
            first = letters.index("U", match.start())
            units = [items[n] for n in range(match.start(), match.end()) if letters[n] == "U"]
            is_marked = letters[first + 1] == "&" and items[first + 1].form == ","
            is_denied = match.start() > 0 and items[match.start() - 1].form == "not"
            sizes = [_unit(unit, vocabulary) for unit in units]
            is_same = sizes[0] <= sizes[1]  # nobody adds weeks to days: "ten days, two weeks tops"
            is_same = is_same or is_denied  # "not 3 days, 3 weeks"
            lead = {item.form for item in items[max(0, match.start() - 2) : match.start()]}
            is_same = is_same or not lead.isdisjoint(vocabulary["under"] | vocabulary["nearly"])
            if is_marked and is_same and units[0].form not in vocabulary["nights"]:
                match = AMOUNT.search(letters, place, first + 1) or match
        yield match
        place = match.end()


def _is_amount(match: re.Match[str], items: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether it is an amount of time: no "some day", no "102 last night"."""
    part = items[match.start() : match.end()]
    if part[0].kind == "S" and part[-1].form in vocabulary["singular"]:
        return False
    if is_number_and_last(part, vocabulary):
        return False
    if part[0].kind == "A" and match.start() and items[match.start() - 1].form == "-":
        return False  # "two-a-days"
    return match.lastgroup != "bare" or is_bare_length(items, match.start(), vocabulary)


def _attached_unit(
    items: Sequence[Item], place: int, words: Words, vocabulary: QuantityWords
) -> str:
    item = items[place]
    before = items[place - 1] if place else None
    if before is None:
        return item.kind
    if item.form in vocabulary["and_upwards"] and before.kind == "N":
        after = items[place + 1] if place + 1 < len(items) else None
        return "f" if after is not None and after.kind == "U" else item.kind
    is_of = item.form in APOSTROPHES and before.form == "o"  # "a couple o' days"
    if is_of or is_aside(items, place, vocabulary):
        return "f"
    if item.kind != "x" or item.form not in vocabulary.attached:
        return item.kind
    if item.form == "m" and before.kind == "N" and before.value >= GROWN:
        return item.kind  # "25M" is a man
    touches = words.ends[before.last - 1] == words.starts[item.first]
    return "U" if before.kind == "N" and touches else item.kind


def _unit(item: Item, vocabulary: QuantityWords) -> float:
    return item.value if item.kind == "U" else vocabulary.attached[item.form]


def _ends(
    match: re.Match[str], part: Sequence[Item], units: list[float], vocabulary: QuantityWords
) -> tuple[float, float] | None:
    kind = match.lastgroup or ""
    numbers = [item.value for item in part if item.kind == "N"]
    unit = units[-1]
    if kind == "sum":
        return _sum(match.group(), part, units, vocabulary)
    if kind == "vague":
        return _vague(part, unit, numbers, vocabulary)
    if kind == "bit":
        return numbers[0] * unit, (numbers[0] + 2 * SOMEWHAT) * unit
    if kind == "bare":
        return bare_ends(part[0].form, vocabulary)
    if kind in ("spread", "or_more", "range", "or_half"):
        return _range(kind, numbers, units)
    count = numbers[0] if numbers else 1.0
    if kind in ("mixed", "later"):
        count += 0.5
    if kind == "quarter_more":
        count += 0.25
    count /= PARTS.get(kind, 1)
    return count * unit, count * unit


def _range(kind: str, numbers: list[float], units: list[float]) -> tuple[float, float]:
    first, second = (numbers[0], numbers[-1]) if numbers else (1.0, 1.0)
    unit = units[-1]
    match kind:
        case "or_half":
            return first * units[0], (second + 0.5) * unit
        case "range":
            return _sorted(first * unit, (second if len(numbers) > 1 else 1.0) * unit)
    return _sorted((first if len(numbers) > 1 else 1.0) * units[0], second * unit)


def _sum(
    letters: str, part: Sequence[Item], units: list[float], vocabulary: QuantityWords
) -> tuple[float, float]:
    """Return the ends of "a month and two days", of "a year, two months and a few days".

    "Two days and two nights" are two days.
    """
    ends = []
    start = 0
    for unit in units:
        end = letters.index("U", start) + 1
        ends.append(_of_one_unit(part[start:end], unit, vocabulary))
        start = end
    names = {item.form for item in part} & (vocabulary["days"] | vocabulary["nights"])
    is_around_the_clock = set(units) == {1.0} and not vocabulary["nights"].isdisjoint(names)
    if is_around_the_clock and not names <= vocabulary["nights"]:
        return max(low for low, _ in ends), max(high for _, high in ends)
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _of_one_unit(
    part: Sequence[Item], unit: float, vocabulary: QuantityWords
) -> tuple[float, float]:
    number = next((item.value for item in part if item.kind == "N"), None)
    if number is None and any(item.kind in "FC" for item in part):
        return _vague(part, unit, [], vocabulary)
    days = (1.0 if number is None else number) * unit
    return days, days


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


def _bounded(
    ends: tuple[float, float],
    items: Sequence[Item],
    match: re.Match[str],
    vocabulary: QuantityWords,
) -> tuple[float, float]:
    place = match.start()
    lead = [item.form for item in items[max(0, place - 3) : place]]
    start = max((n + 1 for n, form in enumerate(lead) if form in MARKS), default=0)
    before = set(lead[start:]) & (vocabulary["bounds"] | vocabulary["over"] | vocabulary["under"])
    if not set(lead[start:]) <= before | vocabulary["for_words"]:
        run = next((n for n, form in enumerate(reversed(lead)) if form not in before), len(lead))
        before = {*lead[len(lead) - max(run, 1) :]}  # "done less than" two years ago
    low, high = ends
    after = [item.form for item in items[match.end() : match.end() + 1]]
    is_yet = lead[-1:] == ["not"] and not vocabulary["yet"].isdisjoint(after)
    if is_yet or has_phrase(lead[-2:], vocabulary["short_of"]):
        return 0.0, high - 1 if high > 2 else high  # noqa: PLR2004
    if " ".join(lead[-2:]) in vocabulary["neither_over_nor_under"]:
        return low, high
    if lead[:1] == ["between"] and len(lead) == 3 and items[place - 2].kind == "N":  # noqa: PLR2004
        return min(low, low * items[place - 2].value / max(items[place].value, 1)), high
    led = " ".join(lead)
    if any(led.endswith(phrase) for phrase in vocabulary["nearly_all"]):
        return low * MOST_OF[0], high * MOST_OF[1]
    if before & vocabulary["over"] and "not" not in before and "no" not in before:
        return low + min(low, 1.0), high + min(high, 1.0)
    if before & vocabulary["under"]:
        is_far = "just" not in before and "bit" not in before and not before & {"within", "barely"}
        return 0.0, high - 1 if is_far and high > 2 else high  # noqa: PLR2004
    return low, high
