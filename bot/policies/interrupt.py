"""What may break into anything else, an open form included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.tracker import Tracker
from bot.conversation.turn import Prediction


@dataclass(frozen=True, slots=True)
class InterruptPolicy:
    """Predicts an action as soon as its slot holds something, whatever was being asked.

    The action empties the slot when it has done its work. It runs at most once a turn, so that one
    that forgets cannot keep the turn going.
    """

    actions_by_slot: Mapping[str, str]

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the action of the first filled slot that has not run this turn."""
        done = tracker.actions_this_turn()
        for slot, action in self.actions_by_slot.items():
            if tracker.slots.get(slot) and action not in done:
                return Prediction(action, type(self).__name__)
        return None
