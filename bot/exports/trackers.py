"""Conversations as a JSON list of Rasa's trackers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from bot.conversation.tracker_json import rasa_tracker_json
from bot.stores.exporting import Exported


def json_file(conversations: Iterable[Exported]) -> Iterator[bytes]:
    """Yield the file piece by piece; each line holds one tracker."""
    yield b"["
    joint = b"\n"
    for one in conversations:
        tracker = rasa_tracker_json(one.tracker, one.events, "ALL")
        yield joint + json.dumps(tracker).encode("ascii")
        joint = b",\n"
    yield b"\n]\n"
