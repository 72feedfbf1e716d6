"""The clinical protocol that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.knowledge.loader import load_protocol

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def protocol():
    return load_protocol(ROOT / "data" / "clinical")
