"""Plain questions after the answer, and objections to it: answered from the clinic's own words."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.give_advice import MODIFYING
from actions.message import Heard
from actions.slots import BOOKING_FORM, FACTS, LASTING, SAME_DAY, TODAY, Slots
from actions.triage.protocol import Disposition
from actions.triage.wording import Wording
from actions.wording import limit_in_words

ANSWER = "action_answer_aside"
ASIDE = "aside"
VISIT_LENGTH, WHO_SEES = "visit_length", "who_sees"
WHEN_TO_WORRY, HOW_LONG, WORK = "when_to_worry", "how_long", "work"
# What keeps a person from going where they should go: it has an answer while that matters.
OBJECTIONS = {"which_hospital", "drive_myself", "too_expensive", "sent_home", "not_today"}
# What is said once an emergency was told, and needs no more than a line that repeats what to do.
THANKS = "thanks"
# Whoever says that it was no wish to die is heard. It takes nothing back: a person asks.
MEANT_PAIN = "meant_pain"
IN_EMERGENCY = frozenset(
    {
        "help_called", "there_now", "going_now", "scared", "what_to_tell", "alone_with_children",
        "no_ride", THANKS, MEANT_PAIN,
    }
)  # fmt: skip
OF_EMERGENCY = frozenset(OBJECTIONS) | IN_EMERGENCY
OF_TODAY = frozenset({*OBJECTIONS, "no_doctor", WHEN_TO_WORRY} - {"drive_myself"})
OF_VISIT = frozenset(
    {VISIT_LENGTH, "referral", "bring", "video_visit", WHO_SEES, "reminder", "change_later"}
)
# What has an answer at any time that nothing urgent stands.
ANYTIME = OF_VISIT | {"scan", "no_advice", WORK}
# While questions are open: how many, and how long it will last.
BEFORE = ANYTIME | {HOW_LONG, "next_steps"}
OF_LATER = frozenset({WHEN_TO_WORRY, HOW_LONG}) | ANYTIME
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
    heard = heard.asked()
    level = slots.get("disposition")
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
    if level in LASTING and heard.intent == "thank":
        asked.append(THANKS)
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    is_sign = any(one.get("assertion") in ("present", "unsure") for one in signs)
    has_own = (heard.intent or "").startswith(NO_ASIDE) and level not in TODAY
    is_statement = not is_decided and (_tells(heard) or not heard.says("asks"))
    is_deaf = heard.is_tap() or heard.is_taken_over or is_sign or has_own or is_statement
    return asked[0] if asked and not is_deaf else None


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
        if aside in (ANYTIME if is_decided else BEFORE) - {WORK}:
            return None
        if aside == WORK:
            is_said = MODIFYING in (tracker.slots.get("advice") or ())
            return protocol.advice.items[MODIFYING].text if is_said else None
        return protocol.dispositions[Disposition(tracker.slots["disposition"])].text

    def _within(self, tracker: Tracker) -> str:
        hours = tracker.slots.get("within_hours")
        days = self.care.protocol.visit_working_days
        return "" if hours is None else limit_in_words(int(hours), days)
