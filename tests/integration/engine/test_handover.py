"""What the program hears while a person of the clinic writes in its place, and afterwards."""

from __future__ import annotations

import pytest

from bot.conversation.events import BotUttered
from tests.conftest import Talk

EMERGENCY = "I can't feel anything when I wipe since this morning"


class Visitor(Talk):
    """Somebody who writes on the web page, whom staff can answer."""

    async def say(self, text: str, **details: object):
        return await super().say(text, **({"channel": "socketio"} | details))

    @property
    def desk(self):
        return self.app.taking_over.handover

    async def last_heard(self) -> str:
        events = await self.app.store.events(self.sender_id)
        return [one.message.text or "" for one in events if isinstance(one, BotUttered)][-1]


@pytest.fixture
async def visitor(running, clock):
    async with running() as app:
        yield Visitor(app, clock)


async def test_a_no_to_a_person_is_no_answer_to_the_programs_list(visitor):
    """H-23: "no" to a question of staff's must not read as "none of these signs"."""
    await visitor.says("my back hurts for six days")
    assert (await visitor.slots())["requested_slot"] == "danger_signs"
    await visitor.desk.take("someone", "ana")
    assert "A person from the clinic is writing" in await visitor.last_heard()
    await visitor.desk.say("someone", "ana", "Are you at home?", "form-1")
    assert await visitor.say("no") == (), "the program is silent"
    assert await visitor.say("none") == ()
    assert not (await visitor.slots())["danger_signs"]
    await visitor.desk.release("someone", "ana")
    assert "computer program again" in await visitor.last_heard()
    await visitor.tap("Go on")
    slots = await visitor.slots()
    assert slots["requested_slot"] == "danger_signs", "the question is asked anew"
    assert slots["pain_duration"] == 6


async def test_danger_is_answered_and_queued_while_a_person_writes(visitor):
    """H-23."""
    await visitor.says("my back hurts for six weeks")
    await visitor.desk.take("someone", "ana")
    assert "911" in await visitor.says(EMERGENCY)
    assert [one.level for one in visitor.app.extension.desk.queue.items()] == ["emergency"]
    assert (await visitor.app.store.load("someone")).held_by == "ana"
    await visitor.desk.release("someone", "ana")
    assert "911" in await visitor.says("hello"), "the emergency stands after the hand-back"


async def test_it_lasts_over_a_restart_and_over_the_idle_time(running, clock):
    async with running() as app:
        visitor = Visitor(app, clock)
        await visitor.says("my back hurts")
        await visitor.desk.take("someone", "ana")
    clock.now += 3 * 86_400
    async with running() as app:
        visitor = Visitor(app, clock)
        assert await visitor.say("hello again") == ()
        await visitor.desk.say("someone", "ana", "Good morning.", "form-1")
        assert await visitor.last_heard() == "Good morning."
