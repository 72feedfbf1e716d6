"""Alembic's entry: runs migrations on the connection that `bot.stores.migrate` hands in."""

from __future__ import annotations

from alembic import context

from bot.stores.tables import metadata

connection = context.config.attributes["connection"]
# One transaction for all migrations: an upgrade that fails changes nothing, on SQLite too.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
