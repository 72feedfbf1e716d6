"""Whose length of time it is: that of the present episode, of something older, or of neither."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.nlu.durations_none import is_ago, is_how_far_along, is_no_episode
from bot.nlu.matching import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

LONG_WINDOW = 9
SHORT_WINDOW = 5
MONTH = 30
YEAR = re.compile(r"(?:19|20)\d\d")


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
    if is_no_episode(before, after, days, words.forms[first:last], vocabulary):
        return Role.NONE
    if is_how_far_along(first, last, days, words, vocabulary):
        return Role.NONE
    is_back = is_ago(after, vocabulary)
    nearby = before[-LONG_WINDOW:]
    is_over = has_phrase(nearby, vocabulary["older"]) or has_phrase(after[:6], vocabulary["ended"])
    if is_over or _is_in_a_year(before, after, vocabulary):
        return Role.HISTORY
    same_clause = after[: after.index(",")] if "," in after else after
    if has_phrase([*nearby, *same_clause[:4]], vocabulary["episode"]):
        return Role.ONSET
    if is_back:
        return _role_with_ago(nearby, after, days, vocabulary)
    return _role_of_span(nearby, after, days, vocabulary)


def role_of_date(first: int, last: int, words: Words, vocabulary: QuantityWords) -> Role:
    """Return the role of the time since a date on which something began."""
    before, after = _around(first, last, words)
    nearby = before[-LONG_WINDOW:]
    if has_phrase(nearby, vocabulary["older"]) or has_phrase(after[:6], vocabulary["ended"]):
        return Role.HISTORY
    same_clause = after[: after.index(",")] if "," in after else after
    if has_phrase([*nearby, *same_clause[:4]], vocabulary["episode"]):
        return Role.ONSET
    if has_phrase([*nearby, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    is_lasting = persists(words, vocabulary) or "since" in nearby
    nearest = None if is_lasting else _nearest(nearby, last - first, vocabulary)
    if nearest in (Role.HISTORY, Role.NONE):
        return Role.HISTORY
    is_begun = {*words.forms[first:last], *nearby} & vocabulary["onset"]
    return Role.ONSET if is_begun or persists(words, vocabulary) else Role.PRESENT


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


def _is_in_a_year(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is told of a year that is over: "in 2004 I lay flat for weeks"."""
    years = [place for place, form in enumerate(before) if YEAR.fullmatch(form)]
    if not years or before[years[-1] - 1 : years[-1]] != ["in"] or after[:1] == ["now"]:
        return False
    between = before[years[-1] + 1 :]
    goes_on = not {",", "and", "now", "until", "till"}.isdisjoint(between[1:])
    return not goes_on and vocabulary["onset"].isdisjoint(before)


def _is_of_a_taking(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether what happened so long ago is that something was taken."""
    if not vocabulary["onset"].isdisjoint(after):
        return False
    last = max((n for n, form in enumerate(before) if form in vocabulary["onset"]), default=-1)
    told = [n for n, form in enumerate(before) if form in vocabulary["medicines"]]
    return bool(told and told[-1] > last) or not vocabulary["medicines"].isdisjoint(after[1:7])


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
