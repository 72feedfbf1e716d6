"""Whom a message is about, asked and answered by text message: by number, and in words."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import build
from bot.cli_check import StoryClock
from bot.conversation.messages import UserMessage
from bot.settings import read_settings

TOLD = ("my back hurts since three days", "none", "my brother threw his back out yesterday")
SAME = {"proxy": None, "pain_duration": 3, "requested_slot": "illness_signs"}
ANOTHER = {"proxy": "other", "pain_duration": 1, "requested_slot": "danger_signs"}
ANSWERS = [
    ("1", SAME),
    ("2", ANOTHER),
    ("about me", SAME),
    ("me not him", SAME),
    ("him", ANOTHER),
    ("someone else", ANOTHER),
]


@pytest.mark.slow
def test_the_question_is_answered_by_number_or_in_words(
    trained_project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = read_settings(tmp_path_factory.mktemp("persons"), {})

    async def play() -> list[object]:
        wrong: list[object] = []
        async with build(trained_project, settings, clock=StoryClock()) as app:
            for answer, wanted in ANSWERS:
                for number, text in enumerate((*TOLD, answer)):
                    message = UserMessage(answer, text, "twilio", str(number))
                    replies = await app.agent.handle(message)
                    if number == len(TOLD) - 1:
                        sent = app.agent.channels["twilio"].outgoing(message, replies)
                        assert "1) About me" in sent[-1].text
                slots = (await app.store.load(answer)).slots
                told = {name: slots.get(name) for name in wanted}
                wrong += [] if told == wanted else [(answer, told)]
        return wrong

    assert asyncio.run(play()) == []
