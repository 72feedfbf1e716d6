"""A bare number as the answer to a question that wants one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.message import Heard
from actions.slots import AGE, DURATION, FACTS, SEVERITY, TRIAGE_FORM, Slots

PENDING = "duration_number"

YEAR = 365  # days
OF_YEARS = 2  # from this age on it is told in whole years
# While one of these is asked, a length in a clause of its own is that of the pain.
PASSING = frozenset(FACTS) - {AGE, DURATION}
INTENTS = {SEVERITY: "inform_severity", AGE: "inform_age"}
MOST_WORDS = 4  # "might be 2 weeks"
AT_REST_AND_MOVING = 2  # scores of one answer
MOST_WORDS_OF_TWO = 9  # "3 lying down, 6 when I get up"
MOST_WORDS_ASKED = 8  # "lifting for 3 weeks now"
ABOUT_PAIN = frozenset({"inform_duration", "inform_activity", "report_pain"})
# These begin with something else than the pain: an operation, a birth.
OF_ITS_OWN = frozenset({"post_surgery", "pregnancy"})
MARKS = ",.;:-–—/()"
HIGHEST = {SEVERITY: 10, AGE: 120}
NUMBER = re.compile(r"\d+(?:[.,/:-]\d+)*")
# "7/8", "7-8": of two neighbours the higher one.
NEIGHBOURS = re.compile(r"(?<!\d)(\d)\s*[/-]\s*(\d{1,2})(?!\d)")
# "6/10", "6 out of 10", "1-10? 6"
SCALE = re.compile(r"(?<=\d)\s*(?:/|out of|of)\s*10\b|\b[01]\s*(?:-|to)\s*10\b", re.IGNORECASE)


def number_given(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slot that a bare number, or the unit for an earlier one, fills.

    "3" to "how long?" is kept until its unit is known; a guess could be wrong by a factor of 30.
    """
    asked = heard.requested_slot
    # "Terrible" is an answer to "how bad?", and no score where it is said in passing.
    # "This is annoying" is no slight pain; "annoying" by itself is.
    is_angry = heard.is_surely("express_frustration") and " " in heard.text.strip()
    kinds = ("number", "severity") if asked == SEVERITY and not is_angry else ("number",)
    numbers = [n for kind in kinds for n in heard.values(kind) if isinstance(n, int | float)]
    if asked == AGE and _puts_score_right(heard, slots):
        return {}
    if asked in {SEVERITY, AGE} and asked not in heard.filled and numbers:
        return {asked: numbers[-1]}
    if asked == SEVERITY and asked not in heard.filled and heard.says("no_pain_now"):
        return {SEVERITY: 0}
    if asked in INTENTS and asked not in heard.filled:
        beside = _number_beside(heard, asked)
        if beside is not None:
            return {asked: beside}
    if asked == AGE and DURATION in heard.filled and AGE not in heard.filled:
        return _age_as_time(heard, slots)
    return _length_given(heard, slots) if asked == DURATION else _length_in_passing(heard, slots)


def _puts_score_right(heard: Heard, slots: Slots) -> bool:
    """Tell whether the number stands for the score that was told before: "7 not 4"."""
    score = (slots.get("facts_kept") or {}).get(SEVERITY)
    denied = [one.get("instead_of") for one in heard.entities if one.get("entity") == "number"]
    return score is not None and denied[-1:] == [score]


