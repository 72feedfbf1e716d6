"""Whether a length of time, or the time since a date, is of a trouble that is over."""

from __future__ import annotations

import re

from bot.nlu.durations_matters import MARKS
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

OVER = (["before"], ["until"], ["till"])
CLAUSE_ENDS = (*HARD_STOPS, ",")
GOES_ON = frozenset(["now", "again", "since", "currently"])
AGE = re.compile(r"1[3-9]|[2-9]\d")
YEAR = re.compile(r"(?:19|20)\d\d")


def is_over(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is of an episode that is over, or ends with "before he died"."""
    if is_of_an_older(before, vocabulary) or has_phrase(after[:8], vocabulary["ended"]):
        return True
    is_aged = after[:1] == ["at"] and AGE.fullmatch("".join(after[1:2])) and after[2:3] != [":"]
    if is_aged or is_over_since(after, vocabulary):
        return True
    behind = after[2:3] if after[1:2] in (["it"], ["this"]) else after[1:2]
    is_begun = not vocabulary["onset_verbs"].isdisjoint(behind)  # "ten days before it started"
    return after[:1] in OVER and not MARKS.issuperset(after[1:2]) and not is_begun


def is_over_now(forms: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether what follows a length says that it is over: "but that is gone".

    A sentence behind it that tells of an older episode says so of that one.
    """
    end = next((n for n, form in enumerate(forms) if form in HARD_STOPS), len(forms))
    if not {"had", "in"}.isdisjoint(forms[end : end + 3]):
        forms = forms[:end]
    return has_phrase(forms, vocabulary["over_now"])


def is_of_an_older(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether an older episode is told of; "an old one, bad again for" goes on."""
    own = before[len(before) - before[::-1].index(",") :] if "," in before else before
    is_of_today = own is not before and not GOES_ON.isdisjoint(own)
    return has_phrase(own if is_of_today else before, vocabulary["older"])


def is_over_since(forms: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a clause ends with "nothing since"; "nothing since then helped" is another."""
    said = f" {' '.join(forms)} . "
    return any(
        phrase in said and any(f" {phrase} {mark} " in said for mark in CLAUSE_ENDS)
        for phrase in vocabulary["over_since"]
    )


def is_in_a_year(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is told of a year that is over: "in 2004 I lay flat for weeks"."""
    behind = [form for form in after[:3] if form != ","]
    if behind[:1] == ["in"] and YEAR.fullmatch("".join(behind[1:2])):
        return True
    years = [place for place, form in enumerate(before) if YEAR.fullmatch(form)]
    if not years or before[years[-1] - 1 : years[-1]] != ["in"] or after[:1] == ["now"]:
        return False
    between = before[years[-1] + 1 :]
    goes_on = not {",", "and", "until", "till", *GOES_ON}.isdisjoint(between[1:])
    return not goes_on and vocabulary["onset"].isdisjoint(before)
