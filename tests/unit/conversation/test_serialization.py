"""Events, messages and trackers survive the way through JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import events as ev
from bot.conversation.messages import BotMessage, Button
from bot.conversation.serialization import (
    event_from_json,
    event_to_json,
    tracker_from_snapshot,
    tracker_to_snapshot,
)
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope

TEXT = st.text(max_size=20)
JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.text("abcdefghij_", min_size=1, max_size=12)
TIMES = st.floats(1, 4e9)

ENTITIES = st.builds(
    Entity,
    entity=NAMES,
    value=JSON_VALUE,
    start=st.integers(0, 5),
    end=st.integers(5, 20),
    extractor=NAMES,
    role=st.none() | NAMES,
    details=st.dictionaries(st.sampled_from(["low", "high", "assertion"]), JSON_VALUE, max_size=2),
)
INTENTS = st.builds(Intent, NAMES, st.floats(0, 1))
PARSED = st.builds(
    ParsedMessage,
    text=TEXT,
    intent=INTENTS,
    ranking=st.tuples(INTENTS, INTENTS),
    entities=st.lists(ENTITIES, max_size=2).map(tuple),
    scope=st.sampled_from(Scope),
    scope_score=st.floats(-50, 50),
    is_payload=st.booleans(),
    pieces=st.lists(TEXT, max_size=2).map(tuple),
)
WITH_QUESTION = st.builds(
    lambda answer, question, text: replace(
        answer, question=replace(question, is_payload=False, pieces=()), answer=text
    ),
    PARSED,
    PARSED,
    TEXT,
)
MESSAGES = st.builds(
    BotMessage,
    text=st.none() | TEXT,
    buttons=st.lists(st.builds(Button, TEXT, TEXT), max_size=2).map(tuple),
    image=st.none() | TEXT,
    utter_action=st.none() | NAMES,
)
EVENTS = st.one_of(
    st.builds(ev.UserUttered, parsed=PARSED | WITH_QUESTION, channel=NAMES, timestamp=TIMES),
    st.builds(ev.BotUttered, message=MESSAGES, timestamp=TIMES),
    st.builds(ev.SlotSet, name=NAMES, value=JSON_VALUE, timestamp=TIMES),
    st.builds(ev.ActionExecuted, name=NAMES, policy=NAMES, timestamp=TIMES),
    st.builds(ev.ActionRejected, name=NAMES, timestamp=TIMES),
    st.builds(ev.ActiveLoop, name=st.none() | NAMES, timestamp=TIMES),
    st.builds(ev.FollowupAction, name=st.none() | NAMES, timestamp=TIMES),
    st.builds(ev.TurnFailed, step=NAMES, error=NAMES, timestamp=TIMES),
    st.builds(ev.LoopInterrupted, is_interrupted=st.booleans(), timestamp=TIMES),
    st.sampled_from(
        [ev.SessionStarted, ev.Restarted, ev.AllSlotsReset, ev.ConversationPaused]
    ).flatmap(lambda kind: st.builds(kind, timestamp=TIMES)),
)


@given(EVENTS)
def test_an_event_comes_back_from_json_as_it_was(event):
    assert event_from_json(json.loads(json.dumps(event_to_json(event)))) == event


@given(st.lists(EVENTS, max_size=12))
def test_a_conversation_goes_on_from_its_snapshot_as_from_its_events(events):
    tracker = Tracker("someone").applying(*events)
    stored = tracker_from_snapshot(json.loads(json.dumps(tracker_to_snapshot(tracker))))
    told = ev.SlotSet(name="more", value=1)
    assert tracker_to_snapshot(stored.applying(told)) == tracker_to_snapshot(tracker.applying(told))


def test_an_event_of_a_kind_that_changes_nothing_is_kept_word_for_word():
    data = {"event": "reminder", "timestamp": 5.0, "metadata": {}, "intent": "x", "entities": []}
    assert event_to_json(event_from_json(data)) == data
