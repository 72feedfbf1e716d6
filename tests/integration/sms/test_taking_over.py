"""A person of the clinic writes by text message, through the outbox."""

from __future__ import annotations

import pytest

from bot.handover.refusals import HandoverRefused, Why
from bot.stores.rows import purpose_of
from bot.stores.sealing import Keyring
from bot.stores.tables import outbox
from tests.integration.sms.conftest import ENVIRON, Carrier
from tests.integration.sms.test_webhook import rows


async def waiting(carrier: Carrier) -> list[str]:
    """Return the texts that the outbox sends now, oldest first."""
    now = carrier.app.agent.clock()
    query = "SELECT payload, due_at FROM outbox WHERE state = 'waiting' ORDER BY id"
    sealer = Keyring([ENVIRON["BACKLINE_ENCRYPTION_KEY"]]).sealer(purpose_of(outbox.c.payload))
    return [sealer.open(text) for text, due_at in await rows(carrier, query) if due_at <= now]


@pytest.fixture
async def desk(carrier: Carrier):
    """The desk, as if texts could be sent; what is sent stays in the outbox."""
    desk = carrier.app.taking_over.handover
    object.__setattr__(desk.reach["twilio"], "can_send", True)
    await carrier.says("my back hurts for six days")
    ((name,),) = await rows(carrier, "SELECT sender_id FROM conversations")
    return desk, name


async def test_words_go_out_at_once_and_say_who_writes(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await desk.say(name, "ana", "Can you walk?", "form-1")
    await desk.release(name, "ana")
    joined, words, left = await waiting(carrier)
    assert joined.startswith("A person from the clinic is writing")
    assert words == "A person from the clinic: Can you walk?"
    assert "computer program again" in left
    assert "1 Go on" in left or "1" in left, "buttons are numbered as ever"


async def test_while_a_person_writes_the_answer_is_silent_and_numbers_are_words(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    assert await carrier.says("2") == ""
    await desk.release(name, "ana")


async def test_danger_is_answered_by_the_program_all_the_same(carrier, desk):
    """H-23."""
    desk, name = desk
    await desk.take(name, "ana")
    assert "911" in await carrier.says("I am numb between my legs and cannot pee")


async def test_who_asked_for_no_texts_is_not_written_to(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await carrier.says("STOP")
    with pytest.raises(HandoverRefused) as refused:
        await desk.say(name, "ana", "hello", "form-1")
    assert refused.value.why is Why.OPTED_OUT
    await desk.release(name, "ana")
    assert await waiting(carrier) != []
    assert all("computer program again" not in text for text in await waiting(carrier))


async def test_what_would_be_cut_is_refused(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await desk.say(name, "ana", "a long sentence. " * 40, "form-1")
    with pytest.raises(HandoverRefused) as refused:
        await desk.say(name, "ana", "a long sentence. " * 80, "form-2")
    assert refused.value.why is Why.TOO_LONG
    sent = "".join((await waiting(carrier))[1:])
    assert sent.count("a long sentence") == 40, "nothing of what was taken is lost"


async def test_without_a_way_to_send_nothing_is_taken_over(carrier):
    await carrier.says("my back hurts for six days")
    ((name,),) = await rows(carrier, "SELECT sender_id FROM conversations")
    with pytest.raises(HandoverRefused) as refused:
        await carrier.app.taking_over.handover.take(name, "ana")
    assert refused.value.why is Why.UNREACHABLE


async def test_how_far_a_text_came_is_known(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await desk.say(name, "ana", "Can you walk?", "form-1")
    states = await carrier.app.store.deliveries(name)
    assert set(states.values()) == {"waiting", "answered"}
