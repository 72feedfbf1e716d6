"""What happens when nothing is sure enough."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.tracker import Tracker
from bot.conversation.turn import Prediction, Scope


@dataclass(frozen=True, slots=True)
class FallbackPolicy:
    """Answers a message that no other policy took, so that nobody meets silence.

    Outside an open form, two equally likely meanings are offered as buttons, and what is beyond the
    assistant is called so; inside one, an odd message is most likely an answer in odd words: the
    form repeats its question, and a second question beside it would only confuse. A message that is
    unclear as a whole but told a fact is taken up for that fact by `told_action`.
    """

    outside_action: str
    unclear_action: str
    silent_action: str
    told_action: str | None = None

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the fallback action when nothing ran or was said yet this turn, else None."""
        message = tracker.latest_message
        if message is None or tracker.actions_this_turn() or tracker.has_replied_this_turn():
            return None
        return Prediction(self._action(tracker, message.scope), type(self).__name__)

    def _action(self, tracker: Tracker, scope: Scope) -> str:
        if self.told_action is not None and tracker.active_loop is None and _has_told(tracker):
            return self.told_action
        if tracker.active_loop is not None:
            return self.silent_action
        if scope is Scope.OUTSIDE:
            return self.outside_action
        return self.unclear_action if scope is Scope.UNCLEAR else self.silent_action


def _has_told(tracker: Tracker) -> bool:
    """Tell whether the message set a slot to something."""
    return any(
        event.value is not None and event.value != tracker.slots_before_turn.get(event.name)
        for event in tracker.slots_set_this_turn()
    )
