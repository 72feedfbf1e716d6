"""A store that takes in the turns of bad moments as soon as it takes turns again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.conversation.deliveries import Delivery
from bot.conversation.events import Event
from bot.conversation.held import Held
from bot.conversation.messages import BotMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.stores.journal import TurnJournal
from bot.stores.tracker_store import SqlTrackerStore

# Conversation, turn id, seconds since 1970. It does not raise, and does nothing the second time.
FlagTurn = Callable[[str, str, float], Awaitable[None]]


class JournaledStore:
    """A tracker store beside its journal: the first commit that succeeds starts the recovery.

    The recovery runs behind the turn, which does not wait for it.
    """

    def __init__(
        self, store: SqlTrackerStore, journal: TurnJournal, flag: FlagTurn | None = None
    ) -> None:
        """Keep turns in `store`; `flag` is told of every stored turn that staff must look at."""
        self._store = store
        self._flag = flag
        self._journal = journal
        self._recovery: asyncio.Task[int] | None = None

    async def load(self, sender_id: str) -> Tracker | None:
        """Return the conversation as of its latest turn, or None when there is none.

        What could not be stored earlier is stored first: a turn that follows must know of it.
        """
        if self._journal.has_unsaved:
            await self._journal.recover(self._store)
        return await self._store.load(sender_id)

    async def commit(self, record: TurnRecord) -> None:
        """Store a turn; raises as `SqlTrackerStore.commit`."""
        await self._store.commit(record)
        if record.failed:
            await self._tell(record)
        if self._journal.has_unsaved and (self._recovery is None or self._recovery.done()):
            self._recovery = asyncio.create_task(self._journal.recover(self._store))

    async def stored_reply(self, sender_id: str, message_id: str) -> tuple[BotMessage, ...] | None:
        """Return what was answered to a message, or None when it is new."""
        return await self._store.stored_reply(sender_id, message_id)

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation in the order in which they were stored."""
        return await self._store.events(sender_id)

    async def held(self) -> list[Held]:
        """Return the conversations that a person of the house holds, the longest silent first."""
        return await self._store.held()

    async def deliveries(self, sender_id: str) -> dict[str, Delivery]:
        """Return how far the texts of each turn of a conversation have come, by turn."""
        return await self._store.deliveries(sender_id)

    async def end_session(self, sender_id: str) -> None:
        """Note that a visitor ended a session."""
        await self._store.end_session(sender_id)

    async def has_ended(self, sender_id: str) -> bool:
        """Tell whether the visitor ended this session."""
        return await self._store.has_ended(sender_id)

    async def recover(self, record: TurnRecord) -> bool:
        """Store a turn that failed to be stored earlier, and ask staff to look at it."""
        was_missing = await self._store.recover(record)
        await self._tell(record)
        return was_missing

    async def _tell(self, record: TurnRecord) -> None:
        if self._flag is not None:
            await self._flag(record.message.sender_id, record.turn_id, record.received_at)

    async def ready(self) -> None:
        """Return when the database takes turns; raise StoreUnavailable otherwise."""
        await self._store.ready()

    async def close(self) -> None:
        """Finish a running recovery, then close the store."""
        if self._recovery is not None:
            await asyncio.wait([self._recovery])
        await self._store.close()
