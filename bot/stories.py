"""Rasa test stories, played against the running assistant and compared step by step.

What is compared: each message's intent and annotated entities, the actions in order, and the slots
and the active form as they stand where the story states them. Actions that every turn has
(`action_listen` and the like) are left out, as in Rasa. Of a message with which a story ends, only
how it is understood is compared. Wording is not compared: it is written to a transcript, so that a
changed wording shows in review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.assistant.rules import ANY_VALUE, ActionStep, LoopStep, SlotStep
from bot.assistant.test_stories import TestStory, UserStep
from bot.conversation.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from bot.conversation.messages import BotMessage, UserMessage

CHANNEL = "rest"
# What follows the name in a signed link.
SIGNATURE = re.compile(r"(?<=\w)\.[\w-]{8}\.[\w-]{43}(?![\w-])")
EVERY_TURN = frozenset(
    {"action_listen", "action_session_start", "action_extract_slots", "action_unlikely_intent"}
)


class Assistant(Protocol):
    """The running assistant, as a story needs it."""

    async def handle(self, message: UserMessage) -> tuple[BotMessage, ...]:
        """Answer one message."""

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation, oldest first."""


@dataclass(frozen=True, slots=True)
class Played:
    """How a story went: what differs from it, one line each, and what was said."""

    story: TestStory
    problems: tuple[str, ...]
    transcript: str


@dataclass(slots=True)
class Stage:
    """What the assistant did in one turn, read as far as the story has come."""

    events: list[Event]
    slots: dict[str, Any]
    loop: str | None
    problems: list[str] = field(default_factory=list)

    def read_to_next_action(self) -> None:
        """Take the events up to the next action that a story would name."""
        while self.events and not _is_named_action(self.events[0]):
            self._take(self.events.pop(0))

    def next_action(self) -> str | None:
        """Return the action that comes now."""
        first = self.events[0] if self.events else None
        return first.name if isinstance(first, ActionExecuted) else None

    def take_action(self) -> None:
        """Go past the action that comes now, and what followed from it."""
        if self.events:
            self.events.pop(0)
        self.read_to_next_action()

    def _take(self, event: Event) -> None:
        match event:
            case SlotSet():
                self.slots[event.name] = event.value
            case ActiveLoop():
                self.loop = event.name
            case SessionStarted() | Restarted() | AllSlotsReset():
                self.slots.clear()
                self.loop = None if not isinstance(event, AllSlotsReset) else self.loop


async def play(story: TestStory, assistant: Assistant, sender_id: str) -> Played:
    """Play a story as a conversation of its own; stop at the first turn that differs."""
    said: list[str] = []
    seen = 0
    stage = Stage([], {}, None)
    turns = list(turns_of(story))
    for number, (user, expected) in enumerate(turns):
        # With ids of their own, what turns give out (a reference) is the same at every playing.
        message = UserMessage(sender_id, user.text, CHANNEL, message_id=str(number))
        replies = await assistant.handle(message)
        said += [f"**Person:** {_quoted(user.text)}", *_spoken(replies)]
        events = await assistant.events(sender_id)
        stage.events = list(events[seen:])
        seen = len(events)
        stage.problems += _message_problems(user, stage.events)
        stage.read_to_next_action()
        if expected or user is not turns[-1][0]:
            _compare(expected, stage)
        if stage.problems:
            break
    return Played(story, tuple(stage.problems), "\n\n".join([f"## {story.name}", *said]) + "\n")


def turns_of(story: TestStory) -> Iterator[tuple[UserStep, list[Any]]]:
    """Return each message of a story with the steps that follow it."""
    turns: list[tuple[UserStep, list[Any]]] = []
    for step in story.steps:
        if isinstance(step, UserStep):
            turns.append((step, []))
        elif turns:
            turns[-1][1].append(step)
    return iter(turns)


def transcript_path(file: Path) -> Path:
    """Return where the transcript of a story file is kept: beside it, in `transcripts/`."""
    return file.parent / "transcripts" / f"{file.stem}.md"


def transcript_of(file: Path, played: Sequence[Played]) -> str:
    """Return the transcript of a story file."""
    head = f"# {file.stem}\n\nWritten by `backline test --update`; change the stories, not this.\n"
    return unsigned("\n".join([head, *(one.transcript for one in played)]))


def unsigned(text: str) -> str:
    """Return a text without the signatures of its links, which differ with each server's key."""
    return SIGNATURE.sub("...", text)


def _compare(expected: Sequence[Any], stage: Stage) -> None:
    """Compare the steps of one turn with what was done, and note the first difference."""
    for step in expected:
        match step:
            case ActionStep(name=name) if name in EVERY_TURN:
                continue
            case ActionStep(name=name):
                _compare_action(name, stage)
            case SlotStep(values=values):
                _compare_slots(values, stage)
            case LoopStep(name=name) if name != stage.loop:
                stage.problems.append(f"active_loop is {stage.loop}, the story says {name}")
        if stage.problems:
            return
    if stage.next_action() is not None:
        stage.problems.append(f"{stage.next_action()} ran, which the story does not say")


def _compare_action(name: str, stage: Stage) -> None:
    done = stage.next_action()
    if done != name:
        stage.problems.append(f"{done or 'nothing'} ran, the story says {name}")
    stage.take_action()


def _compare_slots(values: Sequence[tuple[str, Any]], stage: Stage) -> None:
    for name, value in values:
        actual = stage.slots.get(name)
        fits = actual is not None if value is ANY_VALUE else actual == value
        if not fits:
            wanted = "set" if value is ANY_VALUE else repr(value)
            stage.problems.append(f"slot {name} is {actual!r}, the story says {wanted}")


def _message_problems(user: UserStep, events: Sequence[Event]) -> list[str]:
    """Compare how a message was understood with the story."""
    heard = next((event for event in events if isinstance(event, UserUttered)), None)
    if heard is None:
        return ["the message is not in the conversation"]
    parsed = heard.parsed
    problems = []
    if user.intent is not None and parsed.intent.name != user.intent:
        problems.append(f"intent is {parsed.intent.name}, the story says {user.intent}")
    found = {(entity.entity, str(entity.value)) for entity in parsed.entities}
    for entity in user.entities:
        if (entity.entity, str(entity.value)) not in found:
            problems.append(f"entity {entity.entity}={entity.value!r} was not found")
    return [f"{_quoted(user.text)}: {problem}" for problem in problems]


def _is_named_action(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.name not in EVERY_TURN


def _spoken(replies: Sequence[BotMessage]) -> list[str]:
    if not replies:
        return ["*(no reply)*"]
    lines = []
    for reply in replies:
        lines += [f"**Bot:** {_quoted(part)}" for part in (reply.text, reply.image) if part]
        if reply.buttons:
            lines.append("\n".join(f"- [{button.title}]" for button in reply.buttons))
        if reply.custom and not reply.text:
            lines.append(f"**Bot:** {dict(reply.custom)}")
    return lines


def _quoted(text: str) -> str:
    return text.strip().replace("\n", "  \n")
