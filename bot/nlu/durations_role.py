"""Whose length of time it is: that of the present episode, of something older, or of neither."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.nlu.durations_age import is_age
from bot.nlu.matching import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

LONG_WINDOW = 9
SHORT_WINDOW = 5
RATE_WINDOW = 5
HOUR = 1 / 24
MONTH = 30
WEEK = 7
DENIALS = frozenset(["not", "never", "without", "no", "missed"])
YEAR = re.compile(r"(?:19|20)\d\d")
FEWEST_ALONG, MOST_ALONG = 4 * WEEK, 43 * WEEK  # days


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
    if _is_how_far_along(first, last, days, words, vocabulary):
        return Role.NONE
    is_ago = _is_ago(after, vocabulary)
    nearby = before[-LONG_WINDOW:]
    is_over = has_phrase(nearby, vocabulary["older"]) or has_phrase(after[:6], vocabulary["ended"])
    if is_over or _is_in_a_year(before, after, vocabulary):
        return Role.HISTORY
    same_clause = after[: after.index(",")] if "," in after else after
    if has_phrase([*nearby, *same_clause[:4]], vocabulary["episode"]):
        return Role.ONSET
    if is_ago:
        return _role_with_ago(nearby, after, days, vocabulary)
    return _role_of_span(nearby, after, days, vocabulary)


def persists(words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message says that what happened then is not over."""
    return has_phrase(words.forms, vocabulary["persisting"])


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
    is_ago = _is_ago(after, vocabulary)
    if days < HOUR * 0.9 and not is_ago:
        return True
    is_aged = after[:1] == ["old"] and bool(set(before[-4:]) & vocabulary["what_ages"])
    if after and after[0] in vocabulary["not_after"] and not is_ago and not is_aged:
        return True
    if is_age(before, [own[-1], *after], days, vocabulary) or _is_no_day(before, after, own):
        return True
    if before[-1:] in (["how"], ["not"]) or before[-2:] in (["not", "the"], ["not", "for"]):
        return True
    if before[-1:] == ["is"] and set(before[-2:-1]) & set(vocabulary.age["infants"]):
        return True
    if days < 1 and not is_ago and set(after[:RATE_WINDOW]) & vocabulary["daily_rates"]:
        return True
    if after[:3] == ["at", "a", "time"] or after[:2] == ["-", "old"]:
        return True
    return not is_ago and _is_rate_or_future(before, own, vocabulary)


def _is_no_day(before: list[str], after: list[str], own: list[str]) -> bool:
    """Tell whether "a day" is none: "never a day off", "one day it will"."""
    if own == ["one", "day"] and after[1:2] in (["will"], ["would"], ["might"], ["may"]):
        return True
    return own in (["a", "day"], ["one", "day"]) and not DENIALS.isdisjoint(before[-3:])


def _is_in_a_year(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is told of a year that is over: "in 2004 I lay flat for weeks"."""
    years = [place for place, form in enumerate(before) if YEAR.fullmatch(form)]
    if not years or before[years[-1] - 1 : years[-1]] != ["in"] or after[:1] == ["now"]:
        return False
    between = before[years[-1] + 1 :]
    goes_on = not {",", "and", "now", "until", "till"}.isdisjoint(between[1:])
    return not goes_on and vocabulary["onset"].isdisjoint(before)


def _is_counted(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "x" follows a number or what is taken: "2 x"."""
    return bool(before) and (before[-1].isdecimal() or before[-1] in vocabulary["medicines"])


def _is_of_a_taking(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether what happened so long ago is that something was taken."""
    if not vocabulary["onset"].isdisjoint(after):
        return False
    last = max((n for n, form in enumerate(before) if form in vocabulary["onset"]), default=-1)
    told = [n for n, form in enumerate(before) if form in vocabulary["medicines"]]
    return bool(told and told[-1] > last) or not vocabulary["medicines"].isdisjoint(after[1:7])


def _is_how_far_along(
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


def _is_ago(after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length of time is one back from now; "an hour before I sit" is not."""
    if not after or after[0] not in vocabulary["ago"]:
        return False
    return after[0] != "before" or after[1:2] == [] or after[1] in (".", ",", "now")


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


def _role_with_ago(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    if before[-1:] == ["until"]:
        return Role.ONSET
    if "since" in before and before[-2:-1] in (["that"], ["which"], ["it"]):
        return Role.ONSET  # "since the baby came, that was three months ago"
    if _is_of_a_taking(before, after, vocabulary):
        return Role.HISTORY
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
    if _is_time_in_a_job(before, vocabulary):
        return Role.HISTORY
    nearest = _nearest(before, days, vocabulary)
    if nearest is not None:
        return nearest
    if has_phrase([*before, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    comma = after.index(",") if "," in after else SHORT_WINDOW
    follows = set(after[: min(comma, SHORT_WINDOW)])
    is_said_of = bool(follows & vocabulary["said_of"])
    if not before and is_said_of and follows & vocabulary["other_matters"] - vocabulary["onset"]:
        return Role.HISTORY
    return Role.PRESENT


def _nearest(before: list[str], days: float, vocabulary: QuantityWords) -> Role | None:
    """Return what the nearest word before a length of time makes of it."""
    for place, form in reversed([*enumerate(before)]):
        if form in vocabulary["onset"]:
            if is_of_other_matter(before[:place], vocabulary):
                continue
            return Role.ONSET
        if form in vocabulary["other_matters"] - vocabulary["corrections"]:
            return Role.NONE if days < 1 else Role.HISTORY
        if form in vocabulary["recurring"]:
            return Role.RECURRING
        if form in vocabulary["suffering"]:
            return None
    return None


def is_of_other_matter(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows the name of another matter, and nothing else began."""
    is_other = bool(before) and before[-1] in vocabulary["other_matters"]
    suffering = vocabulary["suffering"] - vocabulary["passing"]
    return is_other and not set(before) & (vocabulary["onset"] | suffering)


def _is_time_in_a_job(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "been a teacher for" stands before a length of time."""
    lead = [form for form in before if form not in ("for", "of", "about", "over", "now")][-4:]
    for place, form in enumerate(lead[:-1]):
        follows = lead[place + 1 :]
        if form in vocabulary["job_leads"] and follows[0] in ("a", "an"):
            return not set(follows) & (vocabulary["suffering"] | vocabulary["onset"])
    return False


def has_phrase(forms: list[str], phrases: frozenset[str]) -> bool:
    """Tell whether one of the phrases stands among the words."""
    text = f" {' '.join(forms)} "
    return any(f" {phrase} " in text for phrase in phrases)
