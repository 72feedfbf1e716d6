"""A conversation as Rasa's tracker JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.conversation.events import Event, Restarted
from bot.conversation.serialization import event_to_json
from bot.conversation.tracker import Tracker


def rasa_tracker_json(
    tracker: Tracker, events: Sequence[Event], include_events: str
) -> dict[str, Any]:
    """Return the JSON; `include_events` is Rasa's NONE, APPLIED, AFTER_RESTART or ALL."""
    if include_events == "AFTER_RESTART":
        last = max((i for i, one in enumerate(events) if isinstance(one, Restarted)), default=-1)
        events = events[last + 1 :]
    latest = tracker.latest_message
    loop = tracker.active_loop
    return {
        "sender_id": tracker.sender_id,
        "slots": {**tracker.slots, "requested_slot": tracker.requested_slot},
        "latest_message": None if latest is None else latest.as_json(),
        "latest_event_time": tracker.latest_event_at,
        "followup_action": tracker.followup_action,
        "paused": tracker.is_paused,
        "events": [event_to_json(event) for event in events],
        "latest_input_channel": tracker.latest_channel,
        "active_loop": {} if loop is None else {"name": loop},
        "latest_action": {"action_name": tracker.latest_action},
        "latest_action_name": tracker.latest_action,
    }
