"""The demonstration fills a database that staff can work with, and no database in use."""

from __future__ import annotations

from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.app import build
from bot.console.review_tables import review_reviews
from bot.conversation.messages import UserMessage
from bot.demo import filling
from bot.demo.filling import Filling, NotFilled
from bot.demo.month import Month
from bot.demo.people import load_people
from bot.demo.player import DemoClock
from bot.settings import read_settings
from bot.stores.database import open_database
from bot.stores.tables import conversations, turns
from tests.conftest import ROOT

NOW = 1_795_000_000.0
MONTH = Month(conversations=6, days=10, now=NOW, zone=ZoneInfo("America/New_York"))


@pytest.fixture
async def demonstration(trained_project, tmp_path):
    settings = read_settings(tmp_path, {})
    clock = DemoClock(NOW)
    app = build(trained_project, settings, clock=clock)
    settings = settings.model_copy(update={"root": trained_project})
    yield Filling(app, settings, clock, Random(7), lambda _: None)
    await app.close()


async def test_a_month_is_played_and_leaves_staff_something_to_do(demonstration):
    played = await demonstration.fill(MONTH)
    today = [kind for kind in load_people(ROOT).kinds if kind.is_today]
    assert len(played.began) == MONTH.conversations + len(today)
    database = open_database(demonstration.settings.database_url)
    try:
        with database.reading() as connection:
            counted = select(func.count()).select_from
            assert connection.execute(counted(conversations)).scalar() == len(played.began)
            failed = connection.execute(counted(turns).where(turns.c.failed)).scalar()
            read = connection.execute(select(func.min(review_reviews.c.turns))).scalar()
            latest = connection.execute(select(func.max(conversations.c.latest_event_at))).scalar()
    finally:
        database.close()
    assert failed == 0
    assert read > 0, "what was reviewed to its end waits for no other review"
    assert latest <= NOW, "nobody writes in the future"
    items = demonstration.app.extension.desk.queue.items()
    assert {item.level.value for item in items} >= {"crisis", "emergency"}
    with pytest.raises(NotFilled, match="already"):
        await demonstration.fill(MONTH)


async def test_a_database_in_use_is_left_alone(demonstration, monkeypatch):
    monkeypatch.setattr(filling, "MOST_REAL_CONVERSATIONS", 0)
    await demonstration.app.agent.handle(UserMessage("a real person", "hello"))
    with pytest.raises(NotFilled, match="real people"):
        await demonstration.fill(MONTH)


def test_somebody_of_every_kind_is_there_once_the_file_is_read():
    people = load_people(ROOT)
    assert len({kind.name for kind in people.kinds}) == len(people.kinds)
    assert all(kind.weight > 0 for kind in people.kinds)
