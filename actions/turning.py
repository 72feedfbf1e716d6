"""What happens as a message names somebody else: a new beginning, a question, or the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.danger_of_others import RESPONSE as DANGER_OF_ANOTHER
from actions.danger_of_others import names_danger_of_another
from actions.episodes import OF_THE_WRITER, begun_anew, first_heard
from actions.hearing import hear, opened_lists
from actions.message import Heard
from actions.slots import FACTS, LASTING, TODAY, TRIAGE_FORM, Slots
from actions.triage.protocol import Protocol
from actions.whose import (
    SET_ASIDE,
    SLOT,
    WAITING,
    Whose,
    answered,
    doubted,
    set_aside,
    tells_something,
    untold,
    waited,
    waiting,
    whose,
    without_story,
)

LISTEN = "action_listen"
ASKS = ("ask_", "stop", "restart", "talk_to_person", "book_", "change_booking", "goodbye", "thank")


@dataclass(frozen=True, slots=True)
class Turning:
    """One message that may be about another person than before."""

    heard: Heard
    slots: Slots
    protocol: Protocol
    dispatcher: CollectingDispatcher

    @classmethod
    def of(
        cls, heard: Heard, tracker: Tracker, protocol: Protocol, dispatcher: CollectingDispatcher
    ) -> Turning:
        """Return it for the latest message."""
        return cls(heard, dict(tracker.slots), protocol, dispatcher)

    def events(self) -> list[EventType] | None:
        """Return what follows; None where the message is of the patient of before."""
        told = self.slots.get(WAITING)
        if told is not None and self.heard.requested_slot == SLOT and not self.heard.is_stale():
            return self._answered(told)
        match whose(self.heard, self.slots):
            case Whose.ANOTHER:
                return self._begin_anew(self.heard, self.slots)
            case Whose.OPEN:
                return self._ask()
            case Whose.NOBODYS:
                return self._pass_over()
            case Whose.BACK:
                return self._go_back()
        return None

    def _answered(self, told: Mapping[str, Any]) -> list[EventType] | None:
        """Return what follows from the answer to whom it is about."""
        answer = None if self.heard.is_taken_over else answered(self.heard, self.slots)
        if answer is Whose.ANOTHER:
            before = self.slots | untold(self.heard, self.slots)
            return self._begin_anew(waited(told), before | told["facts"], also=True)
        return self._go_on(told) if answer is Whose.SAME else None

    def _begin_anew(self, heard: Heard, slots: Slots, *, also: bool = False) -> list[EventType]:
        """Begin with a second person: a session of its own, so that the first one's stays whole.

        `also` tells that the latest message goes on telling what `heard` began.
        """
        first = first_heard(heard, slots)
        begun = begun_anew(slots, first)
        now = begun | hear(first, self._emptied() | begun, self.protocol)
        if also and tells_something(self.heard):
            more = first_heard(self.heard, self.slots)
            now |= {name: self.slots[name] for name in more.filled.intersection(FACTS)}
            now |= hear(more, self._emptied() | now, self.protocol)
        now[SET_ASIDE] = set_aside(self.slots, self.heard, heard.active_form)
        if now.get("urgency_so_far") not in TODAY:
            about = "another" if now.get("writes_for_other") else "yourself"
            self.dispatcher.utter_message(response=f"utter_begin_anew_for_{about}")
        asks = [] if now.get("alert") else [FollowupAction(TRIAGE_FORM)]
        return [SessionStarted(), ActiveLoop(None), *_set(now), *asks]

    def _ask(self) -> list[EventType]:
        """Ask whom it is about; a danger is answered at once, whoever is in it."""
        first = first_heard(self.heard, self.slots)
        begun = begun_anew(self.slots, first)
        now = begun | hear(first, self._emptied() | begun, self.protocol)
        if now.get("urgency_so_far") in LASTING or "despair" in (now.get("alert") or ()):
            return self._begin_anew(self.heard, self.slots)
        waits = {WAITING: waiting(self.heard, self.slots)}
        return [*_set(untold(self.heard, self.slots) | waits), FollowupAction(TRIAGE_FORM)]

    def _pass_over(self) -> list[EventType]:
        """Go on with the patient after a story of somebody else."""
        changes = untold(self.heard, self.slots)
        changes |= hear(without_story(self.heard), self.slots | changes, self.protocol)
        if self._is_answered():
            return _set(changes)
        self.dispatcher.utter_message(response=self._answer_to_story())
        return [*_set(changes), FollowupAction(self.heard.active_form or LISTEN)]

    def _answer_to_story(self) -> str:
        """Return the response to what is told of somebody else, named in passing."""
        if names_danger_of_another(self.heard):
            return DANGER_OF_ANOTHER
        is_guess = self.heard.may_mean({"ask_diagnosis"})
        return "utter_no_diagnosis" if is_guess else "utter_story_noted"

    def _is_answered(self) -> bool:
        """Tell whether what is asked beside a story has an answer of its own."""
        intent = self.heard.intent or ""
        return intent.startswith(ASKS) and ("?" in self.heard.text or not self.heard.filled)

    def _go_on(self, told: Mapping[str, Any]) -> list[EventType]:
        """Go on with the patient of before; signs that waited are asked about."""
        changes: dict[str, Any] = {WAITING: None}
        signs = replace(doubted(waited(told)), active_form=TRIAGE_FORM)
        if signs.entities:
            changes |= hear(signs, self.slots | changes, self.protocol)
        changes |= self._more(self.slots | changes)
        if not changes.get("alert"):
            self.dispatcher.utter_message(response="utter_same_person")
        is_over = told["form"] is None and not opened_lists(changes, self.slots)
        return [*(_closed() if is_over else []), *_set(changes), *_next(changes, is_over=is_over)]

    def _go_back(self) -> list[EventType]:
        """Go back to the patient of before: the change of person was none."""
        before = self.slots[SET_ASIDE]
        now = before["slots"] | {
            name: self.slots[name] for name in OF_THE_WRITER if self.slots.get(name) is not None
        }
        signs = self._signs_since()
        if signs.entities:
            now |= hear(signs, self._emptied() | now, self.protocol)
        now |= self._more(self._emptied() | now)
        if not now.get("alert"):
            self.dispatcher.utter_message(response="utter_back_to_before")
        is_decided = now.get("disposition") is not None and before["form"] != TRIAGE_FORM
        is_over = is_decided and not opened_lists(now, before["slots"])
        return [SessionStarted(), ActiveLoop(None), *_set(now), *_next(now, is_over=is_over)]

    def _signs_since(self) -> Heard:
        """Return the signs that were taken for another's: perhaps they are the patient's."""
        findings = self.slots.get("findings") or {}
        told = [
            {"entity": "finding", "value": sign, "assertion": one["assertion"]}
            for sign, one in findings.items()
        ]
        return doubted(replace(self.heard, entities=tuple(told), active_form=TRIAGE_FORM))

    def _more(self, slots: Slots) -> dict[str, Any]:
        """Return what the latest message tells of the patient besides who that is."""
        if not tells_something(self.heard):
            return {}
        kept = tuple(one for one in self.heard.entities if one.get("entity") != "proxy")
        told = {name: self.slots[name] for name in FACTS if name in self.heard.filled}
        more = replace(self.heard, entities=kept, intent=None, requested_slot=None)
        return told | hear(more, slots | told, self.protocol)

    def _emptied(self) -> Slots:
        return dict.fromkeys(self.slots)


def _set(slots: Mapping[str, Any]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in slots.items()]


def _closed() -> list[EventType]:
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def _next(slots: Mapping[str, Any], *, is_over: bool) -> list[EventType]:
    """Return what comes next; what alarms is answered by itself."""
    if slots.get("alert"):
        return []
    return [FollowupAction(LISTEN if is_over else TRIAGE_FORM)]
