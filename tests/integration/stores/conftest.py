"""Stores on every database that answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from bot.stores.tracker_store import SqlTrackerStore, open_store
from tests.integration.stores.turns import NOON

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/test"
LOCAL_REDIS = "redis://127.0.0.1:6379/0"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The server that is named, which must answer, or a local one if it does."""
    url = os.environ.get("BACKLINE_TEST_POSTGRES_URL")
    try:
        psycopg.connect(url or LOCAL_POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        if url:
            raise
        pytest.skip("no PostgreSQL answers: set BACKLINE_TEST_POSTGRES_URL")
    return url or LOCAL_POSTGRES


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The server that is named, which must answer, or a local one if it does."""
    url = os.environ.get("BACKLINE_TEST_REDIS_URL")
    client = redis.Redis.from_url(url or LOCAL_REDIS, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.RedisError:
        if url:
            raise
        pytest.skip("no Redis answers: set BACKLINE_TEST_REDIS_URL")
    finally:
        client.close()
    return url or LOCAL_REDIS


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/backline.db"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A schema of its own, gone afterwards; its connections carry its name."""
    schema = f"backline_test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        # What a test commits need not outlive the server of PostgreSQL.
        connection.execute("SET synchronous_commit = off")
        connection.execute(f'CREATE SCHEMA "{schema}"')
        joint = "&" if "?" in postgres_server else "?"
        chosen = f"-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"
        options = f"options={chosen}&application_name={schema}"
        yield f"{postgres_server}{joint}{options}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


Opener = Callable[[str], SqlTrackerStore]


@pytest.fixture
async def opened() -> AsyncIterator[Opener]:
    """Open stores that are closed at the end."""
    stores: list[SqlTrackerStore] = []

    def open_one(url: str) -> SqlTrackerStore:
        stores.append(open_store(url, clock=lambda: NOON))
        return stores[-1]

    yield open_one
    for store in stores:
        await store.close()


@pytest.fixture
async def store(url: str, opened: Opener) -> SqlTrackerStore:
    return opened(url)
