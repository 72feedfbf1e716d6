"""Figures: counted week by week, shown as plots that are tables, and given as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.console.figures import mondays, weekly
from bot.console.figures_panel import Figures, figures_panel
from bot.console.house_facets import HouseFacets
from bot.stores.index.search import ConversationIndex
from bot.stores.index.words import WordKey
from bot.stores.rows import Seals
from bot.stores.sealing import NO_KEYS
from tests.conftest import NOON
from tests.integration.console.house import words
from tests.integration.console.reviewing import Shelf

ZONE = ZoneInfo("America/New_York")
DAY_MINUTES = 24 * 60


@dataclass
class Plan:
    """What a house would count."""

    changes: list[tuple[str, Mapping[str, Sequence[str]], float]] = field(default_factory=list)
    stages: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
        ("Decided", (("level", "danger"), ("level", "calm"))),
        ("Came", (("visit", "came"),)),
    )
    breakdowns: Sequence[tuple[str, str]] = (("Levels", "level"), ("Visits", "visit"))

    def answered(self, since: float, until: float) -> list[object]:
        return []

    def facet_changes(self, after: float) -> list[tuple[str, Mapping[str, Sequence[str]], float]]:
        return [one for one in self.changes if one[2] >= after]


class Titles:
    def value_titles(self, name: str) -> Mapping[str, str]:
        return {"danger": "Danger", "calm": "=Calm"} if name == "level" else {}


@pytest.fixture(params=["sqlite", "postgres"])
async def shelf(request, clock):
    found = Shelf(str(request.getfixturevalue(f"{request.param}_url")), clock)
    await found.add("a", {"level": ["calm"], "visit": ["came"]}, minutes_ago=60)
    await found.add("b", {"level": ["danger"]}, minutes_ago=2 * 60)
    await found.add("c", {"level": ["calm"]}, minutes_ago=9 * DAY_MINUTES)
    await found.add("d", {}, minutes_ago=400 * DAY_MINUTES)
    yield found
    await found.close()


def house_of(build, shelf: Shelf):
    return build(shelf.url, panels=[figures_panel(Figures(shelf.database, Plan(), Titles(), ZONE))])


async def test_each_conversation_counts_in_the_week_in_which_it_began(shelf, clock):
    begins = mondays(datetime.fromtimestamp(clock.now, UTC), 4, ZONE)
    assert all(day.weekday() == 0 for day in begins)
    weeks = await weekly(shelf.database, begins, ZONE, None)
    assert sum(week.opened for week in weeks) == 3, "d is too old"
    assert [week.found.get(("level", "calm"), 0) for week in weeks if week.opened] == [1, 1]
    assert sum(week.any_of([("level", "danger"), ("level", "calm")]) for week in weeks) == 3
    nobody = await weekly(shelf.database, begins, ZONE, "twilio")
    assert sum(week.opened for week in nobody) == 0


async def test_a_plot_is_a_table_and_a_csv_as_well(build, shelf):
    ana = await house_of(build, shelf).staff("ana", "viewer")
    page = await ana.get("/staff/figures?weeks=4")
    assert "Levels" in words(page)
    assert 'aria-label="Levels: Danger 1, =Calm 2"' in page.text
    answer = await ana.get("/staff/figures/table/funnel?weeks=4")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert [row[:3] for row in rows[1:]] == [
        ["Opened", "3", "1.000"],
        ["Decided", "3", "1.000"],
        ["Came", "1", "0.333"],
    ]
    levels = (await ana.get("/staff/figures/table/level?weeks=4")).text
    assert "'=Calm" in levels, "no spreadsheet may take a label for a formula"
    assert (await ana.get("/staff/figures/table/nothing")).status_code == 404


async def test_what_the_house_knows_anew_is_found_by_even_if_the_index_comes_later(shelf):
    plan = Plan([("a", {"visit": ["came"]}, NOON), ("late", {"visit": ["missed"]}, NOON + 1)])
    index = ConversationIndex(shelf.database, WordKey("a test's secret"), Seals.of(NO_KEYS))
    job = HouseFacets(plan, index)
    await job.run()
    await shelf.add("late", {})
    await job.run()
    assert (await shelf.facets("late"))["visit"] == ("missed",)
    plan.changes.append(("a", {"visit": ["missed"]}, NOON + 1))
    await job.run()
    assert (await shelf.facets("a"))["visit"] == ("missed",), "of the same moment, yet new"
