"""The runner itself: it sees every kind of difference, and nothing where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.assistant.test_stories import load_test_stories
from bot.conversation.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from bot.conversation.messages import BotMessage, Button
from bot.conversation.turn import Entity, Intent, ParsedMessage
from bot.stories import play, transcript_of

STORY = """\
version: "3.1"
stories:
- story: somebody orders
  steps:
  - user: |
      a [large](size) one
    intent: order
  - action: order_form
  - active_loop: order_form
  - slot_was_set:
    - size: large
    - requested_slot: topping
  - user: |
      cheese
    intent: inform
  - action: order_form
  - slot_was_set:
    - topping
  - active_loop: null
  - action: utter_done
"""

FIRST = [
    ActionExecuted(name="action_session_start"),
    SessionStarted(),
    ActionExecuted(name="action_listen"),
    UserUttered(
        parsed=ParsedMessage(
            "a large one", Intent("order", 0.9), entities=(Entity("size", "large", 2, 7, "x"),)
        ),
        channel="rest",
    ),
    SlotSet(name="size", value="large"),
    ActionExecuted(name="order_form"),
    ActiveLoop(name="order_form"),
    SlotSet(name="requested_slot", value="topping"),
    BotUttered(message=BotMessage(text="Which?")),
    ActionExecuted(name="action_listen"),
]
SECOND = [
    UserUttered(parsed=ParsedMessage("cheese", Intent("inform", 0.9)), channel="rest"),
    SlotSet(name="topping", value="cheese"),
    ActionExecuted(name="order_form"),
    SlotSet(name="requested_slot", value=None),
    ActiveLoop(name=None),
    ActionExecuted(name="utter_done"),
    BotUttered(message=BotMessage(text="Done.")),
    ActionExecuted(name="action_listen"),
]


@dataclass
class Scripted:
    """Answers each message with the next turn of a script."""

    turns: list
    happened: list = field(default_factory=list)

    async def handle(self, message):
        turn = self.turns.pop(0)
        self.happened += turn
        return tuple(event.message for event in turn if isinstance(event, BotUttered))

    async def events(self, sender_id):
        return tuple(self.happened)


@pytest.fixture
def story(tmp_path):
    file = tmp_path / "test_orders.yml"
    file.write_text(STORY)
    (story,) = load_test_stories(file)
    return story


def without(events, *unwanted):
    return [event for event in events if event not in unwanted]


def replaced(events, old, new):
    return [new if event == old else event for event in events]


FORM_SECOND = ActionExecuted(name="order_form")
DONE = ActionExecuted(name="utter_done")
DIFFERENCES = [
    # first turn, second turn, words of the problem
    (
        replaced(
            FIRST,
            FIRST[3],
            UserUttered(parsed=ParsedMessage("a large one", Intent("greet", 1.0)), channel="rest"),
        ),
        SECOND,
        "intent is greet, the story says order",
    ),
    (
        replaced(
            FIRST,
            FIRST[3],
            UserUttered(parsed=ParsedMessage("a large one", Intent("order", 1.0)), channel="rest"),
        ),
        SECOND,
        "entity size='large' was not found",
    ),
    (without(FIRST, FIRST[4]), SECOND, "slot size is None, the story says 'large'"),
    (without(FIRST, FIRST[5]), SECOND, "nothing ran, the story says order_form"),
    (without(FIRST, FIRST[6]), SECOND, "active_loop is None, the story says order_form"),
    (FIRST, without(SECOND, SECOND[1]), "slot topping is None, the story says set"),
    (FIRST, without(SECOND, SECOND[4]), "active_loop is order_form, the story says None"),
    (FIRST, without(SECOND, DONE), "nothing ran, the story says utter_done"),
    (FIRST, without(SECOND, FORM_SECOND), "utter_done ran, the story says order_form"),
    (FIRST, [*SECOND[:-1], ActionExecuted(name="utter_more")], "utter_more ran, which the story"),
    (
        FIRST,
        replaced(SECOND, DONE, ActionExecuted(name="utter_no")),
        "utter_no ran, the story says",
    ),
]


async def test_a_story_that_goes_as_written_has_no_problems(story):
    played = await play(story, Scripted([FIRST, SECOND]), "s")
    assert played.problems == ()


@pytest.mark.parametrize(("first", "second", "words"), DIFFERENCES, ids=[d[2] for d in DIFFERENCES])
async def test_each_difference_is_seen(story, first, second, words):
    played = await play(story, Scripted([first, second]), "s")
    assert any(words in problem for problem in played.problems), played.problems


async def test_a_message_that_ends_a_story_is_compared_by_its_meaning_alone(story):
    """A corrected message says how it is meant; what should follow is not known yet."""
    upto = next(
        place for place, step in enumerate(story.steps) if getattr(step, "text", "") == "cheese"
    )
    short = replace(story, steps=story.steps[: upto + 1])
    assert (await play(short, Scripted([FIRST, SECOND]), "s")).problems == ()
    misheard = UserUttered(parsed=ParsedMessage("cheese", Intent("greet", 1.0)), channel="rest")
    played = await play(short, Scripted([FIRST, replaced(SECOND, SECOND[0], misheard)]), "s")
    assert "the story says inform" in played.problems[0]
    early = replace(story, steps=(story.steps[0], *story.steps[upto:]))
    played = await play(early, Scripted([FIRST, SECOND]), "s")
    assert "order_form ran, which the story does not say" in played.problems[0]


async def test_the_transcript_reads_as_what_was_said(story, tmp_path):
    choice = BotUttered(message=BotMessage(text="Which?", buttons=(Button("Cheese", "/cheese"),)))
    first = replaced(FIRST, FIRST[8], choice)
    played = await play(story, Scripted([first, SECOND]), "s")
    text = transcript_of(tmp_path / "test_orders.yml", [played])
    assert text.endswith(
        "## somebody orders\n\n"
        "**Person:** a large one\n\n**Bot:** Which?\n\n- [Cheese]\n\n"
        "**Person:** cheese\n\n**Bot:** Done.\n"
    )
