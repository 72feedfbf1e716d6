"""The screen that every message passes."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.asides import ANSWER, aside_in
from actions.closing import forgotten
from actions.complaints import BEGIN, complains
from actions.contact import is_question
from actions.correcting import form_agreed_to, only_asks
from actions.danger_asked import asks_of_danger
from actions.danger_of_others import only_names_danger
from actions.hearing import Changes, hear, opened_lists
from actions.hearing_visit import VisitEar
from actions.message import Heard, moment_of
from actions.newness import SLOT as NEW_OR_WORSE
from actions.not_understood import NO_ANSWER_OF_ITS_OWN, open_again
from actions.not_understood import SLOT as MISSES
from actions.queue.desk import StaffDesk
from actions.remarking import LEAVE_OPEN, asks_for_time, is_new_as_answer, remark_on
from actions.rest_denied import tells_of_no_list
from actions.slots import (
    ABOUT_VISIT,
    AGE,
    CONFIRMED,
    CONTACT_NAME,
    CONTACT_PHONE,
    CONTACT_TIMES,
    DURATION,
    FACTS,
    LANGUAGE,
    LASTING,
    SEVERITY,
    TODAY,
    TRIAGE_FORM,
    Slots,
)
from actions.told_aside import without_asides
from actions.triage.protocol import Protocol
from actions.turning import Turning
from actions.visit_alone import is_about_visit, without_signs
from actions.whose import SLOT as ABOUT_WHOM
from actions.whose import WAITING, unanswered, with_signs_of_patient, without_person
from actions.wording import alone_in_words

LISTEN = "action_listen"
REQUESTED = "requested_slot"
OUTSIDE = "utter_out_of_scope"
OF_THE_PATIENT = frozenset({"proxy", "writes_for_other"})
# What is asked of a person who is to be called or seen.
CONTACT = frozenset({CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES})


class ActionValidateSlotMappings(Action):
    """Listens for signs of danger in every message, whatever was being asked."""

    def __init__(self, protocol: Protocol, desk: StaffDesk, ear: VisitEar) -> None:
        """Keep which signs there are, who knows what staff closed, and how times are heard."""
        self.protocol = protocol
        self.desk = desk
        self.ear = ear

    def name(self) -> str:
        """Return the name under which Rasa runs it after every message."""
        return "action_validate_slot_mappings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Set the slots that the message changes; an emergency that staff closed ends first."""
        heard, as_told = without_asides(Heard.from_tracker(tracker), tracker.slots, self.protocol)
        heard = without_signs(heard, tracker.slots, self.ear.reader)
        is_over = await self.desk.has_closed_emergency(tracker)
        before: list[EventType] = []
        cleared = forgotten(tracker.slots, heard) if is_over else {}
        if not is_over:
            turned = Turning.of(heard, tracker, self.protocol, dispatcher).events()
            if turned is not None:
                return turned
            heard = without_person(with_signs_of_patient(heard, tracker.slots), tracker.slots)
            cleared = unanswered(heard, tracker.slots)
            if _gives_up(cleared, tracker.slots):
                before = [ActiveLoop(None), SlotSet("requested_slot", None)]
                heard = replace(heard, active_form=None, requested_slot=None)
        cleared |= as_told
        slots = tracker.slots | cleared
        visit = self.ear.given(heard.with_wish(), slots, moment_of(tracker, self.desk.clock))
        changes = cleared | hear(heard, slots, self.protocol, visit)
        if _is_opening(heard, slots) and only_names_danger(heard, changes):
            # Whoever cannot be woken is asked no questions of a back.
            changes = {name: one for name, one in changes.items() if name not in OF_THE_PATIENT}
        if is_about_visit(heard, slots | changes, self.ear.reader):
            # The read-back of before is not to be opened by words about the visit.
            changes = {**changes, ABOUT_VISIT: True}
            changes.pop(CONFIRMED, None)
        next_action = self._next(heard, changes, slots)
        # What is answered needs no remark.
        remark = None if next_action == ANSWER else remark_on(heard, changes, tracker.slots)
        changes |= self._say(remark, heard, changes, slots, dispatcher)
        events = [*before, *(SlotSet(name, value) for name, value in changes.items())]
        if _is_own_language_again(changes, slots):
            # A number was being taken, since no question could be asked.
            closed = {REQUESTED: None, "contact_purpose": None, "hand_off": None}
            events += [ActiveLoop(None), *(SlotSet(name, one) for name, one in closed.items())]
            return [*events, FollowupAction(TRIAGE_FORM)]
        return [*events, FollowupAction(next_action)] if next_action else events

    def _say(
        self,
        remark: str | None,
        heard: Heard,
        changes: Changes,
        slots: Slots,
        dispatcher: CollectingDispatcher,
    ) -> Changes:
        """Say the remark, or what is noted; return how often the question was left open."""
        if remark is not None and not heard.is_taken_over:
            dispatcher.utter_message(response=remark)
            return open_again(heard, dispatcher, slots) if remark in LEAVE_OPEN else {}
        if noted := self._noted(heard, changes, slots):
            dispatcher.utter_message(response="utter_noted", facts=noted)
        return {}

    def _next(self, heard: Heard, changes: Changes, slots: Slots) -> str | None:
        """Return the action that a message needs whatever it was taken for; None for most."""
        if _opens_lists(heard, changes, slots):
            return TRIAGE_FORM
        if changes.get("alert") or heard.is_taken_over or heard.is_tap():
            return None
        is_opening = _is_opening(heard, slots)
        is_for_another = is_opening and only_names_danger(heard, changes)
        if is_for_another or asks_for_time(heard, changes, slots):
            return LISTEN
        if agreed := form_agreed_to(changes):
            return agreed
        is_new = is_new_as_answer(heard) or _is_number_beside(heard, changes)
        is_new = is_new or tells_of_no_list(heard)
        # It has its remark: that nothing was understood would be said beside it.
        if is_new or (heard.requested_slot == NEW_OR_WORSE and changes.get(MISSES)):
            return TRIAGE_FORM
        is_told = complains(heard, slots) or asks_of_danger(heard, changes, slots, self.protocol)
        if is_told or (is_opening and heard.says("own_language")):
            return BEGIN
        if heard.intent in NO_ANSWER_OF_ITS_OWN and only_asks(heard, slots):
            return OUTSIDE
        is_urgent = slots.get("disposition") in LASTING
        return ANSWER if not is_urgent and aside_in(heard, slots) else None

    def _noted(self, heard: Heard, changes: Changes, slots: Slots) -> str:
        """Return in words what a message tells beside the question, which is asked again."""
        asked = heard.requested_slot
        is_form = asked in FACTS if heard.active_form == TRIAGE_FORM else asked in CONTACT
        is_form = is_form and not heard.is_tap()
        is_answered = asked in heard.filled or changes.get(asked or "") or changes.get("alert")
        if not is_form or is_answered or heard.is_taken_over or is_question(heard):
            return ""
        told = {name: changes.get(name, slots.get(name)) for name in FACTS if name in heard.filled}
        return ", ".join(
            alone_in_words(self.protocol.facts[name], value)
            for name, value in told.items()
            if value is not None
        )


