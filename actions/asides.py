"""Plain questions after the answer, and objections to it: answered from the clinic's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.give_advice import MODIFYING
from actions.message import Heard
from actions.places import standing_place
from actions.slots import BOOKING_FORM, FACTS, LASTING, SAME_DAY, TODAY, Slots
from actions.triage.protocol import Disposition
from actions.triage.wording import Wording
from actions.wording import limit_in_words

ANSWER = "action_answer_aside"
ASIDE = "aside"
VISIT_LENGTH, WHO_SEES = "visit_length", "who_sees"
WHEN_TO_WORRY, HOW_LONG, WORK = "when_to_worry", "how_long", "work"
SPORT, INSURANCE, IS_IT_BAD = "sport", "insurance", "is_it_bad"
WHEN_CALLED = "when_called"
# A prescription that is wanted: it is said in passing, and is no question by its form.
REFILL = "refill"
# What keeps a person from going where they should go: it has an answer while that matters.
OBJECTIONS = {"which_hospital", "drive_myself", "too_expensive", "sent_home", "not_today"}
# What is said once an emergency was told, and needs no more than a line that repeats what to do.
THANKS, AGREES = "thanks", "agrees"
# What is asked or objected where help is to come.
OBJECTION, COLLAPSED, DRIVE_THEM = "objection", "collapsed", "drive_them"
OBJECTED = frozenset({"only_this", "really", "which_sign", DRIVE_THEM, COLLAPSED})
# Whoever says that it was no wish to die is heard. It takes nothing back: a person asks.
MEANT_PAIN = "meant_pain"
IN_EMERGENCY = frozenset(
    {
        "help_called", "there_now", "going_now", "scared", "what_to_tell", "alone_with_children",
        "no_ride", "medicine", THANKS, AGREES, MEANT_PAIN, *OBJECTED,
    }
)  # fmt: skip
# What has an answer in an emergency by what the message wants, where its words say no more.
BY_INTENT = {"ask_diagnosis": "only_this", "ask_medication": "medicine", "ask_why": "which_sign"}
OF_EMERGENCY = frozenset(OBJECTIONS) | IN_EMERGENCY
OF_TODAY = frozenset({*OBJECTIONS, "no_doctor", WHEN_TO_WORRY, SPORT} - {"drive_myself"})
OF_VISIT = frozenset(
    {VISIT_LENGTH, "referral", "bring", "video_visit", WHO_SEES, "reminder", "change_later"}
)
# What has an answer at any time that nothing urgent stands.
ANYTIME = OF_VISIT | {"scan", "no_advice", INSURANCE, "parent_there", WHEN_CALLED, WORK, REFILL}
# While questions are open: how many, and how long it will last.
BEFORE = ANYTIME | {HOW_LONG, "next_steps", IS_IT_BAD}
OF_LATER = frozenset({WHEN_TO_WORRY, HOW_LONG, SPORT}) | ANYTIME
# A wish that has an answer of its own.
NO_ASIDE = (
    "ask_walking", "ask_cycling", "ask_water", "ask_strength", "ask_blood", "ask_stretching",
    "ask_physical", "ask_heat", "ask_cold", "ask_massage", "ask_yoga", "ask_injections",
    "ask_herniated", "ask_arthritis", "ask_medication", "ask_opening", "ask_location", "ask_cost",
    "ask_privacy", "book_", "change_booking", "talk_to_person", "restart",
)  # fmt: skip


def aside_in(heard: Heard, slots: Slots) -> str | None:
    """Return what a message asks or objects, where there is an answer to it as things stand.

    What names a sign is heard for the sign.
    """
    level = slots.get("disposition")
    if level in LASTING and (objected := _objected(heard)):
        return objected
    heard = heard.asked()
    is_decided = level is not None and level != Disposition.OUT_OF_SCOPE
    known = OF_EMERGENCY if level in LASTING else OF_TODAY if level in SAME_DAY else OF_LATER
    known = known if is_decided else BEFORE
    known = known if level == Disposition.CRISIS else known - {MEANT_PAIN}
    asked = [one for one in heard.values(ASIDE) if one in known]
    if slots.get("booking_reference") is not None:
        # The visit that is booked tells that itself.
        asked = [one for one in asked if one != WHO_SEES]
    if heard.active_form == BOOKING_FORM and HOW_LONG in asked:
        # "How long will it take?" means the visit, once one is being booked.
        asked = [VISIT_LENGTH]
    if level in LASTING:
        asked += _by_intent(heard)
    # "Is tingling dangerous?" names what it asks about, and tells of no danger.
    is_sign = names_danger(heard) if level in LASTING or asked == [IS_IT_BAD] else signs_told(heard)
    has_own = (heard.intent or "").startswith(NO_ASIDE) and level not in TODAY
    is_question = heard.says("asks") or "?" in heard.text or REFILL in asked
    is_statement = not is_decided and (_tells(heard) or not is_question)
    is_deaf = heard.is_tap() or heard.is_taken_over or is_sign or has_own or is_statement
    return asked[0] if asked and not is_deaf else None


def signs_told(heard: Heard) -> list[Mapping[str, Any]]:
    """Return the signs that a message says to be there, or doubts."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return [one for one in signs if one.get("assertion") in ("present", "unsure")]


