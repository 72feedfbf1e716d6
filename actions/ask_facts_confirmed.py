"""The read-back: what was understood, each fact with a way to change it."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.slots import FACTS
from actions.triage.protocol import FactKind
from actions.wording import in_words


class ActionAskFactsConfirmed(Action):
    """Reads back the facts, so that a misunderstanding is caught before it decides anything."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol's words for facts."""
        self.care = care

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_facts_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say what was understood and offer to change each part of it."""
        facts = [
            f"- {_sentence_case(self._kind(name).label)}: "
            f"{in_words(self._kind(name), tracker.slots.get(name))}"
            for name in FACTS
        ]
        change = [
            {
                "title": _sentence_case(self._kind(name).label),
                "payload": f'/correct_fact{{"fact": "{name}"}}',
            }
            for name in FACTS
        ]
        dispatcher.utter_message(
            response="utter_read_back",
            facts="\n".join(facts),
            signs=self._signs(tracker),
            denied=self._denied(tracker),
            buttons=change,
        )
        return []

    def _kind(self, name: str) -> FactKind:
        return self.care.protocol.facts[name]

    def _signs(self, tracker: Tracker) -> str:
        """Return the signs of danger or illness that were named, in words."""
        findings = tracker.slots.get("findings") or {}
        present = [key for key, data in findings.items() if data["assertion"] == "present"]
        return "; ".join(dict.fromkeys(map(self._sign_words, present))) or "none"

    def _denied(self, tracker: Tracker) -> str:
        """Return what was denied in free words: a list that was ticked needs no reading back."""
        words = self.care.protocol.findings
        denied = [
            words[key].words
            for key, data in (tracker.slots.get("findings") or {}).items()
            if data["assertion"] == "absent" and key in words
        ]
        return "; ".join(dict.fromkeys(denied)) or "nothing"

    def _sign_words(self, key: str) -> str:
        protocol = self.care.protocol
        if key in protocol.findings:
            return protocol.findings[key].words
        return protocol.red_flags[key].short.lower()


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
