"""What somebody finds who has the database's files, and not its key."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

# Sealed values are base64, in which short words stand by chance; nothing that was said is so long.
BASE64 = re.compile(r"[A-Za-z0-9+/=]{60,}")
WORD = re.compile(r"[^\W_]{4,}")


def everything(url: str) -> str:
    """Return the SQLite file and its log as they lie on the disk, or every row of PostgreSQL."""
    if url.startswith("sqlite"):
        file = Path(str(make_url(url).database))
        files = sorted(file.parent.glob(f"{file.name}*"))
        return "\n".join(one.read_bytes().decode("latin-1") for one in files)
    with psycopg.connect(url) as connection:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
        [[schema]] = connection.execute("SELECT current_schema()").fetchall()
        names = [name for (name,) in connection.execute(query, (schema,))]
        return "\n".join(
            str(row)
            for name in names
            for (row,) in connection.execute(
                sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))
            )
        )


def found(words: set[str], url: str) -> set[str]:
    """Return the words that stand in a database for anybody to read."""
    text = BASE64.sub(" ", everything(url)).lower()
    return {word for word in words if word.lower() in text}


def words_of(*texts: str) -> set[str]:
    """Return the words, names and numbers of texts, but for the shortest."""
    return {word for text in texts for word in WORD.findall(text)}
