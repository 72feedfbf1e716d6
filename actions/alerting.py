"""What interrupts: a sign that was not answered yet, or one that calls for more than it did."""

from __future__ import annotations

from typing import Any

from actions.asides import aside_in, names_danger
from actions.call_refused import refuses_call
from actions.change_request import about_request
from actions.contact import FORM as CONTACT_FORM
from actions.message import Heard
from actions.newness import UNDATED
from actions.slots import LASTING, Slots, presentation_from
from actions.triage.decision import Decision, urgency_so_far
from actions.triage.newness import with_age
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol

SLOT = "alert"
TOLD = "red_flags_told"
# What the contact form, or an emergency that stands, deals with by itself.
ABOUT_CONTACT = frozenset(
    {
        "affirm", "deny", "skip", "dont_know", "ask_why", "stop", "restart", "inform_contact",
        "book_consultation",
    }
)  # fmt: skip
# Nobody who asks for a person in an emergency is held up by hearing it again.
MAY_INTERRUPT_EMERGENCY = frozenset({"talk_to_person"})


def alert(
    heard: Heard, slots: Slots, protocol: Protocol, *, gave_contact: bool
) -> dict[str, list[str] | None]:
    """Return the red flags to answer now: new ones, risen ones, or old ones of an emergency."""
    flags = slots.get("red_flags") or []
    told = slots.get(TOLD) or []
    fresh = [flag for flag in flags if flag not in told]
    despair = (slots.get("findings") or {}).get("despair", {})
    if despair.get("assertion") == "present" and "despair" not in told:
        fresh.append("despair")
    if not fresh and (risen := _risen(heard, slots, protocol)):
        return {SLOT: risen, TOLD: [flag for flag in told if flag not in risen] or None}
    # A question beside a name is answered, by what stands where nothing else answers it.
    asks = heard.question is not None or "?" in heard.text
    asks = asks and gave_contact and not heard.is_taken_over
    is_plain = gave_contact and not asks and aside_in(heard, slots) is None
    is_plain = is_plain and not names_danger(heard)
    is_kept_up = heard.active_form == CONTACT_FORM and (is_plain or refuses_call(heard))
    is_kept_up = is_kept_up or bool(about_request(heard, slots) and not names_danger(heard))
    is_repeated = not is_kept_up and (asks or _is_to_be_repeated(heard, slots))
    if not fresh and slots.get("disposition") in LASTING and is_repeated:
        fresh = flags or [slots["disposition"]]
    return {SLOT: fresh or None}


def sure_so_far(slots: Slots, protocol: Protocol, *, is_taken_over: bool) -> Presentation:
    """Return what is sure by now; a sign that is asked "new or worse?" waits for the answer."""
    # While a person has taken over, no question of ours would be answered.
    waiting = () if is_taken_over else slots.get(UNDATED) or ()
    return with_age(presentation_from(slots, protocol), waiting, protocol, is_new=False)


def _risen(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the red flags that were answered, and that call for help now and not only today.

    A pregnancy that was told is answered; waters that break after it are not.
    """
    if slots.get("disposition") in LASTING or slots.get("urgency_so_far") not in LASTING:
        return []
    sure = sure_so_far(slots, protocol, is_taken_over=heard.is_taken_over)
    decision = urgency_so_far(sure, protocol)
    if decision is None or decision.disposition.value not in LASTING:
        return []
    return _behind(decision, protocol)


def _behind(decision: Decision, protocol: Protocol) -> list[str]:
    """Return the red flags that a decision rests on."""
    reasons = (one for one in decision.reasons if one.disposition is decision.disposition)
    matched: set[Any] = {sign for one in reasons for sign in one.matched_on}
    matched |= {
        flag
        for finding in protocol.findings.values()
        if finding.id in matched
        for flag in finding.red_flags
    }
    return [flag for flag in decision.red_flags if flag in matched] or [decision.disposition.value]


def _is_to_be_repeated(heard: Heard, slots: Slots) -> bool:
    """Tell whether to say once more what an emergency that stands calls for.

    While a number is taken, its questions go on; small talk gets what matters, not small talk.
    """
    is_open = heard.active_form not in {None, CONTACT_FORM} or heard.is_taken_over
    is_of_contact = (
        heard.active_form == CONTACT_FORM
        and heard.intent in ABOUT_CONTACT
        and aside_in(heard, slots) is None
    )
    return not is_open and not is_of_contact and heard.intent not in MAY_INTERRUPT_EMERGENCY
