"""Sessions, pauses and payloads: what lasts, what ends, and what is not acted on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.events import ConversationPaused
from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from tests.conftest import Talk
from tests.integration.engine.stored import is_flagged, words_stored

IDLE_MINUTES = 1440  # session_expiration_time of domain.yml
HOUR = 3600.0
EMERGENCY = "I can't feel anything when I wipe since this morning"


async def pause(app, sender_id="someone"):
    """Pause a conversation as staff do: by an event of its own turn."""
    known = await app.store.load(sender_id)
    tracker = replace(known.applying(ConversationPaused()), version=known.version + 1)
    message = UserMessage(sender_id, "", "staff")
    record = TurnRecord(
        turn_id="a-pause",
        message=message,
        tracker=tracker,
        events=(ConversationPaused(),),
        replies=(),
        failed=False,
        received_at=0.0,
    )
    await app.store.commit(record)


async def tracker_of(talk: Talk):
    return await talk.app.store.load(talk.sender_id)


# ---- Expiry


async def test_after_the_idle_time_what_was_told_is_forgotten(talk: Talk, clock):
    await talk.says("my back hurts for six days, about a 7", "none")
    clock.now += (IDLE_MINUTES + 1) * 60
    said = await talk.says("hello")
    slots = await talk.slots()
    assert slots["pain_duration"] is None
    assert slots["pain_severity"] is None
    assert slots["danger_signs"] is None
    assert (await tracker_of(talk)).active_loop is None
    assert "computer program" in said


async def test_before_the_idle_time_the_question_stays_open(talk: Talk, clock):
    await talk.says("my back hurts for six days")
    clock.now += (IDLE_MINUTES - 1) * 60
    await talk.says("none")
    slots = await talk.slots()
    assert slots["pain_duration"] == 6
    assert slots["requested_slot"] == "illness_signs"


async def test_an_answer_of_today_is_no_answer_to_a_question_of_yesterday(talk: Talk, clock):
    """A "none" that comes days later must not clear a list that is no longer on show."""
    await talk.says("my back hurts for six days")
    clock.now += (IDLE_MINUTES + 1) * 60
    said = await talk.says("none")
    slots = await talk.slots()
    assert slots["danger_signs"] is None
    assert slots["findings"] is None
    assert said


async def test_a_button_of_an_expired_session_is_not_acted_on(talk: Talk, clock):
    await talk.says("my back hurts for six days")
    clock.now += (IDLE_MINUTES + 1) * 60
    said = await talk.says('/deny{"about": "danger_signs"}')
    assert (await talk.slots())["danger_signs"] is None
    assert said


@pytest.mark.parametrize(
    ("words", "level"),
    [(EMERGENCY, "emergency"), ("I want to kill myself, the pain won't end", "crisis")],
)
async def test_an_emergency_outlasts_the_session(talk: Talk, clock, words, level):
    await talk.says("my back hurts since yesterday, it's a 6", words)
    flags = (await talk.slots())["red_flags"]
    clock.now += 30 * 24 * HOUR
    said = await talk.says("hi, my back is a bit sore")
    slots = await talk.slots()
    assert slots["disposition"] == level
    assert slots["red_flags"] == flags
    assert ("911" if level == "emergency" else "988") in said


async def test_only_the_emergency_outlasts_the_session(talk: Talk, clock):
    await talk.says("my back hurts since yesterday, it's a 6", EMERGENCY)
    clock.now += (IDLE_MINUTES + 1) * 60
    await talk.says("hello")
    slots = await talk.slots()
    assert slots["pain_duration"] is None
    assert slots["pain_severity"] is None


async def test_a_same_day_answer_ends_with_the_session(talk: Talk, clock):
    await talk.says("my back hurts since yesterday and I have a fever of 102")
    assert (await talk.slots())["disposition"] == "same_day"
    clock.now += (IDLE_MINUTES + 1) * 60
    await talk.says("hello")
    slots = await talk.slots()
    assert slots["disposition"] is None
    assert slots["red_flags"] is None


# ---- Start over


async def test_start_over_forgets_and_does_not_introduce_again(talk: Talk):
    await talk.says("my back hurts for six days, about a 7", "none", "start over")
    slots = await talk.slots()
    assert slots["pain_duration"] is None
    assert slots["danger_signs"] is None
    assert (await tracker_of(talk)).active_loop is None
    assert "computer program" not in await talk.says("my back hurts")


async def test_start_over_keeps_an_emergency_and_repeats_it(talk: Talk):
    await talk.says(EMERGENCY)
    await talk.says("start over")
    assert (await talk.slots())["disposition"] == "emergency"
    assert "911" in await talk.says("my back hurts a little")


async def test_everything_said_before_start_over_is_still_in_the_transcript(talk: Talk):
    await talk.says("my back hurts for six days", "start over", "hello")
    assert await words_stored(talk.app) == ["my back hurts for six days", "start over", "hello"]


# ---- A paused conversation


async def test_a_paused_conversation_stores_the_words_and_stays_silent(talk: Talk):
    await talk.says("my back hurts for six days")
    await pause(talk.app)
    assert await talk.say("is anybody there?") == ()
    assert "is anybody there?" in await words_stored(talk.app)
    assert not await is_flagged(talk.app)
    assert (await talk.slots())["requested_slot"] == "danger_signs"


@pytest.mark.parametrize("words", [EMERGENCY, "I can't feel it when I wipe"])
async def test_danger_is_answered_and_queued_while_a_person_has_taken_over(talk: Talk, words):
    await talk.says("my back hurts for six weeks")
    await pause(talk.app)
    said = await talk.says(words)
    assert "911" in said
    assert "your name" not in said
    assert [one.level for one in talk.app.extension.desk.queue.items()] == ["emergency"]
    assert await talk.says("hello?") == ""


async def test_a_pause_ends_with_no_session(talk: Talk, clock):
    """Staff took over: the assistant does not come back by itself within the session."""
    await talk.says("my back hurts for six days")
    await pause(talk.app)
    clock.now += HOUR
    assert await talk.say("hello?") == ()


# ---- Payloads

# The list on show offers "none of these" for its own list only.
NOT_OFFERED = (
    "/deny",
    '/deny{"about": "illness_signs"}',
    "/affirm",
    "/restart",
    '/inform_severity{"severity": 0}',
    '/report_danger_sign{"finding": "RF99"}',
    '/correct_fact{"fact": "danger_signs"}',
    '/inform_contact{"disposition": "routine"}',
    "/no_such_intent",
    "/deny{not json",
    "/",
)


async def test_a_payload_that_was_not_offered_changes_nothing(talk: Talk):
    await talk.says("my back hurts for six days")
    before = await talk.slots()
    for payload in NOT_OFFERED:
        said = await talk.says(payload)
        assert said, payload
        # That it was not understood is remembered, to offer a way out the second time.
        assert (
            await talk.slots() | {"misses": None, "asked_above": before["asked_above"]} == before
        ), payload
        assert (await tracker_of(talk)).active_loop == "triage_form", payload
    assert not await is_flagged(talk.app)


async def test_a_payload_cannot_undo_an_emergency(talk: Talk):
    await talk.says(EMERGENCY)
    for payload in ("/restart", '/report_danger_sign{"finding": "RF01"}', "/session_start"):
        await talk.says(payload)
        assert (await talk.slots())["disposition"] == "emergency", payload


async def test_a_payload_is_good_for_the_person_who_was_shown_it_only(talk: Talk, clock):
    await talk.says("my back hurts for six days")
    other = Talk(talk.app, clock, "another")
    await other.says('/deny{"about": "danger_signs"}')
    assert (await other.slots())["danger_signs"] is None
