"""Conversations in the index, as the review finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from bot.console.panels import Panel
from bot.console.review_panel import ReviewPages, ReviewParts, review_panel
from bot.console.review_values import Hand
from bot.console.reviews import Reviews
from bot.console.transcript_filters import Filters
from bot.console.transcripts import Transcripts, transcripts_panel
from bot.console.worklist import Group, WorkList
from bot.stores.database import open_database
from bot.stores.index.facets import put_facets
from bot.stores.index.search import ConversationIndex
from bot.stores.index.stored import StoredConversations
from bot.stores.index.tables import conversation_index
from bot.stores.index.words import WordKey
from bot.stores.rows import Seals
from bot.stores.sealing import NO_KEYS
from bot.stores.tables import conversations
from bot.stores.tracker_store import open_store
from tests.conftest import NOON, Clock
from tests.integration.stores.turns import turn_of

GROUPS = (
    Group("Danger", [("level", "danger")]),
    Group("Unsure", [("state", "fallback"), ("confidence", "40")]),
)
ANA, BEN = Hand("ana", NOON), Hand("ben", NOON + 60)


@dataclass(frozen=True)
class Plan:
    """What a house would have reviewed."""

    level: str = "level"
    rule: str = "rule"
    levels: Sequence[tuple[str, str]] = (("danger", "Danger"), ("calm", "Calm"))
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = tuple(
        (one.title, one.facets) for one in GROUPS
    )
    tags: Sequence[str] = ("wording",)
    expert: str = "the expert"


@dataclass
class Shelf:
    """A database with conversations to review."""

    url: str
    clock: Clock
    count: int = 0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = open_store(self.url, clock=self.clock)
        self.database = open_database(self.url)
        self.reviews = Reviews(self.database)
        self.work = WorkList(self.database, GROUPS)

    async def close(self) -> None:
        self.database.close()
        await self.store.close()

    async def add(
        self, name: str, facets: Mapping[str, Sequence[str]], *, minutes_ago: float = 60
    ) -> str:
        """Store a conversation of one turn, and put it into the index as its job would."""
        await self.store.commit(turn_of(name, f"words of {name}"))
        self.count += 1
        at = self.clock.now - minutes_ago * 60
        row = {
            "key": int(at * 1_000_000) + self.count, "sender_id": name, "channel": "socketio",
            "last_at": at, "turns": 1, "fallbacks": 0, "is_finished": True, "has_failed": False,
            "is_paused": False, "is_opted_out": False, "facets": "{}", "earlier_facets": "{}",
            "word_count": 0, "indexed_seq": 1, "generation": 1,
        }  # fmt: skip
        with self.database.writing() as connection:
            query = select(conversations.c.id).where(conversations.c.sender_id == name)
            row["conversation_id"] = connection.execute(query).scalar_one()
            connection.execute(insert(conversation_index).values(row))
            values = {key: frozenset(some) for key, some in facets.items()}
            put_facets(connection, row["key"], values, is_set=False)
        return name

    def goes_on(self, name: str) -> None:
        """Have a conversation one turn more."""
        with self.database.writing() as connection:
            connection.execute(
                update(conversation_index)
                .where(conversation_index.c.sender_id == name)
                .values(turns=2)
            )

    async def todo(self) -> list[tuple[str, str]]:
        return [(one.conversation, one.why) for one in await self.work.next(self.clock.now)]

    async def facets(self, name: str) -> Mapping[str, Sequence[str]]:
        found = await self.work.one(name)
        assert found is not None
        return found.facets

    def pages(self) -> ReviewPages:
        async def people() -> list[str]:
            return ["ana", "ben"]

        parts = ReviewParts(
            database=self.database,
            reviews=self.reviews,
            plan=Plan(),
            zone=ZoneInfo("America/New_York"),
            people=people,
        )
        return ReviewPages(parts)

    def panels(self) -> list[Panel]:
        """Return the panel, and the transcripts with what stands beside them."""
        pages, seals, zone = self.pages(), Seals.of(NO_KEYS), ZoneInfo("America/New_York")
        transcripts = Transcripts(
            index=ConversationIndex(self.database, WordKey("a test's secret"), seals),
            stored=StoredConversations(self.database, seals),
            insight=NoInsight(),
            filters=Filters(NoInsight(), zone),
            sides=(pages.side(),),
        )
        return [review_panel(pages), transcripts_panel(transcripts)]


class NoInsight:
    """A house that has nothing to tell of a conversation."""

    def facets(self, slots):
        return {}

    def facet_titles(self):
        return {"level": "Level"}

    def value_titles(self, name):
        return {}

    def outcome(self, facets):
        return []

    def summary(self, events):
        return []

    def notes(self, events, before):
        return []

    def fact(self, name, value):
        return None
