"""What a policy is, and how policies take turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.tracker import ACTION_LISTEN, Tracker
from bot.conversation.turn import Prediction


class Policy(Protocol):
    """Chooses the next action, or leaves the choice to the next policy."""

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the next action, or None to abstain."""
        ...


@dataclass(frozen=True, slots=True)
class PolicyEnsemble:
    """Asks its policies in order: the first that does not abstain decides."""

    policies: Sequence[Policy]

    def predict(self, tracker: Tracker) -> Prediction:
        """Return the next action: what an action asked to follow it, else what a policy says.

        When every policy abstains, the assistant listens.
        """
        if tracker.followup_action is not None:
            return Prediction(tracker.followup_action, "followup")
        for policy in self.policies:
            prediction = policy.predict(tracker)
            if prediction is not None:
                return prediction
        return Prediction(ACTION_LISTEN, type(self).__name__)
