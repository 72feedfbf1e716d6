"""What a message wants in an emergency that stands: the sign undone, or to go on as before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.asides import MEANT_PAIN, OBJECTED, aside_in
from actions.message import Heard
from actions.slots import FACTS, LASTING, Slots

RESPONSE = "utter_emergency_stands"


def wants_past_it(heard: Heard, changes: Mapping[str, Any], slots: Slots) -> bool:
    """Tell whether to say that an emergency stands, and who can take it back.

    `changes` are the slots that the message sets, `slots` those of before.
    """
    aside = aside_in(heard, slots)
    if slots.get("disposition") not in LASTING or aside == MEANT_PAIN:
        return False
    # "I'm fine, it's only my sciatica" has an answer that says the same.
    goes_on = aside not in OBJECTED and _goes_on(heard, changes, slots)
    return _takes_back(heard, changes) or goes_on


def _takes_back(heard: Heard, changes: Mapping[str, Any]) -> bool:
    """Tell whether a message says, in an emergency, that its sign is not there or was a slip."""
    if any(one.get("assertion") == "absent" for one in heard.entities):
        return True
    # What puts a name or a number right is none: nothing is told once more then.
    is_slip = heard.says("mistake", "answers_amended", "lied")
    return bool(changes.get("alert")) and is_slip and not heard.values("finding")


def _goes_on(heard: Heard, changes: Mapping[str, Any], slots: Slots) -> bool:
    """Tell whether a message goes on about the pain, and names no sign: all it gets is repeated."""
    known = {*(slots.get("red_flags_told") or ()), slots.get("disposition")}
    is_repeated = bool(changes.get("alert")) and known.issuperset(changes["alert"])
    is_of_pain = bool(heard.filled.intersection(FACTS) or heard.values("complaint"))
    is_of_pain = is_of_pain or heard.says("fine_now") or heard.intent == "report_pain"
    is_plain = not heard.values("finding") and aside_in(heard, slots) is None
    return is_repeated and is_of_pain and is_plain