def _length_in_passing(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the length that an answer to another question tells in words of its own.

    "From the plane, 2 days", as what was done: how long it has hurt need not be asked then.
    """
    is_asked = heard.active_form == TRIAGE_FORM and heard.requested_slot in PASSING
    if not is_asked or DURATION in heard.filled or slots.get(DURATION) is not None:
        return {}
    length = _only_length(heard)
    is_apart = length is not None and _is_apart(length, heard.text)
    return {DURATION: length["value"]} if length is not None and is_apart else {}


def _length_given(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the length that an answer gives, or the number that still wants its unit."""
    if DURATION in heard.filled:
        # "3", and then "weeks": a unit alone is that of the number before it.
        paired = _with_unit(heard, slots.get(PENDING)) if slots.get(PENDING) is not None else {}
        return {PENDING: None} | paired
    length = _length_beside(heard)
    if length is not None:
        return {DURATION: length, PENDING: None}
    numbers = [n for n in heard.values("number") if isinstance(n, int | float)]
    if numbers:
        return {PENDING: numbers[-1]}
    return _with_unit(heard, slots.get(PENDING))


def _length_beside(heard: Heard) -> float | None:
    """Return the only length of an answer that says something else as well.

    "I told you: two weeks", "no fever, two weeks" look like the length of another matter.
    """
    length = _only_length(heard)
    if length is None:
        return None
    signs = [one for one in heard.entities if one.get("entity") == "finding"]
    words = len(heard.text.split())
    is_told_again = heard.may_mean({"correct_fact", "express_frustration"})
    is_short = words <= MOST_WORDS and heard.intent == "inform_duration"
    is_plain = words <= MOST_WORDS_ASKED and heard.may_mean(ABOUT_PAIN)
    is_told = signs or is_told_again or is_short or is_plain or _is_apart(length, heard.text)
    return length.get("value") if is_told else None


def _only_length(heard: Heard) -> Mapping[str, Any] | None:
    """Return the only length of a message that asks nothing and tells of no other matter."""
    lengths = [one for one in heard.entities if one.get("entity") == "duration"]
    signs = {one.get("assertion") for one in heard.entities if one.get("entity") == "finding"}
    is_of_its_own = not OF_ITS_OWN.isdisjoint(heard.values("injury_type"))
    if len(lengths) != 1 or not lengths[0].get("is_length") or "?" in heard.text:
        return None
    # "Since my husband's cancer, 2 months" tells of no sign of this person.
    return None if signs - {"absent", "other_person"} or is_of_its_own else lengths[0]


def _is_apart(length: Mapping[str, Any], text: str) -> bool:
    """Tell whether a length stands in a clause of its own: "from the plane, 2 days"."""
    before, behind = text[: length["start"]].rstrip(), text[length["end"] :].lstrip()
    return before[-1:] in MARKS and behind[:1] in MARKS


def _number_beside(heard: Heard, asked: str) -> int | None:
    """Return the only number of an answer that goes on beside it: "8 with meds", "more like 7".

    It opens the answer, or ends one that is understood as such: "took 2 pills" is no score.
    """
    text = NEIGHBOURS.sub(_higher, SCALE.sub(" ", heard.text))
    numbers = NUMBER.findall(text)
    if asked == SEVERITY and len(numbers) == AT_REST_AND_MOVING:
        numbers = _of_two(numbers, heard)
        text = numbers[0] if numbers else text
    if len(numbers) != 1 or heard.values("duration") or heard.remarks.get("units"):
        return None
    value = int(numbers[0]) if numbers[0].isdigit() else -1
    is_first = text.lstrip().startswith(numbers[0]) and heard.says("number_goes_on")
    is_last = text.rstrip(" .!+").endswith(numbers[0]) and heard.may_mean({INTENTS[asked]})
    is_led = heard.says("number_led") or text.strip(" .!~") == numbers[0]
    return value if (is_first or is_last or is_led) and 0 <= value <= HIGHEST[asked] else None


def _of_two(numbers: Sequence[str], heard: Heard) -> list[str]:
    """Return the higher of two scores of a short answer: "3 sitting 6 when I get up"."""
    scores = [int(one) for one in numbers if one.isdigit() and int(one) <= HIGHEST[SEVERITY]]
    is_short = len(heard.text.split()) <= MOST_WORDS_OF_TWO and heard.text[:1].isdigit()
    is_plain = is_short and len(scores) == len(numbers) and not heard.values("other_illness")
    return [str(max(scores))] if is_plain else []


def _higher(found: re.Match[str]) -> str:
    """Return the higher of two numbers that stand side by side; what was written otherwise."""
    low, high = map(int, found.groups())
    return str(high) if high == low + 1 else found[0]


def _age_as_time(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the age that a length of time gives; the pain's stays as it was.

    "Eight months" is the age of a baby; "Tuesday", "last week" and "two days ago" are no age.
    """
    ages = [one for one in heard.entities if one.get("entity") == "duration"]
    if not ages or not isinstance(ages[-1].get("value"), int | float):
        return {}
    kept = (slots.get("facts_kept") or {}).get(DURATION)
    days = ages[-1]["value"]
    if days < YEAR and not ages[-1].get("is_length"):
        return {DURATION: kept}
    years = days / YEAR
    return {AGE: round(years, 1) if years < OF_YEARS else int(years), DURATION: kept}


def _with_unit(heard: Heard, pending: Any) -> dict[str, Any]:
    """Return the length of the number that was told before, or of one such time: "week"."""
    days = heard.remarks.get("units", ())
    count = 1 if pending is None and heard.says("one_unit") else pending
    if count is None or len(days) != 1:
        return {}
    return {DURATION: count * days[0], PENDING: None}
