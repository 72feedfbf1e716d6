"""A conversation on every database that answers, and the desk at which staff take it over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot.conversation.events import BotUttered, UserUttered
from bot.conversation.held import Held, StaffTurn
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage
from bot.handover.desk import Handover
from bot.stores.locks import ConversationLocks
from bot.stores.tracker_store import SqlTrackerStore, open_store
from tests.conftest import Clock
from tests.integration.stores.conftest import (  # noqa: F401 - the databases that answer
    postgres_server,
    postgres_url,
    sqlite_url,
)

WHO = "web-visitor"


@dataclass
class Way:
    """A way to visitors that notes what it carried; `closed` says why nothing gets through."""

    closed: str | None = None
    carried: list[tuple[str, StaffTurn]] = field(default_factory=list)

    async def why_not(self, sender_id: str) -> str | None:
        return self.closed

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        self.carried.append((sender_id, turn))


@dataclass
class Visitor:
    """Somebody whose conversation staff may take over."""

    store: SqlTrackerStore
    clock: Clock
    way: Way
    desk: Handover

    async def wrote(self, text: str = "my back hurts", channel: str = "socketio") -> None:
        """Have the store keep that the visitor wrote, as the agent does."""
        before = await self.store.load(WHO) or Tracker(WHO)
        said = UserUttered(ParsedMessage(text, Intent(None, 0.0)), channel, timestamp=self.clock())
        after = replace(before.applying(said), latest_channel=channel, version=before.version + 1)
        message = UserMessage(WHO, text, channel)
        record = TurnRecord(
            f"turn-{before.version}", message, after, (said,), (), failed=False,
            received_at=self.clock(),
        )  # fmt: skip
        await self.store.commit(record)

    async def take(self, by: str = "ana", instead_of: str | None = None) -> None:
        await self.desk.take(WHO, by, instead_of=instead_of)

    async def told(self, text: str, by: str = "ana", name: str = "form-1") -> None:
        await self.desk.say(WHO, by, text, name)

    async def release(self, by: str = "ana") -> None:
        await self.desk.release(WHO, by)

    async def tracker(self) -> Tracker:
        tracker = await self.store.load(WHO)
        assert tracker is not None
        return tracker

    async def held(self) -> Held:
        (one,) = await self.store.held()
        return one

    async def messages(self) -> list[BotMessage]:
        """Return all that the visitor was told, oldest first."""
        events = await self.store.events(WHO)
        return [one.message for one in events if isinstance(one, BotUttered)]

    async def heard(self) -> list[str]:
        return [one.text or "" for one in await self.messages()]


def visitor_of(url: str, clock: Clock) -> Visitor:
    store, way = open_store(url, clock=clock), Way()
    desk = Handover(
        store=store,
        locks=ConversationLocks(),
        write=lambda name, _: BotMessage(name),
        clock=clock,
        reach={"socketio": way},
    )
    return Visitor(store, clock, way, desk)


@pytest.fixture(params=["sqlite", "postgres"])
async def visitor(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Visitor]:
    found = visitor_of(str(request.getfixturevalue(f"{request.param}_url")), clock)
    yield found
    await found.store.close()


@pytest.fixture
async def here(sqlite_url: str, clock: Clock) -> Iterator[Visitor]:  # noqa: F811 - a fixture's name
    """The same on SQLite alone, for what no database changes."""
    found = visitor_of(sqlite_url, clock)
    yield found
    await found.store.close()
