"""Rows of the index: read as accounts, written from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from bot.stores.index.facets import Pair, add_facets, ids_made, names_set, put_facets
from bot.stores.index.projection import UNSET, Account, all_facets
from bot.stores.index.tables import conversation_index, words_in_postgres
from bot.stores.index.words import MOST_WORDS, WordKey
from bot.stores.rows import key_of

MICROSECONDS = 1_000_000
# Stands before each message, so that no phrase reaches from one into the next.
BREAK = "x"
_MOST_TRIES = 1_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """A conversation as the index has it. `key` is 0 while it has no row."""

    conversation_id: int
    sender_id: str
    channel: str
    began_at: float
    last_at: float
    phone: str | None = None
    is_opted_out: bool = False
    account: Account = field(default_factory=Account)
    key: int = 0
    word_count: int = 0
    indexed_seq: int = 0
    is_fresh: bool = True

    def found_by(self) -> dict[str, frozenset[str]]:
        """Return all facets of the conversation."""
        return all_facets(self.account, self.channel, is_opted_out=self.is_opted_out)


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it was read, and as it is to be."""

    before: Indexed
    after: Indexed


def indexed_of(row: Mapping[str, Any], generation: int) -> Indexed:
    """Return a row as values; a row of an earlier generation counts as empty."""
    is_fresh = row["generation"] != generation
    return Indexed(
        conversation_id=row["conversation_id"],
        sender_id=row["sender_id"],
        channel=row["channel"],
        began_at=row["key"] / MICROSECONDS,
        last_at=row["last_at"],
        phone=row["phone"],
        is_opted_out=bool(row["is_opted_out"]),
        account=Account() if is_fresh else _account_of(row),
        key=row["key"],
        word_count=0 if is_fresh else row["word_count"],
        indexed_seq=0 if is_fresh else row["indexed_seq"],
        is_fresh=is_fresh,
    )


def _account_of(row: Mapping[str, Any]) -> Account:
    return Account(
        turns=row["turns"],
        lowest_confidence=row["lowest_confidence"],
        fallbacks=row["fallbacks"],
        has_failed=bool(row["has_failed"]),
        is_finished=bool(row["is_finished"]),
        is_paused=bool(row["is_paused"]),
        facets=json.loads(row["facets"]),
        earlier_facets=json.loads(row["earlier_facets"]),
    )


class IndexWriter:
    """Writes changes of the index; what was written twice stands there once."""

    def __init__(self, words: WordKey) -> None:
        self._words = words
        self._known: dict[Pair, int] = {}
        self._fresh: dict[Pair, int] = {}

    def write(self, connection: Connection, changes: Sequence[Change], generation: int) -> None:
        """Write changes in the caller's transaction; whoever was faster is left alone.

        Raises IntegrityError when a conversation was deleted meanwhile.
        """
        self._fresh = {}
        for change in changes:
            tokens = self._tokens(change)
            after = replace(
                change.after, word_count=change.before.word_count + sum(map(len, tokens))
            )
            key = _put_row(connection, change.before, after, generation)
            if key is not None:
                self._put_facets(connection, key, change)
                _put_words(connection, key, tokens, change.before)

    def committed(self) -> None:
        """Remember what the transaction that ended has made."""
        self._known |= self._fresh

    def _put_facets(self, connection: Connection, key: int, change: Change) -> None:
        found = change.after.found_by()
        if change.before.key == 0:
            found |= UNSET
            pairs = [(name, key_of(one)) for name, some in found.items() for one in some]
            ids = ids_made(connection, pairs, self._known)
            add_facets(connection, [(key, one) for one in ids.values()])
            self._fresh |= ids
            return
        had = change.before.found_by()
        news = {name: found.get(name, frozenset()) for name in had.keys() | found.keys()}
        if change.before.is_fresh:
            kept = names_set(connection, key)
            news = {name: values for name, values in news.items() if name not in kept}
        else:
            news = {name: one for name, one in news.items() if one != had.get(name)}
        self._fresh |= put_facets(connection, key, news, is_set=False, known=self._known)

    def _tokens(self, change: Change) -> list[list[str]]:
        """Return the new tokens, message by message, as far as there is room for them."""
        room = MOST_WORDS - change.before.word_count
        messages = []
        for text in change.after.account.words:
            tokens = self._words.tokens(text)[: max(room, 0)]
            room -= len(tokens) + 1
            if tokens:
                messages.append([BREAK, *tokens])
        return messages


