"""Several parts of one server open the same file, while commands open and close it beside them."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import text

from bot.stores.database import Database, open_database
from bot.stores.migrate import upgrade

COMMAND = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT COUNT(*) FROM receipts").fetchall()
connection.close()
"""
KEEP = "INSERT INTO receipts (key, sender_id, message_id, received_at) VALUES (:key, 's', 'm', 0)"


def keep(database: Database, key: str) -> None:
    with database.writing() as connection:
        connection.execute(text(KEEP), {"key": key})


def keys(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(text("SELECT key FROM receipts ORDER BY key")).scalars())


def test_a_command_beside_the_server_takes_nothing_from_it(sqlite_url, tmp_path):
    """A closed file gives up the locks of its whole process: SQLite then deletes the log.

    https://www.sqlite.org/howtocorrupt.html, section 2.2.
    """
    upgrade(sqlite_url)
    store = open_database(sqlite_url)
    keep(store, "a")
    other_part = open_database(sqlite_url)
    command = [sys.executable, "-c", COMMAND, str(tmp_path / "backline.db")]
    subprocess.run(command, check=True)
    keep(store, "b")
    keep(other_part, "c")
    assert keys(store) == keys(other_part) == ["a", "b", "c"]
    store.close()
    other_part.close()
    again = open_database(sqlite_url)
    assert keys(again) == ["a", "b", "c"]
    again.close()
