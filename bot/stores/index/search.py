"""The list of conversations: filtered, searched, cut into pages that neither skip nor repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from bot.conversation.events import UserUttered
from bot.stores.blocking import read, write
from bot.stores.database import Database
from bot.stores.index.facets import key_of_conversation, put_facets
from bot.stores.index.progress import end_of_events, progress_of
from bot.stores.index.projection import UNSET, words_of
from bot.stores.index.rows import MICROSECONDS
from bot.stores.index.tables import conversation_facets, conversation_index, index_facets
from bot.stores.index.wanted import Stretch, Wanted, keys_of, plan_of
from bot.stores.index.words import Query, WordKey, hits
from bot.stores.rows import Seals, event_of, tracker_of
from bot.stores.tables import conversations, events

# What staff's panels say of a conversation.
REVIEWED, REVIEWER, TAG = "reviewed", "reviewer", "tag"
PAGE = 50
# The number of all that is found is given exactly up to here.
COUNTED_TO = 1_000
# How many of a person's messages are looked through for words to show.
_MESSAGES_LOOKED_AT = 200
_SHORT_TURNS = 40
# A visit begins with what the page sends by itself, and perhaps a tap.
_FIRST_MESSAGES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: below `older`, or above `newer`; at the newest where both are None."""

    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One conversation of the list. Times are seconds since 1970.

    `words` are of the message that was searched for, else of the first one; `hits` are where in
    them the search was met.
    """

    key: int
    conversation: str
    channel: str
    began_at: float
    last_at: float
    turns: int
    lowest_confidence: float | None
    fallbacks: int
    facets: Mapping[str, tuple[str, ...]]
    words: str = ""
    hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. `count` is of all pages; `is_more` when there are more than that."""

    entries: tuple[Entry, ...]
    count: int
    is_more: bool
    newer: int | None
    older: int | None


