"""The clinic's advice that fits, each with its caution, and when to come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.rechecks import SELF_CARE, Rechecks
from actions.care import Care, is_sms
from actions.message import Heard
from actions.recheck import promise_recheck
from actions.slots import LASTING, SAME_DAY
from actions.triage.advice import UNKNOWN_INJURY
from actions.triage.protocol import AdviceItem

ADVICE_LEFT = "advice_left"
TAKE_CONTACT = "action_take_contact"
OFFER = "action_offer_next_step"
# Letters of the text messages of one turn, and of what comes after the advice in it: the safety
# net, the offer of a visit and the line that tells of more.
ROOM_OF_TURN = 860
ROOM_OF_REST = 120
ROOM_OF_PROMISE = 60
# The advice that the remarks by activity belong to.
MODIFYING = "A10"


class ActionGiveAdvice(Action):
    """Passes on the advice that the decision chose, and always the safety net."""

    def __init__(self, care: Care, rechecks: Rechecks) -> None:
        """Keep the protocol, and what plans to ask again."""
        self.care = care
        self.rechecks = rechecks

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_give_advice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say each piece of advice, then when to come back, and that we ask again."""
        safety_net = self.care.say(self.care.protocol.texts["safety_net"], tracker)
        if tracker.slots.get("disposition") in LASTING:
            safety_net = ""
        is_self_care = tracker.slots.get("disposition") in SELF_CARE
        rest = len(safety_net) + (ROOM_OF_PROMISE if is_self_care else 0)
        events = self._advise(dispatcher, tracker, rest)
        if safety_net:
            dispatcher.utter_message(text=safety_net)
        if is_self_care:
            await promise_recheck(self.rechecks, self.care, dispatcher, tracker)
        return events

    def _advise(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, rest: int
    ) -> list[EventType]:
        book = self.care.protocol.advice
        codes = tracker.slots.get("advice") or []
        if is_sms(tracker):
            return say_what_fits(codes, _said(tracker) + rest, self.care, dispatcher, tracker)
        items = [book.items[code] for code in codes]
        notes = notes_for(tracker, self.care)
        parts = [self._item(item, notes.get(item.id), tracker) for item in items]
        activity = book.activity_notes.get(tracker.slots.get("activity") or "")
        # The remark tells how to change an activity: where that is withheld, so is the remark.
        if MODIFYING in (item.id for item in items) and activity is not None:
            parts.append(self.care.say(activity, tracker))
        if parts:
            sources = dict.fromkeys(source for item in items for source in item.sources)
            parts.append(f"({self.care.cited(sources)}.)")
            dispatcher.utter_message(text="\n".join(parts))
        return []

    def _item(self, item: AdviceItem, note: str | None, tracker: Tracker) -> str:
        """Return one piece of advice; `note` fits it to the kind of injury."""
        text = self.care.say(item.text, tracker)
        said = text if note is None else f"{text} {self.care.fill(note)}"
        caution = f" {self.care.fill(item.caution)}" if item.caution else ""
        return f"- {item.title} ({item.id}): {said}{caution}"


class ActionGiveMoreAdvice(Action):
    """Goes on with advice that had no room in the text messages before."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_give_more_advice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say the next pieces, and ask again what was asked when the advice began."""
        left = tracker.slots.get(ADVICE_LEFT) or []
        if not left and _takes_offer(tracker):
            return [FollowupAction(TAKE_CONTACT)]
        if not left:
            is_early = tracker.slots.get("disposition") is None
            response = "utter_advice_comes_later" if is_early else "utter_no_more_advice"
            dispatcher.utter_message(response=response)
            return []
        events = say_what_fits(left, 0, self.care, dispatcher, tracker)
        is_busy = bool((tracker.active_loop or {}).get("name"))
        if is_busy or tracker.slots.get("disposition") in SAME_DAY | LASTING:
            return events
        return [*events, FollowupAction(OFFER)]


def _takes_offer(tracker: Tracker) -> bool:
    """Tell whether "go on then" takes the visit that was offered last."""
    is_open = tracker.slots.get("contact_purpose") == "consultation"
    is_open = is_open and not tracker.slots.get("booking_reference")
    is_busy = bool((tracker.active_loop or {}).get("name"))
    return is_open and not is_busy and Heard.from_tracker(tracker).says("all_right")


def say_what_fits(
    codes: Sequence[str],
    said: int,
    care: Care,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
) -> list[EventType]:
    """Say the first pieces of advice that fit beside what is said already; keep the rest."""
    room = ROOM_OF_TURN - ROOM_OF_REST - said
    texts = advice_texts(codes, care, tracker)
    shown = 0
    while shown < len(texts) and sum(map(len, texts[: shown + 1])) <= room:
        shown += 1
    for text in texts[:shown]:
        dispatcher.utter_message(text=text)
    left = list(codes[shown:])
    if left:
        dispatcher.utter_message(response="utter_more_advice")
    return [SlotSet(ADVICE_LEFT, left or None)]


def advice_texts(codes: Sequence[str], care: Care, tracker: Tracker) -> list[str]:
    """Return each piece as a text message, with what fits the person's activity."""
    book = care.protocol.advice
    notes = notes_for(tracker, care)
    texts = [by_sms(book.items[code], care, notes.get(code)) for code in codes]
    activity = book.activity_notes.get(tracker.slots.get("activity") or "")
    if MODIFYING in codes and activity is not None:
        texts[list(codes).index(MODIFYING)] += f" {care.say(activity, tracker)}"
    return texts


def by_sms(item: AdviceItem, care: Care, note: str | None = None) -> str:
    """Return one piece of advice with its caution; `note` fits it to the kind of injury."""
    parts = (care.fill(part) for part in (item.text.sms, note or "", item.caution))
    return " ".join(part for part in parts if part)


def notes_for(tracker: Tracker, care: Care) -> Mapping[str, str]:
    """Return what is added to pieces of advice for this person's kind of injury, by code."""
    injury = tracker.slots.get("injury_type") or UNKNOWN_INJURY
    return care.protocol.advice.plans[injury].notes


def _said(tracker: Tracker) -> int:
    """Return how many letters this turn has said already."""
    return sum(len(event.get("text") or "") for event in tracker.events if event["event"] == "bot")
