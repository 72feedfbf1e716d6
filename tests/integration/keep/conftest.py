"""Every database, and the assistant on it."""

from __future__ import annotations

from tests.integration.stores.conftest import (  # noqa: F401 - fixtures
    postgres_server,
    postgres_url,
    sqlite_url,
    url,
)
