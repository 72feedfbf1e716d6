"""Sessions, pauses, payloads and odd input: what lasts, what ends, and that nobody meets silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.body import clean_text
from bot.conversation.events import ConversationPaused, TurnFailed, UserUttered
from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from tests.conftest import Talk

IDLE_MINUTES = 1440  # session_expiration_time of domain.yml
HOUR = 3600.0
EMERGENCY = "I can't feel anything when I wipe since this morning"


async def words_stored(app, sender_id="someone"):
    events = await app.store.events(sender_id)
    return [event.parsed.text for event in events if isinstance(event, UserUttered)]


async def is_flagged(app, sender_id="someone"):
    events = await app.store.events(sender_id)
    return any(isinstance(event, TurnFailed) for event in events)


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


async def test_an_answer_to_a_question_of_yesterday_is_not_taken_for_one_of_today(
    talk: Talk, clock
):
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
        assert await talk.slots() == before, payload
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


# ---- Numbers that cannot be

QUESTIONS = {
    "pain_duration": "my back hurts",
    "pain_severity": "my back hurts since Monday, I was gardening, pulled a muscle",
    "age": (
        "my back hurts since Monday, pulled a muscle gardening, it's a 5, no leg pain, "
        "I can do everything, it's getting better"
    ),
}


async def asked_for(app, clock, slot: str, sender_id: str) -> Talk:
    """Bring somebody's form to one question."""
    talk = Talk(app, clock, sender_id)
    await talk.says(QUESTIONS[slot], "none", "none")
    assert (await talk.slots())["requested_slot"] == slot
    return talk


IMPOSSIBLE = {
    "pain_severity": ("12", "100", "a million"),
    "pain_duration": ("4000 years",),
    "age": ("150", "I am 150 years old", "999999999999999999999999"),
}


@pytest.mark.parametrize("slot", IMPOSSIBLE)
async def test_a_number_that_cannot_be_is_asked_for_again_kindly(running, clock, slot):
    async with running() as app:
        for words in IMPOSSIBLE[slot]:
            talk = await asked_for(app, clock, slot, words)
            assert await talk.says(words), words
            slots = await talk.slots()
            assert (slots[slot], slots["requested_slot"]) == (None, slot), words
            assert not await is_flagged(app, words), words
            assert words in await words_stored(app, words)


@pytest.mark.parametrize(
    ("slot", "words", "at_most"),
    [("pain_severity", "11/10", 10), ("pain_severity", "-3", 3), ("pain_duration", "-3 days", 3)],
)
async def test_an_odd_number_never_stands_as_it_is(running, clock, slot, words, at_most):
    """People write 11/10 for "unbearable" and a dash before a number: both may be read kindly."""
    async with running() as app:
        talk = await asked_for(app, clock, slot, "someone")
        assert await talk.says(words)
        kept = (await talk.slots())[slot]
        assert kept is None or 0 <= kept <= at_most
        assert not await is_flagged(app)


# ---- Words that are none

ODD = {
    "empty": "",
    "spaces": "   \t \n ",
    "no-break spaces": "\u00a0\u2003\u200b",
    "emoji": "\U0001f622\U0001f622",
    "emoji with joiners": "\U0001f937\U0001f3fd\u200d\u2640\ufe0f",
    "marks": "?!?!...",
    "control": "\x00\x01\x07\x1b[31m\x7f",
    "bidi": "\u202e\u2066olleh\u2069\u202c",
    "lone surrogate": "\ud800",
    "one long word": "a" * 100_000,
    "long": "my back hurts " * 7_143,
    "many lines": "\n" * 100_000,
    "long list": "a, " * 33_334,
    "braces": "{clinic_phone} {0} %s ${HOME} {{",
    "markup": "<script>alert(1)</script> [x](finding:RF01)",
}


async def odd_words_after(app, clock, *before: str) -> dict[str, tuple[Talk, str]]:
    """Say the odd words, each as somebody else, after the same beginning; return the replies."""
    said = {}
    for kind, words in ODD.items():
        talk = Talk(app, clock, kind)
        said[kind] = (talk, await talk.says(*before, clean_text(words)))
    return said


async def test_odd_words_at_the_start_get_a_kind_reply(running, clock):
    async with running() as app:
        for kind, (talk, said) in (await odd_words_after(app, clock)).items():
            assert said, kind
            assert not await is_flagged(app, kind), kind
            assert (await talk.slots())["red_flags"] is None, kind


async def test_odd_words_in_the_form_lose_nothing(running, clock):
    beginning = "my back hurts for six days, about a 5"
    async with running() as app:
        for kind, (talk, said) in (await odd_words_after(app, clock, beginning)).items():
            slots = await talk.slots()
            assert said, kind
            assert not await is_flagged(app, kind), kind
            assert await words_stored(app, kind) == [beginning, clean_text(ODD[kind])], kind
            assert (slots["pain_duration"], slots["danger_signs"]) == (6, None), kind
            assert slots["requested_slot"] == "danger_signs", kind


async def test_odd_words_are_no_name(running, clock):
    async with running() as app:
        replies = await odd_words_after(app, clock, "can someone call me back?")
        names = {kind: (await talk.slots())["contact_name"] for kind, (talk, _) in replies.items()}
        assert all(said for _, said in replies.values())
        assert not any([await is_flagged(app, kind) for kind in ODD])
    assert [kind for kind, name in names.items() if name and not name.isprintable()] == []
    assert [kind for kind, name in names.items() if len(name or "") > 80] == []


HIDDEN = {
    "among control characters": "\x00I can't\x01 pee\x07",
    "with right-to-left marks": "I can't \u202dpee\u202c",
    "with zero-width spaces around": "\u200bI can't pee\u200b",
    "after many lines": "\n" * 500 + "I can't pee",
    "with emoji": "\U0001f622 I can't pee \U0001f622",
    "at the end of a long story": "It was a fine day in the garden. " * 60 + "I can't pee.",
    "with curly marks": "I can\u2019t pee",
    "in full width": "I can't \uff50\uff45\uff45",
}


async def test_a_sign_of_danger_is_heard_through_odd_characters(running, clock):
    missed = []
    async with running() as app:
        for kind, words in HIDDEN.items():
            talk = Talk(app, clock, kind)
            said = await talk.says("my back hurts since yesterday", clean_text(words))
            if (await talk.slots())["disposition"] != "emergency" or "911" not in said:
                missed.append(kind)
    assert missed == []
