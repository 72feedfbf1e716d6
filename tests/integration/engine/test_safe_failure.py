"""Whatever fails: the person gets a reply, the words are kept, staff can see it (hazard H-02)."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

import pytest

from bot.conversation.events import TurnFailed, UserUttered
from bot.conversation.messages import UserMessage
from bot.conversation.records import ConversationChanged

LOOKS, BETWEEN_LOOKS = 200, 0.1  # seconds
WORDS = "my back hurts since zweiundvierzig"


class Broken(Exception):
    """Quotes the person, as careless errors do."""


def breaking(*_args: object, **_kwargs: object) -> None:
    raise Broken(WORDS)


async def breaking_async(*_args: object, **_kwargs: object) -> None:
    raise Broken(WORDS)


class Wrapped:
    """A part of the agent, one method of it broken."""

    def __init__(self, part: object, method: str) -> None:
        self._part = part
        setattr(self, method, breaking_async)

    def __getattr__(self, name: str) -> object:
        return getattr(self._part, name)


def with_broken(app, step):
    agent = app.agent
    broken = {
        "understand": lambda: replace(agent, understand=breaking),
        "fill_slots": lambda: replace(agent, fill_slots=breaking),
        "screen": lambda: replace(agent, actions=Wrapped(agent.actions, "screen")),
        "predict": lambda: replace(agent, predict=breaking),
        "run": lambda: replace(agent, actions=Wrapped(agent.actions, "run")),
        "load": lambda: replace(agent, store=Wrapped(agent.store, "load")),
        "commit": lambda: replace(agent, store=Wrapped(agent.store, "commit")),
        "begin": lambda: replace(agent, begin=breaking),
    }
    return broken[step]()


STORED = ["understand", "fill_slots", "screen", "predict", "run"]
KEPT_APART = ["load", "commit", "begin"]


@pytest.mark.parametrize("step", STORED + KEPT_APART)
async def test_the_person_gets_a_reply_with_both_numbers(running, step):
    async with running() as app:
        replies = await with_broken(app, step).handle(UserMessage("p", WORDS))
    said = " ".join(reply.text or "" for reply in replies)
    assert "911" in said
    assert "555-0100" in said


@pytest.mark.parametrize("step", STORED)
async def test_the_words_are_stored_and_the_turn_is_flagged(running, step):
    async with running() as app:
        await with_broken(app, step).handle(UserMessage("p", WORDS))
        events = await app.store.events("p")
    assert [e.parsed.text for e in events if isinstance(e, UserUttered)] == [WORDS]
    assert [e.error for e in events if isinstance(e, TurnFailed)] == ["Broken"]


@pytest.mark.parametrize("step", STORED + KEPT_APART)
async def test_staff_find_a_failed_turn_in_their_queue(running, step):
    async with running() as app:
        await with_broken(app, step).handle(UserMessage("p", WORDS))
        await app.journal.recover(app.store)
        # On a busy machine the queue may be slower than a turn waits: then its job writes it.
        items = await _seen_within_a_while(app.extension.desk.queue)
    assert [(one.conversation, one.level) for one in items] == [("p", "failed_turn")]


async def _seen_within_a_while(queue):
    for _ in range(LOOKS):
        if items := queue.items():
            return items
        await asyncio.sleep(BETWEEN_LOOKS)
    return []


async def test_a_failed_turn_that_the_queue_refused_is_in_it_later(running, caplog):
    async with running() as app:
        desk = app.extension.desk
        with desk.queue.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE queue_items RENAME TO away")
        await with_broken(app, "understand").handle(UserMessage("p", WORDS))
        await desk.failed_turns.run()
        with desk.queue.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO queue_items")
        await desk.failed_turns.run()
        (item,) = desk.queue.items()
        await asyncio.to_thread(desk.queue.close, item.id, by="Jo", outcome="called", at=1.0)
        await desk.failed_turns.run()
        assert desk.queue.items() == []
    assert (item.conversation, item.level) == ("p", "failed_turn")
    assert "zweiundvierzig" not in caplog.text


@pytest.mark.parametrize("step", KEPT_APART)
async def test_words_that_cannot_be_stored_now_are_stored_later(running, step):
    async with running() as app:
        await with_broken(app, step).handle(UserMessage("p", WORDS))
        await app.agent.handle(UserMessage("p", "hello"))
    async with running() as app:
        events = await app.store.events("p")
    said = [e.parsed.text for e in events if isinstance(e, UserUttered)]
    assert sorted(said) == sorted([WORDS, "hello"])


@pytest.mark.parametrize("step", STORED + KEPT_APART)
async def test_no_log_quotes_the_person(running, step, caplog):
    caplog.set_level(logging.DEBUG)
    async with running() as app:
        await with_broken(app, step).handle(UserMessage("p", WORDS))
    logged = "\n".join(
        record.getMessage() + json.dumps(record.__dict__, default=str) for record in caplog.records
    )
    assert caplog.records
    assert "zweiundvierzig" not in logged


async def test_a_warning_is_said_even_when_it_cannot_be_stored(running):
    async with running() as app:
        agent = with_broken(app, "commit")
        replies = await agent.handle(UserMessage("p", "I can't feel anything when I wipe"))
    said = " ".join(reply.text or "" for reply in replies)
    assert "emergency room" in said
    assert "something went wrong" in said


async def test_a_conversation_goes_on_after_a_failed_turn(running):
    async with running() as app:
        await with_broken(app, "run").handle(UserMessage("p", WORDS))
        replies = await app.agent.handle(UserMessage("p", "my back hurts"))
    assert any("rule out danger" in (reply.text or "") for reply in replies)


async def test_a_turn_that_another_process_overtook_is_answered_again(running):
    class OvertakenOnce(Wrapped):
        def __init__(self, store):
            self._part = store
            self.tries = 0

        async def commit(self, record):
            self.tries += 1
            if self.tries == 1:
                raise ConversationChanged
            await self._part.commit(record)

    async with running() as app:
        store = OvertakenOnce(app.store)
        replies = await replace(app.agent, store=store).handle(UserMessage("p", "my back hurts"))
        assert store.tries == 2
    assert any("rule out danger" in (reply.text or "") for reply in replies)


async def test_a_message_that_comes_twice_changes_nothing(running):
    async with running() as app:
        message = UserMessage("p", "my back hurts", message_id="m1")
        first = await app.agent.handle(message)
        events = await app.store.events("p")
        assert await app.agent.handle(message) == first
        assert await app.store.events("p") == events
