"""Why a question is asked, and why an answer was given."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care, is_sms
from actions.contact import WHO
from actions.message import Heard
from actions.newness import SLOT as NEW_OR_WORSE
from actions.screens import asks_of_letter
from actions.slots import (
    BIRTH_DATE,
    CONFIRMED,
    FACTS,
    LASTING,
    SCREENS,
    VISIT_CONFIRMED,
    VISIT_TIME,
)
from actions.telling import MAX_REASONS

# The questions whose meaning has words of its own: `utter_explain_` and their slot.
EXPLAINED = frozenset(
    {*FACTS, *SCREENS, *WHO, CONFIRMED, NEW_OR_WORSE, BIRTH_DATE, VISIT_TIME, VISIT_CONFIRMED}
)


class ActionExplainQuestion(Action):
    """Says what the open question means and how to answer it."""

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_explain_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say it; the form asks its question again."""
        if asks_of_letter(Heard.from_tracker(tracker)):
            return []  # Its question in other words comes at once.
        asked = tracker.slots.get("requested_slot")
        is_known = asked in EXPLAINED and tracker.slots.get("disposition") not in LASTING
        response = f"utter_explain_{asked}" if is_known else "utter_how_to_answer"
        dispatcher.utter_message(response=response)
        return []


class ActionExplain(Action):
    """Answers "why": for the open question, else for the decision."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol, for its sources."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_explain"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Give the reason in words, with the rule and the source of a decision."""
        asked = tracker.slots.get("requested_slot")
        reasons = tracker.slots.get("reasons") or []
        stands = tracker.slots.get("disposition") in LASTING
        if asked is not None and not stands:
            dispatcher.utter_message(response=f"utter_why_{asked}")
        elif reasons:
            is_signed = self.care.protocol.signed
            dispatcher.utter_message(
                response="utter_why_decision" if is_signed else "utter_why_decision_unsigned",
                because="\n".join(self._lines(reasons, tracker)),
            )
        else:
            dispatcher.utter_message(response="utter_why_anything")
        return []

    def _lines(self, reasons: list[dict[str, Any]], tracker: Tracker) -> list[str]:
        """Return each reason with its rule and sources; by text message the first few, by rule."""
        if not is_sms(tracker):
            return [self._line(reason) for reason in reasons]
        return [
            f"{self.care.fill(reason['because'])} (Rule {reason['rule_id']}.)"
            for reason in reasons[:MAX_REASONS]
        ]

    def _line(self, reason: dict[str, Any]) -> str:
        because = self.care.fill(reason["because"])
        return f"{because} (Rule {reason['rule_id']}; {self.care.cited(reason['sources'])}.)"
