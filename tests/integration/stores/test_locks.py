"""One turn at a time per conversation: the same promises in memory and over Redis."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from random import SystemRandom

import pytest
from redis.asyncio import Redis

from bot.stores.errors import StoreSetupError
from bot.stores.locks import ConversationLocks, Locks, LockUnavailable, conversation_locks
from bot.stores.redis_locks import RedisLocks, _key, redis_locks


@pytest.fixture
def sender() -> str:
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
async def client(redis_url) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(params=["memory", "redis", "two processes over redis"])
async def pair(request) -> AsyncIterator[tuple[Locks, Locks]]:
    """Two that must keep out of each other's way."""
    if request.param == "memory":
        locks = ConversationLocks()
        yield locks, locks
        return
    url = request.getfixturevalue("redis_url")
    first = conversation_locks(url)
    second = conversation_locks(url) if "two" in request.param else first
    yield first, second
    await first.close()
    await second.close()


async def test_turns_of_one_conversation_never_overlap(pair, sender):
    inside, most, turns = 0, 0, 0

    async def turn(locks: Locks) -> None:
        nonlocal inside, most, turns
        async with locks.holding(sender):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(SystemRandom().uniform(0, 0.001))
            inside -= 1
            turns += 1

    await asyncio.gather(*(turn(pair[number % 2]) for number in range(40)))
    assert (most, turns) == (1, 40)


async def test_conversations_do_not_wait_for_each_other(pair, sender):
    async with pair[0].holding(sender), asyncio.timeout(5), pair[1].holding(sender + " other"):
        pass


async def test_a_turn_that_fails_lets_the_next_one_in(pair, sender):
    with pytest.raises(ZeroDivisionError):
        async with pair[0].holding(sender):
            raise ZeroDivisionError
    async with asyncio.timeout(5), pair[1].holding(sender):
        pass


async def test_one_who_gives_up_waiting_blocks_nobody(pair, sender):
    async def wait() -> None:
        async with pair[1].holding(sender):
            pass

    async with pair[0].holding(sender):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(5), pair[1].holding(sender):
        pass


@pytest.mark.parametrize("tenths_of_a_millisecond", range(0, 20, 2))
async def test_one_who_goes_away_while_entering_blocks_nobody(
    pair, sender, tenths_of_a_millisecond
):
    async def enter() -> None:
        async with pair[0].holding(sender):
            await asyncio.sleep(60)

    entering = asyncio.create_task(enter())
    await asyncio.sleep(tenths_of_a_millisecond / 10_000)
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    async with asyncio.timeout(5), pair[1].holding(sender):
        pass


@pytest.mark.parametrize("odd", ["", "a\x00b", "\ud800", "x" * 100_000, "*?[a]\n"], ids=ascii)
async def test_every_sender_id_can_be_locked(pair, odd):
    async with pair[0].holding(odd + "test"):
        pass


async def test_first_come_first_served():
    locks, order = ConversationLocks(), []

    async def turn(number: int) -> None:
        async with locks.holding("anna"):
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(turn(number) for number in range(20)))
    assert order == list(range(20))


async def test_locks_do_not_pile_up():
    locks = ConversationLocks(wait_seconds=0.01)
    for number in range(100):
        async with locks.holding(f"sender{number}"):
            with pytest.raises(LockUnavailable):
                async with locks.holding(f"sender{number}"):
                    pass
            assert len(locks) == 1
    assert len(locks) == 0


async def test_waiting_ends_with_a_clear_word(redis_url, sender):
    async with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        holder = RedisLocks(one, random=SystemRandom())
        waiter = RedisLocks(other, random=SystemRandom(), wait_seconds=0.1)
        async with holder.holding(sender):
            with pytest.raises(LockUnavailable, match="takes too long"):
                async with waiter.holding(sender):
                    pass


async def test_a_long_turn_keeps_its_lease(redis_url, sender):
    async with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        holder = RedisLocks(one, random=SystemRandom(), lease_seconds=0.15)
        waiter = RedisLocks(other, random=SystemRandom(), wait_seconds=0.6)
        async with holder.holding(sender):
            with pytest.raises(LockUnavailable):
                async with waiter.holding(sender):
                    pass


async def test_a_process_that_died_blocks_no_longer_than_its_lease(redis_url, client, sender):
    await client.set(_key(sender), "a dead process", px=150)
    locks = redis_locks(redis_url, SystemRandom())
    async with asyncio.timeout(2), locks.holding(sender):
        pass
    await locks.close()


async def test_a_lease_that_went_to_another_is_left_to_it(redis_url, client, sender):
    locks = redis_locks(redis_url, SystemRandom())
    async with locks.holding(sender):
        await client.set(_key(sender), "another process", px=5000)
    assert await client.get(_key(sender)) == b"another process"
    await client.delete(_key(sender))
    await locks.close()


async def test_nothing_stays_in_redis(redis_url, client, sender):
    locks = redis_locks(redis_url, SystemRandom())
    async with locks.holding(sender):
        assert await client.exists(_key(sender))
        assert sender not in _key(sender)
    assert not await client.exists(_key(sender))
    await locks.close()


async def test_without_its_redis_no_turn_begins():
    locks = redis_locks("redis://127.0.0.1:1/0", SystemRandom())
    with pytest.raises(LockUnavailable, match="Redis does not answer"):
        async with locks.holding("anna"):
            pytest.fail("a turn began without a lock")
    await locks.close()


@pytest.mark.parametrize("wrong", ["localhost:6379", "http://localhost", "redis://h:port/0"])
def test_an_unusable_url_is_told_in_one_line(wrong):
    with pytest.raises(StoreSetupError, match="BACKLINE_REDIS_URL is no Redis URL"):
        conversation_locks(wrong)


def test_without_a_url_locks_are_in_memory():
    assert isinstance(conversation_locks(None), ConversationLocks)
