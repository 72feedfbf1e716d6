"""Consoles on every database that answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.stores.migrate import upgrade
from tests.conftest import Clock
from tests.integration.console.house import House
from tests.integration.stores.conftest import (  # noqa: F401 - fixtures
    postgres_server,
    postgres_url,
    sqlite_url,
    url,
)

Build = Callable[..., House]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, made once: to copy it is a tenth of the work."""
    path = tmp_path_factory.mktemp("migrated") / "backline.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def build(sqlite_url: str, clock: Clock, migrated: Path) -> Iterator[Build]:  # noqa: F811
    """Return a function that opens a console on SQLite, or on another database."""
    houses: list[House] = []

    def open_one(url: str = sqlite_url, **more: object) -> House:  # noqa: F811
        path = Path(url.removeprefix("sqlite:///"))
        if url.startswith("sqlite:") and not path.exists():
            shutil.copy(migrated, path)
            more["is_ready"] = not more.get("migrations")
        houses.append(House(url, clock, **more))  # type: ignore[arg-type]
        return houses[-1]

    yield open_one
    for house in houses:
        house.close()


@pytest.fixture
def house(build: Build) -> House:
    return build()
