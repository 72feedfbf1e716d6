"""Events, messages and trackers as JSON, in Rasa's shapes where Rasa has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation import events as ev
from bot.conversation.messages import NOTHING, BotMessage, Button
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope

JSON = dict[str, Any]

_ENTITY_KEYS = frozenset({"entity", "value", "start", "end", "extractor", "role", "group"})


def bot_message_to_json(message: BotMessage) -> JSON:
    """Return a reply as JSON: only the keys that are set."""
    parts: JSON = {
        "text": message.text,
        "buttons": [button.as_json() for button in message.buttons] or None,
        "image": message.image,
        "attachment": message.attachment,
        "custom": None if message.custom is None else dict(message.custom),
        "utter_action": message.utter_action,
        "metadata": dict(message.metadata) or None,
    }
    return {key: value for key, value in parts.items() if value is not None}


def bot_message_from_json(data: Mapping[str, Any]) -> BotMessage:
    """Return the reply that `bot_message_to_json` wrote."""
    return BotMessage(
        text=data.get("text"),
        buttons=_buttons(data.get("buttons")),
        image=data.get("image"),
        attachment=data.get("attachment"),
        custom=data.get("custom"),
        utter_action=data.get("utter_action"),
        metadata=data.get("metadata") or NOTHING,
    )


def _buttons(data: Sequence[Mapping[str, str]] | None) -> tuple[Button, ...]:
    return tuple(Button(one["title"], one["payload"]) for one in data or ())


def parsed_from_json(data: Mapping[str, Any]) -> ParsedMessage:
    """Return the message that `ParsedMessage.as_json` wrote."""
    intent = data.get("intent") or {}
    return ParsedMessage(
        text=data.get("text") or "",
        intent=Intent(intent.get("name"), intent.get("confidence") or 0.0),
        ranking=tuple(Intent(i["name"], i["confidence"]) for i in data.get("intent_ranking") or ()),
        entities=tuple(_entity_from_json(e) for e in data.get("entities") or ()),
        scope=Scope(data.get("scope", Scope.INSIDE)),
        scope_score=data.get("scope_score", 0.0),
        is_payload=bool(data.get("is_payload")),
        remarks={kind: tuple(one) for kind, one in (data.get("remarks") or {}).items()},
        pieces=tuple(data.get("pieces") or ()),
        asked=data.get("asked"),
        question=parsed_from_json(data["question"]) if data.get("question") else None,
        answer=data.get("answer"),
    )


def _entity_from_json(data: Mapping[str, Any]) -> Entity:
    return Entity(
        entity=data["entity"],
        value=data.get("value"),
        start=data.get("start", 0),
        end=data.get("end", 0),
        extractor=data.get("extractor", ""),
        role=data.get("role"),
        group=data.get("group"),
        details={key: value for key, value in data.items() if key not in _ENTITY_KEYS},
    )


def event_to_json(event: ev.Event) -> JSON:
    """Return Rasa's JSON of an event."""
    name, keys = _body(event)
    return {
        "event": name,
        "timestamp": event.timestamp or None,
        "metadata": dict(event.metadata),
    } | keys


def _body(event: ev.Event) -> tuple[str, JSON]:
    """Return the event's type name in Rasa and its own keys."""
    match event:
        case ev.UserUttered():
            return "user", _user_keys(event)
        case ev.BotUttered():
            return "bot", _bot_keys(event)
        case ev.ActionExecuted():
            return "action", {
                "name": event.name,
                "policy": event.policy,
                "confidence": event.confidence,
            }
        case ev.ActionRejected():
            return "action_execution_rejected", {"name": event.name, "policy": event.policy}
        case ev.SlotSet():
            return "slot", {"name": event.name, "value": event.value}
        case ev.ActiveLoop():
            return "active_loop", {"name": event.name}
        case ev.FollowupAction():
            return "followup", {"name": event.name}
        case ev.LoopInterrupted():
            return "loop_interrupted", {"is_interrupted": event.is_interrupted}
        case ev.TurnFailed():
            return "turn_failed", {"step": event.step, "error": event.error}
        case ev.OtherEvent():
            return event.type_name, dict(event.data)
        case _:
            return _BARE_NAMES[type(event)], {}


_BARE_NAMES: dict[type[ev.Event], str] = {
    ev.SessionStarted: "session_started",
    ev.Restarted: "restart",
    ev.AllSlotsReset: "reset_slots",
    ev.ConversationPaused: "pause",
    ev.ConversationResumed: "resume",
}
_BARE_EVENTS = {name: kind for kind, name in _BARE_NAMES.items()}


def _user_keys(event: ev.UserUttered) -> JSON:
    return {
        "text": event.parsed.text,
        "parse_data": _parsed_to_json(event.parsed),
        "input_channel": event.channel,
        "message_id": event.message_id,
    }


