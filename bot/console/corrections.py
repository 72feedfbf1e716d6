"""Corrections in the database: added, taken back, and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    exists,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.exc import IntegrityError

from bot.console.correct_tables import (
    SEALED,
    correct_corrections,
    correct_stories,
    correct_withdrawals,
)
from bot.console.correct_values import Correction, Meaning, NotCorrected, Sought, Story
from bot.stores.blocking import read, write
from bot.stores.database import Database
from bot.stores.rows import key_of, purpose_of
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.tables import conversations, events

PAGE = 50
STATES = ("in force", "superseded", "withdrawn")
USER = "user"
_rows = correct_corrections
_LATER = _rows.alias("later")

ANY = Sought()


class Corrections:
    """Reads and writes them. Methods raise StoreFailure, and NotCorrected for what cannot be."""

    def __init__(self, database: Database, keyring: Keyring = NO_KEYS) -> None:
        """Work on this database; what was said and meant is sealed."""
        self._database = database
        self._seals = {column: keyring.sealer(purpose_of(column)) for column in SEALED}

    async def keep(self, correction: Correction) -> int:
        """Write a correction down and return its id; it supersedes earlier ones of the message."""
        name = key_of(correction.conversation)
        row = {
            "conversation": name,
            "turn": key_of(correction.turn),
            "by": correction.by,
            "at": correction.at,
            "intent": correction.meaning.intent,
            "before": self._seals[_rows.c.before].seal(_json(correction.before)),
            "meaning": self._seals[_rows.c.meaning].seal(_json(correction.meaning)),
            "written_on": correction.written_on,
        }

        def work(connection: Connection) -> int:
            _check_is_there(connection, name)
            key = connection.execute(insert(_rows).values(row)).inserted_primary_key
            return int(key[0]) if key else 0

        return await write(self._database, work, "writing a correction")

    async def withdraw(self, correction: int, by: str, at: float) -> None:
        """Take a correction back; what it superseded counts again."""

        def work(connection: Connection) -> None:
            found = connection.execute(select(_rows).where(_rows.c.id == correction)).first()
            if found is None:
                raise NotCorrected("There is no such correction.")
            row = {"correction": correction, "conversation": found.conversation}
            try:
                with connection.begin_nested():
                    connection.execute(
                        insert(correct_withdrawals).values(row | {"by": by, "at": at})
                    )
            except IntegrityError:
                raise NotCorrected("It was withdrawn already.") from None

        await write(self._database, work, "withdrawing a correction")

    async def keep_story(self, story: Story) -> None:
        """Keep a story of a correction; a later one of the same takes its place."""

        def work(connection: Connection) -> None:
            query = select(_rows.c.conversation).where(_rows.c.id == story.correction)
            name = connection.execute(query).scalar()
            if name is None:
                raise NotCorrected("There is no such correction.")
            row = {"correction": story.correction, "conversation": name, "by": story.by}
            content = self._seals[correct_stories.c.content].seal(story.content)
            connection.execute(
                insert(correct_stories).values(row | {"at": story.at, "content": content})
            )

        await write(self._database, work, "writing a story")

    async def one(self, correction: int) -> Correction | None:
        """Return a correction, or None."""
        found = await self._found(_query().where(_rows.c.id == correction))
        return next(iter(found), None)

    async def of(self, conversation: str) -> Mapping[str, Correction]:
        """Return the corrections in force of a conversation, by turn."""
        query = _query().where(_rows.c.conversation == key_of(conversation))
        found = await self._found(query.order_by(_rows.c.id))
        return {one.turn: one for one in found if one.counts}

    async def turns(self, conversation: str) -> Sequence[str]:
        """Return the turns of a conversation in which the person wrote or tapped."""
        query = (
            select(events.c.turn_id)
            .join(conversations, conversations.c.id == events.c.conversation_id)
            .where(conversations.c.sender_id == key_of(conversation), events.c.type_name == USER)
        )

        def work(connection: Connection) -> Sequence[str]:
            return connection.execute(query).scalars().all()

        return await read(self._database, work, "reading turns")

    async def page(self, sought: Sought) -> tuple[Sequence[Correction], int | None]:
        """Return the newest corrections that fit, and the id to go on before, if there are more."""
        query = _sought(sought)
        if sought.before is not None:
            query = query.where(_rows.c.id < sought.before)
        found: list[Correction] = []
        while len(found) <= PAGE:
            rows = await self._found(query.order_by(_rows.c.id.desc()).limit(PAGE + 1))
            found += [one for one in rows if not sought.change or sought.change in one.changes]
            if len(rows) <= PAGE:
                break
            query = _sought(sought).where(_rows.c.id < rows[-1].id)
        more = found[PAGE - 1].id if len(found) > PAGE else None
        return found[:PAGE], more

    async def in_force(self, sought: Sought = ANY) -> Sequence[Correction]:
        """Return all corrections in force that fit, the oldest first."""
        found = await self._found(_sought(sought).order_by(_rows.c.id))
        return [
            one
            for one in found
            if one.counts and (not sought.change or sought.change in one.changes)
        ]

    async def known(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the intents and the members of staff that there are corrections of."""

        def work(connection: Connection) -> tuple[Sequence[str], Sequence[str]]:
            intents = connection.execute(select(_rows.c.intent).distinct()).scalars().all()
            people = connection.execute(select(_rows.c.by).distinct()).scalars().all()
            return sorted(intents), sorted(people)

        return await read(self._database, work, "reading corrections")

    async def stories(self) -> Sequence[Story]:
        """Return the latest story of each correction that is in force, the oldest first."""
        found = [await self.story(one.id) for one in await self.in_force() if one.story]
        return [one for one in found if one is not None]

    async def story(self, correction: int) -> Story | None:
        """Return the latest story of a correction, or None."""
        mine = correct_stories.c.correction == correction
        query = select(correct_stories).where(mine).order_by(correct_stories.c.id.desc()).limit(1)

        def work(connection: Connection) -> Story | None:
            row = connection.execute(query).first()
            if row is None:
                return None
            content = self._seals[correct_stories.c.content].open(row.content)
            return Story(row.correction, row.by, row.at, content, row.id)

        return await read(self._database, work, "reading a story")

    async def _found(self, query: Select[Any]) -> list[Correction]:
        def work(connection: Connection) -> list[Correction]:
            return [self._correction(row) for row in connection.execute(query).mappings()]

        return await read(self._database, work, "reading corrections")

    def _correction(self, row: Mapping[Any, Any]) -> Correction:
        before = self._seals[_rows.c.before].open(row["before"])
        meaning = self._seals[_rows.c.meaning].open(row["meaning"])
        return Correction(
            **{
                name: row[name]
                for name in ("id", "conversation", "turn", "by", "at", "written_on", "story")
            },
            before=Meaning.from_json(json.loads(before)),
            meaning=Meaning.from_json(json.loads(meaning)),
            withdrawn_by=row["withdrawn_by"] or "",
            withdrawn_at=row["withdrawn_at"],
            is_superseded=bool(row["is_superseded"]),
        )


