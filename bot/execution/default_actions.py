"""The actions that every assistant has without declaring them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.conversation.events import (
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
)
from bot.conversation.messages import BotMessage, Button
from bot.conversation.tracker import REQUESTED_SLOT, Tracker
from bot.execution.responses import ResponseWriter


@dataclass(frozen=True, slots=True)
class DefaultActions:
    """Rasa's default actions, as far as an assistant of rules and forms has a use for them.

    `meanings` tells in a person's words what an intent means, for the two-button question.
    """

    responses: ResponseWriter
    meanings: Mapping[str, str]
    carry_over_slots: bool

    def table(self) -> dict[str, Callable[[Tracker], tuple[Event, ...]]]:
        """Return the actions by name."""
        return {
            "action_listen": lambda _: (),
            "action_session_start": self.start_session,
            "action_restart": self.restart,
            "action_deactivate_loop": close_form,
            "action_default_fallback": self.fall_back,
            "action_default_ask_affirmation": self.ask_which,
        }

    def start_session(self, tracker: Tracker) -> tuple[Event, ...]:
        """Begin a session, with the slots of the last one if the domain says so."""
        kept = tracker.slots.items() if self.carry_over_slots else ()
        carried = [
            SlotSet(name=name, value=value)
            for name, value in kept
            if name != REQUESTED_SLOT and value != tracker.initial_slots.get(name)
        ]
        return SessionStarted(), *carried

    def restart(self, tracker: Tracker) -> tuple[Event, ...]:
        """Forget the facts of this conversation and say so."""
        return Restarted(), BotUttered(message=self.responses.write("utter_restart", tracker))

    def fall_back(self, tracker: Tracker) -> tuple[Event, ...]:
        """Say that the message was not understood."""
        return (BotUttered(message=self.responses.write("utter_default", tracker)),)

    def ask_which(self, tracker: Tracker) -> tuple[Event, ...]:
        """Offer the two likeliest meanings as buttons."""
        message = tracker.latest_message
        ranked = message.ranking if message is not None else ()
        likely = [i.name for i in ranked if i.name is not None and i.name in self.meanings][:2]
        if not likely:
            return self.fall_back(tracker)
        buttons = tuple(Button(self.meanings[name], f"/{name}") for name in likely)
        question = self.responses.write("utter_ask_rephrase", tracker)
        return (
            BotUttered(
                message=BotMessage(
                    text=question.text,
                    buttons=buttons + question.buttons,
                    utter_action=question.utter_action,
                )
            ),
        )


def close_form(_: Tracker) -> tuple[Event, ...]:
    """Close the open form."""
    return ActiveLoop(name=None), SlotSet(name=REQUESTED_SLOT, value=None)
