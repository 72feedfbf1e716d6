from __future__ import annotations

import pytest

from tests.unit.assistant.reading import Folder


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