def _put_row(
    connection: Connection, before: Indexed, after: Indexed, generation: int
) -> int | None:
    """Write the row; return its key, or None when somebody else has written it meanwhile."""
    values = _values_of(after, generation)
    if before.key == 0:
        return _insert(connection, values, round(after.began_at * MICROSECONDS))
    table = conversation_index
    is_unchanged = (
        table.c.generation != generation
        if before.is_fresh
        else (table.c.generation == generation) & (table.c.indexed_seq == before.indexed_seq)
    )
    change = update(table).where(table.c.key == before.key, is_unchanged).values(**values)
    return before.key if connection.execute(change).rowcount == 1 else None


def _insert(connection: Connection, values: Mapping[str, Any], key: int) -> int | None:
    """Insert a row under the first key that is free."""
    there = select(conversation_index.c.key).where(
        conversation_index.c.conversation_id == values["conversation_id"]
    )
    if connection.execute(there).first() is not None:
        return None
    taken = select(conversation_index.c.key).where(
        conversation_index.c.key.between(key, key + _MOST_TRIES)
    )
    keys = set(connection.execute(taken).scalars())
    free = next(number for number in range(key, key + _MOST_TRIES) if number not in keys)
    connection.execute(insert(conversation_index).values(**values, key=free))
    return free


def _values_of(one: Indexed, generation: int) -> dict[str, Any]:
    account = one.account
    return {
        "conversation_id": one.conversation_id,
        "sender_id": one.sender_id,
        "channel": one.channel,
        "last_at": one.last_at,
        "turns": account.turns,
        "lowest_confidence": account.lowest_confidence,
        "fallbacks": account.fallbacks,
        "is_finished": account.is_finished,
        "has_failed": account.has_failed,
        "is_paused": account.is_paused,
        "is_opted_out": one.is_opted_out,
        "phone": one.phone,
        "facets": json.dumps({name: list(some) for name, some in account.facets.items()}),
        "earlier_facets": json.dumps(
            {name: list(some) for name, some in account.earlier_facets.items()}
        ),
        "word_count": one.word_count,
        "indexed_seq": one.indexed_seq,
        "generation": generation,
    }


def _put_words(
    connection: Connection, key: int, messages: Sequence[Sequence[str]], before: Indexed
) -> None:
    """Add the tokens of new messages to those that are there; make them anew in a fresh row."""
    is_first = before.key == 0 or before.is_fresh
    tokens = [token for message in messages for token in message]
    if not tokens and (before.key == 0 or not is_first):
        return
    if connection.dialect.name == "sqlite":
        _put_words_in_sqlite(connection, key, " ".join(tokens), is_first=is_first)
        return
    words = words_in_postgres
    value = cast(bindparam("p_words", _vector(tokens), Text), TSVECTOR)
    upsert = postgres_insert(words).values(key=key, words=value)
    kept = upsert.excluded.words if is_first else words.c.words.op("||")(upsert.excluded.words)
    connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_={"words": kept}))


_READ_WORDS = sql("SELECT words FROM index_words WHERE rowid = :key")
_DELETE_WORDS = sql("DELETE FROM index_words WHERE rowid = :key")
_INSERT_WORDS = sql("INSERT INTO index_words (rowid, words) VALUES (:key, :words)")


def _put_words_in_sqlite(connection: Connection, key: int, words: str, *, is_first: bool) -> None:
    earlier = connection.execute(_READ_WORDS, {"key": key}).scalar()
    if earlier is not None:
        connection.execute(_DELETE_WORDS, {"key": key})
    together = words if is_first or not earlier else f"{earlier} {words}"
    if together:
        connection.execute(_INSERT_WORDS, {"key": key, "words": together})


def _vector(tokens: Sequence[str]) -> str:
    """Return tokens as PostgreSQL reads a tsvector. Those of further messages are moved by `||`.

    The breaks have places, and are not kept.
    """
    return " ".join(
        f"{token}:{place}" for place, token in enumerate(tokens, start=1) if token != BREAK
    )
