"""What is done again and again for conversations that a person of the house holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.channels.pushes import Pushes
from bot.conversation.events import Event
from bot.conversation.held import Held, staff_turns
from bot.handover.desk import Handover

FOLLOW_SECONDS = 1.0
LOOK_SECONDS = 20.0
# The number of turns that no conversation has.
NEVER = 0
# What staff are told of: a word that the house's queue knows.
WAITS_FOR_PERSON = "waits_for_person"


class Conversations(Protocol):
    """Knows conversations; methods raise StoreFailure."""

    async def held(self) -> list[Held]:
        """Return those that are held now."""

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of one."""


class Follower:
    """Brings what staff said through another process to the visitors who are connected here."""

    name = "staff's words"
    every_seconds = FOLLOW_SECONDS

    def __init__(self, store: Conversations, pushes: Pushes, clock: Callable[[], float]) -> None:
        """Follow from now on; what was said before is in the history that a visitor gets."""
        self._store = store
        self._pushes = pushes
        self._since = clock()
        self._versions: dict[str, int] = {}

    async def run(self) -> None:
        """Look once. Raises StoreFailure."""
        now = {one.sender_id: one.version for one in await self._store.held()}
        for sender_id in now:
            # Also of those who are away now it has to be known when they are handed back.
            self._versions.setdefault(sender_id, NEVER)
        for sender_id in tuple(self._versions):
            if self._pushes.is_present(sender_id):
                await self._follow(sender_id, now.get(sender_id))
            elif sender_id not in now:
                del self._versions[sender_id]

    async def _follow(self, sender_id: str, version: int | None) -> None:
        """Bring what is new; a conversation that was handed back is looked at once more."""
        if version == self._versions.get(sender_id):
            return
        for turn in staff_turns(await self._store.events(sender_id)):
            if turn.at >= self._since:
                await self._pushes.carry(sender_id, turn)
        if version is None:
            del self._versions[sender_id]
        else:
            self._versions[sender_id] = version


class Tell(Protocol):
    """Has staff know of something; may raise."""

    async def __call__(self, conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        """Tell them."""


class LateAnswers:
    """Looks after visitors who wait for a person: nobody is to be met with silence."""

    name = "waiting visitors"
    every_seconds = LOOK_SECONDS

    def __init__(
        self,
        store: Conversations,
        handover: Handover,
        tell: Tell,
        clock: Callable[[], float],
        patience_minutes: float,
    ) -> None:
        """Tell visitors and staff after `patience_minutes` without an answer."""
        self._store = store
        self._handover = handover
        self._tell = tell
        self._clock = clock
        self._patience_seconds = patience_minutes * 60

    async def run(self) -> None:
        """Look once. Raises what the store and the queue raise."""
        for one in await self._store.held():
            since = one.silence_since
            if since is not None and self._clock() - since >= self._patience_seconds:
                await self._help(one.sender_id, since)

    async def _help(self, sender_id: str, since: float) -> None:
        turn_id = self._handover.late_turn_id(sender_id, since)
        # Staff first: were it not for them, the visitor would be told something that is not so.
        await self._tell(sender_id, turn_id, WAITS_FOR_PERSON, urgent=False)
        await self._handover.say_late(sender_id, since)