class ConversationIndex:
    """Reads the index. Methods raise StoreFailure."""

    def __init__(self, database: Database, words: WordKey, seals: Seals) -> None:
        """Read from this database; `words` knows how words are kept in it."""
        self._database = database
        self._words = words
        self._seals = seals

    async def page(self, wanted: Wanted, place: Place | None = None, size: int = PAGE) -> Listed:
        """Return a page of what is wanted, the newest conversations first."""
        start = place or Place()
        return await read(
            self._database, lambda one: self._page(one, wanted, start, size), "listing"
        )

    async def values(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Return for each name all values that any conversation ever had, in order."""

        def work(connection: Connection) -> dict[str, list[str]]:
            query = select(index_facets).where(index_facets.c.name.in_(names))
            found: dict[str, list[str]] = {name: [] for name in names}
            for row in connection.execute(query.order_by(index_facets.c.value)):
                found[row.name].append(row.value)
            return found

        return await read(self._database, work, "listing facets")

    async def entry(self, conversation: str) -> Entry | None:
        """Return what the index has of a conversation; None while it has nothing."""

        def work(connection: Connection) -> Entry | None:
            key = key_of_conversation(connection, conversation)
            found = [] if key is None else _entries(connection, self._seals, [key])
            return found[0] if found else None

        return await read(self._database, work, "looking up a conversation")

    async def behind(self) -> int:
        """Return about how many events are not in the index yet."""

        def work(connection: Connection) -> int:
            return max(0, end_of_events(connection).head - progress_of(connection).seq)

        return await read(self._database, work, "looking how far the index is")

    async def set_facet(self, conversation: str, name: str, values: Sequence[str]) -> bool:
        """Have a conversation found under these values of a name, and no others of that name.

        Returns False when the index does not have the conversation. Repeats harmlessly.
        """

        def work(connection: Connection) -> bool:
            return set_facet(connection, conversation, name, values)

        return await write(self._database, work, "setting a facet")

    def _page(self, connection: Connection, wanted: Wanted, place: Place, size: int) -> Listed:
        plan = plan_of(connection, wanted, self._words)
        all_of_it = keys_of(connection, plan, Stretch(limit=COUNTED_TO + 1))
        if place == Place():
            keys, is_last = all_of_it[:size], len(all_of_it) <= size
        else:
            stretch = Stretch(place.newer, place.older, place.newer is not None, size + 1)
            found = keys_of(connection, plan, stretch)
            keys, is_last = found[:size], len(found) <= size
        if place.newer is not None:
            keys.reverse()
        has_newer = bool(keys) and bool(all_of_it) and all_of_it[0] > keys[0]
        has_older = bool(keys) and (place.newer is not None or not is_last)
        return Listed(
            entries=tuple(self._shown(connection, keys, wanted.words)),
            count=min(len(all_of_it), COUNTED_TO),
            is_more=len(all_of_it) > COUNTED_TO,
            newer=keys[0] if has_newer else None,
            older=keys[-1] if has_older else None,
        )

    def _shown(
        self, connection: Connection, keys: Sequence[int], query: Query | None
    ) -> list[Entry]:
        entries = _entries(connection, self._seals, keys)
        if query is None:
            firsts = _first_messages(connection, self._seals, keys)
            return [replace(one, words=firsts.get(one.key, "")) for one in entries]
        # All short conversations in one reading; a long one is cut off by itself.
        short = [one.key for one in entries if one.turns <= _SHORT_TURNS]
        said = _messages(connection, self._seals, short)
        for one in entries:
            if one.turns > _SHORT_TURNS:
                said |= _messages(connection, self._seals, [one.key])
        return [_with_hits(one, said.get(one.key, ()), query) for one in entries]


def set_facet(connection: Connection, conversation: str, name: str, values: Sequence[str]) -> bool:
    """Do what `ConversationIndex.set_facet` does, within the caller's transaction."""
    key = key_of_conversation(connection, conversation)
    if key is None:
        return False
    kept = frozenset(filter(None, values)) or UNSET.get(name, frozenset())
    put_facets(connection, key, {name: kept}, is_set=True)
    return True


def _entries(connection: Connection, seals: Seals, keys: Sequence[int]) -> list[Entry]:
    if not keys:
        return []
    facets = _facets_of(connection, keys)
    query = select(conversation_index).where(conversation_index.c.key.in_(keys))
    found = {row["key"]: row for row in connection.execute(query).mappings()}
    return [
        Entry(
            key=key,
            conversation=_sender_of(connection, seals, row["sender_id"]),
            channel=row["channel"],
            began_at=key / MICROSECONDS,
            last_at=row["last_at"],
            turns=row["turns"],
            lowest_confidence=row["lowest_confidence"],
            fallbacks=row["fallbacks"],
            facets=facets.get(key, {}),
        )
        for key in keys
        if (row := found.get(key)) is not None
    ]


def _facets_of(
    connection: Connection, keys: Sequence[int]
) -> dict[int, dict[str, tuple[str, ...]]]:
    query = (
        select(conversation_facets.c.key, index_facets.c.name, index_facets.c.value)
        .join(index_facets, index_facets.c.id == conversation_facets.c.facet_id)
        .where(conversation_facets.c.key.in_(keys))
        .order_by(index_facets.c.value)
    )
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for key, name, value in connection.execute(query):
        mine = found.setdefault(key, {})
        mine[name] = (*mine.get(name, ()), value)
    return found


def _sender_of(connection: Connection, seals: Seals, stored: str) -> str:
    """Return a conversation's own name, which databases may hold in another form."""
    if "\\" not in stored:
        return stored
    query = select(conversations.c.snapshot).where(conversations.c.sender_id == stored)
    snapshot = connection.execute(query).scalar()
    return stored if snapshot is None else tracker_of(snapshot, seals).sender_id


def _first_messages(connection: Connection, seals: Seals, keys: Sequence[int]) -> dict[int, str]:
    """Return the first words that people wrote with their own hands, soon after they came."""
    found: dict[int, str] = {}
    for number in range(_FIRST_MESSAGES):
        waiting = [key for key in keys if key not in found]
        if not waiting:
            break
        data = (
            select(events.c.data)
            .where(events.c.conversation_id == conversation_index.c.conversation_id)
            .where(events.c.type_name == "user")
            .order_by(events.c.seq)
            .limit(1)
            .offset(number)
            .scalar_subquery()
        )
        query = select(conversation_index.c.key, data).where(conversation_index.c.key.in_(waiting))
        for key, stored in connection.execute(query):
            words = "" if stored is None else _words_in(stored, seals)
            if words or stored is None:
                found[key] = words
    return found


def _words_in(stored: str, seals: Seals) -> str:
    event = event_of(stored, seals)
    return words_of(event) if isinstance(event, UserUttered) else ""


def _with_hits(entry: Entry, messages: Sequence[str], query: Query) -> Entry:
    """Return the entry with the message in which most of a search is met."""
    best, best_hits = "", list[tuple[int, int]]()
    for words in messages:
        found = hits(words, query)
        if len(found) > len(best_hits):
            best, best_hits = words, found
    return replace(entry, words=best, hits=tuple(best_hits))


def _messages(connection: Connection, seals: Seals, keys: Sequence[int]) -> dict[int, list[str]]:
    """Return what people wrote with their own hands, by conversation, in order."""
    if not keys:
        return {}
    query = (
        select(conversation_index.c.key, events.c.data)
        .join(events, events.c.conversation_id == conversation_index.c.conversation_id)
        .where(conversation_index.c.key.in_(keys), events.c.type_name == "user")
        .order_by(conversation_index.c.key, events.c.seq)
        .limit(len(keys) * _MESSAGES_LOOKED_AT)
    )
    found: dict[int, list[str]] = {}
    for key, stored in connection.execute(query):
        found.setdefault(key, []).append(_words_in(stored, seals))
    return found
