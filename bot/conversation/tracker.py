"""What is known of a conversation: the facts that follow from its events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from bot.conversation.checklist import offers_of
from bot.conversation.events import (
    ActionExecuted,
    ActionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    TurnFailed,
    UserUttered,
)
from bot.conversation.messages import BY, NOTHING, BotMessage, Button
from bot.conversation.turn import ParsedMessage

REQUESTED_SLOT = "requested_slot"
ACTION_LISTEN = "action_listen"


@dataclass(frozen=True, slots=True)
class Tracker:
    """The facts of one conversation at one moment.

    `turn` holds the events since the latest message of the person, `unsaved` those since loading;
    older ones are in the store, so that a turn costs the same however long the conversation is.
    `held_by` is the user name of whoever of staff writes while it is paused, where that is known.
    `version` counts the turns stored; the store refuses to write over a turn that it did not see.
    `unheard_text` are the words of a turn that failed: they are to be heard before going on.
    `loop_before_turn` and `slots_before_turn` are the open form and the facts as the person wrote.
    `initial_slots` are the domain's initial values, to which a restart returns.
    `offered_payloads` are the payloads of the buttons shown last, and the marks of the lists: the
    only ones that a person on a public channel may send. `choices` are the buttons of the very last
    reply: what a number means where there is nothing to tap.
    """

    sender_id: str
    slots: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    active_loop: str | None = None
    is_loop_rejected: bool = False
    followup_action: str | None = None
    is_paused: bool = False
    held_by: str | None = None
    latest_message: ParsedMessage | None = None
    latest_channel: str | None = None
    latest_action: str | None = None
    latest_event_at: float | None = None
    unheard_text: str | None = None
    session_started_at: float | None = None
    offered_payloads: tuple[str, ...] = ()
    choices: tuple[Button, ...] = ()
    version: int = 0
    initial_slots: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    turn: tuple[Event, ...] = ()
    unsaved: tuple[Event, ...] = ()
    loop_before_turn: str | None = None
    slots_before_turn: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    @property
    def requested_slot(self) -> str | None:
        """The slot that a form is asking for."""
        return self.slots.get(REQUESTED_SLOT)

    def applying(self, *events: Event) -> Tracker:
        """Return the conversation after these events."""
        tracker = self
        for kind, group in groupby(events, key=type):
            row = tuple(group)
            # Most events are facts: all that come in a row are one step.
            for step in (row,) if kind is SlotSet else zip(row, strict=True):
                tracker = _after(tracker, step)
        return tracker

    def actions_this_turn(self) -> tuple[str, ...]:
        """Return the names of the actions that ran since the person wrote."""
        return tuple(event.name for event in self.turn if isinstance(event, ActionExecuted))

    def replies(self) -> tuple[BotMessage, ...]:
        """Return what was answered since loading."""
        return tuple(event.message for event in self.unsaved if isinstance(event, BotUttered))

    def has_replied_this_turn(self) -> bool:
        """Tell whether the person has got a word since writing."""
        return any(isinstance(event, BotUttered) for event in self.turn)

    def slots_set_this_turn(self) -> Iterator[SlotSet]:
        """Return the slot events since the person wrote, in order."""
        return (event for event in self.turn if isinstance(event, SlotSet))


def _after(tracker: Tracker, step: tuple[Event, ...]) -> Tracker:
    """Return the tracker with one event more, or with several facts."""
    happened_at = next((event.timestamp for event in reversed(step) if event.timestamp), None)
    return replace(
        tracker,
        turn=step if isinstance(step[0], UserUttered) else (*tracker.turn, *step),
        unsaved=(*tracker.unsaved, *step),
        latest_event_at=happened_at or tracker.latest_event_at,
        **_changes(tracker, step),
    )


def _changes(tracker: Tracker, step: tuple[Event, ...]) -> Mapping[str, Any]:
    """Return the fields that a step changes besides the events themselves."""
    match event := step[-1]:
        case SlotSet():
            told = {fact.name: fact.value for fact in step if isinstance(fact, SlotSet)}
            return {"slots": {**tracker.slots, **told}}
        case ActionExecuted():
            return {"latest_action": event.name, "is_loop_rejected": False, "followup_action": None}
        case UserUttered():
            return _changes_by_words(tracker, event)
        case BotUttered():
            return _changes_by_reply(tracker, event)
        case TurnFailed():
            latest = tracker.latest_message
            return {"unheard_text": None if latest is None else latest.text}
        case ActionRejected():
            return {"is_loop_rejected": event.name == tracker.active_loop}
        case ActiveLoop():
            return {"active_loop": event.name, "is_loop_rejected": False}
        case FollowupAction():
            return {"followup_action": event.name}
        case ConversationPaused() | ConversationResumed():
            is_paused = isinstance(event, ConversationPaused)
            by = event.metadata.get(BY) if is_paused else None
            return {"is_paused": is_paused, "held_by": None if by is None else str(by)}
        case AllSlotsReset():
            return {"slots": dict(tracker.initial_slots)}
        case SessionStarted() | Restarted():
            return _emptied(tracker, event)
        case _:
            return {}


def _changes_by_words(tracker: Tracker, event: UserUttered) -> Mapping[str, Any]:
    """Remember the message, and how things stood when it came."""
    return {
        "latest_message": event.parsed,
        "latest_channel": event.channel,
        "unheard_text": None,
        "choices": (),
        "loop_before_turn": tracker.active_loop,
        "slots_before_turn": tracker.slots,
    }


def _changes_by_reply(tracker: Tracker, event: BotUttered) -> Mapping[str, Any]:
    """Remember the payloads and lists on show.

    A reply without any leaves the earlier ones on show: they are still on the person's screen.
    """
    shown = offers_of(event.message)
    if not shown:
        return {"choices": ()}
    is_first = not any(isinstance(e, BotUttered) and offers_of(e.message) for e in tracker.turn)
    return {
        "offered_payloads": shown if is_first else tracker.offered_payloads + shown,
        "choices": event.message.buttons,
    }


def _emptied(tracker: Tracker, event: Event) -> Mapping[str, Any]:
    """Return the conversation as new, its identity and count kept."""
    started = event.timestamp if isinstance(event, SessionStarted) else tracker.session_started_at
    return {
        "slots": dict(tracker.initial_slots),
        "active_loop": None,
        "is_loop_rejected": False,
        "followup_action": None,
        "session_started_at": started,
        "offered_payloads": (),
        "choices": (),
    }
