"""The outbox and its courier against a provider that misbehaves in every way that providers do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from twilio.base.exceptions import TwilioRestException

from actions.queue.commands import notes_of
from bot.channels.sms.courier import TOO_LATE_AFTER_SECONDS, pause_after
from bot.channels.sms.webhook import WEBHOOK
from tests.conftest import Clock
from tests.integration.sms.conftest import OUR_NUMBER, PATIENT, texts_of
from tests.integration.sms.test_consent import EMERGENCY, queue_of
from tests.integration.sms.test_webhook import rows
from tests.integration.sms.town import Town, open_town, twilio_client


@pytest.fixture
async def town(running, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    async with open_town(running, clock, monkeypatch) as town:
        yield town


async def test_a_late_answer_comes_from_the_outbox_in_order(town):
    await town.late("my back hurts")
    await town.work()
    assert [text[:5] for text in town.received] == ["(1/3)", "(2/3)", "(3/3)"]
    assert await town.states() == ["delivered"] * 3
    await town.work()
    assert len(town.received) == 3


async def test_a_repeat_of_a_late_request_sends_nothing_twice(town):
    form = town.carrier.form("my back hurts")
    await town.carrier.post(WEBHOOK, form)
    await town.until_due()
    await town.work()
    again = await town.carrier.post(WEBHOOK, form)
    assert texts_of(again) == []
    await town.work()
    assert len(town.received) == 3


@pytest.mark.parametrize("fault", ["too_many", "server_errors"])
async def test_a_busy_provider_is_tried_again_after_a_pause(town, fault):
    setattr(town.provider.faults, fault, 2)
    await town.late("my back hurts")
    await town.work()
    assert town.received == []
    for attempts in range(2):
        town.clock.now += pause_after(attempts + 1)
        await town.work()
    assert len(town.received) == 3


async def test_a_text_whose_answer_was_lost_is_found_not_sent_again(town):
    town.provider.faults.lost_answers = 1
    # The provider's clock is the real one: the town's stands still in another year.
    town.clock.now = town.provider_now()
    await town.late("my back hurts")
    await town.work()
    town.clock.now += pause_after(1)
    await town.work()
    assert [text[:5] for text in town.received] == ["(1/3)", "(2/3)", "(3/3)"]
    assert await town.states() == ["delivered"] * 3


async def test_reports_move_a_text_forward_only(town):
    town.provider.faults.reports_backwards = True
    await town.late("my back hurts")
    await town.work()
    assert await town.states() == ["delivered"] * 3
    await town.carrier.reports(1, "sent")
    await town.carrier.reports(1, "undelivered", code="30003")
    assert (await town.states())[0] == "delivered"


async def test_an_emergency_that_did_not_arrive_alerts_staff_once(town):
    town.provider.faults.unreachable.add(PATIENT)
    await town.late(EMERGENCY)
    await town.work()
    await town.work()
    assert set(await town.states()) == {"undelivered"}
    codes = await rows(town.carrier, "SELECT DISTINCT error_code, staff FROM outbox")
    assert codes == [("30003", "told")]
    (item,) = queue_of(town.carrier).items()
    assert "did not reach" in str(notes_of(queue_of(town.carrier).engine)[item.id])


async def test_an_everyday_text_that_did_not_arrive_alerts_nobody(town):
    town.provider.faults.unreachable.add(PATIENT)
    await town.late("my back hurts")
    await town.work()
    assert queue_of(town.carrier).items() == []


async def test_staff_hear_of_an_urgent_text_that_is_only_late(town):
    town.provider.faults.server_errors = 1_000
    await town.late(EMERGENCY)
    for attempts in range(8):
        await town.work()
        town.clock.now += pause_after(attempts)
    assert "did not reach" in str(notes_of(queue_of(town.carrier).engine))


async def test_a_text_that_became_too_old_is_not_sent(town):
    town.provider.faults.too_many = 1
    await town.late("my back hurts")
    await town.work()
    town.clock.now += TOO_LATE_AFTER_SECONDS + 60
    await town.work()
    assert (await town.states())[0] == "expired"


async def test_who_opted_out_at_the_provider_is_opted_out_here(town):
    town.provider.opted_out.add(PATIENT)
    await town.late("my back hurts")
    await town.work()
    assert await town.states() == ["failed", "suppressed", "suppressed"]
    assert town.received == []
    opted_out = await rows(town.carrier, "SELECT opted_out_at IS NOT NULL FROM phone_numbers")
    assert opted_out == [(1,)]


async def test_an_urgent_text_goes_before_those_of_others(town):
    await town.late("my back hurts")
    other = town.carrier.form(EMERGENCY, From="+12125550124")
    await town.carrier.post(WEBHOOK, other)
    await town.until_due(people=2)
    await town.work()
    assert town.provider.messages[0].to == "+12125550124"


async def test_the_farewell_after_stop_goes_out_late_as_well(town):
    await town.late("STOP")
    town.provider.opted_out.clear()
    await town.work()
    assert "no more texts" in town.received[0]


async def test_twilios_own_client_works_with_the_stand_in(town):
    client = twilio_client(town)
    sent = await asyncio.to_thread(
        client.messages.create, to=PATIENT, from_=OUR_NUMBER, body="hello"
    )
    assert (sent.status, sent.error_code, sent.to) == ("queued", None, PATIENT)
    await town.provider.settled()
    assert (await asyncio.to_thread(client.messages(sent.sid).fetch)).status == "delivered"
    listed = await asyncio.to_thread(client.messages.list, to=PATIENT)
    assert [one.sid for one in listed] == [sent.sid]
    town.provider.opted_out.add(PATIENT)
    with pytest.raises(TwilioRestException) as refused:
        await asyncio.to_thread(client.messages.create, to=PATIENT, from_=OUR_NUMBER, body="x")
    assert refused.value.code == 21610
