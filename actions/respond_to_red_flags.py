"""What is said as soon as a sign of danger is heard, whatever was being asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.alerting import sure_so_far
from actions.asides import COLLAPSED, DRIVE_THEM, IN_EMERGENCY, aside_in
from actions.cards import emergency_card
from actions.care import URGENT as MUST_ARRIVE
from actions.care import Care
from actions.contact import FORM as CONTACT_FORM
from actions.hand_off import pass_on
from actions.introduction import introduce
from actions.message import Heard
from actions.newness import UNDATED
from actions.places import standing_place
from actions.queue.desk import StaffDesk, is_called
from actions.slots import (
    BOOKING_FORM,
    LANGUAGE,
    LASTING,
    TODAY,
    TRIAGE_FORM,
    decision_slots,
)
from actions.telling import URGENT, deciding_reasons, tell_decision
from actions.triage.decision import Decision, urgency_so_far
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition
from actions.triage.staff import StaffLevel
from actions.visits import Visits
from actions.visits_set_aside import set_aside

DESPAIR = "despair"
MOST_REASONS = 2
HELPED = frozenset({"there_now", "help_called"})


class ActionRespondToRedFlags(Action):
    """Answers new red flags at once: emergency now, the rest in their turn."""

    def __init__(self, care: Care, desk: StaffDesk, visits: Visits) -> None:
        """Keep the protocol, who calls staff, and what is booked."""
        self.care = care
        self.desk = desk
        self.visits = visits

    def name(self) -> str:
        """Return the name that config.yml gives to the interrupt."""
        return "action_respond_to_red_flags"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say what the signs heard so far call for, and mark them as answered."""
        told = [SlotSet("alert", None), SlotSet("red_flags_told", _all_told(tracker))]
        sure = sure_so_far(tracker.slots, self.care.protocol, is_taken_over=tracker.is_paused())
        decision = urgency_so_far(sure, self.care.protocol)
        kept = [] if decision is None else _kept(decision, sure)
        stands = tracker.slots.get("disposition") in LASTING
        heard = Heard.from_tracker(tracker)
        objection = aside_in(heard, tracker.slots)
        if objection is not None and (objection == COLLAPSED or not _fresh(tracker)):
            self._answer_aside(objection, decision, dispatcher)
            if objection in IN_EMERGENCY and not _fresh(tracker):
                return [*told, *([] if _active(tracker) == CONTACT_FORM else _closed())]
        if decision is None or decision.disposition not in URGENT:
            if stands:
                events = self._remind(dispatcher, tracker)
            else:
                events = self._note(decision, kept, dispatcher, tracker)
        else:
            events = self._call_out(decision, kept, dispatcher, tracker)
        called = await self._call_staff(decision, tracker)
        aside: list[EventType] = []
        if decision is not None and decision.disposition in TODAY and _fresh(tracker):
            aside = await set_aside(self.visits, dispatcher, tracker)
        return [*told, *aside, *events, *called]

    def _answer_aside(
        self, aside: str, decision: Decision | None, dispatcher: CollectingDispatcher
    ) -> None:
        """Say what fits; with the reason, and what to do at once where that is more than to go."""
        reasons = () if decision is None else deciding_reasons(decision)[:MOST_REASONS]
        flags = self.care.protocol.red_flags
        signs = (flags[one].short for one in (decision.red_flags if decision else ()))
        if aside == DRIVE_THEM and decision is not None and decision.no_ride:
            aside = "no_drive"
        # With help on its way, or there, nobody is told to call for it.
        is_helped = decision is not None and decision.no_ride and aside in HELPED
        do_now = () if decision is None or is_helped else decision.do_now
        dispatcher.utter_message(
            response=f"utter_aside_{aside}",
            do_now=" ".join(map(self.care.fill, do_now)),
            because=" ".join(self.care.fill(one.because) for one in reasons),
            signs="; ".join(map(self.care.fill, signs)),
        )

    async def _call_staff(self, decision: Decision | None, tracker: Tracker) -> list[EventType]:
        """Call staff for what is new and cannot wait until tomorrow, or was not reported yet."""
        calls = _calls(decision, tracker)
        if not calls or (is_called(tracker) and not _fresh(tracker)):
            return []
        level, rule_id = max(calls, key=lambda call: call[0].urgency)
        return await self.desk.call(tracker, level, rule_id)

    def _call_out(
        self,
        decision: Decision,
        kept: list[EventType],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> list[EventType]:
        """Send the person to emergency or crisis help, and stop asking."""
        tell_decision(decision, self.care, dispatcher, tracker)
        events = list(kept)
        # A crisis that was told stays the level, even when a new sign is "only" an emergency.
        if tracker.slots.get("disposition") == Disposition.CRISIS.value:
            events.append(SlotSet("disposition", Disposition.CRISIS.value))
        events.append(SlotSet("introduced", value=True))
        is_first = tracker.slots.get("disposition") not in LASTING
        return [*events, *self._take_number(dispatcher, tracker, is_first=is_first)]

    def _take_number(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, *, is_first: bool
    ) -> list[EventType]:
        """Ask once for a number to call back, after the answer, and close what was open."""
        if not is_first:
            return [] if _active(tracker) == CONTACT_FORM else _closed()
        dispatcher.utter_message(**self.care.by_hours("utter_contact_after_warning", tracker))
        return [
            *_closed(),
            SlotSet("contact_purpose", "callback"),
            FollowupAction(CONTACT_FORM),
        ]

    def _remind(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Repeat an emergency that staff have not closed."""
        level = Disposition(tracker.slots["disposition"])
        text = self.care.say(standing_place(tracker.slots, self.care.protocol), tracker)
        card = emergency_card(self.care, level, text, tracker.slots.get(LANGUAGE))
        dispatcher.utter_message(text=text, json_message=card, metadata=MUST_ARRIVE)
        if _may_want_to_die(tracker):
            dispatcher.utter_message(response="utter_crisis_line")
        return [] if _active(tracker) == CONTACT_FORM else _closed()

    def _note(
        self,
        decision: Decision | None,
        kept: list[EventType],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> list[EventType]:
        """Say that a sign was noted, give a same-day answer now, and go on with the screen."""
        is_foreign = tracker.slots.get(LANGUAGE) is not None
        events = introduce(dispatcher, tracker)
        may_be_emergency = bool(tracker.slots.get(UNDATED)) and (
            tracker.slots.get("urgency_so_far") == Disposition.EMERGENCY
        )
        is_today = decision is not None and decision.disposition is Disposition.SAME_DAY
        # "Urgent care" beside "if so, go to the emergency room" would only confuse.
        is_all_told = tracker.slots.get("alert") == [DESPAIR]
        if decision is not None and is_today and not (may_be_emergency or is_all_told):
            tell_decision(decision, self.care, dispatcher, tracker)
            events += kept
        elif not is_foreign:
            self._acknowledge(dispatcher, tracker)
        if is_foreign:
            return [*events, *pass_on(self.care, dispatcher, tracker)]
        # Whoever may want to die is asked before a name is.
        has_to_ask = bool(tracker.slots.get(UNDATED)) or _may_want_to_die(tracker)
        if _active(tracker) in (None, BOOKING_FORM) or (
            has_to_ask and _active(tracker) != TRIAGE_FORM
        ):
            events.append(FollowupAction(TRIAGE_FORM))
        return events

    def _acknowledge(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        waiting = tracker.slots.get(UNDATED) or ()
        flags = [
            self.care.protocol.red_flags[flag]
            for flag in tracker.slots.get("alert") or ()
            # The question about the age of a sign names it.
            if flag in self.care.protocol.red_flags and flag not in waiting
        ]
        if flags:
            dispatcher.utter_message(
                text=" ".join(self.care.fill(flag.acknowledge) for flag in flags)
            )


def _kept(decision: Decision, presentation: Presentation) -> list[EventType]:
    slots = decision_slots(decision, presentation, concluded=False)
    return [SlotSet(name, value) for name, value in slots.items()]


def _calls(decision: Decision | None, tracker: Tracker) -> list[tuple[StaffLevel, str | None]]:
    """Return the level and rule of what was decided now, and of what was told before."""
    levels: list[tuple[Any, str | None]] = [
        (tracker.slots.get("disposition"), tracker.slots.get("rule_id"))
    ]
    if decision is not None:
        levels.insert(0, (decision.disposition.value, decision.rule_id))
    return [(StaffLevel(level), rule_id) for level, rule_id in levels if level in TODAY]


def _fresh(tracker: Tracker) -> bool:
    """Tell whether the alert holds a sign that was not answered before.

    Where the sign was denied since, the alert names the level that stands.
    """
    told = {*(tracker.slots.get("red_flags_told") or ()), tracker.slots.get("disposition")}
    return any(flag not in told for flag in tracker.slots.get("alert") or ())


def _may_want_to_die(tracker: Tracker) -> bool:
    return DESPAIR in (tracker.slots.get("alert") or ())


def _all_told(tracker: Tracker) -> list[str]:
    told = tracker.slots.get("red_flags_told") or []
    return list(dict.fromkeys([*told, *(tracker.slots.get("alert") or [])]))


def _active(tracker: Tracker) -> str | None:
    return (tracker.active_loop or {}).get("name")


def _closed() -> list[EventType]:
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
