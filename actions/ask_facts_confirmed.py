"""The read-back: what was understood, each fact with a way to change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.asked_above import asked, times_above
from actions.care import Care, is_sms
from actions.slots import CONFIRMED, FACTS, SCREENS
from actions.triage.protocol import FactKind
from actions.wording import alone_in_words, in_words

# Letters of a list of signs by text message, so that the question fits behind it.
ROOM_OF_LIST = 160


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
        if _was_denied(tracker):
            buttons = [] if is_sms(tracker) else self._changes()
            dispatcher.utter_message(response="utter_what_to_change", buttons=buttons)
            return []
        changed = _changed(tracker)
        times = 0 if changed is None else times_above(CONFIRMED, tracker)
        if changed is not None and times:
            self._ask_shortly(changed, dispatcher, tracker)
        elif is_sms(tracker):
            self._read_back_shortly(dispatcher, tracker)
        else:
            dispatcher.utter_message(
                response="utter_read_back",
                facts="\n".join(self._lines(FACTS, tracker)),
                signs="; ".join(self._signs(tracker)) or "none",
                denied="; ".join(self._denied(tracker)) or "nothing",
                buttons=self._changes(),
            )
        return [asked(CONFIRMED, times)]

    def _ask_shortly(
        self, changed: Sequence[str], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        """Ask about a read-back that stands above: only what has changed is said anew."""
        is_short = is_sms(tracker)
        lines = self._lines(changed, tracker)
        dispatcher.utter_message(
            response="utter_read_back_changed" if changed else "utter_read_back_above",
            facts="; ".join(line[2:] for line in lines) if is_short else "\n".join(lines),
            buttons=[] if is_short else self._changes(),
        )

    def _lines(self, names: Iterable[str], tracker: Tracker) -> list[str]:
        """Return a line for each fact: what it is, and what is known of it."""
        return [
            f"- {_sentence_case(self._kind(name).label)}: "
            f"{in_words(self._kind(name), tracker.slots.get(name))}"
            for name in names
        ]

    def _changes(self) -> list[dict[str, str]]:
        """Return a button for each fact, which asks it again."""
        return [
            {
                "title": _sentence_case(self._kind(name).label),
                "payload": f'/correct_fact{{"fact": "{name}"}}',
            }
            for name in FACTS
        ]

    def _read_back_shortly(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Say it in three text messages; what to change is answered in words."""
        told = [name for name in FACTS if tracker.slots.get(name) is not None]
        facts = [alone_in_words(self._kind(name), tracker.slots[name]) for name in told]
        missing = [self._kind(name).label for name in FACTS if name not in told]
        if missing:
            facts.append(f"not told: {', '.join(missing)}")
        dispatcher.utter_message(
            response="utter_read_back",
            facts="; ".join(facts),
            signs=_listed_shortly(self._signs(tracker)) or "none",
            denied=_listed_shortly(self._denied(tracker)) or "nothing",
        )

    def _kind(self, name: str) -> FactKind:
        return self.care.protocol.facts[name]

    def _signs(self, tracker: Tracker) -> list[str]:
        """Return the signs of danger or illness that were named, in words."""
        findings = tracker.slots.get("findings") or {}
        present = [key for key, data in findings.items() if data["assertion"] == "present"]
        return list(dict.fromkeys(map(self._sign_words, present)))

    def _denied(self, tracker: Tracker) -> list[str]:
        """Return what was denied in free words: a list that was ticked needs no reading back."""
        words = self.care.protocol.findings
        denied = [
            words[key].words
            for key, data in (tracker.slots.get("findings") or {}).items()
            if data["assertion"] == "absent" and key in words
        ]
        return list(dict.fromkeys(denied))

    def _sign_words(self, key: str) -> str:
        protocol = self.care.protocol
        if key in protocol.findings:
            return protocol.findings[key].words
        return protocol.red_flags[key].short.lower()


def _was_denied(tracker: Tracker) -> bool:
    """Tell whether the message only said no to what was read back: all of it is still on show."""
    told = [(one["name"], one["value"]) for one in tracker.events if one["event"] == "slot"]
    names = {name for name, _ in told}
    return (CONFIRMED, False) in told and names.isdisjoint((*FACTS, *SCREENS, "findings"))


def _changed(tracker: Tracker) -> list[str] | None:
    """Return the facts that the message told; None where more than facts is new since."""
    told = {event["name"] for event in tracker.events if event["event"] == "slot"}
    is_more = not told.isdisjoint((*SCREENS, "findings"))
    return None if is_more else [name for name in FACTS if name in told]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed_shortly(words: list[str]) -> str:
    """Return what there is room for, and how many more there are."""
    shown = [one for end, one in enumerate(words, 1) if len("; ".join(words[:end])) <= ROOM_OF_LIST]
    more = len(words) - len(shown)
    return "; ".join([*shown, *([f"and {more} more"] if more else [])])
