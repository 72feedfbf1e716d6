"""What stands right above is not said again whole: it is asked about in a line."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions.message import Heard

SLOT = "asked_above"
# So often in a line, then whole once more.
MOST_ABOVE = 2
# Whoever asks how a question is meant, or begins anew, reads it once more.
EXPLAINED = frozenset({"ask_how_to_answer", "ask_why", "report_pain"})


def times_above(question: str, tracker: Tracker) -> int:
    """Return how often a long question was asked since it was said whole, this time as well.

    0 says it whole: where it is new, asked about, or something else was asked in between.
    """
    before = tracker.slots.get(SLOT) or {}
    is_opened = any(event["event"] == "active_loop" for event in tracker.events)
    is_explained = Heard.from_tracker(tracker).intent in EXPLAINED
    is_above = before.get("question") == question and before["times"] < MOST_ABOVE
    return int(before["times"]) + 1 if is_above and not (is_opened or is_explained) else 0


def asked(question: str, times: int) -> EventType:
    """Return the event that keeps how often a question was asked since it was said whole."""
    return SlotSet(SLOT, {"question": question, "times": times})
