"""Consoles on every database that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Clock
from tests.integration.console.house import House
from tests.integration.stores.conftest import (  # noqa: F401 - fixtures
    postgres_server,
    postgres_url,
    sqlite_url,
    url,
)

Build = Callable[..., House]


@pytest.fixture
def build(sqlite_url: str, clock: Clock) -> Iterator[Build]:  # noqa: F811
    """Return a function that opens a console on SQLite, or on another database."""
    houses: list[House] = []

    def open_one(url: str = sqlite_url, **more: object) -> House:  # noqa: F811
        houses.append(House(url, clock, **more))  # type: ignore[arg-type]
        return houses[-1]

    yield open_one
    for house in houses:
        house.close()


@pytest.fixture
def house(build: Build) -> House:
    return build()
