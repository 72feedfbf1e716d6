"""One contract, held on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.conversation.events import UserUttered
from bot.conversation.messages import UserMessage
from bot.conversation.records import ConversationChanged, DuplicateMessage
from bot.conversation.serialization import event_to_json, tracker_from_snapshot, tracker_to_snapshot
from bot.conversation.tracker import Tracker
from tests.integration.stores.beside import connected, rows
from tests.integration.stores.conftest import Opener
from tests.integration.stores.turns import NOON, turn_of

HARD_TEXTS = [
    ("it hurts\x00here", "PostgreSQL refuses NUL in text"),
    ("\ud83d alone", "a lone surrogate cannot be encoded"),
    ("\u202eabc\u200b\x07\x1b[31m", "bidi and control characters"),
    ("\\u0000 \\ \\\\ %s %(x)s :name ?", "looks like escapes and parameters"),
    ("'; DROP TABLE events; --", "looks like SQL"),
    ("x" * 100_000, "as long as a body may bring"),
    ("\U0001f915" * 1000, "four bytes a character"),
    ("", "nothing at all"),
]


def as_stored(tracker: Tracker) -> Tracker:
    return tracker_from_snapshot(json.loads(json.dumps(tracker_to_snapshot(tracker))))


class TestSqlTrackerStore:
    async def test_an_unknown_conversation_is_none_and_has_no_events(self, store):
        assert await store.load("nobody") is None
        assert await store.events("nobody") == ()
        assert await store.stored_reply("nobody", "m1") is None

    async def test_a_turn_is_read_back_as_it_was_written(self, store):
        record = turn_of("anna", "three weeks", "m1", [("days", 21.0), ("list", ["a", None, True])])
        await store.commit(record)
        assert await store.load("anna") == as_stored(record.tracker)
        assert await store.events("anna") == record.events
        assert await store.stored_reply("anna", "m1") == record.replies

    async def test_turns_follow_one_another(self, store):
        tracker, said = Tracker("anna"), []
        for number in range(5):
            record = turn_of(tracker, f"turn {number}", slots=[("count", number)])
            await store.commit(record)
            said += record.events
            tracker = await store.load("anna")
        assert tracker.version == 5
        assert tracker.slots["count"] == 4
        assert await store.events("anna") == tuple(said)

    async def test_conversations_do_not_mix(self, store):
        anna, bert = turn_of("anna", "I am Anna", "m1"), turn_of("bert", "I am Bert", "m1")
        await asyncio.gather(store.commit(anna), store.commit(bert))
        assert await store.events("anna") == anna.events
        assert await store.stored_reply("bert", "m1") == bert.replies

    @pytest.mark.parametrize("version_seen", [0, 1, 3, 7], ids="saw version {}".format)
    async def test_a_turn_that_saw_another_version_is_refused(self, store, version_seen):
        first = turn_of("anna")
        second = turn_of(first.tracker)
        await store.commit(first)
        await store.commit(second)
        late = turn_of(replace(first.tracker, version=version_seen), "late")
        with pytest.raises(ConversationChanged):
            await store.commit(late)
        assert (await store.load("anna")).version == 2
        assert await store.events("anna") == first.events + second.events

    async def test_a_later_turn_of_a_conversation_that_is_gone_is_refused(self, store):
        with pytest.raises(ConversationChanged):
            await store.commit(turn_of(Tracker("anna", version=4)))
        assert await store.load("anna") is None

    async def test_a_message_is_stored_once(self, store):
        first = turn_of("anna", message_id="m1")
        await store.commit(first)
        again = turn_of(first.tracker, "the same message again", "m1")
        with pytest.raises(DuplicateMessage):
            await store.commit(again)
        assert (await store.load("anna")).version == 1
        assert await store.events("anna") == first.events

    async def test_a_duplicate_outranks_a_changed_conversation(self, store):
        await store.commit(turn_of("anna", message_id="m1"))
        with pytest.raises(DuplicateMessage):
            await store.commit(turn_of("anna", message_id="m1"))

    async def test_the_same_turn_is_not_stored_twice(self, store):
        record = turn_of("anna")
        await store.commit(record)
        with pytest.raises(DuplicateMessage):
            await store.commit(record)

    async def test_messages_without_an_id_are_never_duplicates(self, store):
        first = turn_of("anna")
        await store.commit(first)
        await store.commit(turn_of(first.tracker))
        assert (await store.load("anna")).version == 2

    async def test_of_many_that_race_one_wins(self, url, opened: Opener):
        stores = [opened(url), opened(url)]
        racers = [turn_of("anna", f"racer {number}") for number in range(20)]
        outcomes = await asyncio.gather(
            *(stores[i % 2].commit(racer) for i, racer in enumerate(racers)),
            return_exceptions=True,
        )
        winners = [r for r, o in zip(racers, outcomes, strict=True) if o is None]
        assert len(winners) == 1
        assert {type(o) for o in outcomes} == {type(None), ConversationChanged}
        assert await stores[0].events("anna") == winners[0].events

    async def test_of_equal_messages_that_race_one_wins(self, url, opened: Opener):
        stores = [opened(url), opened(url)]
        outcomes = await asyncio.gather(
            *(stores[i % 2].commit(turn_of("anna", message_id="m1")) for i in range(20)),
            return_exceptions=True,
        )
        assert outcomes.count(None) == 1
        assert {type(o) for o in outcomes} == {type(None), DuplicateMessage}

    async def test_two_processes_with_the_same_conversations_never_block_each_other(
        self, url, opened: Opener
    ):
        first, second = opened(url), opened(url)
        known = [turn_of(f"sender{number:02}") for number in range(40)]
        await asyncio.gather(*map(first.commit, known))
        for _ in range(5):
            mine = [turn_of(await first.load(record.message.sender_id)) for record in known]
            theirs = [turn_of(await first.load(record.message.sender_id)) for record in known]
            outcomes = await asyncio.gather(
                *map(first.commit, mine), *map(second.commit, theirs[::-1]), return_exceptions=True
            )
            assert outcomes.count(None) == len(known)
            assert {type(o) for o in outcomes} == {type(None), ConversationChanged}

    async def test_one_refused_turn_does_not_hurt_those_beside_it(self, store):
        known = turn_of("known", message_id="m1")
        await store.commit(known)
        good = [turn_of(f"sender {number}") for number in range(40)]
        bad = [turn_of("known", "stale"), turn_of(known.tracker, message_id="m1")]
        everything = [*good[:20], *bad, *good[20:]]
        outcomes = await asyncio.gather(
            *(store.commit(record) for record in everything), return_exceptions=True
        )
        assert outcomes.count(None) == len(good)
        assert [type(o) for o in outcomes if o] == [ConversationChanged, DuplicateMessage]
        for record in good:
            assert await store.events(record.message.sender_id) == record.events

    @pytest.mark.parametrize("words", [t for t, _ in HARD_TEXTS], ids=[r for _, r in HARD_TEXTS])
    async def test_every_text_survives(self, store, words):
        record = turn_of("anna", words, "m1", [("words", words)])
        await store.commit(record)
        assert await store.events("anna") == record.events
        assert (await store.load("anna")).slots["words"] == words
        assert await store.stored_reply("anna", "m1") == record.replies

    @pytest.mark.parametrize("words", [t for t, _ in HARD_TEXTS], ids=[r for _, r in HARD_TEXTS])
    async def test_every_identifier_survives(self, store, words):
        record = turn_of(words, message_id=words)
        other = turn_of(words + "!", message_id=words)
        await store.commit(record)
        await store.commit(other)
        assert (await store.load(words)).sender_id == words
        assert await store.stored_reply(words, words) == record.replies
        assert await store.events(words + "!") == other.events

    async def test_hard_names_in_events_survive(self, store):
        hard = "a\x00\ud800" + "n" * 5000
        record = turn_of("anna")
        heard = record.events[0]
        assert isinstance(heard, UserUttered)
        intent = replace(heard.parsed.intent, name=hard)
        odd = replace(
            record,
            events=(replace(heard, parsed=replace(heard.parsed, intent=intent)),),
            message=UserMessage("anna", "hello", channel=hard),
        )
        await store.commit(odd)
        (stored,) = await store.events("anna")
        assert stored.parsed.intent.name == hard

    async def test_a_slot_that_json_cannot_hold_fails_before_anything_is_written(self, store):
        with pytest.raises(TypeError):
            await store.commit(turn_of("anna", slots=[("when", object())]))
        assert await store.load("anna") is None

    async def test_the_rows_say_what_staff_search_for(self, store, url):
        record = turn_of("anna", message_id="m1", slots=[("days", 3)])
        await store.commit(record)
        (conversation,) = rows(url, "SELECT * FROM conversations")
        assert conversation["started_at"] == conversation["latest_event_at"] == NOON
        assert conversation["channel"] == "rest"
        events = rows(url, "SELECT * FROM events ORDER BY seq")
        assert [e["type_name"] for e in events] == ["user", "slot", "action", "bot", "action"]
        assert [e["intent_name"] for e in events] == ["greet", None, None, None, None]
        assert [e["action_name"] for e in events][2:] == ["utter_hello", None, "action_listen"]
        assert {e["turn_id"] for e in events} == {record.turn_id}
        assert json.loads(events[1]["data"]) == event_to_json(record.events[1])
        (turn,) = rows(url, "SELECT * FROM turns")
        assert (turn["turn_id"], turn["message_id"]) == (record.turn_id, "m1")
        assert (turn["received_at"], turn["committed_at"]) == (NOON, NOON)

    async def test_a_failed_turn_keeps_the_conversation_flagged(self, store, url):
        flags = []
        tracker = Tracker("anna")
        for failed in (False, True, False):
            record = turn_of(tracker, failed=failed)
            await store.commit(record)
            tracker = record.tracker
            flags += rows(url, "SELECT needs_attention FROM conversations")
        assert [bool(flag["needs_attention"]) for flag in flags] == [False, True, True]

    async def test_an_event_cannot_be_changed(self, store, url):
        await store.commit(turn_of("anna"))
        with pytest.raises(DBAPIError, match="append-only"), connected(url) as connection:
            connection.execute(text("UPDATE events SET data = '{}'"))
        assert (await store.events("anna"))[0].parsed.text == "hello"

    async def test_retention_can_delete_a_conversation_with_all_that_was_said(self, store, url):
        await store.commit(turn_of("anna"))
        await store.commit(turn_of("bert"))
        with connected(url) as connection:
            connection.execute(text("DELETE FROM conversations WHERE sender_id = 'anna'"))
        assert await store.load("anna") is None
        assert {e["conversation_id"] for e in rows(url, "SELECT * FROM events")} == {
            c["id"] for c in rows(url, "SELECT id FROM conversations")
        }


async def test_a_store_in_memory_keeps_the_same_promises(opened: Opener):
    store = opened("sqlite://")
    first = turn_of("anna", message_id="m1")
    await asyncio.gather(store.commit(first), *(store.commit(turn_of(f"s{n}")) for n in range(20)))
    assert await store.events("anna") == first.events
    assert await store.stored_reply("anna", "m1") == first.replies
    with pytest.raises(ConversationChanged):
        await store.commit(turn_of("anna"))
    await store.ready()
