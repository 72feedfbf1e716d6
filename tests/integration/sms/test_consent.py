"""Opting out and in, help, pictures, and whose phone it is."""

from __future__ import annotations

import pytest

from actions.queue.commands import notes_of
from bot.channels.sms.wishes import OPT_OUT, read_wish_words
from tests.conftest import ROOT
from tests.integration.sms.test_webhook import rows

A_DAY = 24 * 3600
EMERGENCY = "I wet myself and both my legs are numb"


async def work(carrier) -> None:
    """Let the due job of the channel run once."""
    (courier,) = carrier.app.texting.jobs
    await courier.run()


def queue_of(carrier):
    return carrier.app.extension.desk.queue


async def test_stop_says_where_to_turn_and_nothing_follows(carrier):
    await carrier.text("my back hurts")
    stopped = await carrier.says("Stop")
    assert "no more texts" in stopped
    assert "911" in stopped
    assert await carrier.text("are you there?") == []
    assert await carrier.text("HELP") == []
    await work(carrier)
    states = await rows(carrier, "SELECT DISTINCT state FROM outbox ORDER BY state")
    assert states == [("answered",), ("suppressed",)]
    assert [item.level.value for item in queue_of(carrier).items()] == ["callback"]
    assert "after opting out" in str(notes_of(queue_of(carrier).engine))


async def test_an_emergency_after_opting_out_reaches_staff(carrier):
    await carrier.says("my back hurts", "STOP")
    assert await carrier.text(EMERGENCY) == []
    await work(carrier)
    (item,) = queue_of(carrier).items()
    assert item.level.value == "emergency"
    assert "did not reach" in str(notes_of(queue_of(carrier).engine)[item.id])


async def test_whoever_comes_back_reads_first_of_the_emergency_that_stands(carrier):
    await carrier.says("my back hurts", "STOP", EMERGENCY)
    back = await carrier.says("START")
    assert back.index("emergency care now") < back.index("texts again")
    assert "cauda equina" in back


async def test_start_opens_the_way_again(carrier):
    await carrier.says("my back hurts", "STOP")
    assert "texts again" in await carrier.says("yes")
    assert "rule out danger" in await carrier.says("my back hurts")


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
async def test_what_twilio_answered_is_not_answered_twice(carrier, kind):
    await carrier.text("my back hurts")
    assert await carrier.text("arret", OptOutType=kind) == []
    is_out = await rows(carrier, "SELECT opted_out_at IS NOT NULL FROM phone_numbers")
    assert is_out == [(kind == "STOP",)]


async def test_help_says_who_and_leaves_the_question_open(carrier):
    await carrier.says("my back hurts since I lifted a box, 3 weeks", "N", "N")
    helped = await carrier.says("HELP")
    for part in ("Example Pain", "555-0100", "911", "STOP"):
        assert part in helped
    assert "How bad" in await carrier.says("2")


async def test_a_command_first_does_not_take_the_introduction_away(carrier):
    await carrier.text("HELP")
    assert "not a doctor" in (await carrier.text("my back hurts"))[0]


@pytest.mark.parametrize("text", ["I can't stop the pain", "cancel my appointment"])
async def test_words_with_a_command_in_them_are_words(carrier, text):
    assert await carrier.text(text)
    assert await rows(carrier, "SELECT opted_out_at FROM phone_numbers") == [(None,)]


async def test_an_opt_out_in_free_words_is_honoured_and_shown_to_staff(carrier):
    await carrier.text("my back hurts")
    said = f"please don't text me any more. {EMERGENCY}"
    assert "no more texts" in await carrier.says(said)
    await work(carrier)
    (item,) = queue_of(carrier).items()
    assert item.level.value == "emergency"
    notes = str(notes_of(queue_of(carrier).engine)[item.id])
    assert "no more text messages" in notes
    assert "did not reach" in notes


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Don\u2019t text me anymore", True),
        ("do not message me again please", True),
        ("stop texting me", True),
        ("Please stop sending me these messages", True),
        ("no more texts!!", True),
        ("I don't want any more of these... I don't want any more texts", True),
        ("take me off your list", True),
        ("unsubscribe me", True),
        ("I'd like to opt out", True),
        ("leave me alone", True),
        ("no me manden m\u00e1s mensajes", True),
        ("I can't stop texting my sister about the pain", False),
        ("I don't text much, my hands are numb", False),
        ("please don't stop texting me", False),
        ("I stopped lifting", False),
        ("the pain won't stop", False),
        ("don't send me to the ER", False),
        ("cancel my visit", False),
        ("no more lifting for me", False),
    ],
)
def test_the_wish_for_no_more_texts(text, asks):
    assert read_wish_words(ROOT, OPT_OUT)(text) is asks


async def test_a_picture_is_not_looked_at_and_staff_see_that_it_came(carrier):
    media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "i"}
    answer = await carrier.says("", **media)
    assert "cannot look at pictures" in answer
    assert "picture or file" in str(notes_of(queue_of(carrier).engine))
    with_words = await carrier.says(EMERGENCY, **media)
    assert with_words.index("EMERGENCY: call") < with_words.index("cannot look at pictures")


async def test_after_a_long_gap_the_past_is_used_only_with_a_yes(carrier, clock):
    assert "EMERGENCY" in await carrier.says(EMERGENCY)
    clock.now += 2 * A_DAY
    asked = await carrier.says("hi")
    assert "same person" in asked
    assert "EMERGENCY: call" not in asked
    assert "EMERGENCY: call" in await carrier.says("1")


async def test_somebody_else_on_the_phone_sees_nothing_of_the_past(carrier, clock):
    await carrier.says(EMERGENCY, "Ada Smith")
    clock.now += 2 * A_DAY
    await carrier.text("my back hurts since yesterday")
    fresh = await carrier.says("no")
    assert "not a doctor" in fresh
    assert "EMERGENCY: call" not in fresh
    assert "rule out danger" in fresh
    senders = await rows(carrier, "SELECT sender_id FROM conversations")
    assert len(senders) == 2
    assert "Ada" not in fresh + await carrier.says("N", "N")


async def test_danger_is_answered_before_the_question_whose_phone_it_is(carrier, clock):
    await carrier.text(EMERGENCY)
    clock.now += 2 * A_DAY
    answer = await carrier.says("I have crushing chest pain")
    assert "EMERGENCY: call" in answer
    assert "same person" not in answer


async def test_what_is_no_answer_to_the_question_is_heard_with_the_words_before(carrier, clock):
    await carrier.text(EMERGENCY)
    clock.now += 2 * A_DAY
    await carrier.text("my back hurts since yesterday")
    answer = await carrier.says("I also have a fever")
    assert "TODAY" in answer
    assert "EMERGENCY: call" not in answer


async def test_without_a_past_that_matters_nobody_is_asked(carrier, clock):
    await carrier.says("my back hurts", "N")
    clock.now += 2 * A_DAY
    again = await carrier.says("my back hurts")
    assert "same person" not in again
    assert "not private" in again
    assert "rule out danger" in again
