"""What happens when nothing is sure enough."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.tracker import Tracker
from bot.conversation.turn import Prediction, Scope


@dataclass(frozen=True, slots=True)
class FallbackPolicy:
    """Answers a message that no other policy took, so that nobody meets silence.

    Outside an open form, two equally likely meanings are offered as buttons; inside one, the form
    repeats its question, and a second question beside it would only confuse.
    """

    outside_action: str
    unclear_action: str
    silent_action: str

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the fallback action when nothing ran or was said yet this turn, else None."""
        message = tracker.latest_message
        if message is None or tracker.actions_this_turn() or tracker.has_replied_this_turn():
            return None
        return Prediction(self._action(tracker, message.scope), type(self).__name__)

    def _action(self, tracker: Tracker, scope: Scope) -> str:
        if scope is Scope.OUTSIDE:
            return self.outside_action
        if scope is Scope.UNCLEAR and tracker.active_loop is None:
            return self.unclear_action
        return self.silent_action
