"""Alembic's entry: runs migrations on the connection that `bot.stores.migrate` hands in."""

from __future__ import annotations

from alembic import context

from bot.stores.tables import metadata

connection = context.config.attributes["connection"]
# The transaction is open and stays the caller's: an upgrade that fails changes nothing.
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
