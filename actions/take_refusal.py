"""A no to the call, in any words, that breaks into the form."""

from __future__ import annotations

from actions.take_contact import ActionDeclineOffer


class ActionTakeRefusal(ActionDeclineOffer):
    """Takes a no to the call as the rules' own action does.

    It may interrupt, and so has a name of its own: what a rule predicts stays silent while a person
    of the clinic speaks.
    """

    def name(self) -> str:
        """Return the name that an interrupt of config.yml has."""
        return "action_take_refusal"
