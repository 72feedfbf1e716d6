"""Installs Twilio's description and prism before the first test that needs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from widget.tools import Missing, install_packages, prepared

HERE = Path(__file__).parent


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Install what package-lock.json of this folder names; quick where it is there."""
    if HERE not in item.path.parents:
        return
    try:
        install_packages(prepared(), HERE)
    except Missing as missing:
        pytest.fail(str(missing), pytrace=False)
