"""The answer to the one question about thoughts of suicide: what is no plain no clears nothing."""

from __future__ import annotations

from typing import Any

from actions.message import REFUSALS, Heard
from actions.not_understood import SLOT as MISSES
from actions.not_understood import times_missed
from actions.slots import SELF_HARM_ANSWER, SELF_HARM_CHECK, Slots

HEDGE = "self_harm_hedge"  # an entity


def check_answered(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return what an answer to the question changes.

    Whoever will not say no gets the crisis line: asking again would cost trust. "Not really" is
    mostly meant as a no, and yet is none: it is asked about once more, kindly.
    """
    if heard.requested_slot != SELF_HARM_CHECK:
        return {}
    hedges = bool(heard.values(HEDGE))
    if _says_no_no(heard, hedges=hedges) or (hedges and times_missed(SELF_HARM_CHECK, slots)):
        told = {"assertion": "present", "words": heard.text, "origin": "asked"}
        return {"findings": {**(slots.get("findings") or {}), "suicidal": told}}
    return {SELF_HARM_CHECK: None, MISSES: {"slot": SELF_HARM_CHECK, "count": 1}} if hedges else {}


def _says_no_no(heard: Heard, *, hedges: bool) -> bool:
    """Tell whether the check was answered, and not with a no: "only at night" is a yes."""
    answers = heard.values(SELF_HARM_ANSWER)
    if answers or hedges:
        return "present" in answers
    return heard.may_mean({"affirm", "stop", *REFUSALS})
