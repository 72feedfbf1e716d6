"""Spine surgery that a message itself puts more than a year back: no recent one. Pure.

Only a time right beside the surgery counts, as the understanding hears it. Where none is told,
where it may be the time of something else or a second surgery is told of, nothing is made old.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard
from actions.slots import AGE, Slots

SURGERY = "spine_surgery"
ADULT = 18
YEAR_DAYS = 365


def surgery_is_old(heard: Heard, slots: Slots) -> bool | None:
    """Tell whether the spine surgery of a message lies more than a year back.

    None where the message tells of no surgery, or nothing of its time.
    """
    told = [one for one in heard.entities if _is_surgery(one)]
    if not told:
        return None
    ages = [value for value in heard.values("age") if isinstance(value, int | float)]
    age = slots.get(AGE) or (ages[-1] if ages else None)
    is_again = any(one.get("told_again") for one in told)
    if not is_again and all(_is_old(one, age) for one in told):
        return True
    return False if is_again or any(one.get("told_lately") for one in told) else None


def _is_surgery(entity: Mapping[str, Any]) -> bool:
    is_sign = entity.get("entity") == "finding" and entity.get("value") == SURGERY
    return is_sign and entity.get("assertion", "present") == "present"


def _is_old(entity: Mapping[str, Any], age: float | None) -> bool:
    times = entity.get("told_times") or ()
    if any(one.get("low", YEAR_DAYS + 1) <= YEAR_DAYS for one in times):
        return False
    return any(_lies_back(one, age) for one in times)


def _lies_back(time: Mapping[str, Any], age: float | None) -> bool:
    """Tell whether a time lies more than a year back for certain."""
    if "low" in time:
        return bool(time["low"] > YEAR_DAYS)
    if "when_aged" in time:
        return age is None or bool(time["when_aged"] + 1 < age)
    if "at_age" in time:
        return age is not None and bool(time["at_age"] + 1 < age)
    return age is None or age > ADULT
