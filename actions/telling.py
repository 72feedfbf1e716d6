"""How a decision is told: where to go, why, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.cards import emergency_card
from actions.care import URGENT as MUST_ARRIVE
from actions.care import Care, is_sms
from actions.places import place_of
from actions.slots import LANGUAGE, TODAY
from actions.triage.decision import Decision, Reason
from actions.triage.protocol import Disposition
from actions.wording import limit_in_words

URGENT = frozenset({Disposition.CRISIS, Disposition.EMERGENCY})
MAX_REASONS = 3


def tell_decision(
    decision: Decision, care: Care, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    """Say where to go, what to do at once, and why, in one message."""
    places = [_where(decision, care, tracker)]
    reasons = deciding_reasons(decision)
    do_now = decision.do_now
    # Someone in a crisis may need an ambulance for the body as well: both are told.
    bodily = [one for one in decision.reasons if one.disposition is Disposition.EMERGENCY]
    if decision.disposition is Disposition.CRISIS and bodily:
        places.append(care.say(care.protocol.texts["crisis_and_emergency"], tracker))
        reasons = (*reasons, *bodily)
        do_now = tuple(dict.fromkeys(one.do_now for one in bodily if one.do_now))
    where, at_once = " ".join(places), " ".join(care.fill(line) for line in do_now)
    card = None
    if decision.disposition in URGENT:
        # Only what is signed in the person's language is put on the card.
        language = tracker.slots.get(LANGUAGE)
        text = f"{where} {at_once}".strip() if language is None else where
        card = emergency_card(care, decision.disposition, text, language, is_bodily=bool(bodily))
    dispatcher.utter_message(
        response="utter_decision",
        where=where,
        do_now=at_once,
        because=because(reasons, care, tracker),
        rule=reasons[0].rule_id,
        sources=care.cited(reasons[0].sources),
        json_message=card,
        metadata=MUST_ARRIVE if decision.disposition in TODAY else {},
    )


def _where(decision: Decision, care: Care, tracker: Tracker) -> str:
    """Return where to go and by when; a crisis of somebody else is told to who is with them."""
    text = place_of(decision, care.protocol)
    if decision.disposition is Disposition.CRISIS and tracker.slots.get("writes_for_other"):
        text = care.protocol.texts["crisis_of_another"]
    return care.say(
        text,
        tracker,
        within=limit_in_words(decision.within_hours, care.protocol.visit_working_days),
    )


def deciding_reasons(decision: Decision) -> tuple[Reason, ...]:
    """Return the reasons at the level that was decided."""
    return tuple(r for r in decision.reasons if r.disposition is decision.disposition)


def because(reasons: Sequence[Reason], care: Care, tracker: Tracker) -> str:
    """Return reasons in words; with their rule and sources where there is room."""
    shown = reasons[:MAX_REASONS]
    if is_sms(tracker):
        return f"{care.fill(shown[0].because)} (Rule {shown[0].rule_id})"
    return " ".join(care.because(reason) for reason in shown)
