"""The two safety screens as questions: only the items that are still open."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.asked_above import asked, times_above
from actions.cards import checklist
from actions.care import Care, is_sms
from actions.lettering import lettering
from actions.screens import asked_on, screen_state
from actions.slots import presentation_from, red_flag_states
from actions.triage.protocol import RedFlag, Screen

# The words for asking again are long: by text message a few at a time, the rest after them.
MOST_AGAIN_BY_SMS = 4


class ActionAskScreen(Action):
    """Asks one safety screen as a lettered list with a button for each item."""

    def __init__(self, care: Care, screen: str) -> None:
        """Keep the protocol; `screen` is the slot that the answers fill."""
        self.care = care
        self.screen = screen

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return f"action_ask_{self.screen}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask what is open, and remember which letter stands for what."""
        protocol = self.care.protocol
        screen = protocol.screens[self.screen]
        states = red_flag_states(presentation_from(tracker.slots, protocol), protocol)
        unsure = tracker.slots.get("unsure_counts") or {}
        asks = asked_on(self.screen, tracker.slots.get("findings") or {}, protocol)
        items = screen_state(asks, states, unsure).open_items
        doubted = tuple(item for item in items if unsure.get(item))
        # What an answer doubted is asked by itself: a no to a whole list would pass over it.
        items = doubted or items
        if is_sms(tracker) and doubted:
            items = items[:MOST_AGAIN_BY_SMS]
        flags = [protocol.red_flags[item] for item in items]
        times = times_above(self.screen, tracker) if self._is_on_show(items, tracker) else 0
        is_short = is_sms(tracker)
        labels = [
            self.care.fill(
                self._item(flag, is_short=is_short, asked_before=bool(unsure.get(flag.id)))
            )
            for flag in flags
        ]
        intro = self.care.say(screen.intro, tracker)
        lettered = self._lettered(intro, items, labels)
        if times and not doubted:
            above = "rest_of_list_above" if len(items) < len(asks) else "list_above"
            lettered = self.care.say(protocol.texts[above], tracker)
        dispatcher.utter_message(
            text=labels[0] if len(doubted) == 1 else lettered,
            # A text message is answered with the letters of its list.
            buttons=[] if is_sms(tracker) else _buttons(screen, flags),
            # The widget's list has no letters, and is there to tick each time.
            json_message=checklist(screen, intro, list(zip(flags, labels, strict=True))),
        )
        shown = SlotSet("screen_items", list(items))
        return [shown] if doubted else [shown, asked(self.screen, times)]

    def _is_on_show(self, items: Sequence[str], tracker: Tracker) -> bool:
        """Tell whether these items were asked together last, and none was opened anew."""
        shown = tracker.slots.get("screen_items") or ()
        return set(shown).issuperset(items) and all(
            event.get("name") != self.screen for event in tracker.events
        )

    @staticmethod
    def _item(flag: RedFlag, *, is_short: bool, asked_before: bool) -> str:
        if asked_before:
            return flag.ask_again
        return flag.short if is_short else flag.ask

    def _lettered(self, intro: str, items: Sequence[str], labels: Sequence[str]) -> str:
        """Return a list as text, each item with the letter that it has on the whole list."""
        letters = {item: letter for letter, item in lettering(items, self.care.protocol).items()}
        lines = (f"{letters[item]}) {label}" for item, label in zip(items, labels, strict=True))
        return "\n".join([intro, *lines])


def _buttons(screen: Screen, flags: list[RedFlag]) -> list[dict[str, str]]:
    """Return a button for none, one for each item, and one for not being sure.

    Each says which list it answers: a second tap must not clear the next list unread.
    """
    items = [
        {"title": flag.short, "payload": f'/report_danger_sign{{"finding": "{flag.id}"}}'}
        for flag in flags
    ]
    return [
        {"title": screen.none_of_these, "payload": f'/deny{{"about": "{screen.id}"}}'},
        *items,
        {"title": screen.not_sure, "payload": f'/dont_know{{"about": "{screen.id}"}}'},
    ]