def asks_of_insurance(heard: Heard) -> bool:
    """Tell whether a message asks by the way whether a plan is taken, and no rule answers it."""
    wants = {heard.intent, heard.asked().intent, *heard.unclear_between}
    is_asked = INSURANCE in heard.values(ASIDE) and not heard.is_tap()
    return is_asked and "ask_cost" not in wants


def asks_for_refill(heard: Heard, slots: Slots) -> bool:
    """Tell whether a prescription is wanted by the way, and nothing else answers it."""
    is_wanted = REFILL in heard.values(ASIDE) and slots.get("disposition") not in TODAY
    return is_wanted and not heard.is_tap() and aside_in(heard, slots) is None


def names_danger(heard: Heard) -> bool:
    """Tell whether a message names a sign of danger, and not only a guess at one.

    "The ambulance is here" and "I had this before" keep no answer back.
    """
    return any(one.get("red_flag") and not one.get("suspected") for one in signs_told(heard))


def _objected(heard: Heard) -> str | None:
    """Return what is asked or objected where help is to come; who tells of a sign is told of it.

    That somebody went down is a sign, and has an answer of its own.
    """
    said = [] if heard.is_tap() or heard.is_taken_over else heard.values(OBJECTION)
    if COLLAPSED in said:
        return COLLAPSED
    asks = heard.values(ASIDE) or heard.asked().values(ASIDE)
    return None if names_danger(heard) or asks or not said else str(said[0])


def _by_intent(heard: Heard) -> list[str]:
    """Return the answers to what a message wants in an emergency, whatever its words."""
    if heard.intent == "thank":
        return [THANKS]
    if heard.intent == "affirm" and heard.active_form is None:
        return [AGREES]
    return [BY_INTENT[heard.intent]] if heard.intent in BY_INTENT else []


def _tells(heard: Heard) -> bool:
    """Tell whether a message tells of the pain, besides what it asks."""
    return bool(heard.filled.intersection(FACTS) or heard.values("complaint"))


class ActionAnswerAside(Action):
    """Answers a plain question about the answer that was given."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol's words."""
        self.care = care

    def name(self) -> str:
        """Return the name by which the screen of every message calls it."""
        return ANSWER

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say what fits, and where to go or what to look out for."""
        aside = aside_in(Heard.from_tracker(tracker), tracker.slots)
        if aside is None:
            return []
        if aside != WHEN_TO_WORRY:
            dispatcher.utter_message(response=f"utter_aside_{aside}")
        text = self._text(aside, tracker)
        if text is not None:
            said = self.care.say(text, tracker, within=self._within(tracker))
            dispatcher.utter_message(text=said)
        return []

    def _text(self, aside: str, tracker: Tracker) -> Wording | None:
        """Return what is signed and answers it; how to go on with work only where it was said."""
        protocol = self.care.protocol
        if aside == WHEN_TO_WORRY:
            return protocol.texts["safety_net"]
        is_decided = tracker.slots.get("disposition") is not None
        is_today = tracker.slots.get("disposition") in TODAY
        if aside in (ANYTIME if is_decided else BEFORE) - {WORK} or (
            aside == SPORT and not is_today
        ):
            return None
        if aside == WORK:
            is_said = MODIFYING in (tracker.slots.get("advice") or ())
            return protocol.advice.items[MODIFYING].text if is_said else None
        return standing_place(tracker.slots, protocol)

    def _within(self, tracker: Tracker) -> str:
        hours = tracker.slots.get("within_hours")
        days = self.care.protocol.visit_working_days
        return "" if hours is None else limit_in_words(int(hours), days)
