"""The triage form: what is still to be asked, and whether an answer can be."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.complaints import BEGIN
from actions.contradiction import KEPT
from actions.contradiction import OPEN as CONTRADICTION
from actions.contradiction import SLOT as WHICH_IS_RIGHT
from actions.message import Heard
from actions.newness import SLOT as NEW_OR_WORSE
from actions.newness import UNDATED
from actions.not_understood import say_not_understood
from actions.numbers import PENDING
from actions.slots import (
    AGE,
    CONFIRMED,
    DANGER_SIGNS,
    DURATION,
    FACTS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    SEVERITY,
    TODAY,
    UNKNOWN_WORD,
)
from actions.triage.patient import usable_fact
from actions.triage.protocol import Protocol
from actions.whose import SLOT as ABOUT_WHOM
from actions.whose import WAITING

# Of several injuries the one that asks for most care is kept.
INJURIES_BY_CARE = (
    "post_surgery",
    "fall_trauma",
    "pregnancy",
    "stenosis",
    "disc",
    "sciatica",
    "arthritis",
    "sprain",
    "strain",
    "overexertion",
    "soreness",
    "unknown",
)

# What tells something, and is no question and no remark on the conversation.
TELLS = ("affirm", "deny", "report_", "correct_fact", "inform_")

Slot = dict[str, Any]


def _kept(slot: str) -> Any:
    """Return a validation that takes any value: the slot's own mapping allows only good ones.

    rasa-sdk warns, for each message, about a form's slot that has no validation of its own.
    """

    def validate(
        self: Any,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> Slot:
        return {slot: value}

    return validate


class ValidateTriageForm(FormValidationAction):
    """Decides what the triage form still asks, and refuses what cannot be, kindly."""

    validate_self_harm_check = _kept("self_harm_check")
    validate_danger_signs = _kept("danger_signs")
    validate_illness_signs = _kept("illness_signs")
    validate_about_whom = _kept(ABOUT_WHOM)
    validate_new_or_worse = _kept(NEW_OR_WORSE)
    validate_which_is_right = _kept(WHICH_IS_RIGHT)
    validate_activity = _kept("activity")
    validate_leg_pain = _kept("leg_pain")
    validate_daily_function = _kept("daily_function")
    validate_pain_trend = _kept("pain_trend")

    def __init__(self, protocol: Protocol) -> None:
        """Keep the protocol that says which values there are."""
        self.protocol = protocol

    def name(self) -> str:
        """Return the name by which Rasa finds a form's validation."""
        return "validate_triage_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Leave out what was declined, and what no longer matters once today is settled."""
        if tracker.slots.get("disposition") in LASTING:
            return []
        left_out = set(tracker.slots.get("declined") or ())
        for slot, is_open in (
            (ABOUT_WHOM, tracker.slots.get(WAITING) is not None),
            (SELF_HARM_CHECK, _is_in_despair(tracker)),
            (NEW_OR_WORSE, bool(tracker.slots.get(UNDATED))),
            (WHICH_IS_RIGHT, tracker.slots.get(CONTRADICTION) is not None),
        ):
            if not is_open:
                left_out.add(slot)
        wanted = [slot for slot in domain_slots if slot not in left_out]
        # D16 decides where danger is left open: that is today as well, whatever else is true.
        is_settled = tracker.slots.get("urgency_so_far") in TODAY or self._leaves_danger_open(
            tracker
        )
        if is_settled:
            settled = (ABOUT_WHOM, SELF_HARM_CHECK, NEW_OR_WORSE, *SCREENS)
            return [slot for slot in wanted if slot in settled]
        return wanted

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Take what the message told; an answer that leaves its question open is said to be none.

        To ask the same once more without a word would leave the person guessing.
        """
        events = await super().run(dispatcher, tracker, domain)
        heard = Heard.from_tracker(tracker)
        is_said = dispatcher.messages or any(
            event["event"] in {"bot", "active_loop"} for event in tracker.events
        )
        if is_said or heard.is_taken_over or not await self._asks_the_same(heard, tracker, domain):
            return events
        return [*events, say_not_understood(heard, dispatcher, tracker.slots)]

    async def _asks_the_same(self, heard: Heard, tracker: Tracker, domain: DomainDict) -> bool:
        """Tell whether an answer leaves the question to be asked again as it was.

        A number that wants its unit has a question of its own, and what tells nothing of the
        pain, as "why?", is left to the rules.
        """
        asked = heard.requested_slot
        told = {event.get("name") for event in tracker.events if event["event"] == "slot"}
        if not told:
            is_of_pain = any(event.get("name") == BEGIN for event in tracker.events)
            is_answer = is_of_pain or (heard.intent or "").startswith(TELLS)
            return asked is not None and is_answer
        if asked not in FACTS or not told.isdisjoint({asked, PENDING}):
            return False
        wanted = await self.required_slots(
            self.domain_slots(domain), CollectingDispatcher(), tracker, domain
        )
        return bool(asked == next((one for one in wanted if tracker.slots.get(one) is None), None))

    def validate_pain_duration(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep days from 0 up to a lifetime."""
        return self._number(DURATION, value, dispatcher, "utter_duration_out_of_range")

    def validate_pain_severity(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep 0 to 10; of an answer in words the lexicon gives the number as text."""
        is_of_words = isinstance(value, str) and value.isdecimal()
        number = int(value) if is_of_words else value
        return self._number(SEVERITY, number, dispatcher, "utter_severity_out_of_range")

    def validate_age(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep 0 to 120 years."""
        return self._number(AGE, value, dispatcher, "utter_age_out_of_range")

    def validate_injury_type(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep, of several injuries in one message, the one that asks for most care.

        What stands although the message told another kind is not this message's to change.
        """
        told = Heard.from_tracker(tracker).values("injury_type")
        named = {value, *told} if value in told else {value}
        injury = next((one for one in INJURIES_BY_CARE if one in named), None)
        kept = {**(tracker.slots.get(KEPT) or {})}
        if injury == UNKNOWN_WORD and tracker.slots.get("requested_slot") != "injury_type":
            # Said in passing it takes back nothing.
            injury = kept.get("injury_type") or injury
        if injury != UNKNOWN_WORD:
            # What is not known is not kept: the next message would seem to have told something.
            kept["injury_type"] = injury
        return {"injury_type": injury, KEPT: kept or None}

    def validate_facts_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep a yes; after a no its question asks what to change."""
        return {CONFIRMED: True if value is True else None}

    def _leaves_danger_open(self, tracker: Tracker) -> bool:
        answers = tracker.slots.get(DANGER_SIGNS) or {}
        return any(answers.get(one) == "unsure" for one in self.protocol.screens[DANGER_SIGNS].asks)

    def _number(
        self, slot: str, value: Any, dispatcher: CollectingDispatcher, refusal: str
    ) -> Slot:
        usable = usable_fact(self.protocol.facts[slot], value)
        # What is asked again is empty, and no impossible answer.
        if usable is None and value is not None:
            dispatcher.utter_message(response=refusal)
        return {slot: usable}


def _is_in_despair(tracker: Tracker) -> bool:
    findings = tracker.slots.get("findings") or {}
    return bool(findings.get("despair", {}).get("assertion") == "present")
