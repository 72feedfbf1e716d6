"""Who asks by text message to be forgotten is heard, told the truth, and put before staff."""

from __future__ import annotations

import pytest

from actions.queue.commands import notes_of
from bot.channels.sms.wishes import DELETE_DATA, OPT_OUT, read_wish_words
from bot.stores.erasing import Erasure
from bot.stores.keeping import BY_STAFF
from tests.conftest import ROOT
from tests.integration.sms.test_consent import EMERGENCY, queue_of
from tests.integration.sms.test_webhook import rows


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("delete my data", True),
        ("Please delete all my messages", True),
        ("can you erase everything you have on me?", True),
        ("I want all of my information deleted", True),
        ("wipe my chat history", True),
        ("delete everything", True),
        ("forget everything I said", True),
        ("remove what I told you", True),
        ("I invoke my right to be forgotten", True),
        ("borren mis datos por favor", True),
        ("don't delete my data", False),
        ("I deleted the app", False),
        ("remove my stitches", False),
        ("can they remove a disc", False),
        ("is my data safe", False),
        ("I want my records sent to my doctor", False),
        ("I want to get rid of the pain", False),
        ("delete my number from your list", False),
    ],
)
def test_the_wish_to_have_all_deleted(text, asks):
    assert read_wish_words(ROOT, DELETE_DATA)(text) is asks


def test_the_wish_for_no_more_texts_is_another_one():
    assert read_wish_words(ROOT, OPT_OUT)("delete my number from your list")
    assert not read_wish_words(ROOT, OPT_OUT)("delete my data")


async def test_staff_get_the_wish_and_the_person_the_truth(carrier):
    await carrier.text("my back hurts")
    await carrier.text("delete my data")
    [item] = queue_of(carrier).items()
    assert item.level.value == "callback"
    assert "to have what was kept of them deleted" in str(notes_of(queue_of(carrier).engine))
    payloads = [text for (text,) in await rows(carrier, "SELECT due_at FROM outbox")]
    assert payloads, "the promise waits to be sent"
    events = await carrier.app.store.events(item.conversation)
    assert "Nothing is deleted yet" in str(events[-2:])
    eraser = carrier.app.records.eraser
    assert await eraser.erase(item.conversation, Erasure(BY_STAFF, "N. Urse"))
    assert await rows(carrier, "SELECT * FROM phone_numbers") == []
    assert await carrier.text("my back hurts") != [], "who writes again begins anew"


async def test_what_else_the_message_says_is_heard(carrier):
    answer = await carrier.says(f"{EMERGENCY}, and delete my data")
    assert "EMERGENCY" in answer
    [item] = queue_of(carrier).items()
    assert item.level.value == "emergency"
    assert "deleted" in str(notes_of(queue_of(carrier).engine)[item.id])


async def test_nothing_is_promised_that_staff_have_not_heard_of(carrier, monkeypatch):
    async def fails(*_: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("actions.queue.desk.StaffDesk.note", fails)
    await carrier.text("my back hurts")
    await carrier.text("delete my data")
    [(sender,)] = await rows(carrier, "SELECT sender_id FROM conversations")
    assert "Nothing is deleted yet" not in str(await carrier.app.store.events(sender))


async def test_that_a_person_opted_out_outlives_the_deletion(carrier):
    """Their number does not: a text that they get again would be the worse mistake."""
    await carrier.says("my back hurts", "STOP")
    [(sender,)] = await rows(carrier, "SELECT sender_id FROM conversations")
    await carrier.app.records.eraser.erase(sender, Erasure(BY_STAFF, "N. Urse"))
    [(number, out)] = await rows(carrier, "SELECT number, opted_out_at FROM phone_numbers")
    assert (number, out is None) == ("", False)
    assert await carrier.text("hello") == []
    assert "texts again" in await carrier.says("START")
    assert await rows(carrier, "SELECT number FROM phone_numbers") != [("",)]
