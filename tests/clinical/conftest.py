"""The clinical protocol that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.knowledge.loader import load_protocol
from bot.stores.archive import Archive

ROOT = Path(__file__).parents[2]
# Where no conversation was stored yet.
NOBODY = Archive("sqlite://")


@pytest.fixture(scope="session")
def protocol():
    return load_protocol(ROOT / "data" / "clinical")
