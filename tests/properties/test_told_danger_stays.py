"""Hazard H-01: what was told of danger stays, whatever is said next, until it is taken back.

Conversations of random messages, none of which takes back or denies by name what was told.
"""

from __future__ import annotations

import random

import pytest

from bot.conversation.messages import UserMessage

OPENINGS = (
    "my back hurts",
    "back pain since sunday",
    "my back hurts, 3 weeks now",
    "hi, sore back",
)
# What tells of a sign, and which one must stand from then on.
TOLD = {
    "danger_signs": {
        "A": "RF01", "and A": "RF01", "A too": "RF01", "yes and E": "RF06", "E": "RF06",
        "E as well": "RF06", "D sometimes": "RF05", "also D": "RF05", "oh and D": "RF05",
        "F": "RF08", "none except E": "RF06", "A no, E yes": "RF06", "no, but A": "RF01",
    },
    "illness_signs": {
        "F": "RF21", "and F": "RF21", "E": "RF14", "E too": "RF14", "H was years ago": "RF26",
        "G": "RF22", "none but F": "RF21", "A no, D yes": "RF13", "oh and E": "RF14",
    },
    # The letters of the list that was answered last.
    "new_or_worse": {"and F": "RF08", "E too": "RF06", "A as well": "RF01", "also D": "RF05"},
}  # fmt: skip
# What tells of none, and takes none back.
BESIDE = (
    "no", "none", "none of these", "nope", "no no", "not really", "nothing else", "all good",
    "i have no", "i do not", "no i do", "none of", "no i", "not", "no bladder", "no that",
    "ok", "yes", "yeah", "maybe", "not sure", "idk", "both", "those two", "the same", "no idea",
    "wait", "let me think", "one sec", "what?", "why do you ask", "huh", "thanks", "sorry",
    "C", "and B", "B?", "1", "2", "the first list", "go back", "i missed one", "i lied before",
    "can we go back to the first list", "a while", "since my teens", "3 weeks", "yesterday",
    "sitting at my desk", "just sore", "4", "40", "better", "im not going to the er", "no thanks",
    "is it serious", "skip", "hello", "my back hurts", "A no, B no", "1. no 2. no 3. no",
    "not C", "all no", "no to all", "none, thanks", "everything else is fine", "Ann Lee",
)  # fmt: skip
CONVERSATIONS = 60
LENGTH = 9


@pytest.mark.parametrize("seed", range(CONVERSATIONS))
async def test_no_message_but_a_taking_back_removes_a_sign_that_was_told(running, seed):
    chance = random.Random(seed)
    said, stands = [], set()
    async with running() as app:
        for turn in range(LENGTH):
            tracker = await app.store.load(f"told-{seed}")
            slots = tracker.slots if tracker is not None else {}
            asked = str(slots.get("requested_slot"))
            tells = TOLD.get(asked, {}) if chance.random() < 0.5 else {}
            if asked == "new_or_worse" and slots.get("screen_items", [""])[0] not in _DANGER:
                tells = {}
            text = chance.choice(tuple(tells) or BESIDE) if turn else chance.choice(OPENINGS)
            said.append(text)
            await app.agent.handle(UserMessage(f"told-{seed}", text, "rest"))
            after = await app.store.load(f"told-{seed}")
            flags = set(after.slots.get("red_flags") or ())
            stands |= {tells[text]} if text in tells else set()
            assert stands <= flags, (said, asked, stands - flags)
            stands |= flags


_DANGER = {"RF01", "RF02", "RF03", "RF05", "RF06", "RF08", "RF15", "RF16", "RF17"}
