"""While the database is away the words wait on disk, and go in when it is back."""

from __future__ import annotations

import json
import stat
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.stores.errors import StoreFailure
from bot.stores.journal import PURPOSE, TurnJournal
from bot.stores.journaled import JournaledStore
from bot.stores.sealing import NO_KEYS
from tests.integration.stores.beside import connected, rows
from tests.integration.stores.turns import turn_of


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "unsaved"


@pytest.fixture
def journal(folder):
    return TurnJournal(folder, NO_KEYS.sealer(PURPOSE))


def words(events) -> list[str]:
    return [event.parsed.text for event in events if hasattr(event, "parsed")]


def attention(url: str) -> list[bool]:
    return [bool(r["needs_attention"]) for r in rows(url, "SELECT * FROM conversations")]


@contextmanager
def database_away(url: str):
    with connected(url) as connection:
        connection.execute(text("ALTER TABLE turns RENAME TO away"))
    yield
    with connected(url) as connection:
        connection.execute(text("ALTER TABLE away RENAME TO turns"))


async def test_a_kept_turn_is_private_and_whole_on_disk(journal, folder):
    record = turn_of("anna", "it \x00 hurts \ud800", "m1")
    assert not journal.has_unsaved
    await journal.keep(record)
    assert journal.has_unsaved
    (file,) = folder.iterdir()
    assert file.name == f"{record.turn_id}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert json.loads(file.read_bytes())["message"]["text"] == record.message.text


@pytest.mark.parametrize("turn_id", ["../../escaped", "a/b", "", "\x00", "x" * 300 + "/"])
async def test_no_turn_id_leads_out_of_the_folder(journal, folder, turn_id):
    await journal.keep(turn_of("anna", turn_id=turn_id))
    assert len(list(folder.glob("*.json"))) == 1


async def test_a_kept_turn_is_stored_with_its_facts_and_flagged(store, url, journal, folder):
    record = turn_of("anna", "help", slots=[("days", 3)])
    await journal.keep(record)
    assert await journal.recover(store) == 1
    assert await store.events("anna") == record.events
    assert (await store.load("anna")).slots["days"] == 3
    assert attention(url) == [True]
    assert list(folder.iterdir()) == []
    assert not journal.has_unsaved


async def test_it_follows_on_what_is_stored(store, url, journal):
    first = turn_of("anna", "one")
    await store.commit(first)
    await journal.keep(turn_of(first.tracker, "two", slots=[("days", 3)]))
    await journal.recover(store)
    assert (await store.load("anna")).version == 2
    assert (await store.load("anna")).slots["days"] == 3
    assert words(await store.events("anna")) == ["one", "two"]


async def test_facts_of_a_conversation_that_went_on_stay_and_the_words_are_added(
    store, url, journal
):
    first = turn_of("anna", "one")
    await store.commit(first)
    await journal.keep(turn_of(first.tracker, "lost", slots=[("days", 3)]))
    await store.commit(turn_of(first.tracker, "two", slots=[("days", 9)]))
    assert await journal.recover(store) == 1
    tracker = await store.load("anna")
    assert (tracker.version, tracker.slots["days"]) == (2, 9)
    assert words(await store.events("anna")) == ["one", "two", "lost"]
    assert attention(url) == [True]
    await store.commit(turn_of(tracker, "three"))
    assert (await store.load("anna")).version == 3


async def test_words_of_a_conversation_that_is_gone_are_stored(store, journal):
    later = turn_of(replace(turn_of("anna").tracker, version=6), "seven")
    await journal.keep(later)
    assert await journal.recover(store) == 1
    assert words(await store.events("anna")) == ["seven"]


async def test_a_turn_that_is_stored_already_is_only_flagged(store, url, journal, folder):
    record = turn_of("anna")
    await store.commit(record)
    await journal.keep(record)
    assert await journal.recover(store) == 0
    assert await store.events("anna") == record.events
    assert attention(url) == [True]
    assert list(folder.iterdir()) == []


async def test_a_message_that_was_sent_again_is_not_stored_twice(store, url, journal):
    for _ in range(3):
        await journal.keep(turn_of("anna", "again", "m1"))
    stored = turn_of("anna", "again", "m1")
    await store.commit(stored)
    assert await journal.recover(store) == 0
    assert await store.events("anna") == stored.events
    assert attention(url) == [True]


async def test_kept_turns_go_in_in_the_order_in_which_they_came(store, journal):
    tracker, kept = "anna", []
    for number in range(5):
        record = turn_of(tracker, f"turn {number}")
        kept.append(record)
        tracker = record.tracker
    for record in reversed(kept):
        await journal.keep(record)
    assert await journal.recover(store) == 5
    assert words(await store.events("anna")) == [f"turn {number}" for number in range(5)]
    assert (await store.load("anna")).version == 5


async def test_a_new_process_finds_what_the_old_one_kept(store, journal, folder):
    await journal.keep(turn_of("anna"))
    started = TurnJournal(folder, NO_KEYS.sealer(PURPOSE))
    assert started.has_unsaved
    assert await started.recover(store) == 1
    assert await started.recover(store) == 0
    assert await journal.recover(store) == 0


async def test_while_the_database_is_away_turns_wait(store, url, journal, folder):
    await journal.keep(turn_of("anna"))
    with database_away(url):
        assert await journal.recover(store) == 0
        assert journal.has_unsaved
    assert await journal.recover(store) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"turn_id": "x"}', '"text"', "\x80"], ids=repr
)
async def test_a_file_nobody_can_read_is_set_aside_and_stops_nothing(
    store, journal, folder, content
):
    await journal.keep(turn_of("anna"))
    (folder / "broken.json").write_bytes(content.encode("latin-1"))
    assert await journal.recover(store) == 1
    assert [file.name for file in folder.iterdir()] == ["broken.unusable"]


async def test_the_next_commit_that_succeeds_brings_kept_turns_home(store, url, journal, opened):
    whole = JournaledStore(store, journal)
    lost = turn_of("anna", "lost")
    with database_away(url):
        with pytest.raises(StoreFailure):
            await whole.commit(lost)
        await journal.keep(lost)
    await whole.commit(turn_of("bert"))
    await whole.close()
    assert words(await opened(url).events("anna")) == ["lost"]
    assert not journal.has_unsaved
