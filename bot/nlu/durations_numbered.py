"""Lengths that the number of a day says: "day four", "my third day", "it is the 13th day"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.nlu.durations_counted import Span
from bot.nlu.quantities_words import Item, QuantityWords


def numbered_days(items: Sequence[Item], vocabulary: QuantityWords) -> list[Span]:
    """Return the lengths that "day four", "my third day", "into the second week" say."""
    found = []
    is_expecting = any(item.form in vocabulary["expecting"] for item in items)
    for place, (item, following) in enumerate(pairwise(items)):
        counted = _count_at(items, place, vocabulary)
        if item.form in ("day", "week", "month") and following.kind == "N":
            is_rated = place and items[place - 1].form in vocabulary["rated_days"]
            behind = {other.form for other in items[place + 2 : place + 4]}
            is_date = not behind.isdisjoint(vocabulary.raw["months"])  # "Rakhi day 28 Aug"
            is_count = "".join(other.kind for other in items[place + 2 : place + 3]) == "U"
            if following.value == 1 or is_rated or is_date or is_count:
                continue  # "there from day one", "on a bad day 8", "moving day 3 weeks ago"
            days = following.value * item.value
            found.append((days, days, item.first, following.last))
        elif counted is not None and following.form in ("day", "week", "month"):
            after = [other.form for other in items[place + 2 : place + 5]] or ["."]
            before = [other.form for other in items[max(0, place - 3) : place]]
            ends = _ends_of_numbered(before, after, following.form, counted, vocabulary)
            if ends is not None and not (is_expecting and following.value > 1):
                low, high = (end * following.value for end in ends)
                start = place - (item.form in vocabulary["day_marks"])
                found.append((low, high, *_with_today(items, start, place + 2, vocabulary)))
    return found


def _with_today(
    items: Sequence[Item], start: int, end: int, vocabulary: QuantityWords
) -> tuple[int, int]:
    """Return the words of "today is the ninth day", of "the ninth day today"."""
    if end < len(items) and items[end].form in vocabulary["now"]:
        return items[start].first, items[end].last
    counted = start
    while counted and items[counted - 1].form in vocabulary["is"] | vocabulary["own"]:
        counted -= 1
    if any(item.form in vocabulary["to_be"] for item in items[counted:start]):
        start = counted  # "this will be my fourth week"
    lead = start
    while lead and items[lead - 1].form in vocabulary["being"] | {"the"}:
        lead -= 1
    is_today = 0 < lead < start and items[lead - 1].form in vocabulary["now"]
    return items[lead - 1 if is_today else start].first, items[end - 1].last


def _count_at(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> float | None:
    """Return the number that "tenth", or the "th" of "10th", says at a place."""
    item = items[place]
    if item.form in vocabulary["day_marks"] and place and items[place - 1].kind == "N":
        return items[place - 1].value
    count = vocabulary.raw["ordinals"].get(item.form)
    return None if count is None else float(count)


def _ends_of_numbered(
    before: list[str], after: list[str], unit: str, count: float, vocabulary: QuantityWords
) -> tuple[float, float] | None:
    plain = vocabulary["being"] | vocabulary["said_of"] | vocabulary["led_days"] | vocabulary["own"]
    if after[0] in vocabulary["in_a_row"] and plain.issuperset(before):
        return count - 1, count  # "second month running"
    trouble = vocabulary["suffering"] | vocabulary["main_parts"] | vocabulary["troubles"]
    if _is_of_it(after, unit, vocabulary):
        return count - 1, count - 1 if "into" in before or "starting" in before else count
    if after[0] not in vocabulary["date_hedges"] | vocabulary["now"] | {".", ",", "with"}:
        return None
    if after[:1] == ["on"] and not vocabulary["other_matters"].isdisjoint(after[1:]):
        return None  # "my sixth day on shift"
    if after[0] == "of" and trouble.isdisjoint(after[1:3]):
        return None  # "the first day of term"
    if unit == "day":
        # "the same since the first day" tells of that day and no length.
        is_said = count > 1 or not vocabulary["being"].isdisjoint(before)
        return (count, count) if is_said else None
    is_of_trouble = after[0] in (".", ",", "now", "with", "my", "his", "her") or (
        not trouble.union(["my"]).isdisjoint(after[1:2])
    )
    is_now = after[0] in vocabulary["now"] and not before  # "second week now"
    is_led = not (vocabulary["into"] | vocabulary["to_be"]).isdisjoint(before)
    if not is_of_trouble or not (is_led or is_now):
        return None
    return count - 1, count - 1 if "into" in before or "starting" in before else count


def _is_of_it(after: list[str], unit: str, vocabulary: QuantityWords) -> bool:
    """Tell whether "fourth week with it", "eighth week hurting" names whose week it is."""
    hurting = vocabulary["suffering"] - vocabulary["passing"]
    is_of_it = " ".join(after[:2]) in vocabulary["of_it"] or after[0] in hurting
    is_of_another = not vocabulary["other_matters"].isdisjoint(after[1:])
    return unit != "day" and is_of_it and not is_of_another
