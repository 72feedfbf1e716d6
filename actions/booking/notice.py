"""What is to be said to a person who has not just written; see the engine's `Notice`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NO_FACTS: Mapping[str, Any] = MappingProxyType({})
# What a conversation says about reminders once a visit is booked: honestly, by its channel.
REMINDERS_PROMISE = "utter_reminders"
# What the engine answers.
SAID = "said"
OPTED_OUT = "opted_out"
UNREACHABLE = "unreachable"
BUSY = "busy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Responses with their values, or an action that begins a session with `facts`.

    `key` names it: the same one is said once. `useless_after` is seconds since 1970.
    """

    conversation: str
    key: str
    useless_after: float
    responses: Sequence[tuple[str, Mapping[str, str]]] = ()
    action: str | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: NO_FACTS)


Speaker = Callable[[Notice], Awaitable[str]]
