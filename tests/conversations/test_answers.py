"""What people answer to the questions about the pain fills the slot that was asked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.assistant import yaml_text
from tests.conftest import ROOT, Talk

ANSWERS: Mapping[str, Mapping[str, list[str]]] = yaml_text.read(
    ROOT / "tests" / "conversations" / "answers.yml"
)
# All that is asked, each clause of a message; the one that is tested is left out.
TOLD = {
    "pain_duration": "it has hurt for 3 weeks",
    "activity": "it began when I lifted boxes",
    "injury_type": "it is a pulled muscle",
    "pain_severity": "the pain is 5 out of 10",
    "leg_pain": "no leg pain",
    "daily_function": "I can do my normal day",
    "pain_trend": "it is about the same",
    "age": "I am 44 years old",
}


async def _asked(running, clock, slot: str, answers: list[str]) -> dict[str, object]:
    """Return what the slot holds after each answer to its question."""
    told = ". ".join(clause for name, clause in TOLD.items() if name != slot)
    held: dict[str, object] = {}
    async with running() as app:
        for answer in answers:
            person = Talk(app, clock, answer)
            await person.says(f"My lower back hurts. {told}", "none", "none")
            assert (await person.slots())["requested_slot"] == slot
            await person.say(answer)
            held[answer] = (await person.slots())[slot]
    return held


@pytest.mark.parametrize("slot", ANSWERS)
async def test_an_answer_is_taken_as_it_was_meant(slot, running, clock):
    meant = {answer: str(value) for value, answers in ANSWERS[slot].items() for answer in answers}
    held = await _asked(running, clock, slot, list(meant))
    as_text = {
        answer: f"{value:g}" if isinstance(value, float) else str(value)
        for answer, value in held.items()
    }
    wrong = {answer: value for answer, value in as_text.items() if value != meant[answer]}
    assert not wrong
