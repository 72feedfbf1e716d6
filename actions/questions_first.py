"""Whoever asked for a person and tells of the pain instead of a name is asked about it first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.call_refused import call_refused
from actions.change_request import about_request
from actions.contact import FORM
from actions.message import Heard
from actions.slots import CONTACT_NAME, CONTACT_PHONE, DANGER_SIGNS, FACTS, TRIAGE_FORM, Slots

SLOT = "questions_first"
WANTS_QUESTIONS = "wants_questions"


def of_the_call(heard: Heard, given: Mapping[str, Any], slots: Slots) -> dict[str, Any]:
    """Return what a message says of the call that was asked for: put off, refused or changed."""
    return questions_first(heard, given, slots) or (
        call_refused(heard, given) | about_request(heard, slots)
    )


def questions_first(heard: Heard, given: Mapping[str, Any], slots: Slots) -> dict[str, bool]:
    """Return that the questions come first: nothing dangerous was ruled out, nor a name `given`."""
    is_asked = heard.active_form == FORM and heard.requested_slot == CONTACT_NAME
    is_given = bool(given.get(CONTACT_NAME) or given.get(CONTACT_PHONE))
    is_open = slots.get("disposition") is None and slots.get(DANGER_SIGNS) is None
    if not is_asked or is_given or not is_open or heard.is_tap() or heard.is_taken_over:
        return {}
    is_told = bool(heard.values("complaint") or heard.filled.intersection(FACTS))
    return {SLOT: True} if is_told or heard.says(WANTS_QUESTIONS) else {}


class ActionQuestionsFirst(Action):
    """Goes on with the questions; a call can still be asked for."""

    def name(self) -> str:
        """Return the name that an interrupt of config.yml has."""
        return "action_questions_first"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say so, and open the triage form."""
        dispatcher.utter_message(response="utter_questions_first")
        begun_anew = (SLOT, "contact_purpose")
        return [*(SlotSet(name, None) for name in begun_anew), FollowupAction(TRIAGE_FORM)]
