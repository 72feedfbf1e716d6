"""Numbers with a unit that are the length of no episode: rates, ages, walks, visits to come."""

from __future__ import annotations

from bot.nlu.durations_age import is_age
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

SHORT_WINDOW = 5
RATE_WINDOW = 5
HOUR = 1 / 24
WEEK = 7
DENIALS = frozenset(["not", "never", "without", "no", "missed"])
FEWEST_ALONG, MOST_ALONG = 4 * WEEK, 43 * WEEK  # days


def is_no_episode(
    before: list[str], after: list[str], days: float, own: list[str], vocabulary: QuantityWords
) -> bool:
    is_back = is_ago(after, vocabulary)
    if days < HOUR * 0.9 and not is_back:
        return True
    is_aged = after[:1] == ["old"] and bool(set(before[-4:]) & vocabulary["what_ages"])
    if after and after[0] in vocabulary["not_after"] and not is_back and not is_aged:
        return True
    if is_age(before, [own[-1], *after], days, vocabulary) or _is_no_day(before, after, own):
        return True
    if before[-1:] in (["how"], ["not"]) or before[-2:] in (["not", "the"], ["not", "for"]):
        return True
    if before[-1:] == ["is"] and set(before[-2:-1]) & set(vocabulary.age["infants"]):
        return True
    if days < 1 and not is_back and set(after[:RATE_WINDOW]) & vocabulary["daily_rates"]:
        return True
    if after[:3] == ["at", "a", "time"] or after[:2] == ["-", "old"]:
        return True
    return not is_back and _is_rate_or_future(before, own, vocabulary)


def _is_no_day(before: list[str], after: list[str], own: list[str]) -> bool:
    """Tell whether "a day" is none: "never a day off", "one day it will"."""
    if own == ["one", "day"] and after[1:2] in (["will"], ["would"], ["might"], ["may"]):
        return True
    return own in (["a", "day"], ["one", "day"]) and not DENIALS.isdisjoint(before[-3:])


def _is_rate_or_future(before: list[str], own: list[str], vocabulary: QuantityWords) -> bool:
    if not before:
        return False
    previous = before[-1]
    if previous == "x" and not _is_counted(before[:-1], vocabulary):
        return False  # "x 5 days" alone
    is_past_frame = bool({"last", "past"} & set([*before[-3:], *own]))
    if previous in vocabulary["future"] and not is_past_frame:
        return True
    is_single = own and own[0] in ("a", "an")
    rate_words = vocabulary["rates"] - {"a", "an"}
    return bool(previous in rate_words or (is_single and _is_count(before)))


def _is_counted(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "x" follows a number or what is taken: "2 x"."""
    return bool(before) and (before[-1].isdecimal() or before[-1] in vocabulary["medicines"])


def _is_count(before: list[str]) -> bool:
    previous = before[-1]
    return previous in (
        "times",
        "hours",
        "minutes",
        "mins",
        "days",
        "mg",
        "hrs",
        "pills",
        "nights",
        "dollars",
        "bucks",
    )


def is_how_far_along(
    first: int, last: int, days: float, words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether weeks count until a birth: "29 weeks, spotting"."""
    in_weeks = vocabulary.units.get(words.forms[last - 1]) == WEEK
    if not in_weeks or not FEWEST_ALONG <= days <= MOST_ALONG:
        return False
    before, after = words.forms[max(0, first - SHORT_WINDOW) : first], words.forms[last : last + 8]
    is_of_now = set(before) & (
        vocabulary["suffering"] | vocabulary["onset"] | vocabulary["for_words"]
    )
    return bool(vocabulary["expecting"].intersection(before + after)) and not is_of_now


def is_ago(after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length of time is one back from now; "an hour before I sit" is not."""
    if not after or after[0] not in vocabulary["ago"]:
        return False
    return after[0] != "before" or after[1:2] == [] or after[1] in (".", ",", "now")
