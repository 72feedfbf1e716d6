"""The outbox on every database: written with its turn, sent once, whatever dies in between."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.conversation.deliveries import Delivery, Outcome
from bot.conversation.messages import UserMessage
from bot.conversation.records import OutgoingText
from bot.simulator.provider import Provider
from bot.stores.database import open_database
from bot.stores.errors import Unreadable
from bot.stores.outbox import LEASE_SECONDS, Outbox
from bot.stores.phone_numbers import PhoneNumbers
from bot.stores.sealing import Keyring, Sealer
from bot.stores.statements import SECONDS_TO_ANSWER
from bot.stores.tracker_store import open_store
from tests.integration.sms.conftest import PATIENT
from tests.integration.sms.dying_courier import SECRET, run_once
from tests.integration.sms.provided import free_socket, serving
from tests.integration.stores.turns import turn_of

ROOT = Path(__file__).parents[3]
KEY = "a key of some length for tests"


def sealer(key: str, purpose: str) -> Sealer:
    return Keyring([key]).sealer(purpose)


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def held(sqlite_url, clock):
    """Return an outbox with two texts of one turn, and the numbers behind it."""
    store = open_store(sqlite_url, clock=clock, keyring=Keyring([KEY]))
    database = open_database(sqlite_url)
    numbers = PhoneNumbers(database, sealer(KEY, "phone_numbers.number"), SECRET, clock)
    phone = await numbers.meet(PATIENT)
    await write_turn(store, phone.sender_id, "m1", ("first", "second"))
    yield store, Outbox(database, clock, sealer(KEY, "outbox.payload")), numbers, phone
    await store.close()
    database.close()


@pytest.fixture
def sqlite_url(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/texts.db"


async def write_turn(store, sender: str, message_id: str, texts: tuple[str, ...]) -> None:
    stored = await store.load(sender)
    record = turn_of(sender if stored is None else stored, message_id=message_id)
    message = UserMessage(sender, "hello", "twilio", message_id)
    outgoing = tuple(OutgoingText(text) for text in texts)
    await store.commit(replace(record, message=message, outgoing=outgoing))


async def test_texts_wait_until_the_request_had_its_chance(held, clock):
    _, outbox, _, _ = held
    assert await outbox.claim("twilio") is None
    clock.now += SECONDS_TO_ANSWER + 1
    assert (await outbox.claim("twilio")).text == "first"
    # The second waits for the first, whatever its own time says.
    assert await outbox.claim("twilio") is None


async def test_what_the_request_carried_is_not_sent_again(held, clock):
    _, outbox, _, phone = held
    texts = await outbox.take(phone.sender_id, "m1")
    assert list(texts.values()) == ["first", "second"]
    await outbox.note_answered(phone.sender_id, "m1")
    clock.now += 3600
    assert await outbox.claim("twilio") is None
    assert await outbox.take(phone.sender_id, "m1") == texts


async def test_an_answer_that_nobody_confirmed_goes_out_after_a_while(held, clock):
    _, outbox, _, phone = held
    await outbox.take(phone.sender_id, "m1")
    clock.now += SECONDS_TO_ANSWER + 1
    assert (await outbox.claim("twilio")).text == "first"


async def test_a_try_whose_process_died_is_in_doubt(held, clock):
    _, outbox, _, phone = held
    await outbox.release(phone.sender_id, "m1")
    first = await outbox.claim("twilio")
    assert not first.is_in_doubt
    clock.now += LEASE_SECONDS + 1
    again = await outbox.claim("twilio")
    assert (again.id, again.is_in_doubt) == (first.id, True)


async def test_one_of_many_claims_wins(held, clock):
    _, outbox, _, phone = held
    await outbox.release(phone.sender_id, "m1")
    claims = await asyncio.gather(*(outbox.claim("twilio") for _ in range(8)))
    assert [claim.text for claim in claims if claim is not None] == ["first"]


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        (["sent", "delivered", "sent"], "delivered"),
        (["delivered", "undelivered"], "delivered"),
        (["failed", "delivered"], "failed"),
        (["accepted", "sent", "accepted"], "sent"),
    ],
)
async def test_reports_only_ever_move_forward(held, reports, state):
    _, outbox, _, phone = held
    (text_id, *_) = await outbox.take(phone.sender_id, "m1")
    for report in reports:
        await outbox.report(text_id, Outcome(Delivery(report), "SM1"))
    await outbox.report(None, Outcome(Delivery.ACCEPTED, "SM1"))
    with outbox._database.reading() as connection:
        found = connection.exec_driver_sql("SELECT state FROM outbox ORDER BY id").scalars().all()
    assert found == [state, "waiting"]


async def test_a_number_is_read_with_its_own_key_only(held, clock):
    _, outbox, numbers, phone = held
    assert await numbers.number_of(phone.sender_id) == PATIENT
    other = PhoneNumbers(
        outbox._database, sealer("another key, as long", "phone_numbers.number"), SECRET, clock
    )
    with pytest.raises(Unreadable):
        await other.number_of(phone.sender_id)
    assert other.key(PATIENT) == phone.key
    assert PhoneNumbers(outbox._database, numbers._sealer, "x", clock).key(PATIENT) != phone.key


async def test_a_killed_courier_neither_loses_nor_doubles_a_text(held, sqlite_url, clock):
    """kill -9 between the provider's yes and our note of it."""
    _, outbox, _, phone = held
    await outbox.release(phone.sender_id, "m1")
    async with httpx.AsyncClient() as client:
        provider = Provider(
            account_sid="AC1",
            token="token",
            number="+15005550006",
            webhook="http://127.0.0.1:9",
            client=client,
        )
        async with serving(provider.app(), free_socket()) as api_base:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.integration.sms.dying_courier",
                *(sqlite_url, api_base, KEY, str(clock.now + 1)),
                cwd=ROOT,
            )
            assert await process.wait() == -signal.SIGKILL
            assert [one.body for one in provider.messages] == ["first"]
            later = clock.now + LEASE_SECONDS + 10
            await run_once(sqlite_url, api_base, KEY, later, Outbox)
            assert [one.body for one in provider.messages] == ["first", "second"]
