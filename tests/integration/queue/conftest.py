"""The queue on every database that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.queue.items import Report
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from bot.stores.migrate import upgrade
from tests.integration.stores.conftest import (  # noqa: F401 - fixtures
    postgres_server,
    postgres_url,
    sqlite_url,
    url,
)

NOON = 1_767_614_400.0


def report(turn_id: str, level: StaffLevel, *, conversation: str = "anna", **more) -> Report:
    """Return a report made at noon and due half an hour later."""
    values = {"rule_id": "D02", "reported_at": NOON, "due_at": NOON + 1800} | more
    return Report(conversation=conversation, turn_id=turn_id, level=level, **values)


@pytest.fixture
def connected(url: str) -> Iterator[Callable[[], Engine]]:  # noqa: F811
    """Return a function that opens the database as another process would."""
    upgrade(url, MIGRATIONS)
    engines: list[Engine] = []

    def connect() -> Engine:
        engines.append(engine_for(url))
        return engines[-1]

    yield connect
    for engine in engines:
        engine.dispose()


@pytest.fixture
def queue(connected: Callable[[], Engine]) -> StaffQueue:
    return StaffQueue(connected())
