"""Who goes on while a form is open."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.tracker import ACTION_LISTEN, Tracker
from bot.conversation.turn import Prediction
from bot.policies.rule import RulePolicy


@dataclass(frozen=True, slots=True)
class FormPolicy:
    """Lets the open form take the message, and brings it back after a side question.

    The form comes first unless it declined the message, or the message asks something that a rule
    answers; then the rule speaks and the form asks its question again.
    """

    rules: RulePolicy

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the form, or listening after it has asked, or None while another answers."""
        form = tracker.active_loop
        if form is None:
            return None
        done = tracker.actions_this_turn()
        if done and done[-1] == form:
            return Prediction(ACTION_LISTEN, type(self).__name__)
        if self._another_answers(tracker):
            return None
        return Prediction(form, type(self).__name__)

    def _another_answers(self, tracker: Tracker) -> bool:
        done = tracker.actions_this_turn()
        if not done and tracker.is_loop_rejected:
            # What the screen of every message has answered needs no second answer.
            return not tracker.has_replied_this_turn() or self._rule_speaks(tracker)
        if not done:
            return self._is_side_question(tracker)
        return self._rule_speaks(tracker)

    def _rule_speaks(self, tracker: Tracker) -> bool:
        step = self.rules.predict(tracker)
        return step is not None and step.action not in {ACTION_LISTEN, tracker.active_loop}

    def _is_side_question(self, tracker: Tracker) -> bool:
        """Tell whether the message asks something besides what it may have answered."""
        message = tracker.latest_message
        if message is None or not self._rule_speaks(tracker):
            return False
        return message.question is not None or "?" in message.text
