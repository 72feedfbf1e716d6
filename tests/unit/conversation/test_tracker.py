"""What follows from events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events import (
    ActionExecuted,
    ActionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from bot.conversation.messages import BotMessage, Button
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage

HELLO = UserUttered(parsed=ParsedMessage("hello", Intent("greet", 1.0)), channel="rest")


def shown(*payloads: str) -> BotUttered:
    return BotUttered(message=BotMessage("?", tuple(Button("b", one) for one in payloads)))


@pytest.mark.parametrize(
    ("events", "fact", "value"),
    [
        ([SlotSet(name="a", value=1), SlotSet(name="a", value=2)], "slots", {"size": 0, "a": 2}),
        ([ActiveLoop(name="f"), ActiveLoop(name=None)], "active_loop", None),
        ([ActiveLoop(name="f"), ActionRejected(name="f")], "is_loop_rejected", True),
        # The rejection is over as soon as anything answers.
        (
            [ActiveLoop(name="f"), ActionRejected(name="f"), ActionExecuted(name="x")],
            "is_loop_rejected",
            False,
        ),
        ([FollowupAction(name="x"), ActionExecuted(name="x")], "followup_action", None),
        ([ConversationPaused(), ConversationResumed()], "is_paused", False),
        ([SlotSet(name="a", value=1), Restarted()], "slots", {"size": 0}),
        ([ActiveLoop(name="f"), SessionStarted(timestamp=9.0)], "active_loop", None),
        ([SessionStarted(timestamp=9.0), Restarted()], "session_started_at", 9.0),
        # Buttons of one turn add up; text without buttons leaves earlier ones on the screen.
        ([HELLO, shown("/a"), shown("/b")], "offered_payloads", ("/a", "/b")),
        ([HELLO, shown("/a"), HELLO, shown()], "offered_payloads", ("/a",)),
        ([HELLO, shown("/a"), HELLO, shown("/b")], "offered_payloads", ("/b",)),
        ([shown("/a"), Restarted()], "offered_payloads", ()),
    ],
)
def test_a_fact_follows_from_events(events, fact, value):
    tracker = Tracker("x", slots={"size": 0}, initial_slots={"size": 0}).applying(*events)
    assert getattr(tracker, fact) == value


EVENTS = st.one_of(
    st.builds(SlotSet, name=st.sampled_from("ab"), value=st.integers(0, 3),
              timestamp=st.sampled_from([0.0, 5.0, 7.0])),
    st.builds(ActionExecuted, name=st.sampled_from("xy"), timestamp=st.sampled_from([0.0, 6.0])),
    st.sampled_from(
        [HELLO, shown("/a"), shown(), ActiveLoop(name="f"), ActionRejected(name="f"),
         FollowupAction(name="x"), Restarted(), SessionStarted(timestamp=9.0)]
    ),
)  # fmt: skip


@given(st.lists(EVENTS, max_size=12))
def test_events_at_once_are_the_events_one_by_one(events):
    tracker = Tracker("x", slots={"size": 0}, initial_slots={"size": 0})
    one_by_one = tracker
    for event in events:
        one_by_one = one_by_one.applying(event)
    assert tracker.applying(*events) == one_by_one


def test_a_turn_begins_with_the_words_of_the_person():
    tracker = Tracker("x").applying(
        ActionExecuted(name="earlier"), HELLO, SlotSet(name="a", value=1)
    )
    assert tracker.turn[0] is HELLO
    assert tracker.actions_this_turn() == ()
    assert len(tracker.unsaved) == 3


def test_an_event_never_changes_the_tracker_that_it_was_applied_to():
    before = Tracker("x", slots={"a": 1})
    before.applying(SlotSet(name="a", value=2))
    assert before.slots == {"a": 1}
