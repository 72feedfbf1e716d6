"""Reviews in the database. What is written here is also what conversations are found by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.console.review_tables import (
    SEALED,
    review_notes,
    review_reviews,
    review_tags,
    review_tasks,
)
from bot.console.review_values import (
    Hand,
    Judgement,
    Note,
    NotReviewed,
    Request,
    Review,
    Reviewed,
    Task,
    TaskKind,
    Verdict,
)
from bot.stores.blocking import read, write
from bot.stores.database import Database
from bot.stores.index.search import REVIEWED, REVIEWER, TAG, set_facet
from bot.stores.rows import key_of, purpose_of
from bot.stores.sealing import NO_KEYS, Keyring, Sealer

MAX_WORDS = 2_000
MAX_TAG = 40
# What a conversation is found by: a verdict or DIFFER, who reviewed, its tags, who is asked.
ASKED, FLAG = "asked", "flag"
DIFFER = "reviewers differ"
Seals = Mapping[Column[Any], Sealer]


class Reviews:
    """Reads and writes them. Methods raise StoreFailure, and NotReviewed for what cannot be."""

    def __init__(self, database: Database, keyring: Keyring = NO_KEYS) -> None:
        """Work on this database; reasons and notes may name a visitor, so that they are sealed."""
        self._database = database
        self._seals = {column: keyring.sealer(purpose_of(column)) for column in SEALED}

    async def of(self, conversation: str) -> Reviewed:
        """Return what staff think of a conversation."""
        return await read(
            self._database, lambda one: self._of(one, key_of(conversation)), "reading reviews"
        )

    async def judge(self, conversation: str, judgement: Judgement, hand: Hand) -> None:
        """Write a verdict down; it supersedes an earlier one by the same person.

        Whoever was asked for a first or a second opinion has given it with that.
        """
        reason = _words(judgement.reason)
        if judgement.verdict is not Verdict.AGREE and not reason:
            raise NotReviewed("Say why: a verdict without a reason teaches nobody.")

        def work(connection: Connection, name: str) -> None:
            others = _has_others(connection, name, hand.by)
            mine = (review_reviews.c.conversation == name, review_reviews.c.by == hand.by)
            connection.execute(update(review_reviews).where(*mine).values(is_superseded=True))
            row = {
                "conversation": name,
                "by": hand.by,
                "at": hand.at,
                "verdict": judgement.verdict.value,
                "should_be": judgement.should_be,
                "reason": self._seals[review_reviews.c.reason].seal(reason),
                "level": judgement.level,
                "rule": judgement.rule,
                "turns": judgement.turns,
                "is_superseded": False,
            }
            connection.execute(insert(review_reviews).values(row))
            _finish(connection, name, TaskKind.ASSIGNED, hand)
            if others:
                _finish(connection, name, TaskKind.SECOND, hand)

        await self._write(conversation, work)

    async def note(self, conversation: str, text: str, hand: Hand) -> None:
        """Add a remark."""
        words = _words(text)
        if not words:
            raise NotReviewed("There was nothing to note: write something first.")
        sealed = self._seals[review_notes.c.text].seal(words)

        def work(connection: Connection, name: str) -> None:
            row = {"conversation": name, "by": hand.by, "at": hand.at, "text": sealed}
            connection.execute(insert(review_notes).values(row))

        await self._write(conversation, work)

    async def tag(self, conversation: str, tag: str, hand: Hand) -> None:
        """Mark a conversation with a word; a mark that is there already stays."""
        word = " ".join(tag.split()).lower()
        if not word or len(word) > MAX_TAG:
            raise NotReviewed(f"A tag has 1 to {MAX_TAG} characters.")

        def work(connection: Connection, name: str) -> None:
            row = {"conversation": name, "tag": word, "by": hand.by, "at": hand.at}
            connection.execute(_unless_there(connection, review_tags).values(row))

        await self._write(conversation, work)

    async def untag(self, conversation: str, tag: str) -> None:
        """Take a mark away; nothing happens where it is not there."""

        def work(connection: Connection, name: str) -> None:
            where = (review_tags.c.conversation == name, review_tags.c.tag == tag)
            connection.execute(delete(review_tags).where(*where))

        await self._write(conversation, work)

    async def ask(self, conversation: str, kind: TaskKind, request: Request, hand: Hand) -> None:
        """Ask somebody for something; what is open of the same kind is replaced."""
        words = _words(request.reason)
        if kind is TaskKind.FLAG and not words:
            raise NotReviewed("Say what is to be looked at.")

        def work(connection: Connection, name: str) -> None:
            if kind is TaskKind.SECOND:
                _check_second(connection, name, request.to)
            _finish(connection, name, kind, hand)
            row = {
                "conversation": name,
                "by": hand.by,
                "at": hand.at,
                "kind": kind.value,
                "to": request.to,
                "reason": self._seals[review_tasks.c.reason].seal(words),
            }
            connection.execute(insert(review_tasks).values(row))

        await self._write(conversation, work)

    async def answer(self, conversation: str, kind: TaskKind, text: str, hand: Hand) -> None:
        """Answer what is open of a kind, and so end it."""
        words = _words(text)
        if not words:
            raise NotReviewed("Say what the answer is.")
        sealed = self._seals[review_tasks.c.answer].seal(words)

        def work(connection: Connection, name: str) -> None:
            if not _finish(connection, name, kind, hand, sealed):
                raise NotReviewed("It was answered already. Look at it again.")

        await self._write(conversation, work)

    async def _write(self, conversation: str, work: Callable[[Connection, str], None]) -> None:
        name = key_of(conversation)

        def all_of_it(connection: Connection) -> None:
            work(connection, name)
            for facet, values in _facets(self._of(connection, name)).items():
                set_facet(connection, conversation, facet, values)

        await write(self._database, all_of_it, "writing a review")

    def _of(self, connection: Connection, name: str) -> Reviewed:
        seals = self._seals
        rows = _rows(connection, review_reviews, name)
        note = seals[review_notes.c.text]
        return Reviewed(
            reviews=[_review(row, seals) for row in rows if not row["is_superseded"]],
            notes=[
                Note(note.open(row["text"]), row["by"], row["at"])
                for row in _rows(connection, review_notes, name)
            ],
            tags=sorted(row["tag"] for row in _rows(connection, review_tags, name)),
            tasks=[_task(row, seals) for row in _rows(connection, review_tasks, name)],
        )


def _facets(now: Reviewed) -> dict[str, list[str]]:
    """Return what a conversation is found by."""
    verdicts = sorted({one.judgement.verdict.value for one in now.reviews})
    flags = [one for one in now.tasks if one.kind is TaskKind.FLAG]
    asked = {
        one.to or "anybody" for one in now.tasks if one.is_open and one.kind is not TaskKind.FLAG
    }
    return {
        REVIEWED: ["yes", *verdicts, *([DIFFER] if now.do_differ else [])] if verdicts else ["no"],
        REVIEWER: sorted({one.by for one in now.reviews}),
        TAG: list(now.tags),
        ASKED: sorted(asked),
        FLAG: sorted({"open" if one.is_open else "answered" for one in flags}),
    }


def _check_second(connection: Connection, name: str, to: str | None) -> None:
    query = select(review_reviews.c.by).where(
        review_reviews.c.conversation == name, ~review_reviews.c.is_superseded
    )
    if to is not None and to in connection.execute(query).scalars().all():
        raise NotReviewed(f"{to} has reviewed this: a second opinion is somebody else's.")


def _has_others(connection: Connection, name: str, by: str) -> bool:
    query = select(review_reviews.c.id).where(
        review_reviews.c.conversation == name,
        review_reviews.c.by != by,
        ~review_reviews.c.is_superseded,
    )
    return connection.execute(query.limit(1)).first() is not None


def _finish(
    connection: Connection, name: str, kind: TaskKind, hand: Hand, answer: str | None = None
) -> bool:
    """End what is open of a kind; tell whether something was."""
    ending = (
        update(review_tasks)
        .where(
            review_tasks.c.conversation == name,
            review_tasks.c.kind == kind.value,
            review_tasks.c.done_at.is_(None),
        )
        .values(done_by=hand.by, done_at=hand.at, answer=answer)
    )
    return connection.execute(ending).rowcount > 0


def _rows(connection: Connection, table: Table, name: str) -> list[Mapping[str, Any]]:
    query: Select[Any] = select(table).where(table.c.conversation == name).order_by(table.c.at)
    return [dict(row) for row in connection.execute(query).mappings()]


def _review(row: Mapping[str, Any], seals: Seals) -> Review:
    judgement = Judgement(
        Verdict(row["verdict"]),
        seals[review_reviews.c.reason].open(row["reason"]),
        row["should_be"],
        row["level"],
        row["rule"],
        row["turns"],
    )
    return Review(judgement, row["by"], row["at"])


def _task(row: Mapping[str, Any], seals: Seals) -> Task:
    answer = row["answer"]
    return Task(
        **{name: row[name] for name in ("id", "to", "by", "at", "done_by", "done_at")},
        kind=TaskKind(row["kind"]),
        reason=seals[review_tasks.c.reason].open(row["reason"]),
        answer=None if answer is None else seals[review_tasks.c.answer].open(answer),
    )


def _words(text: str) -> str:
    words = text.strip()
    if len(words) > MAX_WORDS:
        raise NotReviewed(f"At most {MAX_WORDS} characters fit.")
    return words


def _unless_there(connection: Connection, table: Table) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()
