"""What is said when a message was not understood: the second time with a way out."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.contact import FORM as CONTACT_FORM
from actions.message import Heard
from actions.places import standing_place
from actions.slots import (
    FACTS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    TRIAGE_FORM,
    UNKNOWN_WORD,
    Slots,
)

SLOT = "misses"
# What a person did, or what it is, in words of their own: kept in the transcript, unknown to rules.
ACTIVITY, INJURY, FALL = "activity", "injury_type", "fall_trauma"
TOLD_FREELY = {ACTIVITY: "inform_activity", INJURY: "inform_injury"}
NO_ANSWER_OF_ITS_OWN = frozenset({None, "nlu_fallback", "out_of_scope", "report_pain"})


class ActionNotUnderstood(Action):
    """Asks for other words, and from the second time on offers to skip or to talk to a person."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol's words."""
        self.care = care

    def name(self) -> str:
        """Return the name that config.yml gives to the fallback."""
        return "action_not_understood"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say so; the form, where one is open, asks its question again."""
        heard = Heard.from_tracker(tracker)
        if tracker.slots.get("disposition") not in LASTING:
            return [say_not_understood(heard, dispatcher, tracker.slots)]
        # Whatever was asked ("should I take a taxi?"): this is the answer.
        place = standing_place(tracker.slots, self.care.protocol)
        dispatcher.utter_message(text=self.care.say(place, tracker))
        return [SlotSet(SLOT, _once_more(heard, tracker.slots))]


def say_not_understood(
    heard: Heard, dispatcher: CollectingDispatcher, slots: Slots, response: str = "utter_default"
) -> EventType:
    """Say that an answer was not understood, the second time with ways out; return the count."""
    if heard.requested_slot is None or not times_missed(heard.requested_slot, slots):
        dispatcher.utter_message(response=_choices_of(heard) or response)
    else:
        dispatcher.utter_message(response="utter_default_again", buttons=_ways_out(heard))
    return SlotSet(SLOT, _once_more(heard, slots))


def _choices_of(heard: Heard) -> str | None:
    """Return the response that names the answers to the question on show, where it is of a fact."""
    if heard.requested_slot not in FACTS or heard.active_form != TRIAGE_FORM:
        return None
    if heard.requested_slot == ACTIVITY and heard.says("at_work"):
        return "utter_choices_of_work"
    return f"utter_choices_{heard.requested_slot}"


def open_again(heard: Heard, dispatcher: CollectingDispatcher, slots: Slots) -> dict[str, Any]:
    """Offer ways out of a question that was left open before; return the count of such answers."""
    if times_missed(heard.requested_slot, slots):
        dispatcher.utter_message(response="utter_default_again", buttons=_ways_out(heard))
    return {SLOT: _once_more(heard, slots)}


def _once_more(heard: Heard, slots: Slots) -> dict[str, Any]:
    count = times_missed(heard.requested_slot, slots) + 1
    return {"slot": heard.requested_slot, "count": count}


def times_missed(asked: str | None, slots: Slots) -> int:
    """Return how often in a row the answer to this question was not understood."""
    misses = slots.get(SLOT) or {}
    return int(misses.get("count", 0)) if misses.get("slot") == asked else 0


def told_freely(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slot that an answer in own words fills: at once where it surely answers."""
    asked = heard.requested_slot
    if asked not in TOLD_FREELY or asked in heard.filled:
        return {}
    if _says_how_it_came(heard) or _is_sure_answer(heard):
        return {asked: UNKNOWN_WORD}
    is_missed = bool(times_missed(asked, slots))
    return {asked: UNKNOWN_WORD} if is_missed and _is_statement(heard) else {}


def _says_how_it_came(heard: Heard) -> bool:
    """Tell whether a kind of injury says what one was doing: "I fell", or nothing that is known."""
    kinds = heard.values("injury_type")
    return heard.requested_slot == ACTIVITY and not {FALL, UNKNOWN_WORD}.isdisjoint(kinds)


def _is_sure_answer(heard: Heard) -> bool:
    """Tell whether a message surely answers the question, in words that no taxonomy has.

    Work is asked about: most people sit there, or lift.
    """
    is_work = heard.requested_slot == ACTIVITY and heard.says("at_work")
    is_about = heard.is_surely(TOLD_FREELY[str(heard.requested_slot)])
    return is_about and "?" not in heard.text and not is_work


def _is_statement(heard: Heard) -> bool:
    is_said = "?" not in heard.text and any(letter.isalpha() for letter in heard.text)
    intent = heard.intent or ""
    return is_said and (heard.intent in NO_ANSWER_OF_ITS_OWN or intent.startswith("inform_"))


def _ways_out(heard: Heard) -> list[dict[str, str]]:
    """Return buttons that lead on. A screen cannot be skipped unseen: that would clear nothing."""
    call = {"title": "Have someone call me", "payload": "/talk_to_person"}
    skip = {"title": "Skip this question", "payload": f'/skip{{"about": "{heard.requested_slot}"}}'}
    if heard.active_form == CONTACT_FORM:
        return [skip]
    return [call] if heard.requested_slot in (*SCREENS, SELF_HARM_CHECK) else [skip, call]
