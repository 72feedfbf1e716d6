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
    unclear as a whole but told a fact is taken up for that fact by `told_action`. So is one where
    it makes no difference which of the two was meant: rules give both of them `told_action`.
    `telling` are the intents for which they do.
    """

    outside_action: str
    unclear_action: str
    silent_action: str
    told_action: str | None = None
    telling: frozenset[str] = frozenset()

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the fallback action when nothing ran or was said yet this turn, else None.

        A remark on what was told is no answer to it, unless a form goes on to ask.
        """
        message = tracker.latest_message
        if message is None or tracker.actions_this_turn():
            return None
        is_mere_remark = tracker.active_loop is None and _has_told(tracker)
        if tracker.has_replied_this_turn() and not is_mere_remark:
            return None
        return Prediction(self._action(tracker, message.scope), type(self).__name__)

    def _action(self, tracker: Tracker, scope: Scope) -> str:
        if tracker.active_loop is not None:
            return self.silent_action
        is_unclear = scope is Scope.UNCLEAR
        if self.told_action is not None and (
            _has_told(tracker) or (is_unclear and self._tells_either_way(tracker))
        ):
            return self.told_action
        if scope is Scope.OUTSIDE:
            return self.outside_action
        return self.unclear_action if is_unclear else self.silent_action

    def _tells_either_way(self, tracker: Tracker) -> bool:
        message = tracker.latest_message
        likeliest = message.ranking[:2] if message is not None else ()
        return bool(likeliest) and all(intent.name in self.telling for intent in likeliest)


def _has_told(tracker: Tracker) -> bool:
    """Tell whether the message set a slot to something."""
    return any(
        event.value is not None and event.value != tracker.slots_before_turn.get(event.name)
        for event in tracker.slots_set_this_turn()
    )
