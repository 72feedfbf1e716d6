"""A call that is refused while a name or a number for it is asked: accepted, in whatever words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.contact import FORM
from actions.message import Heard
from actions.phones import phone_in
from actions.slots import CONTACT_NAME, CONTACT_PHONE

SLOT = "call_refused"
REFUSES = "refuses_call"


def refuses_call(heard: Heard) -> bool:
    """Tell whether a message wants no call; whoever gives a number with it wants one."""
    is_asked = heard.active_form == FORM and not (heard.is_tap() or heard.is_taken_over)
    return is_asked and heard.says(REFUSES) and phone_in(heard.text) is None


def call_refused(heard: Heard, given: Mapping[str, Any]) -> dict[str, bool]:
    """Return that the call is refused, where no name or number was `given`."""
    is_given = bool(given.get(CONTACT_NAME) or given.get(CONTACT_PHONE))
    return {SLOT: True} if refuses_call(heard) and not is_given else {}
