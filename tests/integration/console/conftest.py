"""Consoles on every database that answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from actions.extension import MIGRATIONS
from bot.stores.migrate import upgrade
from tests.conftest import Clock
from tests.integration.console.house import House
from tests.integration.console.proposing import (
    PEOPLE,
    SEVERE,
    Clinic,
    clinic_of,
    searched,
    stored,
)
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


@pytest.fixture(scope="session")
def migrated_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the clinic's tables."""
    path = tmp_path_factory.mktemp("migrated") / "clinic.db"
    upgrade(f"sqlite:///{path}", MIGRATIONS)
    return path


@pytest.fixture
def build(sqlite_url: str, clock: Clock, migrated: Path) -> Iterator[Build]:  # noqa: F811
    """Return a function that opens a console on SQLite, or on another database."""
    houses: list[House] = []

    def open_one(url: str = sqlite_url, **more: object) -> House:  # noqa: F811
        path = Path(url.removeprefix("sqlite:///"))
        if url.startswith("sqlite:") and not path.exists():
            shutil.copy(migrated, path)
            more.setdefault("is_ready", not more.get("migrations"))
        houses.append(House(url, clock, **more))  # type: ignore[arg-type]
        return houses[-1]

    yield open_one
    for house in houses:
        house.close()


@pytest.fixture
def house(build: Build) -> House:
    return build()


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What the search finds of a change that breaks nothing: severe pain from 9 on."""
    return searched(SEVERE, tmp_path_factory.mktemp("severe"))


@pytest.fixture(params=["sqlite", "postgres"])
async def clinic(
    request: pytest.FixtureRequest,
    build: Build,
    clock: Clock,
    tmp_path: Path,
    migrated_clinic: Path,
) -> Clinic:
    """A console in which the protocol is changed, with a few stored conversations."""
    address = str(request.getfixturevalue(f"{request.param}_url"))
    if request.param == "sqlite":
        shutil.copy(migrated_clinic, address.removeprefix("sqlite:///"))
    made = clinic_of(build, address, clock, tmp_path, is_ready=request.param == "sqlite")
    await stored(address, clock, PEOPLE)
    return made


@pytest.fixture
def quiet(
    build: Build,
    sqlite_url: str,  # noqa: F811
    clock: Clock,
    tmp_path: Path,
    migrated_clinic: Path,
) -> Clinic:
    """The same on SQLite alone, with nobody stored."""
    shutil.copy(migrated_clinic, sqlite_url.removeprefix("sqlite:///"))
    return clinic_of(build, sqlite_url, clock, tmp_path, is_ready=True)
