"""From a conversation's events to its row in the index: values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from bot.conversation.events import (
    ActionExecuted,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    TurnFailed,
    UserUttered,
)
from bot.conversation.messages import NOTHING
from bot.conversation.tracker import ACTION_LISTEN, Tracker

# What a conversation is found by: some values under each name.
Facets = Mapping[str, Sequence[str]]
FacetsOf = Callable[[Mapping[str, Any]], Facets]

CHANNEL, STATE, CONFIDENCE = "channel", "state", "confidence"
# Facets that the engine writes; a house's of the same name would be lost among them.
OURS = frozenset({CHANNEL, STATE, CONFIDENCE})
FALLBACK, UNFINISHED, FAILED = "fallback", "unfinished", "failed"
PAUSED, OPTED_OUT = "paused", "opted_out"
# What nobody has set yet is looked for as well.
UNSET: Mapping[str, frozenset[str]] = {"reviewed": frozenset({"no"})}
STATES = (FALLBACK, UNFINISHED, FAILED, PAUSED, OPTED_OUT)
# A conversation is found under each share that its least sure message lies below.
CONFIDENCES = {"40": 0.4, "60": 0.6, "80": 0.8}
# What was not understood at all has no confidence that could be compared.
UNKNOWN = frozenset({None, "nlu_fallback"})
FALLBACK_POLICY = "FallbackPolicy"
# Under this key of a message's metadata stands what was typed in the place of a tap.
TYPED = "typed"
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Account:
    """What the index knows of one conversation. `words` are the texts heard since `before`.

    `facets` are the house's of the session that goes on, `earlier_facets` those of sessions that
    ended: staff look for what was ever decided.
    """

    turns: int = 0
    lowest_confidence: float | None = None
    fallbacks: int = 0
    has_failed: bool = False
    is_finished: bool = True
    is_paused: bool = False
    facets: Facets = field(default_factory=lambda: NOTHING)
    earlier_facets: Facets = field(default_factory=lambda: NOTHING)
    words: tuple[str, ...] = ()


class ReadAll(Exception):
    """The new events alone do not tell: a session ended in their midst."""


def account_of_more(
    before: Account, events: Sequence[Event], now: Tracker, facets_of: FacetsOf
) -> Account:
    """Return the account after more events. `now` is the conversation as it stands after them.

    Raises ReadAll when a session ended within these events, its facts with it.
    """
    starts = [place for place, event in enumerate(events) if _ends_session(event)]
    if any(isinstance(event, UserUttered | SlotSet) for event in events[: max(starts, default=0)]):
        raise ReadAll
    earlier = before.earlier_facets
    if starts and before.turns:
        earlier = united(earlier, before.facets)
    return _told(replace(before, words=(), earlier_facets=earlier), events, now, facets_of)


def account_of_all(events: Sequence[Event], now: Tracker, facets_of: FacetsOf) -> Account:
    """Return the account of a conversation from all its events, session after session."""
    tracker, earlier = Tracker(now.sender_id), dict[str, Sequence[str]]()
    for ends, group in groupby(events, key=_ends_session):
        if ends and tracker.latest_message is not None:
            earlier = dict(united(earlier, facets_of(tracker.slots)))
        tracker = replace(tracker.applying(*group), turn=(), unsaved=())
    return _told(Account(earlier_facets=earlier), events, now, facets_of)


def _ends_session(event: Event) -> bool:
    return isinstance(event, SessionStarted | Restarted)


def _told(before: Account, events: Sequence[Event], now: Tracker, facets_of: FacetsOf) -> Account:
    heard = [event for event in events if isinstance(event, UserUttered)]
    sure = [
        event.parsed.intent.confidence
        for event in heard
        if event.parsed.intent.name not in UNKNOWN and not event.parsed.is_payload
    ]
    if before.lowest_confidence is not None:
        sure.append(before.lowest_confidence)
    return Account(
        turns=before.turns + len(heard),
        lowest_confidence=min(sure, default=None),
        fallbacks=before.fallbacks + sum(map(is_fallback, events)),
        has_failed=before.has_failed or any(isinstance(one, TurnFailed) for one in events),
        is_finished=now.active_loop is None,
        is_paused=now.is_paused,
        facets=facets_of(now.slots),
        earlier_facets=before.earlier_facets,
        words=texts_of(heard),
    )


def is_fallback(event: Event) -> bool:
    """Tell whether an event is an answer because nothing was sure enough."""
    return (
        isinstance(event, ActionExecuted)
        and event.policy == FALLBACK_POLICY
        and event.name != ACTION_LISTEN
    )


def texts_of(events: Iterable[Event]) -> tuple[str, ...]:
    """Return what a person wrote with their own hands, message by message."""
    heard = (words_of(event) for event in events if isinstance(event, UserUttered))
    return tuple(words for words in heard if words)


def words_of(event: UserUttered) -> str:
    """Return what a person wrote with their own hands; nothing for a tap."""
    typed = event.metadata.get(TYPED)
    if isinstance(typed, str):
        return typed
    return "" if event.parsed.is_payload else event.parsed.text


def united(first: Facets, second: Facets) -> Facets:
    """Return the values of both, each once."""
    return {
        name: tuple(dict.fromkeys([*first.get(name, ()), *second.get(name, ())]))
        for name in [*first, *(name for name in second if name not in first)]
    }


def all_facets(account: Account, channel: str, *, is_opted_out: bool) -> dict[str, frozenset[str]]:
    """Return everything that a conversation is found by, the engine's own facets among it."""
    lowest = account.lowest_confidence
    states = {
        FALLBACK: account.fallbacks > 0,
        UNFINISHED: not account.is_finished,
        FAILED: account.has_failed,
        PAUSED: account.is_paused,
        OPTED_OUT: is_opted_out,
    }
    ours = {
        CHANNEL: [channel],
        STATE: [name for name, holds in states.items() if holds],
        CONFIDENCE: [
            name for name, share in CONFIDENCES.items() if lowest is not None and lowest < share
        ],
    }
    house = united(account.earlier_facets, account.facets)
    found = {name: _usable(values) for name, values in house.items() if name not in OURS}
    return found | {name: _usable(values) for name, values in ours.items()}


def _usable(values: Iterable[str]) -> frozenset[str]:
    return frozenset(str(value)[:LONGEST_VALUE] for value in values if str(value))
