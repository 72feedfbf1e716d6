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
    # The courier has no way to send here, and would give the texts up.
    await carrier.app.jobs.stop()
    desk = carrier.app.taking_over.handover
    object.__setattr__(desk.reach["twilio"], "can_send", True)
    await carrier.says("my back hurts for six days")
    ((name,),) = await rows(carrier, "SELECT sender_id FROM conversations")
    return desk, name


async def test_words_go_out_at_once_and_say_who_writes_while_the_program_is_silent(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await desk.say(name, "ana", "Can you walk?", "form-1")
    assert await carrier.says("2") == "", "a number is said to the person"
    states = await carrier.app.store.deliveries(name)
    assert set(states.values()) == {"waiting", "answered"}
    await desk.release(name, "ana")
    texts = await waiting(carrier)
    assert texts[0].startswith("A person from the clinic is writing")
    assert texts[1] == "A person from the clinic: Can you walk?"
    assert "computer program again" in texts[-1]


async def test_what_would_be_cut_or_is_not_wanted_is_refused(carrier, desk):
    desk, name = desk
    await desk.take(name, "ana")
    await desk.say(name, "ana", "a long sentence. " * 40, "form-1")
    assert await refusal(desk.say(name, "ana", "a long sentence. " * 80, "form-2")) is Why.TOO_LONG
    sent = "".join((await waiting(carrier))[1:])
    assert sent.count("a long sentence") == 40, "nothing of what was taken is lost"
    await carrier.says("STOP")
    assert await refusal(desk.say(name, "ana", "hello", "form-3")) is Why.OPTED_OUT
    await desk.release(name, "ana")
    assert not any("computer program again" in text for text in await waiting(carrier))
    assert not (await carrier.app.store.load(name)).is_paused


async def refusal(coroutine) -> Why:
    with pytest.raises(HandoverRefused) as refused:
        await coroutine
    return refused.value.why


async def test_without_a_way_to_send_nothing_is_taken_over(carrier):
    await carrier.says("my back hurts for six days")
    ((name,),) = await rows(carrier, "SELECT sender_id FROM conversations")
    desk = carrier.app.taking_over.handover
    assert await refusal(desk.take(name, "ana")) is Why.UNREACHABLE
