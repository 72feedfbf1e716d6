"""The only place that knows the names of slots and turns them into a presentation."""

from __future__ import annotations

from typing import Any

from actions.triage.conditions import Truth
from actions.triage.decision import Decision
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.patient import usable_fact
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition, Protocol
from actions.triage.reading import Reading
from actions.triage.record import record_of
from actions.triage.untold import read_patient

DURATION = "pain_duration"
SEVERITY = "pain_severity"
AGE = "age"
FACTS = (
    DURATION,
    "activity",
    "injury_type",
    SEVERITY,
    "leg_pain",
    "daily_function",
    "pain_trend",
    AGE,
)
DANGER_SIGNS = "danger_signs"
ILLNESS_SIGNS = "illness_signs"
SCREENS = (DANGER_SIGNS, ILLNESS_SIGNS)
SELF_HARM_CHECK = "self_harm_check"
SELF_HARM_ANSWER = "self_harm_answer"  # an entity
CONFIRMED = "facts_confirmed"
TRIAGE_FORM = "triage_form"
# The language that a person writes in, when it is not the assistant's own.
LANGUAGE = "language"
CONTACT_NAME = "contact_name"
CONTACT_PHONE = "contact_phone"
CONTACT_TIMES = "contact_times"
# Booking, moving or cancelling a visit: what is done, what was wished and offered, what was given.
BOOKING_FORM = "booking_form"
VISIT_TASK = "booking_task"
VISIT_WISH = "booking_wish"
VISIT_OFFERS = "booking_offers"
VISIT_TIME = "booking_slot"
BIRTH_DATE = "birth_date"
VISIT_CONFIRMED = "booking_confirmed"
OWN_PHONE = "own_phone"
WANTS_SOONER = "wants_sooner_visit"
# A message outside of any question that can only be about the visit that is booked.
ABOUT_VISIT = "about_visit"
DECIDED_AT = "decided_at"
# Another person was told of before in this conversation.
SECOND_PERSON = "second_person"
# A birth date that the person would rather not give.
NOT_GIVEN = "not_given"

# What was once told stands until staff close it.
LASTING = frozenset({Disposition.CRISIS.value, Disposition.EMERGENCY.value})

SAME_DAY = frozenset({Disposition.SAME_DAY.value})
TODAY = LASTING | {Disposition.SAME_DAY.value}

# A slot word for "I do not know", which triage counts as not known.
UNKNOWN_WORD = "unknown"

Slots = dict[str, Any]


def presentation_from(slots: Slots, protocol: Protocol) -> Presentation:
    """Return what the person has told so far. Values that cannot be are left out."""
    facts = {
        name: value
        for name in FACTS
        if (value := usable_fact(protocol.facts.get(name), slots.get(name))) is not None
    }
    findings = {
        finding_id: Finding(
            id=finding_id,
            presence=_PRESENCE[data["assertion"]],
            is_new=data.get("new"),
            origin=Origin(data.get("origin", Origin.VOLUNTEERED)),
            words=data.get("words"),
        )
        for finding_id, data in (slots.get("findings") or {}).items()
    }
    return Presentation(facts, findings, frozenset(slots.get("declined") or ()))


_PRESENCE = {
    "present": Presence.PRESENT,
    "absent": Presence.ABSENT,
    "unsure": Presence.UNKNOWN,
}


def red_flag_states(presentation: Presentation, protocol: Protocol) -> dict[str, Truth]:
    """Return for each red flag whether it is present, absent or unknown."""
    return states_in(read_patient(presentation, protocol, concluded=False), protocol)


def states_in(reading: Reading[Truth], protocol: Protocol) -> dict[str, Truth]:
    """Return for each red flag whether it is present, absent or unknown."""
    return {flag: reading.presence(flag) for flag in protocol.red_flags}


def decision_slots(
    decision: Decision, presentation: Presentation, *, concluded: bool
) -> dict[str, Any]:
    """Return the slots that keep a decision on a presentation.

    `concluded` tells whether it was taken at the end of the questions, or as a sign was heard.
    """
    return {
        "disposition": decision.disposition.value,
        "within_hours": decision.within_hours,
        "rule_id": decision.rule_id,
        "reasons": [
            {
                "rule_id": reason.rule_id,
                "disposition": reason.disposition.value,
                "because": reason.because,
                "sources": list(reason.sources),
                "matched_on": list(reason.matched_on),
            }
            for reason in decision.reasons
        ],
        "advice": list(decision.advice),
        "advice_withheld": [one.code for one in decision.advice_withheld],
        "advice_withheld_because": {one.code: one.reason for one in decision.advice_withheld},
        "not_asked": list(decision.not_asked),
        "protocol_version": decision.protocol_version,
        "decision_record": record_of(decision, presentation, concluded=concluded),
    }
