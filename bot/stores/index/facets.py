"""What conversations are found by: names, their values, and who has which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Insert, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.stores.index.tables import conversation_facets, conversation_index, index_facets
from bot.stores.rows import key_of

Values = Mapping[str, Collection[str]]
Pair = tuple[str, str]
NONE_KNOWN: Mapping[Pair, int] = MappingProxyType({})


def facet_ids(connection: Connection, wanted: Iterable[Pair]) -> dict[Pair, int]:
    """Return the ids of those names with values that any conversation ever had."""
    asked = {(key_of(name), key_of(value)): (name, value) for name, value in wanted}
    return {asked[pair]: one for pair, one in _ids_of(connection, list(asked)).items()}


def put_facets(
    connection: Connection,
    key: int,
    values: Values,
    *,
    is_set: bool,
    known: Mapping[Pair, int] = NONE_KNOWN,
) -> dict[Pair, int]:
    """Give a conversation these values, and no others under the same names.

    Returns the ids of the values, to be handed in as `known` once the transaction is committed.
    """
    if not values:
        return {}
    pairs = [
        (key_of(name), key_of(value)) for name, some in values.items() for value in sorted(some)
    ]
    ids = ids_made(connection, pairs, known)
    under = select(index_facets.c.id).where(index_facets.c.name.in_(sorted(map(key_of, values))))
    connection.execute(
        delete(conversation_facets).where(
            conversation_facets.c.key == key, conversation_facets.c.facet_id.in_(under)
        )
    )
    add_facets(connection, [(key, one) for one in ids.values()], is_set=is_set)
    return ids


def add_facets(
    connection: Connection, pairs: Collection[tuple[int, int]], *, is_set: bool = False
) -> None:
    """Add values to conversations: keys of these with ids of those."""
    rows: list[dict[str, Any]] = [
        {"facet_id": facet_id, "key": key, "is_set": is_set}
        for key, facet_id in sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    ]
    if rows:
        connection.execute(unless_there(connection, conversation_facets), rows)


def names_set(connection: Connection, key: int) -> frozenset[str]:
    """Return the names under which a panel has set something for a conversation."""
    query = (
        select(index_facets.c.name)
        .join(conversation_facets, conversation_facets.c.facet_id == index_facets.c.id)
        .where(conversation_facets.c.key == key, conversation_facets.c.is_set)
    )
    return frozenset(connection.execute(query).scalars())


def ids_made(
    connection: Connection, pairs: Collection[Pair], known: Mapping[Pair, int] = NONE_KNOWN
) -> dict[Pair, int]:
    """Return the ids of names with values; new ones are made."""
    ids = {pair: known[pair] for pair in pairs if pair in known}
    ids |= _ids_of(connection, [pair for pair in pairs if pair not in ids])
    missing = [
        {"name": name, "value": value}
        for name, value in sorted(set(pairs))
        if (name, value) not in ids
    ]
    if missing:
        connection.execute(unless_there(connection, index_facets), missing)
        ids |= _ids_of(connection, [(one["name"], one["value"]) for one in missing])
    return ids


def _ids_of(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, int]:
    if not pairs:
        return {}
    names, values = {name for name, _ in pairs}, {value for _, value in pairs}
    query = select(index_facets).where(
        index_facets.c.name.in_(sorted(names)), index_facets.c.value.in_(sorted(values))
    )
    found = {(row.name, row.value): row.id for row in connection.execute(query)}
    return {pair: found[pair] for pair in pairs if pair in found}


def key_of_conversation(connection: Connection, sender_id: str) -> int | None:
    """Return the key of a conversation in the index, or None when it is not there (yet)."""
    query = select(conversation_index.c.key).where(
        conversation_index.c.sender_id == key_of(sender_id)
    )
    return connection.execute(query).scalar()


def unless_there(connection: Connection, table: Table) -> Insert:
    """Return an INSERT that leaves rows alone which are there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return insert(table)