def _is_opening(heard: Heard, slots: Slots) -> bool:
    """Tell whether nothing is asked, and nothing was decided."""
    return heard.active_form is None and slots.get("disposition") is None


def _gives_up(cleared: Changes, slots: Slots) -> bool:
    """Tell whether a question after the answer is given up: the form was opened for it alone."""
    told = slots.get(WAITING) or {}
    is_open = slots.get("requested_slot") == ABOUT_WHOM
    return is_open and WAITING in cleared and cleared[WAITING] is None and told["form"] is None


def _is_number_beside(heard: Heard, changes: Changes) -> bool:
    """Tell whether the number that was asked for stands in a message about something else.

    "8 with meds" asks nothing of medicines.
    """
    asked = heard.requested_slot
    is_given = asked in {DURATION, SEVERITY, AGE} and asked not in heard.filled
    is_asked = heard.question is not None or is_question(heard)
    return is_given and changes.get(asked or "") is not None and not is_asked


def _is_own_language_again(changes: Changes, slots: Slots) -> bool:
    """Tell whether the questions can be asked now that were put off for the person's language."""
    is_back = slots.get(LANGUAGE) is not None and LANGUAGE in changes
    return is_back and changes[LANGUAGE] is None and slots.get("disposition") not in TODAY


def _opens_lists(heard: Heard, changes: Changes, slots: Slots) -> bool:
    """Tell whether a list is to be asked again after the advice, where no rule would ask it."""
    is_over = heard.active_form != TRIAGE_FORM and slots.get("disposition") is not None
    is_held = heard.is_taken_over or slots.get("disposition") in LASTING
    # "Jane Falls" is a name before it is a doubt.
    is_held = is_held or bool(changes.get("alert") or changes.get(CONTACT_NAME))
    return is_over and not is_held and bool(opened_lists(changes, slots))
