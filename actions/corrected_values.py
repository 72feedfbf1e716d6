"""A fact put right by a number or a unit alone: "54 not 44", "sorry 7", "weeks not days"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from actions.contradiction import KEPT
from actions.message import Heard
from actions.numbers import NUMBER
from actions.slots import AGE, CONFIRMED, DURATION, FACTS, SCREENS, SEVERITY, TRIAGE_FORM, Slots

LEG, FUNCTION, TREND = "leg_pain", "daily_function", "pain_trend"
# A number that is a score, where both a score and an age were told.
HIGHEST_SCORE = 10
UNITS = (365, 30, 7, 1)  # days
MOST_OF_A_UNIT = 120
MOST_WORDS_OF_UNIT = 2  # "*weeks"


def corrected(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the facts that a message puts right without telling them anew.

    What was told before says which fact is meant; where that is not plain nothing is changed.
    """
    kept = slots.get(KEPT) or {}
    if heard.active_form != TRIAGE_FORM or heard.is_tap():
        return {}
    numbers = [one for one in heard.entities if one.get("entity") == "number"]
    swapped = [one for one in numbers if one.get("instead_of") is not None]
    told = heard.filled.intersection(FACTS) | ({DURATION} if heard.values("duration") else set())
    if told or len(swapped) > 1:
        # "7 not 5, and it is worse", "3 not 4, 52 not 51": two things are told.
        meant = _of_each(swapped, heard, kept) or _score_beside(told, heard, kept)
        return {name: value for name, value in meant.items() if name not in told}
    if numbers:
        return _by_number(numbers[-1], heard, kept)
    return _by_unit(heard, kept) or _by_answer(heard, kept) or _score_beside(told, heard, kept)


def _of_each(
    swapped: Sequence[Mapping[str, Any]], heard: Heard, kept: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what all numbers put right that stand in the place of another one."""
    meant: dict[str, Any] = {}
    for one in swapped:
        meant |= _by_number(one, heard, kept)
    return meant


def _score_beside(told: Set[str], heard: Heard, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the score of how the pain is now: "getting worse, and 7 now", "more like 4 now"."""
    is_of_now = heard.requested_slot == CONFIRMED and told <= {TREND, FUNCTION, LEG}
    is_of_now = is_of_now and (bool(told) or heard.says("number_led"))
    if not is_of_now or kept.get(SEVERITY) is None:
        return {}
    numbers = NUMBER.findall(heard.text)
    is_score = len(numbers) == 1 and numbers[0].isdigit() and int(numbers[0]) <= HIGHEST_SCORE
    is_told = is_score and heard.says("number_goes_on", "number_led")
    return {SEVERITY: int(numbers[0])} if is_told else {}


def values_denied(heard: Heard, slots: Slots) -> set[str]:
    """Return the facts that a message tells as they were told before: "3 weeks is wrong"."""
    kept = slots.get(KEPT) or {}
    told = heard.filled.intersection(FACTS)
    return {name for name in told if kept.get(name) is not None and slots.get(name) == kept[name]}


def _by_number(number: Mapping[str, Any], heard: Heard, kept: Mapping[str, Any]) -> dict[str, Any]:
    denied, value = number.get("instead_of"), number.get("value")
    if not isinstance(value, int | float):
        return {}
    told = {name: kept[name] for name in (SEVERITY, AGE) if isinstance(kept.get(name), int | float)}
    days = kept.get(DURATION)
    unit = _unit_of(days) if days else None
    if denied is not None:
        meant = {name: value for name, old in told.items() if old == denied}
        if days and unit and days / unit == denied:
            meant[DURATION] = value * unit
        return meant if len(meant) == 1 else {}
    if not heard.says("means_another") or heard.requested_slot in (*SCREENS, SEVERITY, AGE):
        return {}
    is_score = value <= HIGHEST_SCORE
    name = SEVERITY if is_score else AGE
    if name in told:
        return {name: value}
    # Right after the length nothing else has been told in numbers: "three weeks", "sorry, four".
    return {DURATION: value * unit} if unit and not told else {}


def _by_unit(heard: Heard, kept: Mapping[str, Any]) -> dict[str, Any]:
    days = kept.get(DURATION)
    denied = {*heard.remarks.get("units_denied", ())}
    meant = {*heard.remarks.get("units", ())} - denied
    is_alone = len(heard.text.split()) <= MOST_WORDS_OF_UNIT
    is_meant = bool(denied) or heard.says("means_another") or is_alone
    if not days or not is_meant or len(meant) != 1 or heard.requested_slot == DURATION:
        return {}
    unit = denied.pop() if len(denied) == 1 else _unit_of(days)
    count, other = days / unit, meant.pop()
    is_told = unit != other and count == round(count) and count <= MOST_OF_A_UNIT
    return {DURATION: count * other} if is_told else {}


def _by_answer(heard: Heard, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a later word changes of the answer right before it: "sorry, above"."""
    if not heard.says("means_another"):
        return {}
    legs = heard.values("leg_answer")
    if legs and kept.get(LEG) and heard.requested_slot != LEG:
        return {LEG: legs[-1]}
    # "I mean yes" behind the answer to what somebody can do: that is asked again.
    is_yes_or_no = heard.intent in {"affirm", "deny"}
    is_next = heard.requested_slot == TREND and kept.get(FUNCTION)
    return {FUNCTION: None} if is_yes_or_no and is_next else {}


def _unit_of(days: Any) -> int:
    """Return the largest unit that a length is a whole number of: 21 days were told as weeks."""
    return next((unit for unit in UNITS if days % unit == 0), 1)
