"""One turn at a time per conversation, across processes that share a Redis."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from random import Random

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.stores.errors import StoreSetupError
from bot.stores.locks import WAIT_SECONDS, ConversationLocks, LockUnavailable

logger = logging.getLogger(__name__)

LEASE_SECONDS = 10.0
ANSWER_SECONDS = 2.0
SHORTEST_PAUSE_SECONDS = 0.002
LONGEST_PAUSE_SECONDS = 0.05

# Asking again with the same token is granted: a lost answer must not lock us out.
_ACQUIRE = """
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""
_RENEW = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""


class RedisLocks:
    """Leases in Redis, renewed while a turn runs, so that a process that dies blocks nobody long.

    Turns of one process queue up in memory first, in order; between processes a short pause of
    random length decides. A turn that outlives its lease is not stopped: the store refuses what
    does not follow on the stored version. Any failure to get a lock raises LockUnavailable.
    """

    def __init__(
        self,
        client: Redis,
        *,
        random: Random,
        lease_seconds: float = LEASE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._client = client
        self._random = random
        self._lease_milliseconds = int(lease_seconds * 1000)
        self._wait_seconds = wait_seconds
        self._local = ConversationLocks(wait_seconds)
        self._acquire_script = client.register_script(_ACQUIRE)
        self._release_script = client.register_script(_RELEASE)
        self._renew_script = client.register_script(_RENEW)

    @asynccontextmanager
    async def holding(self, sender_id: str) -> AsyncIterator[None]:
        """Wait for the conversation and keep it. Raises LockUnavailable."""
        async with self._local.holding(sender_id):
            key, token = _key(sender_id), self._new_token()
            await self._acquire(key, token)
            renewing = asyncio.create_task(self._keep_renewing(key, token))
            try:
                yield
            finally:
                renewing.cancel()
                await self._release(key, token)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def _acquire(self, key: str, token: str) -> None:
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._wait_for(key, token)
            _raise_if_cancelled()
        except RedisError as error:
            raise LockUnavailable(f"Redis does not answer: {type(error).__name__}") from None
        except TimeoutError:
            raise LockUnavailable("a turn of this conversation elsewhere takes too long") from None
        except asyncio.CancelledError:
            # Redis may have granted the lease already, unheard.
            await self._release(key, token)
            raise

    async def _wait_for(self, key: str, token: str) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while not await self._acquire_script(keys=[key], args=[token, self._lease_milliseconds]):
            await asyncio.sleep(pause * self._random.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _keep_renewing(self, key: str, token: str) -> None:
        while True:
            await asyncio.sleep(self._lease_milliseconds / 3000)
            try:
                kept = await self._renew_script(keys=[key], args=[token, self._lease_milliseconds])
            except RedisError as error:
                logger.warning("a lease was not renewed", extra={"error": type(error).__name__})
                continue
            if not kept:
                logger.warning("a lease was lost while its turn ran")
                return

    async def _release(self, key: str, token: str) -> None:
        """Give the lease back if it is still ours; one that cannot be given back runs out."""
        try:
            await self._release_script(keys=[key], args=[token])
        except RedisError as error:
            logger.warning("a lease was not released", extra={"error": type(error).__name__})

    def _new_token(self) -> str:
        return f"{self._random.getrandbits(128):032x}"


def _raise_if_cancelled() -> None:
    """Be cancelled after all: a call of the Redis client can return in a cancelled task."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def redis_locks(url: str, random: Random) -> RedisLocks:
    """Return locks over the Redis of a URL. Nothing is connected yet.

    Raises StoreSetupError when the URL is none.
    """
    try:
        client = Redis.from_url(
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
    except ValueError:
        # The URL itself stays out of the message: it may hold a password.
        raise StoreSetupError(
            "BACKLINE_REDIS_URL is no Redis URL. Write redis://host:6379/0"
        ) from None
    return RedisLocks(client, random=random)


def _key(sender_id: str) -> str:
    """Return a key that does not show who is writing: Redis has tools that list its keys."""
    return "backline:turn:" + sha256(sender_id.encode("utf-8", "surrogatepass")).hexdigest()
