"""Test stories: conversations with the steps that should follow each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.assistant.domain import check_version
from bot.assistant.nlu_markup import AnnotatedEntity, MarkupError, parse_markup
from bot.assistant.problems import Misread, Problems
from bot.assistant.rules import ActionStep, LoopStep, SlotStep
from bot.assistant.step_reader import (
    MENDS,
    StepReader,
    read_action,
    read_loop,
    read_slots,
    read_step,
)
from bot.assistant.yaml_files import parse_yaml, read_text
from bot.assistant.yaml_reader import Node

STEP_MENDS = {
    **MENDS,
    "intent": "a test story gives the person's words: user: |",
    "or": "write two stories",
}


@dataclass(frozen=True, slots=True)
class UserStep:
    """What the person writes, and how it should be understood (`intent` None: not said)."""

    text: str
    intent: str | None
    entities: tuple[AnnotatedEntity, ...] = ()
    line: int = 0


TestStep = UserStep | ActionStep | SlotStep | LoopStep


@dataclass(frozen=True, slots=True)
class TestStory:
    """A conversation, and what the assistant should do in it."""

    # Pytest collects classes by their name; this one is no test class.
    __test__ = False

    name: str
    file: str
    line: int
    steps: tuple[TestStep, ...]


def load_test_stories(path: Path) -> tuple[TestStory, ...]:
    """Read a file of Rasa test stories; raises AssistantError."""
    problems = Problems()
    text = read_text(path, str(path), problems)
    problems.raise_if_any()
    return parse_test_stories(text or "", str(path))


def parse_test_stories(text: str, file: str) -> tuple[TestStory, ...]:
    """Read the text of a file of Rasa test stories; raises AssistantError, which names `file`."""
    problems = Problems()
    node = parse_yaml(text, file, problems)
    stories: tuple[TestStory, ...] = ()
    if node is not None:
        try:
            fields = node.fields("stories", optional=("version",))
            check_version(fields)
            stories = fields["stories"].each(_read_story)
        except Misread as misread:
            problems.found.append(misread.problem)
        _note_repeats(stories, problems)
    problems.raise_if_any()
    return stories


def _note_repeats(stories: tuple[TestStory, ...], problems: Problems) -> None:
    names = [story.name for story in stories]
    for number, story in enumerate(stories):
        if story.name in names[:number]:
            problems.add(story.file, story.line, f"a story above is called {story.name!r} too")


def _read_story(node: Node) -> TestStory:
    fields = node.fields("story", "steps", optional=("metadata",))
    steps = fields["steps"].each(_read_step)
    if steps and not isinstance(steps[0], UserStep):
        fields["steps"].items()[0].note("a test story begins with what the person writes: user: |")
    if not fields["steps"].items():
        fields["steps"].note("the story has no steps")
    return TestStory(fields["story"].text(), node.file, node.line, steps)


def _read_step(node: Node) -> TestStep:
    readers: Mapping[str, StepReader] = {
        "user": _read_user,
        "action": read_action,
        "slot_was_set": read_slots,
        "active_loop": read_loop,
    }
    step: TestStep = read_step(node, readers, STEP_MENDS)
    return step


def _read_user(node: Node) -> UserStep:
    fields = node.fields(
        "user", optional=("intent",), refused={"entities": "mark them in the person's words"}
    )
    said = fields["user"]
    if not isinstance(said.value, str):
        said.fail(f"expected text, found {said.kind()}; put it in quotes")
    words = said.value.strip()
    intent = fields.read("intent", Node.text, None)
    if words.startswith("/"):
        return UserStep(words, intent, (), node.line)
    try:
        text, entities = parse_markup(words)
    except MarkupError as error:
        said.fail(str(error))
    return UserStep(text, intent, entities, node.line)
