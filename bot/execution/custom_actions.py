"""Custom actions: rasa-sdk's, in this process or behind rasa-sdk's webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.conversation.events import SlotSet, UserUttered
from bot.conversation.serialization import event_to_json
from bot.conversation.tracker import Tracker

JSON = dict[str, Any]

SESSION_START = "action_session_start"
SESSION_METADATA = "session_started_metadata"

PLAIN = frozenset([str, int, float, bool, type(None)])  # what nobody can change in place

# An action that takes longer has failed: the person must not wait in silence.
TIMEOUT_SECONDS = 10.0


class ActionRejectedItself(Exception):
    """The action declined to run."""


class ActionFailed(Exception):
    """The action raised, could not be reached, or gave an answer that is none."""


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """What an action gave back: events and responses as rasa-sdk's JSON."""

    events: Sequence[Mapping[str, Any]]
    responses: Sequence[Mapping[str, Any]]


class ActionServer(Protocol):
    """Runs custom actions by name."""

    async def call(self, request: JSON) -> ActionAnswer:
        """Run `request["next_action"]`; raises ActionRejectedItself or ActionFailed."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def action_request(
    name: str,
    tracker: Tracker,
    domain: Mapping[str, Any],
    candidates: Sequence[SlotSet] = (),
) -> JSON:
    """Return the body of rasa-sdk's webhook.

    The events are those of this turn, not of the whole conversation, so that a turn costs the same
    however long the conversation is. `candidates` stand last: a form's validation reads them there.
    """
    # As over the webhook: what an action changes in place must not change the conversation.
    slots = {name: _apart(value) for name, value in tracker.slots.items()}
    if name == SESSION_START:
        # Nothing was said yet that would tell the channel; Rasa tells it in this slot too.
        slots[SESSION_METADATA] = {"channel": tracker.latest_channel}
    loop = tracker.active_loop
    state = {
        "sender_id": tracker.sender_id,
        "slots": slots,
        "latest_message": _latest_message(tracker),
        "latest_event_time": tracker.latest_event_at,
        "followup_action": tracker.followup_action,
        "paused": tracker.is_paused,
        "events": [event_to_json(event) for event in (*tracker.turn, *candidates)],
        "latest_input_channel": tracker.latest_channel,
        "active_loop": {} if loop is None else {"name": loop},
        "latest_action_name": tracker.latest_action,
    }
    return {
        "next_action": name,
        "sender_id": tracker.sender_id,
        "tracker": state,
        "domain": domain,
        "version": "3.6.21",
    }


def _apart(value: Any) -> Any:
    """Return a value as JSON would bring it over. Most are words and numbers: those are their own.

    A turn copies some seventy of them four times; written and read as text they take twice as long.
    """
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [_apart(one) for one in value]
    if kind is dict and all(type(name) is str for name in value):
        return {name: _apart(one) for name, one in value.items()}
    return json.loads(json.dumps(value))


def _latest_message(tracker: Tracker) -> JSON:
    if tracker.latest_message is None:
        return {}
    said = next((e for e in tracker.turn if isinstance(e, UserUttered)), None)
    details: JSON = {} if said is None else {"metadata": dict(said.metadata)}
    return tracker.latest_message.as_json() | details


class InProcessActions:
    """Runs registered action instances in this process: one command, no second server."""

    def __init__(self, actions: Sequence[Any]) -> None:
        """Register rasa-sdk action instances."""
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    async def call(self, request: JSON) -> ActionAnswer:
        """Run an action; any exception of its own becomes ActionFailed, without its text."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                result = await self._executor.run(request)
        except ActionExecutionRejection as rejection:
            raise ActionRejectedItself(rejection.action_name) from None
        except ActionNotFoundException:
            raise ActionFailed(f"no action is registered as {request['next_action']}") from None
        if result is None:
            raise ActionFailed(f"{request['next_action']} gave no answer")
        return ActionAnswer(result.events, result.responses)

    async def close(self) -> None:
        """Nothing is held open."""


class RemoteActions:
    """Calls an action server over rasa-sdk's webhook."""

    def __init__(self, url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Prepare a connection pool to `url`, such as http://127.0.0.1:5055/webhook."""
        self._url = url
        self._client = httpx.AsyncClient(timeout=timeout_seconds)

    async def call(self, request: JSON) -> ActionAnswer:
        """Run an action over HTTP; a status of 400 with an action's name is a rejection."""
        name = request["next_action"]
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await self._client.post(self._url, json=request)
            body = json.loads(answer.content, parse_constant=_refuse_constant)
        except (httpx.HTTPError, ValueError, RecursionError, TimeoutError) as error:
            raise ActionFailed(f"{name}: {type(error).__name__}") from None
        if answer.status_code == httpx.codes.BAD_REQUEST and isinstance(body, dict):
            raise ActionRejectedItself(name)
        is_sound = isinstance(body, dict) and isinstance(body.get("events"), list)
        if answer.status_code != httpx.codes.OK or not is_sound:
            raise ActionFailed(f"{name}: the action server answered {answer.status_code}")
        return ActionAnswer(body["events"], body.get("responses") or ())

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON and would spoil the conversation's facts."""
    raise ValueError(name)
