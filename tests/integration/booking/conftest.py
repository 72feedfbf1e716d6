"""The book of appointments on every database that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.due_messages import DueMessages
from actions.booking.operations import Operations
from actions.booking.values import BookingRefused
from actions.extension import MIGRATIONS
from bot.stores.migrate import upgrade
from tests.integration.booking.agenda import CALENDAR, contents
from tests.integration.stores.conftest import (  # noqa: F401 - fixtures
    postgres_server,
    postgres_url,
    sqlite_url,
    url,
)


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
def book(connected: Callable[[], Engine]) -> AppointmentBook:
    return AppointmentBook(connected(), CALENDAR)


@pytest.fixture
def staff(book: AppointmentBook) -> Operations:
    return Operations(book)


@pytest.fixture
def messages(connected: Callable[[], Engine]) -> DueMessages:
    return DueMessages(connected())


@pytest.fixture
def unchanged(book):
    """Return a context in which a refusal must leave every row as it was."""

    class Refused:
        def __init__(self, kind: type[BookingRefused]) -> None:
            self.kind = kind

        def __enter__(self) -> None:
            self.before = contents(book.ledger.engine)

        def __exit__(self, kind, error, trace) -> bool:
            assert kind is self.kind, f"{kind} instead of {self.kind}"
            assert str(error)
            assert contents(book.ledger.engine) == self.before
            return True

    return Refused
