"""One turn at a time per conversation, within this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.util import find_spec
from random import Random, SystemRandom
from typing import Protocol

from bot.stores.errors import StoreSetupError

WAIT_SECONDS = 30.0


class LockUnavailable(Exception):
    """The turn cannot begin: another one takes too long, or the lock server does not answer."""


class Locks(Protocol):
    """What the agent needs of locks."""

    def holding(self, sender_id: str) -> AbstractAsyncContextManager[None]:
        """Wait for the conversation and keep it. Raises LockUnavailable."""
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class ConversationLocks:
    """Locks in memory. Whoever comes first is served first; a lock exists only while it is used."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many conversations are held or waited for."""
        return len(self._locks)

    @asynccontextmanager
    async def holding(self, sender_id: str) -> AsyncIterator[None]:
        """Wait for the conversation and keep it. Raises LockUnavailable after `wait_seconds`."""
        lock = self._locks.setdefault(sender_id, asyncio.Lock())
        self._users[sender_id] = self._users.get(sender_id, 0) + 1
        try:
            await self._acquire(lock)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._leave(sender_id)

    async def close(self) -> None:
        """Do nothing: there are no connections."""

    async def _acquire(self, lock: asyncio.Lock) -> None:
        if not lock.locked():
            await lock.acquire()
            return
        try:
            async with asyncio.timeout(self._wait_seconds):
                await lock.acquire()
        except TimeoutError:
            raise LockUnavailable("an earlier turn of this conversation takes too long") from None

    def _leave(self, sender_id: str) -> None:
        self._users[sender_id] -= 1
        if self._users[sender_id] == 0:
            del self._users[sender_id]
            del self._locks[sender_id]


def conversation_locks(redis_url: str | None, *, random: Random | None = None) -> Locks:
    """Return locks over Redis when there is a URL, else locks for this process alone.

    Nothing is connected yet. `random` makes lease tokens, so it must differ between processes; the
    system's own source is the default. Raises StoreSetupError when URL or driver is unusable.
    """
    if redis_url is None:
        return ConversationLocks()
    if find_spec("redis") is None:
        raise StoreSetupError("Redis needs the extra 'redis': run pip install 'backline[redis]'")
    from bot.stores.redis_locks import redis_locks  # noqa: PLC0415 - redis is an extra

    return redis_locks(redis_url, random or SystemRandom())
