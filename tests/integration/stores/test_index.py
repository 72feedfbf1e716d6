"""The index of conversations follows the events, on both databases."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import text

from bot.conversation.tracker import Tracker
from bot.stores.database import open_database
from bot.stores.index.job import IndexJob
from bot.stores.index.reading import House
from bot.stores.index.search import ConversationIndex, Place
from bot.stores.index.stored import StoredConversations
from bot.stores.index.wanted import Wanted
from bot.stores.index.words import WordKey, read_query
from bot.stores.rows import Seals, rows_of
from bot.stores.sealing import Keyring
from bot.stores.statements import write_turns
from tests.integration.stores import indexed as ix
from tests.integration.stores.turns import NOON


@pytest.fixture
async def index(url, store) -> ix.Index:
    made = ix.Index(url)
    yield made
    made.database.close()


async def says(store, sender, text, number=0, **more):
    tracker = await store.load(sender) or Tracker(sender)
    await store.commit(ix.a_turn(tracker, text, number=number, **more))


def delete(index, sender):
    with index.database.writing() as connection:
        gone = text("DELETE FROM conversations WHERE sender_id = :sender")
        connection.execute(gone, {"sender": sender})


async def found(index, facets=(), words=None):
    query = None if words is None else read_query(words)
    page = await index.read.page(Wanted(facets=tuple(facets), words=query))
    return [entry.conversation for entry in page.entries]


async def test_a_conversation_is_found_by_what_happened_in_it(store, index):
    await says(store, "ada", "a pizza for two, please", 1, dish="pizza", confidence=0.3)
    await says(store, "bob", "soup", 2, dish="soup", policy="FallbackPolicy", more=ix.OPENS_FORM)
    await says(store, "eve", "hello", 3, channel="sms", more=ix.FAILS)
    assert index.job.catch_up() == 3
    assert await found(index) == ["eve", "bob", "ada"]
    assert await found(index, [("dish", ("pizza",))]) == ["ada"]
    assert await found(index, [("dish", ("pizza", "none"))]) == ["eve", "ada"]
    assert await found(index, [("state", ("fallback",)), ("state", ("unfinished",))]) == ["bob"]
    assert await found(index, [("channel", ("sms",))]) == ["eve"]
    assert await found(index, [("confidence", ("40",))]) == ["ada"]
    assert await found(index, [("dish", ("never heard of",))]) == []
    assert await found(index, words="pizzas") == ["ada"]
    assert await found(index, words='"for two"') == ["ada"]
    assert await found(index, words='"two for"') == []


async def test_what_is_indexed_already_is_not_written_again(store, index):
    await says(store, "ada", "soup")
    assert index.job.catch_up() == 1
    assert index.job.catch_up() == 0
    await says(store, "ada", "and bread")
    assert index.job.catch_up() == 1
    assert await found(index, words="soup bread") == ["ada"]
    assert await found(index, words='"soup and"') == [], "a phrase does not cross messages"
    entry = await index.read.entry("ada")
    assert entry.turns == 2


async def test_an_earlier_session_is_still_found_by_what_was_decided_in_it(store, index):
    await says(store, "ada", "pizza", dish="pizza")
    index.job.catch_up()
    await says(store, "ada", "hello again", more=ix.NEW_SESSION)
    await says(store, "ada", "soup now", dish="soup")
    index.job.catch_up()
    entry = await index.read.entry("ada")
    assert set(entry.facets["dish"]) == {"pizza", "soup"}
    assert await found(index, words="pizza") == ["ada"]


async def test_a_deleted_conversation_leaves_nothing_in_the_index(store, index):
    await says(store, "ada", "soup", dish="soup")
    await says(store, "bob", "soup", dish="soup")
    index.job.catch_up()
    delete(index, "ada")
    assert await found(index) == ["bob"]
    assert await found(index, words="soup") == ["bob"]
    with index.database.reading() as connection:
        for count in (
            "SELECT count(*) FROM conversation_index",
            "SELECT count(DISTINCT key) FROM conversation_facets",
            "SELECT count(*) FROM index_words",
        ):
            assert connection.execute(text(count)).scalar() == 1, count


async def test_what_is_deleted_while_it_is_being_indexed_is_passed_over(store, index, monkeypatch):
    await says(store, "ada", "soup")
    await says(store, "bob", "bread")
    write = index.job._write_all

    def delete_first(changes, generation):
        if changes and len(changes) == 2:
            delete(index, "ada")
        return write(changes, generation)

    monkeypatch.setattr(index.job, "_write_all", delete_first)
    await asyncio.to_thread(index.job.catch_up)
    assert await found(index) == ["bob"]


async def test_no_word_is_stored_as_it_was_written(store, index, url, tmp_path):
    await says(store, "ada", "my unmistakable word")
    index.job.catch_up()
    with index.database.reading() as connection:
        kept = " ".join(
            str(row) for row in connection.execute(text("SELECT words FROM index_words"))
        )
    assert "w" in kept
    assert "unmistak" not in kept
    assert "word" not in kept.replace("words", "")


async def test_what_a_panel_sets_outlives_new_turns_and_a_rebuild(store, index):
    await says(store, "ada", "soup", dish="soup")
    assert not await index.read.set_facet("ada", "tag", ["cold"]), "not indexed yet"
    index.job.catch_up()
    assert await index.read.set_facet("ada", "tag", ["cold", "late"])
    assert await index.read.set_facet("ada", "tag", ["late"])
    await says(store, "ada", "bread", dish="bread")
    index.job.catch_up()
    index.job.begin_anew()
    index.job.catch_up()
    entry = await index.read.entry("ada")
    assert entry.facets["tag"] == ("late",)
    assert entry.facets["dish"] == ("bread",)
    assert await found(index, [("tag", ("late",))]) == ["ada"]
    assert await index.read.set_facet("ada", "tag", [])
    assert await found(index, [("tag", ("late",))]) == []


async def test_what_staff_change_stands_until_the_conversation_changes_it(store, index):
    await says(store, "ada", "soup", dish="soup")
    index.job.catch_up()
    await index.read.set_facet("ada", "dish", ["cancelled"])
    await says(store, "ada", "thanks")
    index.job.catch_up()
    assert await found(index, [("dish", ("cancelled",))]) == ["ada"]
    await says(store, "ada", "pizza then", dish="pizza")
    index.job.catch_up()
    assert await found(index, [("dish", ("cancelled",))]) == []
    assert await found(index, [("dish", ("pizza",))]) == ["ada"]


async def test_another_secret_key_makes_the_index_anew(store, index):
    await says(store, "ada", "soup")
    index.job.catch_up()
    other = WordKey("another secret")
    job = IndexJob(index.database, other, House(ix.facets_of, ix.SEALS), lambda: NOON)
    assert job.catch_up() == 1
    assert job.catch_up() == 0
    assert await found(index, words="soup") == []


async def test_several_processes_write_each_conversation_once(store, index, url):
    for number in range(40):
        await says(store, f"person {number}", "soup", number, dish="soup")
    others = [ix.Index(url) for _ in range(3)]
    threads = [threading.Thread(target=one.job.catch_up) for one in (index, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    index.job.catch_up()
    assert len(await found(index)) == 40
    with index.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM index_words")).scalar() == 40
    for one in others:
        one.database.close()


async def test_an_event_that_is_committed_late_is_not_passed_over(postgres_url, opened):
    """PostgreSQL hands out numbers in one order and commits in another."""
    store = opened(postgres_url)
    index, slow = ix.Index(postgres_url), ix.Index(postgres_url)
    with slow.database.writing() as connection:
        late = ix.a_turn(Tracker("late"), "soup", number=1)
        write_turns(connection, [rows_of(late, ix.SEALS)], NOON)
        await says(store, "early", "bread", 2)
        for _ in range(3):
            index.job.catch_up()
        assert await found(index) == ["early"]
    index.job.catch_up()
    assert await found(index) == ["early", "late"]
    index.job.catch_up()
    assert index.job.catch_up() == 0
    for one in (index, slow):
        one.database.close()


async def test_two_that_began_in_the_same_instant_are_both_listed(store, index):
    for sender in ("ada", "bob", "eve"):
        await says(store, sender, "soup", 5)
    index.job.catch_up()
    assert sorted(await found(index)) == ["ada", "bob", "eve"]
    first = await index.read.page(Wanted(), size=2)
    second = await index.read.page(Wanted(), Place(older=first.older), size=2)
    names = [entry.conversation for entry in (*first.entries, *second.entries)]
    assert sorted(names) == ["ada", "bob", "eve"]


async def test_a_conversation_that_cannot_be_read_does_not_keep_out_the_others(
    store, index, caplog
):
    await says(store, "bad", "soup", dish="soup")
    await says(store, "good", "soup", dish="bread")
    job = IndexJob(index.database, ix.KEY, House(_fails_for_soup, ix.SEALS), lambda: NOON)
    job.catch_up()
    assert await found(index) == ["good"]
    assert "a conversation cannot be indexed" in caplog.text
    assert "soup" not in caplog.text


def _fails_for_soup(slots):
    if slots.get("dish") == "soup":
        raise ValueError("soup")
    return ix.facets_of(slots)


ODD = [
    "'", '"', '"soup', "soup OR bread", "NEAR(soup bread)", "words:soup", "soup*", "^soup",
    "'); DROP TABLE events; --", "soup & !bread", "<->", "\\", "\x00", "(" * 500, "%", "-soup",
    "{soup bread}", "\ud800", "soup' OR '1'='1", "a" * 5_000, ":*", "'soup':1A", "soup <2> bread",
]  # fmt: skip


async def test_no_sign_in_the_search_box_means_anything(store, index):
    await says(store, "ada", "soup")
    index.job.catch_up()
    for typed in ODD:
        names = await found(index, words=typed)
        assert names == (["ada"] if read_query(typed).parts == (("soup",),) else []), typed
        assert await found(index, [("dish", (typed,)), (typed, (typed,))]) == []
    assert await found(index, words="soup") == ["ada"]


async def test_who_opts_out_of_texts_is_found_also_when_nothing_else_happens(store, index):
    await says(store, "sms-abc", "soup", 1, channel="sms")
    await says(store, "sms-abc-2", "soup", 2, channel="sms")
    await says(store, "ada", "soup", 3)
    with index.database.writing() as connection:
        connection.execute(text("INSERT INTO phone_numbers (key, number) VALUES ('abc', 'x')"))
    index.job.catch_up()
    assert await found(index, [("state", ("opted_out",))]) == []
    with index.database.writing() as connection:
        connection.execute(text("UPDATE phone_numbers SET opted_out_at = 1"))
    index.job.catch_up()
    assert await found(index, [("state", ("opted_out",))]) == ["sms-abc-2", "sms-abc"]
    with index.database.writing() as connection:
        connection.execute(text("UPDATE phone_numbers SET opted_out_at = NULL"))
    index.job.catch_up()
    assert await found(index, [("state", ("opted_out",))]) == []


async def test_conversations_that_are_sealed_are_indexed_and_shown(url, opened):
    opened(url)
    seals = Seals.of(Keyring(["an operator's key of thirty-two letters"]))
    database = open_database(url)
    job = IndexJob(database, ix.KEY, House(ix.facets_of, seals), lambda: NOON)
    read = ConversationIndex(database, ix.KEY, seals)
    record = ix.a_turn(Tracker("ada"), "a secret soup", number=1, dish="soup")
    with database.writing() as connection:
        write_turns(connection, [rows_of(record, seals)], NOON)
    job.catch_up()
    (entry,) = (await read.page(Wanted(words=read_query("soups")))).entries
    assert (entry.words, entry.facets["dish"]) == ("a secret soup", ("soup",))
    stored = await StoredConversations(database, seals).conversation("ada")
    assert stored.tracker.slots["dish"] == "soup"
    database.close()
