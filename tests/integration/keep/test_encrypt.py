"""What was stored before the key was set, or with an older one, is encrypted step by step."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy.exc import DBAPIError

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS, SCHEMAS
from actions.queue.items import Report
from actions.queue.store import StaffQueue
from actions.sealing import sealed_columns
from actions.triage.staff import StaffLevel
from bot.stores.compaction import compact
from bot.stores.database import open_database
from bot.stores.errors import StoreSetupError, Unreadable
from bot.stores.journal import PURPOSE, TurnJournal
from bot.stores.reseal import SEALED, Resealing, _Sealable
from bot.stores.rows import Seals, rows_of
from bot.stores.sealing import Keyring
from bot.stores.statements import write_turns
from bot.stores.tracker_store import open_store
from tests.integration.keep.raw import found
from tests.integration.stores.beside import rows
from tests.integration.stores.turns import NOON, turn_of

OLD, NEW = "the key of last year", "the key of this year"
WORDS = {"Wilhelmina", "turpentine", "Poughkeepsie"}
COLUMNS = (*SEALED, *sealed_columns(*SCHEMAS))


async def fill(url: str, *keys: str) -> None:
    """Store three conversations and what waits for staff, as a server with these keys would."""
    keyring = Keyring(keys)
    store = open_store(url, lambda: NOON, tuple(MIGRATIONS), keyring=keyring)
    for name in ("anna", "ben", "carla"):
        await store.commit(turn_of(name, "turpentine from Poughkeepsie"))
    await store.close()
    engine = engine_for(url, keyring.sealer)
    report = Report(
        conversation="anna",
        turn_id="t1",
        level=StaffLevel.CALLBACK,
        reported_at=NOON,
        due_at=NOON,
        name="Wilhelmina",
    )
    StaffQueue(engine).add(report)
    engine.dispose()


def encrypt(url: str, folder, *keys: str) -> dict[str, int]:
    """Do what `backline keep encrypt` does; return how many values of each column it sealed."""
    told: list = []
    with closing(open_database(url)) as database:
        Resealing(database, COLUMNS, Keyring(keys), folder).run(told.append)
        compact(database)
    return {one.name: one.values for one in told if one.values}


async def words_read(url: str, *keys: str) -> list[str]:
    keyring = Keyring(keys)
    store = open_store(url, lambda: NOON, tuple(MIGRATIONS), keyring=keyring)
    said = [
        events[0].parsed.text for name in ("anna", "ben") if (events := await store.events(name))
    ]
    await store.close()
    engine = engine_for(url, keyring.sealer)
    names = [str(item.name) for item in StaffQueue(engine).items()]
    engine.dispose()
    return said + names


ALL = ["turpentine from Poughkeepsie"] * 2 + ["Wilhelmina"]


async def test_plain_rows_are_sealed_and_their_words_are_gone_from_the_disk(url, tmp_path):
    await fill(url)
    assert found(WORDS, url) == WORDS
    done = encrypt(url, tmp_path / "unsaved", NEW)
    assert (done["events.data"], done["conversations.snapshot"]) == (12, 3)
    assert done["queue_items.name"] == 1
    assert found(WORDS, url) == set()
    assert await words_read(url, NEW) == ALL
    assert encrypt(url, tmp_path / "unsaved", NEW) == {}


async def test_after_a_change_of_keys_the_old_one_is_not_needed_any_more(url, tmp_path):
    await fill(url, OLD)
    with pytest.raises(StoreSetupError):
        await words_read(url, NEW)
    assert await words_read(url, NEW, OLD) == ALL
    encrypt(url, tmp_path / "unsaved", NEW, OLD)
    assert await words_read(url, NEW) == ALL


async def test_without_the_old_key_nothing_is_changed(url, tmp_path):
    await fill(url, OLD)
    before = rows(url, "SELECT data FROM events")
    with pytest.raises(Unreadable):
        encrypt(url, tmp_path / "unsaved", NEW)
    assert rows(url, "SELECT data FROM events") == before
    assert await words_read(url, OLD) == ALL


async def test_a_row_that_changes_meanwhile_is_not_overwritten(url, tmp_path, monkeypatch):
    """The assistant stores a turn between our reading of a snapshot and our writing of it."""
    await fill(url)
    store = open_store(url, lambda: NOON, tuple(MIGRATIONS), keyring=Keyring([NEW]))
    latest = turn_of(await store.load("anna"), slots=[("kind", "large")])
    sealing, waiting = _Sealable.seal, [rows_of(latest, Seals.of(Keyring([NEW])))]

    def seal(column, connection, row):
        if column.name == "conversations.snapshot" and waiting:
            write_turns(connection, [waiting.pop()], NOON)
        return sealing(column, connection, row)

    monkeypatch.setattr(_Sealable, "seal", seal)
    encrypt(url, tmp_path / "unsaved", NEW)
    assert (await store.load("anna")).slots["kind"] == "large"
    await store.close()


async def test_kept_turns_are_sealed_too_and_what_is_unusable_with_them(url, tmp_path):
    await fill(url)
    plain = TurnJournal(tmp_path, Keyring().sealer(PURPOSE))
    await plain.keep(turn_of("dora", "turpentine"))
    (tmp_path / "broken.unusable").write_bytes(b'{"text": "turpentine\xff')
    assert encrypt(url, tmp_path, NEW)[PURPOSE] == 2
    assert not [one for one in tmp_path.iterdir() if b"turpentine" in one.read_bytes()]
    journal = TurnJournal(tmp_path, Keyring([NEW]).sealer(PURPOSE))
    store = open_store(url, lambda: NOON, tuple(MIGRATIONS), keyring=Keyring([NEW]))
    assert await journal.recover(store) == 1
    assert (await store.events("dora"))[0].parsed.text == "turpentine"
    await store.close()


@pytest.mark.parametrize(
    "change", ["data = '{}'", "data = '~bl1:0', intent_name = 'other'", "timestamp = 1.0"]
)
async def test_an_event_may_be_sealed_where_it_stands_and_not_changed_otherwise(url, change):
    await fill(url)
    with pytest.raises(DBAPIError, match="append-only"):
        rows(url, f"UPDATE events SET {change}")  # noqa: S608