def _query() -> Select[Any]:
    """Return the query of all corrections with what became of each."""
    withdrawn = correct_withdrawals
    stories = correct_stories
    latest = select(func.max(stories.c.id)).where(stories.c.correction == _rows.c.id)
    return select(
        _rows,
        withdrawn.c.by.label("withdrawn_by"),
        withdrawn.c.at.label("withdrawn_at"),
        _is_superseded().label("is_superseded"),
        latest.scalar_subquery().label("story"),
    ).outerjoin(withdrawn, withdrawn.c.correction == _rows.c.id)


def _is_superseded() -> Any:
    """Return whether a later correction of the same message is not withdrawn."""
    taken_back = exists().where(correct_withdrawals.c.correction == _LATER.c.id)
    return exists(literal_column("1")).where(
        and_(
            _LATER.c.conversation == _rows.c.conversation,
            _LATER.c.turn == _rows.c.turn,
            _LATER.c.id > _rows.c.id,
            ~taken_back.correlate(_LATER),
        )
    )


def _sought(sought: Sought) -> Select[Any]:
    query = _query()
    if sought.intent:
        query = query.where(_rows.c.intent == sought.intent)
    if sought.by:
        query = query.where(_rows.c.by == sought.by)
    is_withdrawn = correct_withdrawals.c.at.is_not(None)
    conditions = {
        "in force": and_(~is_withdrawn, ~_is_superseded()),
        "superseded": and_(~is_withdrawn, _is_superseded()),
        "withdrawn": is_withdrawn,
    }
    return query if sought.state not in conditions else query.where(conditions[sought.state])


def _check_is_there(connection: Connection, name: str) -> None:
    query = select(conversations.c.id).where(conversations.c.sender_id == name)
    if connection.execute(query).first() is None:
        raise NotCorrected("This conversation was deleted meanwhile.")


def _json(meaning: Meaning) -> str:
    return json.dumps(meaning.as_json(), ensure_ascii=False, separators=(",", ":"))
