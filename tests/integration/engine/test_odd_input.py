"""Odd numbers and odd characters: a kind reply, nothing lost, and danger heard all the same."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.channels.body import clean_text
from tests.conftest import Clock, Talk
from tests.integration.engine.stored import is_flagged, words_stored

# ---- Numbers that cannot be

QUESTIONS = {
    "pain_duration": "my back hurts",
    "pain_severity": "my back hurts since Monday, I was gardening, pulled a muscle",
    "age": (
        "my back hurts since Monday, pulled a muscle gardening, it's a 5, no leg pain, "
        "I can do everything, it's getting better"
    ),
}


async def asked_for(app: App, clock: Clock, slot: str, sender_id: str) -> Talk:
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
    "control": "\x00\x01\x07\x1b[m\x7f",
    "bidi": "\u202e\u2066olleh\u2069\u202c",
    "lone surrogate": "\ud800",
    "one long word": "a" * 100_000,
    "long": "my back hurts " * 7_143,
    "many lines": "\n" * 100_000,
    "long list": "a, " * 33_334,
    "braces": "{clinic_phone} {0} %s ${HOME} {{",
    "markup": "<script>alert(1)</script> [x](finding:RF01)",
}


async def odd_words_after(app: App, clock: Clock, *before: str) -> dict[str, tuple[Talk, str]]:
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
