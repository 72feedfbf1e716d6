"""Every story once more by text message: the same outcome, within the limits, nothing left out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from actions.knowledge.loader import load_protocol
from actions.lettering import lettering
from bot.app import App, build
from bot.assistant.test_stories import SlotStep, TestStory, load_test_stories
from bot.channels.sms.alphabet import BASIC, EXTENDED, plain, segment_count
from bot.channels.sms.splitting import MAX_MESSAGES, MAX_SEGMENTS
from bot.cli_check import StoryClock
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.tracker import Tracker
from bot.settings import read_settings
from bot.stories import turns_of

FOLDER = Path(__file__).parent
PROTOCOL = load_protocol(FOLDER.parents[1] / "data" / "clinical")
SCREENS = ("danger_signs", "illness_signs")
MOST_PARTS = 3
OUTCOMES = ("disposition", "rule_id", "red_flags")
STORIES = {
    f"{file.stem}: {story.name}": story
    for file in sorted(FOLDER.glob("test_*.yml"))
    for story in load_test_stories(file)
}
FINDING = re.compile(r'/report_danger_sign\{"finding": "(\w+)"\}')
ABOUT_LIST = re.compile(r'/(deny|dont_know)\{"about": "(?:danger|illness)_signs"\}')


class ComesOutDifferently(Exception):
    """What a story says, and what happened."""


@pytest.fixture(scope="module")
def played(
    trained_project: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str | None]:
    """Play all stories against one assistant; return what went wrong in each, or None."""
    settings = read_settings(tmp_path_factory.mktemp("texts"), {})

    async def play_all() -> dict[str, str | None]:
        async with build(trained_project, settings, clock=StoryClock()) as app:
            return {name: await problem_of(app, name, story) for name, story in STORIES.items()}

    return asyncio.run(play_all())


async def problem_of(app: App, name: str, story: TestStory) -> str | None:
    try:
        await play(app, name, story)
    except (ComesOutDifferently, AssertionError) as error:
        return str(error)
    return None


def typed(text: str, tracker: Tracker | None) -> str:
    """Return what a person types who has nothing to tap."""
    if tracker is None or not text.startswith("/"):
        return text
    payloads = [button.payload for button in tracker.choices]
    with suppress(ValueError):
        return f"{payloads.index(text) + 1}."
    sign = FINDING.fullmatch(text)
    items = tracker.slots.get("screen_items") or []
    if sign is not None and sign[1] in items:
        named = lettering(items, PROTOCOL)
        return next(letter for letter, item in named.items() if item == sign[1])
    about = ABOUT_LIST.fullmatch(text)
    if about is not None:
        return "N" if about[1] == "deny" else "not sure"
    return text


def outcomes(expected: Sequence[Any]) -> dict[str, Any]:
    values = [pair for step in expected if isinstance(step, SlotStep) for pair in step.values]
    return {name: value for name, value in values if name in OUTCOMES}


def holds(slots: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(slots.get(name) == value for name, value in wanted.items())


def assert_sendable(app: App, message: UserMessage, replies: tuple[BotMessage, ...]) -> None:
    texts = [one.text for one in app.agent.channels["twilio"].outgoing(message, replies)]
    assert len(texts) <= MAX_MESSAGES
    for text in texts:
        assert segment_count(text) <= MAX_SEGMENTS
        assert set(text) <= BASIC | EXTENDED
    sent = "".join("".join(re.sub(r"^\(\d/\d\) ", "", text).split()) for text in texts)
    for reply in replies:
        assert "".join(plain(reply.text or "").split()) in sent, "something was left out"


async def play(app: App, sender: str, story: TestStory) -> None:
    for number, (user, expected) in enumerate(turns_of(story)):
        text = typed(user.text, await app.store.load(sender))
        if text.startswith("/") and number > 0:
            # A tap that no text message can be.
            return
        for part in range(MOST_PARTS):
            message = UserMessage(sender, text, "twilio", f"{number}.{part}")
            replies = await app.agent.handle(message)
            assert_sendable(app, message, replies)
            slots = (await app.store.load(sender)).slots
            # A long list that is asked again comes in parts: the rest gets the same answer.
            if slots.get("requested_slot") not in SCREENS or holds(slots, outcomes(expected)):
                break
        if not holds(slots, outcomes(expected)):
            raise ComesOutDifferently(f"after {text!r}: {outcomes(expected)}")


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_the_story_comes_out_the_same_by_text_message(played, name):
    assert played[name] is None
