"""How a conversation begins, begins again, and ends early."""

from __future__ import annotations

from rasa_sdk.events import (
    ActiveLoop,
    EventType,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import SMS_CHANNELS, Care
from actions.finish_booking import forgotten_booking
from actions.introduction import introduce
from actions.message import Heard
from actions.places import standing_place
from actions.sign_while_booking import RESPONSE as SIGN_RESPONSE
from actions.sign_while_booking import SLOT as SIGN_WHILE_BOOKING
from actions.slots import (
    BOOKING_FORM,
    DANGER_SIGNS,
    FACTS,
    LASTING,
    TODAY,
    TRIAGE_FORM,
    VISIT_CONFIRMED,
    VISIT_TIME,
    VISIT_WISH,
)
from actions.visits import Visits

TAKE_CONTACT = "action_take_contact"
CHANGE_VISIT = "action_change_booking"

# An emergency lasts until staff close it: neither time nor "start over" may wipe it out.
LASTING_SLOTS = (
    "disposition",
    "within_hours",
    "rule_id",
    "reasons",
    "protocol_version",
    "red_flags",
    "red_flags_told",
    "findings",
    "introduced",
    "contact_name",
    "contact_phone",
    "booking_reference",
    "queue_item",
)


class ActionSessionStart(Action):
    """Starts a session; an emergency that staff have not closed goes with it."""

    def name(self) -> str:
        """Return Rasa's name for it."""
        return "action_session_start"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Forget the last session, except for what must last.

        By text message the first words say who this is and how to opt out, whatever was asked.
        """
        events = [SessionStarted(), *_lasting(tracker)]
        channel = (tracker.slots.get("session_started_metadata") or {}).get("channel")
        if channel not in SMS_CHANNELS:
            return events
        dispatcher.utter_message(response="utter_introduction")
        return [*events, SlotSet("introduced", value=True)]


class ActionRestart(Action):
    """Starts over when the person asks for it."""

    def name(self) -> str:
        """Return Rasa's name for it."""
        return "action_restart"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Forget what was said, except for what must last, and say so."""
        lasting = _lasting(tracker)
        dispatcher.utter_message(response="utter_restart_emergency" if lasting else "utter_restart")
        introduced = SlotSet("introduced", tracker.slots.get("introduced"))
        return [Restarted(), introduced, *lasting]


class ActionIntroduce(Action):
    """Says once in a conversation what this is and what to do in an emergency."""

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_introduce"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Introduce the assistant unless that was done."""
        return introduce(dispatcher, tracker)


class ActionBeginTriage(Action):
    """Begins the questions when a message told something, though not what it wants."""

    def name(self) -> str:
        """Return the name that config.yml gives to the fallback."""
        return "action_begin_triage"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Introduce the assistant unless that was done, and open the triage form.

        A day that is named after the answer is no news of the pain: it is wished for the visit.
        """
        if tracker.slots.get("disposition") is not None and _wishes_time(tracker):
            has_visit = tracker.slots.get("booking_reference") is not None
            return [FollowupAction(CHANGE_VISIT if has_visit else TAKE_CONTACT)]
        return [*introduce(dispatcher, tracker), FollowupAction(TRIAGE_FORM)]


class ActionBreakIntoBooking(Action):
    """Looks at a sign that is told while a visit is booked, before anything is booked."""

    def __init__(self, visits: Visits) -> None:
        """Keep the appointment book."""
        self.visits = visits

    def name(self) -> str:
        """Return the name that an interrupt of config.yml has."""
        return "action_break_into_booking"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Give the held time back, and go on with the questions."""
        await self.visits.release(tracker)
        dispatcher.utter_message(response=SIGN_RESPONSE)
        begun_anew = (SIGN_WHILE_BOOKING, VISIT_TIME, VISIT_CONFIRMED)
        return [*(SlotSet(name, None) for name in begun_anew), FollowupAction(TRIAGE_FORM)]


class ActionGoOn(Action):
    """Goes on with the questions, or begins them, after a question of the person was answered."""

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_go_on"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Open the triage form where no form is open, and nothing was decided or a doubt is new."""
        is_busy = bool((tracker.active_loop or {}).get("name"))
        if is_busy or (tracker.slots.get("disposition") is not None and not _has_doubt(tracker)):
            return []
        return [FollowupAction(TRIAGE_FORM)]


class ActionGoOnWhereTold(ActionGoOn):
    """Begins the questions where somebody who asks about the clinic told of the pain, too."""

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_go_on_where_told"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Introduce the assistant and open the form: "back pain, ten weeks, do you take cards?"."""
        heard = Heard.from_tracker(tracker)
        is_told = heard.values("complaint") or heard.values("finding") or heard.filled & {*FACTS}
        begun = await super().run(dispatcher, tracker, domain) if is_told else []
        return [*introduce(dispatcher, tracker), *begun] if begun else []


class ActionStop(Action):
    """Stops asking when the person has had enough."""

    def __init__(self, care: Care, visits: Visits) -> None:
        """Keep the protocol's words, and the appointment book."""
        self.care = care
        self.visits = visits

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Close any form, and say what to look out for; what is urgent is said once more."""
        heard = Heard.from_tracker(tracker)
        if heard.active_form is not None and not heard.is_surely("stop"):
            # "Old enough" and "not quite" look like it: the question is asked again.
            dispatcher.utter_message(response="utter_default")
            return []
        level = tracker.slots.get("disposition")
        closed = [ActiveLoop(None), SlotSet("requested_slot", None)]
        if heard.active_form == BOOKING_FORM:
            await self.visits.release(tracker)
            dispatcher.utter_message(response="utter_stopped_booking")
            return [*forgotten_booking(), *closed]
        if level in TODAY:
            place = standing_place(tracker.slots, self.care.protocol)
            dispatcher.utter_message(response="utter_stopped_urgent")
            dispatcher.utter_message(text=self.care.say(place, tracker))
        elif level is not None and heard.active_form != TRIAGE_FORM:
            await self._stop_after_answer(dispatcher, tracker)
        else:
            dispatcher.utter_message(response="utter_stopped")
        return closed

    async def _stop_after_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Say that all was told, and that a visit is not called off by that."""
        booked = await self.visits.booked(tracker)
        if booked is not None:
            dispatcher.utter_message(response="utter_visit_stays", **self.visits.when(booked.slot))
        dispatcher.utter_message(response="utter_stopped_after_answer")


class ActionDeclineComplaint(Action):
    """Says that a complaint about another part of the body is not for this assistant (rule D50)."""

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_decline_complaint"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say so; what was decided about the back before stands."""
        dispatcher.utter_message(response="utter_other_body_part")
        if tracker.slots.get("disposition") is not None or tracker.active_loop.get("name"):
            return []
        return [SlotSet("disposition", "out_of_scope"), SlotSet("rule_id", "D50")]


def _wishes_time(tracker: Tracker) -> bool:
    """Tell whether this message named a time for a visit."""
    told = [event for event in tracker.events if event["event"] == "slot"]
    return any(event["name"] == VISIT_WISH and event["value"] for event in told)


def _has_doubt(tracker: Tracker) -> bool:
    """Tell whether a sign is doubted that was not asked about yet, and nothing urgent stands."""
    if tracker.slots.get("disposition") in TODAY or tracker.slots.get(DANGER_SIGNS) is not None:
        return False
    findings = (tracker.slots.get("findings") or {}).values()
    return any(one.get("assertion") == "unsure" for one in findings)


def _lasting(tracker: Tracker) -> list[EventType]:
    if tracker.slots.get("disposition") not in LASTING:
        return []
    return [SlotSet(name, tracker.slots.get(name)) for name in LASTING_SLOTS]