def _parsed_to_json(parsed: ParsedMessage) -> JSON:
    """Return a message as understood, with what the next turn needs to know of it."""
    parse_data = parsed.as_json()
    if parsed.is_payload:
        parse_data["is_payload"] = True
    if parsed.pieces:
        parse_data["pieces"] = list(parsed.pieces)
    if parsed.asked is not None:
        parse_data["asked"] = parsed.asked
    return parse_data


def _bot_keys(event: ev.BotUttered) -> JSON:
    message = event.message
    metadata = dict(message.metadata)
    if message.utter_action is not None:
        metadata["utter_action"] = message.utter_action
    return {
        "text": message.text,
        "data": {
            "elements": None,
            "quick_replies": None,
            "buttons": [button.as_json() for button in message.buttons] or None,
            "attachment": message.attachment,
            "image": message.image,
            "custom": None if message.custom is None else dict(message.custom),
        },
        "metadata": metadata,
    }


def event_from_json(data: Mapping[str, Any]) -> ev.Event:
    """Return the event of a Rasa event JSON; a kind that changes no fact is kept as it is.

    Raises KeyError when a key that the kind needs is missing.
    """
    name = data["event"]
    common: JSON = {
        "timestamp": data.get("timestamp") or 0.0,
        "metadata": data.get("metadata") or NOTHING,
    }
    if name in _BARE_EVENTS:
        return _BARE_EVENTS[name](**common)
    reader = _READERS.get(name)
    if reader is None:
        kept = {k: v for k, v in data.items() if k not in {"event", "timestamp", "metadata"}}
        return ev.OtherEvent(type_name=name, data=kept, **common)
    return reader(data, common)


def _read_user(data: Mapping[str, Any], common: JSON) -> ev.Event:
    parse_data = {"text": data.get("text"), **(data.get("parse_data") or {})}
    return ev.UserUttered(
        parsed=parsed_from_json(parse_data),
        channel=data.get("input_channel") or "",
        message_id=data.get("message_id"),
        **common,
    )


def _read_bot(data: Mapping[str, Any], common: JSON) -> ev.Event:
    metadata = dict(data.get("metadata") or {})
    utter_action = metadata.pop("utter_action", None)
    parts = {
        **(data.get("data") or {}),
        "text": data.get("text"),
        "utter_action": utter_action,
        "metadata": metadata,
    }
    return ev.BotUttered(message=bot_message_from_json(parts), **(common | {"metadata": NOTHING}))


_READERS: dict[str, Callable[[Mapping[str, Any], JSON], ev.Event]] = {
    "user": _read_user,
    "bot": _read_bot,
    "action": lambda data, common: ev.ActionExecuted(
        name=data["name"], policy=data.get("policy"), confidence=data.get("confidence"), **common
    ),
    "action_execution_rejected": lambda data, common: ev.ActionRejected(
        name=data["name"], policy=data.get("policy"), **common
    ),
    "slot": lambda data, common: ev.SlotSet(name=data["name"], value=data.get("value"), **common),
    "active_loop": lambda data, common: ev.ActiveLoop(name=data.get("name"), **common),
    "followup": lambda data, common: ev.FollowupAction(name=data.get("name"), **common),
    "loop_interrupted": lambda data, common: ev.LoopInterrupted(
        is_interrupted=bool(data.get("is_interrupted")), **common
    ),
    "turn_failed": lambda data, common: ev.TurnFailed(
        step=data["step"], error=data["error"], **common
    ),
}

_PLAIN_FACTS = (
    "sender_id",
    "active_loop",
    "is_loop_rejected",
    "followup_action",
    "is_paused",
    "latest_channel",
    "latest_action",
    "latest_event_at",
    "session_started_at",
    "version",
)


def tracker_to_snapshot(tracker: Tracker) -> JSON:
    """Return all facts of a conversation as JSON; its events are stored apart."""
    snapshot: JSON = {name: getattr(tracker, name) for name in _PLAIN_FACTS}
    snapshot["slots"] = dict(tracker.slots)
    snapshot["offered_payloads"] = list(tracker.offered_payloads)
    snapshot["choices"] = [button.as_json() for button in tracker.choices]
    if tracker.held_by is not None:
        snapshot["held_by"] = tracker.held_by
    if tracker.unheard_text is not None:
        snapshot["unheard_text"] = tracker.unheard_text
    if tracker.latest_message is not None:
        snapshot["latest_message"] = _parsed_to_json(tracker.latest_message)
    return snapshot


def tracker_from_snapshot(data: Mapping[str, Any]) -> Tracker:
    """Return the conversation that `tracker_to_snapshot` wrote.

    `initial_slots` come from the domain, so the agent adds them: they may have changed since.
    """
    latest = data.get("latest_message")
    return Tracker(
        **{name: data[name] for name in _PLAIN_FACTS},
        held_by=data.get("held_by"),
        slots=data["slots"],
        offered_payloads=tuple(data["offered_payloads"]),
        choices=_buttons(data.get("choices")),
        unheard_text=data.get("unheard_text"),
        latest_message=None if latest is None else parsed_from_json(latest),
    )
