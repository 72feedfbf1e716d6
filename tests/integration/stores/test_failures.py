"""When the database fails, nothing is half done, nothing is told, and it goes on afterwards."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.stores.errors import StoreFailure, StoreUnavailable
from bot.stores.tracker_store import SqlTrackerStore
from tests.integration.stores.beside import connected
from tests.integration.stores.conftest import Opener
from tests.integration.stores.turns import turn_of


class TestFailures:
    async def test_it_is_ready_only_with_its_tables(self, store, url):
        await store.ready()
        with connected(url) as connection:
            connection.execute(text("ALTER TABLE conversations RENAME TO elsewhere"))
        with pytest.raises(StoreUnavailable):
            await store.ready()

    async def test_no_word_of_the_patient_is_in_a_failure(self, store, url):
        with connected(url) as connection:
            connection.execute(text("ALTER TABLE events RENAME TO elsewhere"))
        with pytest.raises(StoreFailure) as failure:
            await store.commit(turn_of("anna", "my secret illness", "m1"))
        told = f"{failure.value!r} {failure.value.__cause__!r}"
        assert "secret" not in told
        assert "anna" not in told
        assert await store.load("anna") is None

    async def test_it_serves_again_after_a_failure(self, store, url):
        with connected(url) as connection:
            connection.execute(text("ALTER TABLE events RENAME TO elsewhere"))
        with pytest.raises(StoreFailure):
            await store.commit(turn_of("anna"))
        with connected(url) as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO events"))
        await store.commit(turn_of("anna"))
        assert (await store.load("anna")).version == 1

    async def test_a_caller_that_goes_away_does_not_stop_the_turn(self, store):
        waiting = asyncio.create_task(store.commit(turn_of("anna")))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await store.commit(turn_of("bert"))
        assert await store.load("bert") is not None

    async def test_closing_stores_what_was_handed_in(self, url, opened: Opener):
        store: SqlTrackerStore = opened(url)
        waiting = [asyncio.create_task(store.commit(turn_of(f"s{n}"))) for n in range(10)]
        await asyncio.sleep(0)
        await store.close()
        await asyncio.gather(*waiting)
        again = opened(url)
        assert all([await again.load(f"s{n}") for n in range(10)])

    async def test_a_closed_store_says_so(self, store):
        await store.commit(turn_of("anna"))
        await store.close()
        await store.close()
        for asking in (store.load("anna"), store.events("anna"), store.commit(turn_of("bert"))):
            with pytest.raises(StoreUnavailable, match="closed"):
                await asking


async def test_lost_connections_are_replaced(postgres_url, opened: Opener):
    """PostgreSQL restarts, and so do the machines between."""
    store = opened(postgres_url)
    first = turn_of("anna")
    await store.commit(first)
    with connected(postgres_url) as connection:
        # By this test's own name, as others may share the server.
        ended = connection.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND application_name = current_schema()"
            )
        ).scalar()
    assert ended
    many = [turn_of(f"sender{number}") for number in range(20)]
    await asyncio.gather(*map(store.commit, [*many, turn_of(first.tracker)]))
    assert (await store.load("anna")).version == 2


async def test_a_commit_whose_answer_was_lost_is_not_taken_for_a_duplicate(
    postgres_url, opened: Opener
):
    """The connection breaks after the server has committed, before it says so."""
    store = opened(postgres_url)
    broken = 0

    def break_once(connection: Connection) -> None:
        nonlocal broken
        broken += 1
        if broken == 1:
            driver = connection.connection.driver_connection
            driver.commit()
            driver.close()

    event.listen(Engine, "commit", break_once)
    try:
        first = turn_of("anna", message_id="m1")
        await store.commit(first)
    finally:
        event.remove(Engine, "commit", break_once)
    assert broken == 1
    assert await store.events("anna") == first.events
    await store.commit(turn_of(first.tracker))
