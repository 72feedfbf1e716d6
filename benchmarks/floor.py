"""The floor: an ASGI echo that commits one SQLite row for each request, and nothing else.

Run as `python -m benchmarks.floor DATABASE`: prints its address, as the real server does.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

from starlette.types import Receive, Scope, Send

from bot.cli_serve import serve

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL);
"""


class Echo:
    """Answers a message with its own words, once they are on disk."""

    def __init__(self, database: Path) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None)
        self.connection.executescript(SCHEMA)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        body = json.loads((await receive())["body"])
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(
            "INSERT INTO said (sender, body) VALUES (?, ?)", (body["sender"], body["message"])
        )
        self.connection.execute("COMMIT")
        answer = json.dumps([{"recipient_id": body["sender"], "text": body["message"]}]).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    sys.exit(serve(Echo(Path(sys.argv[1])), "127.0.0.1", 0))
