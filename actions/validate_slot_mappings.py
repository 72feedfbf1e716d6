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
from actions.contradiction import KEPT
from actions.corrected_values import corrected
from actions.correcting import form_agreed_to, only_asks
from actions.danger_of_others import RESPONSE as DANGER_OF_ANOTHER
from actions.danger_of_others import names_danger_of_another
from actions.hearing import Changes, hear, opened_lists
from actions.hearing_visit import VisitEar
from actions.message import REFUSALS, Heard, moment_of
from actions.newness import SLOT as NEW_OR_WORSE
from actions.newness import is_none_of, refuses
from actions.not_understood import NO_ANSWER_OF_ITS_OWN
from actions.not_understood import SLOT as MISSES
from actions.only_danger import asks_who
from actions.queue.desk import StaffDesk
from actions.slots import (
    ABOUT_VISIT,
    AGE,
    CONTACT_NAME,
    DURATION,
    FACTS,
    LANGUAGE,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    SEVERITY,
    TODAY,
    TRIAGE_FORM,
    UNKNOWN_WORD,
    Slots,
)
from actions.taking_back import signs_meant
from actions.told_aside import without_asides
from actions.triage.protocol import Protocol
from actions.turning import Turning
from actions.whose import SLOT as ABOUT_WHOM
from actions.whose import WAITING, unanswered, without_person
from actions.wording import alone_in_words

LEG = "leg_pain"
LISTEN = "action_listen"
REQUESTED = "requested_slot"
OUTSIDE = "utter_out_of_scope"
MOST_WORDS_OF_NEW = 2  # "new", "its new"

# Messages that are meant as an answer to a list, whatever they hold: these, and all that inform.
ANSWERS = ("affirm", "deny", "dont_know", "report_", "correct_fact", "other_body_part", "inform_")


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
        is_over = await self.desk.has_closed_emergency(tracker)
        before: list[EventType] = []
        cleared = forgotten(tracker.slots, heard) if is_over else {}
        if not is_over:
            turned = Turning.of(heard, tracker, self.protocol, dispatcher).events()
            if turned is not None:
                return turned
            heard = without_person(heard, tracker.slots)
            cleared = unanswered(heard, tracker.slots)
            if _gives_up(cleared, tracker.slots):
                before = [ActiveLoop(None), SlotSet("requested_slot", None)]
                heard = replace(heard, active_form=None, requested_slot=None)
        cleared |= as_told
        slots = tracker.slots | cleared
        visit = self.ear.given(heard, slots, moment_of(tracker, self.desk.clock))
        changes = cleared | hear(heard, slots, self.protocol, visit)
        if self.ear.is_about_visit(heard, slots | changes):
            changes[ABOUT_VISIT] = True
        next_action = self._next(heard, changes, slots)
        # What is answered needs no remark.
        remark = None if next_action == ANSWER else _remark(heard, changes, tracker.slots)
        if remark is not None and not heard.is_taken_over:
            dispatcher.utter_message(response=remark)
        elif noted := self._noted(heard, changes, slots):
            dispatcher.utter_message(response="utter_noted", facts=noted)
        events = [*before, *(SlotSet(name, value) for name, value in changes.items())]
        if _is_own_language_again(changes, slots):
            # A number was being taken, since no question could be asked.
            closed = {REQUESTED: None, "contact_purpose": None, "hand_off": None}
            events += [ActiveLoop(None), *(SlotSet(name, one) for name, one in closed.items())]
            return [*events, FollowupAction(TRIAGE_FORM)]
        return [*events, FollowupAction(next_action)] if next_action else events

    def _next(self, heard: Heard, changes: Changes, slots: Slots) -> str | None:
        """Return the action that a message needs whatever it was taken for; None for most."""
        if _opens_lists(heard, changes, slots):
            return TRIAGE_FORM
        if changes.get("alert") or heard.is_taken_over or heard.is_tap():
            return None
        if _asks_for_time(heard, changes, slots):
            return LISTEN
        if agreed := form_agreed_to(changes):
            return agreed
        is_new = _is_new_as_answer(heard) or _is_number_beside(heard, changes)
        # It has its remark: that nothing was understood would be said beside it.
        if is_new or (heard.requested_slot == NEW_OR_WORSE and changes.get(MISSES)):
            return TRIAGE_FORM
        is_opening = heard.active_form is None and slots.get("disposition") is None
        if complains(heard, slots) or (is_opening and heard.says("own_language")):
            return BEGIN
        if heard.intent in NO_ANSWER_OF_ITS_OWN and only_asks(heard, slots):
            return OUTSIDE
        is_urgent = slots.get("disposition") in LASTING
        return ANSWER if not is_urgent and aside_in(heard, slots) else None

    def _noted(self, heard: Heard, changes: Changes, slots: Slots) -> str:
        """Return in words what a message tells beside the question, which is asked again."""
        asked = heard.requested_slot
        is_form = heard.active_form == TRIAGE_FORM and asked in FACTS and not heard.is_tap()
        is_answered = asked in heard.filled or changes.get(asked or "") or changes.get("alert")
        if not is_form or is_answered or heard.is_taken_over or is_question(heard):
            return ""
        before = slots.get(KEPT) or {}
        told = {name: changes.get(name, slots.get(name)) for name in FACTS if name in heard.filled}
        return ", ".join(
            alone_in_words(self.protocol.facts[name], value)
            for name, value in told.items()
            if value is not None and value != before.get(name)
        )


