"""Keys stay apart, and every conversation comes back."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.tracker import Tracker
from bot.stores.journal import record_from_json, record_to_json
from bot.stores.rows import LONGEST_KEY_BYTES, key_of
from tests.integration.stores.conftest import Opener
from tests.integration.stores.turns import turn_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
TRICKY = st.text(st.sampled_from("\\\x00\ud800hu0a"), max_size=12)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)


@given(one=ANY_TEXT | TRICKY, other=ANY_TEXT | TRICKY, longer=st.sampled_from([1, 400]))
def test_two_keys_never_become_one(one, other, longer):
    assert (key_of(one * longer) == key_of(other * longer)) == (one * longer == other * longer)


@given(text=(ANY_TEXT | TRICKY).filter(lambda text: key_of(text) != text))
def test_an_escaped_key_cannot_be_had_by_writing_the_escape(text):
    assert key_of(key_of(text)) != key_of(text)


def test_a_hashed_key_cannot_be_had_by_writing_the_hash():
    hashed = key_of("x" * 5000)
    assert key_of(hashed) != hashed


@given(text=ANY_TEXT | TRICKY, times=st.integers(1, 500))
def test_a_key_is_text_that_every_database_stores_and_indexes(text, times):
    key = key_of(text * times)
    assert "\x00" not in key
    assert len(key.encode()) <= LONGEST_KEY_BYTES


@pytest.mark.parametrize("plain", ["anna", "+1 555 0100", "web:9f3c-22", "Zoë", ""])
def test_ordinary_ids_stay_readable(plain):
    assert key_of(plain) == plain


@given(text=ANY_TEXT, message_id=st.none() | ANY_TEXT, value=JSON_VALUES)
def test_a_kept_turn_comes_back_the_same(text, message_id, value):
    record = turn_of("anna", text, message_id, [("slot", value)])
    again = record_from_json(json.loads(json.dumps(record_to_json(record))))
    assert again.message == record.message
    assert again.events == record.events
    assert again.replies == record.replies
    assert record_to_json(again) == record_to_json(record)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(ANY_TEXT, JSON_VALUES), min_size=1, max_size=4), who=ANY_TEXT)
async def test_any_conversation_comes_back(opened: Opener, turns, who):
    store = opened("sqlite://")
    tracker, said = Tracker(who), []
    for text, value in turns:
        record = turn_of(tracker, text, slots=[("slot", value)])
        await store.commit(record)
        said += record.events
        tracker = await store.load(who)
        assert tracker.slots["slot"] == value
    assert await store.events(who) == tuple(said)
    assert tracker.version == len(turns)
