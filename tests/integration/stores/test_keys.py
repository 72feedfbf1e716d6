"""With the wrong key, or none, the server does not start: it would have forgotten everybody."""

from __future__ import annotations

import pytest

from bot.conversation.serialization import event_to_json
from bot.stores.archive import Archive
from bot.stores.errors import StoreSetupError, Unreadable
from bot.stores.journal import PURPOSE, TurnJournal
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.tracker_store import open_store
from tests.integration.stores.beside import rows
from tests.integration.stores.turns import NOON, turn_of

OLD, NEW = "the key of last year", "the key of this year"


@pytest.fixture
def store_with():
    """Return a function that opens the store with these keys."""

    def opened(url: str, *keys: str):
        return open_store(url, lambda: NOON, keyring=Keyring(keys))

    return opened


async def kept(store) -> None:
    await store.commit(turn_of("anna"))
    await store.close()


async def test_a_conversation_is_read_with_its_key_and_its_rows_tell_nothing(url, store_with):
    turn = turn_of("anna", "my knee", "m1")
    store = store_with(url, NEW)
    await store.commit(turn)
    assert (await store.load("anna")).slots == turn.tracker.slots
    assert await store.events("anna") == turn.events
    assert await store.stored_reply("anna", turn.message.message_id) == turn.replies
    await store.close()
    archive = Archive(url, Keyring([NEW]))
    assert [one.slots for one in archive.conversations()] == [turn.tracker.slots]
    assert archive.events("anna") == [event_to_json(event) for event in turn.events]
    stored = str(rows(url, "SELECT data FROM events") + rows(url, "SELECT replies FROM turns"))
    assert turn.message.text not in stored


@pytest.mark.parametrize("keys", [(), (NEW,)], ids=["no key", "another key"])
async def test_a_database_with_sealed_rows_is_not_opened_without_their_key(url, store_with, keys):
    await kept(store_with(url, OLD))
    with pytest.raises(StoreSetupError) as caught:
        store_with(url, *keys)
    assert "BACKLINE_ENCRYPTION_KEY" in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(Unreadable, match="BACKLINE_ENCRYPTION_KEY"):
        list(Archive(url, Keyring(keys)).conversations())


async def test_a_new_key_stands_before_the_old_one(url, store_with):
    await kept(store_with(url, OLD))
    both = store_with(url, NEW, OLD)
    first = await both.load("anna")
    await both.commit(turn_of(first))
    assert len(await both.events("anna")) == 2 * len(turn_of("anna").events)
    await both.close()
    for one in (OLD, NEW):
        with pytest.raises(StoreSetupError):
            store_with(url, one)


async def test_what_was_kept_before_there_was_a_key_is_read_with_one(url, store_with):
    await kept(store_with(url))
    store = store_with(url, NEW)
    assert (await store.load("anna")).version == 1
    await store.close()


async def test_a_kept_turn_is_sealed_on_disk_and_recovered_with_its_key(url, store_with, tmp_path):
    turn = turn_of("anna")
    journal = TurnJournal(tmp_path, Keyring([OLD]).sealer(PURPOSE))
    await journal.keep(turn)
    [file] = tmp_path.glob("*.json")
    assert turn.message.text not in file.read_text()
    assert "anna" not in file.read_text()
    with pytest.raises(StoreSetupError, match="BACKLINE_ENCRYPTION_KEY"):
        TurnJournal(tmp_path, NO_KEYS.sealer(PURPOSE))
    store = store_with(url, OLD)
    assert await journal.recover(store) == 1
    assert await store.events("anna") == turn.events
    await store.close()
