"""The back hurts, whatever else a message says: who says so is never sent away."""

from __future__ import annotations

from actions.message import Heard
from actions.slots import TRIAGE_FORM, Slots
from actions.triage.protocol import Disposition

BEGIN = "action_begin_triage"
COMPLAINT, RELIEF = "complaint", "relief"
# For what a message is easily taken where the back is named beside something else.
OUTVOTED = frozenset(
    {"out_of_scope", "other_body_part", "stop", "goodbye", "thank", "greet", "express_frustration"}
)
UNDECIDED = frozenset({None, Disposition.OUT_OF_SCOPE.value})


def complains(heard: Heard, slots: Slots) -> bool:
    """Tell whether a message complains of the back, though it was taken for something else.

    "My knee and my back hurt" is not another part of the body, and "make it stop" no farewell.
    """
    complaints = heard.values(COMPLAINT)
    # A question beside it is answered first: its rule goes on to the questions of ours.
    is_asked = heard.question is not None and heard.active_form is None
    if not complaints or is_asked or heard.active_form not in (None, TRIAGE_FORM):
        return False
    if heard.intent == "stop":
        return RELIEF in complaints
    is_outvoted = heard.intent is None or heard.intent in OUTVOTED
    is_open = slots.get("disposition") in UNDECIDED and heard.active_form is None
    return is_outvoted and (is_open or heard.intent == "other_body_part")
