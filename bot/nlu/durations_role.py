"""Whose length of time it is: that of the present episode, of something older, or of neither."""

from __future__ import annotations

from enum import StrEnum

from bot.nlu.matching import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

LONG_WINDOW = 9
SHORT_WINDOW = 5
RATE_WINDOW = 5
HOUR = 1 / 24
MONTH = 30


class Role(StrEnum):
    """What a length of time is the length of."""

    PRESENT = "present"
    ONSET = "onset"
    RECURRING = "recurring"
    HISTORY = "history"
    NONE = "none"


def role_of(first: int, last: int, days: float, words: Words, vocabulary: QuantityWords) -> Role:
    """Return the role of a length of time that stands at the words `first` to `last`.

    ONSET says that the words around name the start of the present episode, RECURRING that they
    speak of a trouble that comes and goes; both become PRESENT unless another length is firmer.
    """
    before, after = _around(first, last, words)
    if _is_no_episode(before, after, days, words.forms[first:last], vocabulary):
        return Role.NONE
    is_ago = bool(after) and after[0] in vocabulary["ago"]
    nearby = before[-LONG_WINDOW:]
    if _has_phrase([*nearby, *after[:4]], vocabulary["episode"]):
        return Role.ONSET
    if is_ago:
        return _role_with_ago(nearby, after, days, vocabulary)
    return _role_of_span(nearby, after, days, vocabulary)


def _around(first: int, last: int, words: Words) -> tuple[list[str], list[str]]:
    before = words.forms[max(0, first - LONG_WINDOW - 3) : first]
    after = words.forms[last : last + LONG_WINDOW]
    for place in range(len(before) - 1, -1, -1):
        if before[place] in HARD_STOPS or before[place] in ("but", "however"):
            before = before[place + 1 :]
            break
    for place, form in enumerate(after):
        if form in HARD_STOPS or form in ("but", "however"):
            after = after[:place]
            break
    return before, after


def _is_no_episode(
    before: list[str], after: list[str], days: float, own: list[str], vocabulary: QuantityWords
) -> bool:
    is_ago = bool(after) and after[0] in vocabulary["ago"]
    if days < HOUR * 0.9 and not is_ago:
        return True
    if after and after[0] in vocabulary["not_after"] and not is_ago:
        return True
    if before[-1:] == ["is"] and set(before[-2:-1]) & set(vocabulary.age["infants"]):
        return True
    if days < 1 and not is_ago and set(after[:RATE_WINDOW]) & vocabulary["daily_rates"]:
        return True
    if after[:3] == ["at", "a", "time"] or after[:2] == ["-", "old"]:
        return True
    return _is_rate_or_future(before, own, vocabulary)


def _is_rate_or_future(before: list[str], own: list[str], vocabulary: QuantityWords) -> bool:
    if not before:
        return False
    previous = before[-1]
    is_past_frame = bool({"last", "past"} & set([*before[-3:], *own]))
    if previous in vocabulary["future"] and not is_past_frame:
        return True
    is_single = own and own[0] in ("a", "an")
    rate_words = vocabulary["rates"] - {"a", "an"}
    return bool(previous in rate_words or (is_single and _is_count(before)))


def _is_count(before: list[str]) -> bool:
    previous = before[-1]
    return previous in ("times", "hours", "minutes", "mins", "days", "mg", "hrs", "pills", "nights")


def _role_with_ago(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    around = {*before, *after[1:SHORT_WINDOW]}
    if around & vocabulary["past_events"]:
        return Role.HISTORY
    if around & vocabulary["onset"]:
        return Role.ONSET
    if set(before) & vocabulary["past_verbs"] and days > MONTH:
        return Role.HISTORY
    return Role.ONSET if days <= MONTH or not before else Role.PRESENT


def _role_of_span(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    for form in reversed(before):
        if form in vocabulary["onset"]:
            return Role.ONSET
        if form in vocabulary["other_matters"]:
            return Role.NONE if days < 1 else Role.HISTORY
        if form in vocabulary["recurring"]:
            return Role.RECURRING
        if form in vocabulary["suffering"]:
            break
    if _has_phrase([*before, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    if not before and after and after[0] in vocabulary["other_matters"]:
        return Role.HISTORY
    return Role.PRESENT


def _has_phrase(forms: list[str], phrases: frozenset[str]) -> bool:
    text = f" {' '.join(forms)} "
    return any(f" {phrase} " in text for phrase in phrases)