def _gives_up(cleared: Changes, slots: Slots) -> bool:
    """Tell whether a question after the answer is given up: the form was opened for it alone."""
    told = slots.get(WAITING) or {}
    is_open = slots.get("requested_slot") == ABOUT_WHOM
    return is_open and WAITING in cleared and cleared[WAITING] is None and told["form"] is None


def _is_new_as_answer(heard: Heard) -> bool:
    """Tell whether "new" answers a question: no interview is thrown away for it."""
    is_short = len(heard.text.split()) <= MOST_WORDS_OF_NEW and heard.values("onset")
    return bool(is_short) and heard.may_mean({"restart"}) and heard.active_form is not None


def _is_number_beside(heard: Heard, changes: Changes) -> bool:
    """Tell whether the number that was asked for stands in a message about something else.

    "8 with meds" asks nothing of medicines.
    """
    asked = heard.requested_slot
    is_given = asked in {DURATION, SEVERITY, AGE} and asked not in heard.filled
    return is_given and changes.get(asked or "") is not None and not is_question(heard)


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


def _remark(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for an answer that leaves the question open."""
    is_new_proxy = changes.get("writes_for_other") and slots.get("introduced")
    if is_new_proxy and not changes.get("alert"):
        return "utter_for_whom"
    if names_danger_of_another(heard) and not changes.get("alert"):
        return DANGER_OF_ANOTHER
    if slots.get("disposition") in LASTING and _takes_back(heard, changes):
        return "utter_emergency_stands"
    if _asks_again(changes, slots):
        is_doubt = any(one.get("assertion") in {"unsure", "present"} for one in heard.entities)
        return "utter_asked_by_itself" if is_doubt else "utter_list_again"
    if _is_new_as_answer(heard) and heard.requested_slot in FACTS:
        return "utter_noted_as_new"
    is_told = heard.intent == "correct_fact" and heard.filled.intersection(FACTS)
    is_changed = slots.get("introduced") and (is_told or corrected(heard, slots))
    if is_changed and not asks_who(heard):
        return "utter_changed"
    return _remark_on_answer(heard, changes, slots)


def _takes_back(heard: Heard, changes: Changes) -> bool:
    """Tell whether a message says, in an emergency, that its sign is not there or was a slip."""
    if any(one.get("assertion") == "absent" for one in heard.entities):
        return True
    # What puts a name or a number right is none: nothing is told once more then.
    is_slip = heard.says("mistake", "answers_amended", "lied")
    return bool(changes.get("alert")) and is_slip and not heard.values("finding")


def _remark_on_answer(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for what a message answers, or does not, to the question on show."""
    asked = heard.requested_slot
    is_kept = changes.get(asked or "") == UNKNOWN_WORD and not changes.get("alert")
    if is_kept and heard.intent not in REFUSALS:
        return "utter_noted_as_told"
    if asked == NEW_OR_WORSE and changes.get(MISSES):
        return _remark_on_age(heard)
    if asked == SELF_HARM_CHECK:
        return _remark_on_check(changes, slots)
    if asked == LEG and _says_half(heard, changes):
        return "utter_leg_how_far"
    if asked not in SCREENS:
        return "utter_declined" if changes.get("declined") else None
    return _remark_on_screen(heard, changes, slots)


def _remark_on_age(heard: Heard) -> str:
    """Return what is said to an answer that does not tell how old a sign is."""
    if refuses(heard):
        return "utter_first_the_answer"
    return "utter_not_new_or_not_there" if is_none_of(heard) else "utter_needs_yes_or_no"


def _remark_on_check(changes: Changes, slots: Slots) -> str | None:
    """Return what is said to an answer about thoughts of suicide that is no yes."""
    if changes.get("alert"):
        return None
    if changes.get(MISSES):
        return "utter_self_harm_plainly"
    return "utter_self_harm_no" if slots.get(SELF_HARM_CHECK) == "absent" else None


def _says_half(heard: Heard, changes: Changes) -> bool:
    """Tell whether an answer leaves open what was asked: "yes", "a little", "when I cough"."""
    # "No weak legs, just leg pain" denies one thing and tells the other.
    is_sign = bool(heard.values("finding"))
    if signs_meant(heard, "absent") and not signs_meant(heard, "present", "unsure"):
        is_sign = not heard.says("hedged")
    is_told = heard.filled.intersection(FACTS) or is_sign or changes.get("declined")
    is_aside = "?" in heard.text or not (heard.intent or "deny").startswith(ANSWERS)
    return not is_told and not is_aside


def _asks_again(changes: Changes, slots: Slots) -> bool:
    """Tell whether a list that was answered, or an item of it, is asked again."""
    return bool(opened_lists(changes, slots)) and not changes.get("alert")


def _remark_on_screen(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return what is said to an answer that leaves items of a list open."""
    is_answered = changes.get(heard.requested_slot or "") or changes.get("alert")
    if is_answered or heard.intent == "ask_how_to_answer":
        return None
    if heard.intent == "skip":
        return "utter_screen_needs_answer"
    if _asks_for_time(heard, changes, slots):
        return "utter_take_your_time"
    items: list[str] = slots.get("screen_items") or []
    if changes.get("unsure_counts"):
        is_all = all(changes["unsure_counts"].get(item) for item in items)
        return None if is_all else "utter_asked_by_itself"
    if len(items) == 1 and (slots.get("unsure_counts") or {}).get(items[0]):
        is_answered = items[0] in (changes.get("findings") or {})
        return None if is_answered else "utter_needs_yes_or_no"
    is_fact = heard.filled.intersection(FACTS) and heard.intent not in {"affirm", "deny"}
    # "Tooth abscess last week" is kept; which ones, it has said already.
    answered = [item for item in items if item in (changes.get("findings") or {})]
    if answered == items:
        return None
    if is_fact or answered or signs_meant(heard, "present", "absent"):
        return "utter_noted_but_list"
    is_question = "?" in heard.text or heard.says("asks")
    is_aside = is_question or not (heard.intent or "deny").startswith(ANSWERS)
    return None if is_aside else "utter_screen_needs_items"


def _asks_for_time(heard: Heard, changes: Changes, slots: Slots) -> bool:
    """Tell whether a list is left open by who thinks, or will be back: it stands and waits."""
    told = [name for name in changes if changes[name] != slots.get(name)]
    return heard.requested_slot in SCREENS and heard.says("pauses") and not told
